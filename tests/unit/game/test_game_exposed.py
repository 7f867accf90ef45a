"""The Test API Surface: every property, query and command."""

from __future__ import annotations

import inspect
import json

import pytest
from pygame import K_ESCAPE

from game.app import ELEMENT_NAMES, SCENES

PROPERTIES = {
    "game.initialized": True,
    "game.current_scene": "main_menu",
    "game.paused": False,
    "game.quit_requested": False,
    "options.volume": 7,
    "options.difficulty": "normal",
    "options.shake": True,
    "menu.items": ["Start", "Court", "Options", "Quit"],
    "menu.selected": "Start",
    "menu.index": 1,
    "arena.time": 0.0,
    "arena.score": 0,
    "arena.result": None,
    "arena.alive": 0,
    "arena.enemies": [],
    "arena.wave": 0,
    "arena.waves_left": 0,
    "arena.loot": [],
    "arena.hero": None,
    "hero.x": None,
    "hero.y": None,
    "hero.health": None,
    "hero.facing": None,
    "inventory.open": False,
    "inventory.slots": [],
    "inventory.equipped": None,
    "inventory.damage": 4,
    "inventory.guard": 0,
    "inventory.cursor": None,
    "inventory.carried": None,
    "court.score.left": 0,
    "court.score.right": 0,
    "court.level": None,
    "court.players": [],
    "court.ball": None,
    "court.phase": None,
    "court.clock": 0.0,
    "court.overtime": False,
    "court.winner": None,
    "court.humans": 0,
}


def test_surface_at_the_start(host):
    assert host.api.version == "3"
    assert host.state() == PROPERTIES
    assert list(host.api.queries) == ["current_scene", "ui_element_rect", "ui_element_visible"]
    assert list(host.api.commands) == [
        "give_item",
        "court_play",
        "court_give_ball",
        "court_set_clock",
        "load_scene",
        "spawn_enemy",
        "arena_clear",
        "reset_to_known_state",
    ]


def test_arguments_are_annotated(host):
    for fn in [*host.api.queries.values(), *host.api.commands.values()]:
        for parameter in inspect.signature(fn, eval_str=True).parameters.values():
            assert parameter.annotation in (str, float, int)


@pytest.mark.parametrize("scene", list(SCENES))
def test_state_is_plain(host, scene):
    host.command("load_scene", name=scene)
    host.step(30)
    state = host.state()
    assert json.loads(json.dumps(state)) == state
    assert host.query("current_scene") == scene


def test_arena_state(arena):
    arena.command("spawn_enemy", archetype="bat", x=3, y=4)
    assert arena.get("arena.enemies") == [
        {
            "id": 7,
            "archetype": "bat",
            "x": 3.0,
            "y": 4.0,
            "health": 20,
            "alive": True,
            "chasing": False,
            "arriving": False,
        }
    ]
    assert arena.get("arena.alive") == 1
    assert arena.get("arena.hero") == {
        "x": 12.0,
        "y": 5.5,
        "vx": 0.0,
        "vy": 0.0,
        "health": 100,
        "facing": "down",
        "swinging": False,
        "cooldown": 0.0,
        "invulnerable": False,
    }
    assert arena.get("menu.items") == []
    assert arena.get("menu.selected") is arena.get("menu.index") is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("options.volume", 3),
        ("options.difficulty", "hard"),
        ("options.shake", False),
        ("hero.x", 4.5),
        ("hero.y", 2.0),
        ("hero.health", 1),
        ("hero.facing", "up"),
    ],
)
def test_set(arena, path, value):
    arena.set(path, value)
    assert arena.get(path) == value


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("options.volume", 11, "volume must be one of 0, 1, .* got 11"),
        ("options.difficulty", "mad", "must be one of easy, normal, hard, got 'mad'"),
        ("options.shake", "on", "must be one of off, on"),
        ("hero.x", 24, r"x must be between 0.4 and 23.6, got 24"),
        ("hero.y", float("nan"), "y must be between"),
        ("hero.x", "far", "x must be a number, got 'far'"),
        ("hero.x", True, "x must be a number"),
        ("hero.health", 101, "health must be between 0 and 100"),
        ("hero.health", 1.5, "health must be a whole number"),
        ("hero.facing", "north", "facing must be one of up, down, left, right, got 'north'"),
    ],
)
def test_set_is_checked(arena, path, value, message):
    before = arena.get(path)
    with pytest.raises(ValueError, match=message):
        arena.set(path, value)
    assert arena.get(path) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"archetype": "dragon", "x": 3, "y": 3}, "must be one of slime, bat, brute, got 'dragon'"),
        ({"archetype": "slime", "x": 0.1, "y": 3}, "x must be between 0.42 and 23.58, got 0.1"),
        ({"archetype": "slime", "x": 3, "y": 11}, "y must be between 0.42 and 10.58, got 11"),
    ],
)
def test_spawn_is_checked(arena, arguments, message):
    with pytest.raises(ValueError, match=message):
        arena.command("spawn_enemy", **arguments)
    assert arena.get("arena.enemies") == []


