"""A game's words as commands and queries: what a trace and tests in Lua see of scenarios."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from harness.errors import SurfaceError
from harness.test_api.registry import Registry

_PONG = Path(__file__).resolve().parents[3] / "cli" / "games" / "pong.py"
_spec = importlib.util.spec_from_file_location("pong_as_commands", _PONG)
pong = sys.modules["pong_as_commands"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pong)

PADDLE = {"type": "paddle", "id": "a", "side": "left"}


@pytest.fixture
def world():
    return pong.World()


@pytest.fixture
def registry(world):
    registry = Registry()
    registry.scenarios(world)
    return registry


def begin(registry, *entities, level="empty"):
    registry.act("scenario_begin", {"level": level, "seed": 1, "entities": list(entities)})


def test_a_scenario(registry, world):
    begin(registry, PADDLE, {"type": "ball", "velocity": [-4, 0]})
    assert world.paddles["a"] == pong.Paddle("a", "left", 100.0, 20)
    assert world.ball["velocity"] == (-4, 0)
    registry.act("scenario_input", {"entity": "a", "inputs": {"move": 1}})
    told = world.told["a"]
    assert isinstance(told, pong.Inputs)
    assert (told.move, told.serve) == (1.0, False)
    for _ in range(50):
        world.step()
    assert registry.ask("scenario_events", {"since": 0}) == [
        {"frame": 39, "name": "Point", "entity": ""}
    ]
    assert registry.ask("scenario_events", {"since": 1}) == []
    assert registry.ask("scenario_state", None)["score"] == {"left": 0, "right": 1}


def test_words(registry):
    words = registry.ask("scenario_words", None)
    assert words["levels"] == ["empty", "narrow", "cursed"]
    assert words["events"] == ["Bounce", "Save", "Point", "Serve"]
    assert words["aliases"] == {"up": ["move", -1.0], "down": ["move", 1.0]}
    assert words["inputs"] == {
        "move": {"is": "a number", "required": False, "default": 0.0},
        "serve": {"is": "true or false", "required": False, "default": False},
    }
    assert words["entities"]["paddle"]["side"] == {
        "is": 'one of "left", "right"',
        "required": True,
    }
    assert words["entities"]["ball"]["velocity"]["default"] == [-4.0, 0.0]


@pytest.mark.parametrize(
    ("entity", "problem"),
    [
        ({"type": "padle"}, "unknown type 'padle'; nearest: paddle"),
        ({}, "unknown type ''"),
        (3, "unknown type ''"),
        ({"type": "paddle", "id": "a"}, "paddle: the field 'side' is missing"),
        (PADDLE | {"sise": 3}, "paddle: unknown field 'sise'; nearest: size"),
        (PADDLE | {"y": "x"}, "paddle: 'y' must be a number, got 'x'"),
    ],
)
def test_wrong_entities(registry, entity, problem):
    with pytest.raises(SurfaceError) as error:
        begin(registry, entity)
    assert problem in str(error.value)


def test_what_the_game_refuses(registry):
    with pytest.raises(SurfaceError, match="two paddles are on one side"):
        begin(registry, PADDLE, PADDLE | {"id": "b"})
    with pytest.raises(SurfaceError, match="unknown level 'emty'; nearest: empty"):
        begin(registry, level="emty")
    with pytest.raises(SurfaceError, match="inputs: unknown field 'mov'; nearest: move"):
        registry.act("scenario_input", {"entity": "a", "inputs": {"mov": 1}})


@pytest.mark.parametrize(
    ("part", "query", "problem"),
    [
        ({"state": lambda: None}, "scenario_state", "state() must return a dict, got NoneType"),
        ({"state": lambda: {"a": object()}}, "scenario_state", "is a object"),
        ({"happened": lambda _since: [3]}, "scenario_events", "AttributeError"),
        ({"happened": lambda _since: None}, "scenario_events", "TypeError"),
    ],
)
def test_a_world_that_answers_nonsense(registry, world, part, query, problem):
    vars(world).update(part)
    with pytest.raises(SurfaceError) as error:
        registry.ask(query, None)
    assert problem in str(error.value)


def test_scenarios_are_declared_once(registry, world):
    with pytest.raises(ValueError, match="scenarios are declared twice"):
        registry.scenarios(world)
