"""A hosted game that raises: the test crashed, the game starts anew, the run goes on."""

import os
import shutil
import subprocess

import pytest

GAME = """
import pygame
class Game:
    def __init__(self, context): {init}
    def handle_event(self, event): {handle_event}
    def update(self, dt): {update}
    def draw(self, surface): {draw}
    def expose(self, api):
        api.property("x", lambda: 1)
        {expose}
def create(context): return Game(context)
"""
QUIET = dict.fromkeys(("init", "handle_event", "update", "draw", "expose"), "pass")
RAISE = 'raise ValueError("boom")'
SUITE = """
it("first", function() test_harness.press_key(KEY_A) test_harness.wait_frames(3) end)
it("second", function() test_harness.wait_frames(1) end)
"""


def game_file(project, **bodies: str) -> None:
    project.write("game.py", GAME.format(**(QUIET | bodies)))


def run(project, *flags: str):
    return project.run(*flags, "--game", "game.py:create", game=None)


PLACES = {
    "init": ("the game's factory raised ValueError: boom at game.py:4", 2, 0),
    "handle_event": ("the game's handle_event raised ValueError: boom at game.py:5", 1, 1),
    "update": ("the game's update raised ValueError: boom at game.py:6", 2, 1),
    "expose": ("the game's expose raised ValueError: boom at game.py:10", 2, 0),
}


@pytest.mark.parametrize("place", PLACES)
def test_where_the_game_raises(project, check_consistent, place):
    message, crashed, frame = PLACES[place]
    game_file(project, **{place: RAISE})
    project.suite(SUITE)
    ended = run(project)
    report = check_consistent(ended, 4)
    assert report["totals"]["crashed"] == crashed
    attempt = ended.test("first")["attempts"][0]
    assert (attempt["message"], attempt["frame"]) == (message, frame)
    assert attempt["traceback"].startswith("game.py:")
    assert "harness/" not in attempt["traceback"]


NO_GAMES = {
    "def create(context): return None": "NoneType is no game",
    "def create(): pass": "takes 0 positional arguments",
    "class Game:\n    def update(self, dt): pass\ndef create(c): return Game()": "method 'draw'",
    "import sys\ndef create(c): sys.exit(3)": "SystemExit: 3",
    "def create(c): raise KeyboardInterrupt": "KeyboardInterrupt",
}


@pytest.mark.parametrize("text", NO_GAMES)
def test_a_factory_that_makes_no_game(project, check_consistent, text):
    project.write("game.py", text)
    project.suite(SUITE)
    ended = run(project)
    check_consistent(ended, 4)
    assert NO_GAMES[text] in str(ended.report)


def test_the_game_is_started_anew_and_later_tests_see_no_trace(project, check_consistent):
    project.suite("""
after_each(function() print("after_each") end)
it("counts", function() test_harness.set_state("count", 7) end)
it("crashes", function()
  print("before")
  test_harness.press_key(KEY_A)
  test_harness.command("doom", { place = "update", how = "raise" })
  test_harness.wait_frames(5)
end)
it("goes on", function()
  assert_state("count", 0) assert_state("starts", 2) assert_state("events", {})
  assert.equal(1, test_harness.now_frame())
end)
""")
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.statuses == {"counts": "passed", "crashes": "crashed", "goes on": "passed"}
    assert ended.log("crashes") == ["before"]
    assert "the probe was told to raise" in ended.message("crashes")


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_blocks_go_on_after_a_crash(project, check_consistent, isolate):
    project.suite("""
describe("d", function()
  before_all(function() print("before_all") end)
  before_each(function() print("before_each") end)
  it("crashes", function()
    test_harness.command("doom", { place = "update", how = "raise" })
    test_harness.wait_frames(2)
  end)
  it("goes on", function() print("ran") end)
end)
""")
    ended = project.run("--isolate", isolate, game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.log("d > goes on")[-3:] == ["before_all", "before_each", "ran"]


def test_a_crash_in_after_all(project, check_consistent):
    project.suite("""
describe("d", function()
  after_all(function()
    test_harness.command("doom", { place = "update", how = "raise" })
    test_harness.wait_frames(2)
  end)
  it("a", function() end)
end)
it("b", function() end)
""")
    ended = project.run(game="probe.py:create")
    check_consistent(ended, 4)
    assert ended.statuses == {"d > a": "crashed", "b": "passed"}


@pytest.fixture
def display():
    """A virtual X server, or none where there is no Xvfb."""
    if not shutil.which("Xvfb"):
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[write], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    number = os.read(read, 20).decode().strip()
    yield f":{number}"
    server.terminate()
    server.wait()
    os.close(read)
    os.close(write)


def test_draw_is_called_in_a_window(project, check_consistent, display):
    game_file(project, draw=RAISE)
    project.suite(SUITE)
    words = ["--test-mode", "--game", "game.py:create", "--run-id", "run"]
    ended = project.command(*words, "--resolution", "320x240", env={"DISPLAY": display})
    check_consistent(ended, 4)
    assert "the game's draw raised ValueError: boom at game.py:7" in ended.message("second")


def test_draw_is_not_called_when_headless(project, check_consistent):
    game_file(project, draw=RAISE)
    project.suite(SUITE)
    check_consistent(run(project), 0)


def test_a_run_without_a_display_says_that_it_is_headless(project):
    project.suite(SUITE)
    ended = project.command("--test-mode", "--game", "none")
    assert ended.code == 0, ended.text
    assert "running headless" in ended.err


def test_a_display_that_does_not_open(project):
    game_file(project)
    project.suite(SUITE)
    words = ["--test-mode", "--game", "game.py:create", "--run-id", "run"]
    ended = project.command(*words, env={"DISPLAY": ":987", "SDL_VIDEODRIVER": "x11"})
    assert ended.code == 2, ended.text
    assert "display" in ended.err
    assert "Traceback" not in ended.err