def test_arena_commands_need_an_arena(host):
    for name, arguments in (
        ("spawn_enemy", {"archetype": "slime", "x": 10, "y": 5}),
        ("arena_clear", {}),
    ):
        with pytest.raises(ValueError, match=f"{name} needs the scene combat_arena, this is main"):
            host.command(name, **arguments)
    with pytest.raises(ValueError, match=r"setting hero\.x needs the scene combat_arena"):
        host.set("hero.x", 5)


def test_arena_commands_need_a_running_round(arena):
    arena.set("hero.health", 0)
    arena.step()
    with pytest.raises(ValueError, match="needs a round that goes on, this one ended in defeat"):
        arena.command("spawn_enemy", archetype="slime", x=10, y=5)


def test_load_scene_names_the_scenes(host):
    with pytest.raises(ValueError, match="'cellar'; there are main_menu, options, combat_arena"):
        host.command("load_scene", name="cellar")


def test_elements(host):
    assert host.query("ui_element_visible", name="start_button") is True
    assert host.query("ui_element_rect", name="start_button") == {
        "x": 112,
        "y": 392,
        "w": 300,
        "h": 62,
    }
    assert host.query("ui_element_visible", name="health_bar") is False
    assert host.query("ui_element_rect", name="health_bar") is None
    for query in ("ui_element_rect", "ui_element_visible"):
        with pytest.raises(ValueError, match=r"'nose'; there are title, start_button, .*"):
            host.query(query, name="nose")


def end_match(host) -> None:
    host.command("court_play")
    host.step()
    host.game.scenes[0].court.score["left"] = 1
    host.command("court_set_clock", seconds=0.0)
    host.step(90)


def test_every_element_appears_somewhere(arena):
    seen = set()

    def look() -> None:
        names = {n for n in ELEMENT_NAMES if arena.query("ui_element_visible", name=n)}
        for scene in arena.game.scenes:
            assert set(scene.elements()) <= set(scene.element_names)
        seen.update(names)

    look()
    arena.tap(K_ESCAPE)
    look()
    arena.tap(K_ESCAPE)
    arena.set("hero.health", 0)
    arena.step(60)
    look()
    for name in ("main_menu", "options", "inventory"):
        arena.command("load_scene", name=name)
        look()
    arena.command("load_scene", name="court")
    look()
    arena.tap(K_ESCAPE)
    look()
    arena.tap(K_ESCAPE)
    end_match(arena)
    look()
    assert seen == set(ELEMENT_NAMES)


def test_reset_restores_everything(host):
    host.command("load_scene", name="combat_arena")
    first = host.state()
    host.set("options.volume", 1)
    host.set("options.difficulty", "hard")
    host.step(200)
    host.command("reset_to_known_state")
    assert host.state() == PROPERTIES
    host.command("load_scene", name="combat_arena")
    assert host.state() == first
