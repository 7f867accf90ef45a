"""Finding the game that `--game` names, making it, and telling where it raised."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from harness.base.clock import FrameClock
from harness.base.rng import Streams
from harness.errors import GameCrashed, GameUnavailable
from harness.hosting.games import GameContext, crash, find_factory, start
from harness.running.jobs import Jobs
from harness.test_api.registry import Registry

ROOT = str(Path(__file__).parent)

GAME = """
class Game:
    def __init__(self, context): self.size = context.size
    def update(self, dt): pass
    def draw(self, surface): pass

create = Game
number = 5
def _hidden(context): pass
"""


@pytest.fixture(autouse=True)
def clean_imports(monkeypatch, tmp_path):
    """Leave no module and no path behind."""
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    yield
    for name in set(sys.modules) - before:
        del sys.modules[name]


@pytest.fixture
def write(root):
    def write(name, text):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write


@pytest.fixture
def context(log):
    return GameContext((64, 48), log, Streams(1, "game"), Jobs(FrameClock(60)), Registry())


@pytest.mark.parametrize(
    ("file", "game"),
    [
        ("unit_game.py", "unit_game:create"),
        ("unit_pack/deep.py", "unit_pack.deep:create"),
        ("unit_file.py", "{root}/unit_file.py:create"),
        ("odd name.py", "{root}/odd name.py:create"),
    ],
)
def test_a_factory_is_found(root, write, context, file, game):
    write(file, GAME)
    factory = find_factory(game.format(root=root), str(root))
    assert start(factory, context, ROOT).size == (64, 48)


def test_a_file_may_import_what_lies_beside_it(root, write, context):
    write("sub/unit_helper.py", "value = 3")
    write("sub/unit_main.py", "import unit_helper\n" + GAME)
    assert find_factory(f"{root}/sub/unit_main.py:create", str(root))


@pytest.mark.parametrize(
    ("game", "message"),
    [
        ("unit_absent:create", "there is no module named 'unit_absent'"),
        ("unit_game.sub:create", "there is no module named 'unit_game.sub'"),
        ("unit_game:creat", "unit_game has no function 'creat'; nearest: create"),
        ("unit_game:number", "unit_game has no function 'number'"),
        ("/absent.py:create", "--game /absent.py:create: no such file"),
        ("unit_needs:create", "there is no module named 'unit_nowhere'"),
        ("unit_raises:create", "importing it raised ValueError: bad level at "),
        ("unit_exits:create", "importing it raised SystemExit: 3"),
        ("unit_syntax:create", "importing it raised SyntaxError: "),
    ],
)
def test_what_names_no_game(root, write, game, message):
    write("unit_game.py", GAME)
    write("unit_needs.py", "import unit_nowhere")
    write("unit_raises.py", "\nraise ValueError('bad level')")
    write("unit_exits.py", "import sys; sys.exit(3)")
    write("unit_syntax.py", "def create(:\n")
    with pytest.raises(GameUnavailable, match=re.escape(message)) as caught:
        find_factory(game, str(root))
    assert "<frozen" not in str(caught.value)


def test_what_raises_on_import_is_told_with_its_place(root, write):
    write("unit_raises.py", "\n\nraise ValueError('bad level')")
    with pytest.raises(GameUnavailable, match=re.escape("bad level at unit_raises.py:3")):
        find_factory("unit_raises:create", str(root))


class NoGame:
    def update(self, dt): ...


def leave(context):
    raise SystemExit(2)


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (lambda _: NoGame(), "NoGame is no game: it has no method 'draw'"),
        (lambda _: None, "NoneType is no game: it has no method 'update'"),
        (lambda: None, "the game's factory raised TypeError: "),
        (lambda context: context.nothing, "raised AttributeError: "),
        (leave, "the game's factory raised SystemExit: 2"),
    ],
)
def test_factories_that_make_no_game(context, factory, message):
    with pytest.raises(GameCrashed, match=re.escape(message)):
        start(factory, context, ROOT)


def fail_in_game(function):
    """Return what a game's call into `function` raises."""
    try:
        function()
    except Exception as error:
        return crash("the game's update", error, ROOT)
    raise AssertionError


def test_a_crash_names_the_innermost_line_of_the_game():
    error = fail_in_game(lambda: {}["lost"])
    first = error.traceback.splitlines()[0]
    assert str(error) == f"the game's update raised KeyError: 'lost' at {first.split(': in ')[0]}"
    assert re.fullmatch(r"test_games\.py:\d+: in <lambda>", first)


def test_lines_of_the_harness_are_left_out(context):
    error = fail_in_game(lambda: context.random(5))
    assert "test_games.py" in str(error)
    assert not [line for line in error.traceback.splitlines() if "/harness/base/rng.py" in line]


def test_the_context_has_seeded_streams_and_a_log(context, log, clock):
    assert context.random("loot").random() == Streams(1, "game").stream("loot").random()
    assert context.random("loot") is context.random("loot")
    clock.frame = 3
    context.log("hit")
    assert str(log.since(1)[0]) == "[     3] info    game: hit"
