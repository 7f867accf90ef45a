"""The surface a game declares, and what tests can do with it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from harness.errors import SurfaceError, Undeclared
from harness.test_api.registry import Registry


class Player:
    """A game's object with something wrong in it."""

    def __init__(self) -> None:
        self.health = 100
        self.name = "Ada"
        self.items: Any = [{"name": "key", "count": 1}, {"name": "rope", "count": 2}]

    def set_health(self, value: int) -> None:
        if value < 0:
            raise ValueError("too dead")
        self.health = value

    def set_items(self, value: list) -> None:
        self.items = value

    def broken(self) -> Any:
        raise KeyError("lost")


@pytest.fixture
def player():
    return Player()


@pytest.fixture
def registry(player):
    registry = Registry()
    registry.property("player.health", lambda: player.health, player.set_health)
    registry.property("player.name", lambda: player.name)
    registry.property("player.items", lambda: player.items, player.set_items)
    registry.property("broken", player.broken)
    registry.property("set", lambda: {1, 2})
    registry.query("double", lambda number: number * 2)
    registry.query("pair", lambda: (1, (2,)))
    registry.query("object", lambda: player)
    registry.command("heal", player.set_health)
    registry.command("quit", lambda: exit(3))
    return registry


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("player.health", 100),
        ("player.items.2.name", "rope"),
        ("player.items[1]", {"name": "key", "count": 1}),
        ("player.items.3", "index 3 of 'player.items' is out of range 1 to 2"),
        ("player.items.1.nme", "'player.items.1' has no part 'nme'; it has count, name"),
        ("player.helth", "unknown state path 'player.helth'; nearest: player.health"),
        ("player", "unknown state path 'player'; nearest:"),
        ("Player.health", "unknown state path 'Player.health'; nearest: player.health"),
    ],
)
def test_getting(registry, path, expected):
    if isinstance(expected, str) and " " in expected:
        with pytest.raises(Undeclared, match=re.escape(expected)):
            registry.get_state(path)
    else:
        assert registry.get_state(path) == expected


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("player..health", "is no state path"),
        ("broken", "state 'broken' raised KeyError: 'lost' (test_registry.py:"),
        ("set", "state 'set' is a set, which is not plain data"),
    ],
)
def test_getting_what_is_wrong_raises(registry, path, message):
    with pytest.raises(SurfaceError, match=re.escape(message)) as caught:
        registry.get_state(path)
    assert not isinstance(caught.value, Undeclared)


def test_setting(registry, player):
    registry.set_state("player.health", 5)
    registry.set_state("player.items.1.count", 7)
    registry.set_state("player.items[2]", {"name": "lamp"})
    assert player.health == 5
    assert player.items == [{"name": "key", "count": 7}, {"name": "lamp"}]


@pytest.mark.parametrize(
    ("path", "value", "error", "message"),
    [
        ("player.name", "Eve", Undeclared, "state 'player.name' is read-only"),
        ("player.nam", "Eve", Undeclared, "unknown state path"),
        ("player.items.9.count", 1, Undeclared, "is out of range"),
        ("player.health", "5", SurfaceError, 'must be a whole number, got "5"'),
        ("player.health", None, SurfaceError, "must be a whole number, got nil"),
        ("player.health", -1, SurfaceError, "state 'player.health' raised ValueError: too dead"),
    ],
)
def test_setting_what_cannot_be_set(registry, player, path, value, error, message):
    with pytest.raises(error, match=re.escape(message)):
        registry.set_state(path, value)
    assert (player.health, player.name) == (100, "Ada")


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("double", {"number": 4}, 8),
        ("pair", None, [1, [2]]),
        ("dubble", None, "unknown query 'dubble'; nearest: double"),
        ("heal", None, "unknown query 'heal'"),
        ("double", {}, "query 'double': argument 'number' is missing"),
        ("object", None, "query 'object' is a Player, which is not plain data"),
    ],
)
def test_asking(registry, name, args, expected):
    if isinstance(expected, str):
        with pytest.raises(SurfaceError, match=re.escape(expected)):
            registry.ask(name, args)
    else:
        assert registry.ask(name, args) == expected


def test_acting(registry, player):
    registry.act("heal", {"value": 42})
    assert player.health == 42


@pytest.mark.parametrize(
    ("name", "args", "message"),
    [
        ("hell", None, "unknown command 'hell'; nearest: heal"),
        ("heal", {"value": "x"}, "command 'heal': argument 'value' must be a whole number"),
        ("heal", {"value": -1}, "command 'heal' raised ValueError: too dead (test_registry.py:"),
        ("quit", None, "command 'quit' raised SystemExit: 3"),
    ],
)
def test_acting_what_cannot_be_done(registry, name, args, message):
    with pytest.raises(SurfaceError, match=re.escape(message)):
        registry.act(name, args)


@pytest.mark.parametrize(
    ("declare", "message"),
    [
        (lambda r: r.property("player.health", list), "'player.health' is declared twice"),
        (lambda r: r.property("player['health']", list), "is declared twice"),
        (lambda r: r.property("a b", list), "'a b' is no state path"),
        (lambda r: r.property("x", 5), "property 'x': get and set must be functions"),
        (lambda r: r.property("x", list, 5), "property 'x': get and set must be functions"),
        (lambda r: r.query("double", list), "query 'double' is declared twice"),
        (lambda r: r.query("", list), "a query needs a name, got ''"),
        (lambda r: r.command(5, list), "a command needs a name, got 5"),
        (lambda r: r.command("x", 5), "command 'x' must be a function, got 5"),
    ],
)
def test_declaring_what_cannot_be_is_the_games_mistake(registry, declare, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        declare(registry)


def test_a_query_and_a_command_may_share_a_name(registry):
    registry.command("double", lambda: None)
    assert registry.has_command("double")
    assert not registry.has_command("pair")


def test_roots(registry):
    registry.check_root("player.items.9.anything")
    with pytest.raises(Undeclared):
        registry.check_root("player.nothing")


def test_with_nothing_declared_the_message_says_so():
    with pytest.raises(Undeclared, match="unknown state path 'x'; none is declared"):
        Registry().get_state("x")
