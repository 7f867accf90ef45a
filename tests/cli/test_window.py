"""A run in a window: a real X server without a screen, real keys, a real pointer."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from harness.frames.overlay import _ACCENTS, PAUSED, RUNNING
from tests.cli.windows import HEIGHT, NEEDS_X, WAITING, bar, until

ROOT = Path(__file__).resolve().parents[2]

pytestmark = NEEDS_X


def test_the_window_shows_the_game_and_what_is_done_to_it(start, desktop):
    suite = """
    it("a name", { timeout_frames = 1e9 }, function()
      test_harness.command("load_scene", { name = "combat_arena" })
      test_harness.press_key(KEY_RIGHT)
      test_harness.move_mouse(300, 100)
      test_harness.mouse_down(MOUSE_LEFT)
      test_harness.gamepad_button_down(0, 3)
      test_harness.wait_frames(1e9)
    end)"""
    run = start(suite, game="game.app:create")
    run.begin()
    until(lambda: bar(desktop.picture())[0] == RUNNING)
    desktop.key("F8")
    run.wait_for("frame ", 2)
    until(lambda: bar(desktop.picture())[0] == PAUSED)
    picture = desktop.picture()
    _, top = bar(picture)
    assert HEIGHT // 2 < top < HEIGHT - 30
    below = {pixel for row in picture[top + 2 :] for pixel in row}
    assert (238, 241, 246) in below, "no text is in the bar"
    assert _ACCENTS[PAUSED] in below, "the state has no chip"
    assert (47, 55, 71) in below, "what is held has no cap"
    above = {pixel for row in picture[:top] for pixel in row}
    assert len(above) > 200, "the game is not to be seen"
    around = [picture[y][x] for y in range(85, 116) for x in range(285, 316)]
    assert _ACCENTS[PAUSED] in around, "the cursor has no ring"
    run.type(".quit")
    assert run.end() == 130


NAMED = """
import pygame
pygame.init(); pygame.display.set_mode((320, 200))
while True: pygame.event.get(); pygame.display.flip()
"""


@pytest.mark.parametrize(
    ("game", "names"),
    [("game.app:create", ("game.app:create",) * 2), ("prog/main.py", ("pygame window", "main.py"))],
)
def test_the_window_has_the_name_of_the_game(start, desktop, project, game, names):
    project.write("prog/main.py", NAMED)
    run = start(WAITING, game=game)
    run.begin()
    until(lambda: desktop.names() == names, lambda: str(desktop.names()))
    desktop.close_window()
    assert run.end() == 130


def test_keys_of_the_window_pause_step_and_go_on(start, desktop):
    run = start(WAITING)
    run.begin()
    run.wait_for("F8 pauses and goes on, F10 lets one frame pass")
    desktop.key("F8")
    run.wait_for("paused: a_test.lua > waits, frame ")
    run.wait_for("> ", 2)
    frame = int(run.ask('test_harness.get_state("frame")'))
    time.sleep(0.2)
    assert run.ask('test_harness.get_state("frame")') == str(frame)
    for step in (1, 2, 3):
        desktop.key("F10")
        run.wait_for("paused: ", 1 + step)
        run.wait_for("waits, frame ", 1 + step)
        assert run.ask('test_harness.get_state("frame")') == str(frame + step)
    desktop.key("F8")
    time.sleep(0.3)
    desktop.key("F8")
    run.wait_for("paused: ", 5)
    assert int(run.ask('test_harness.get_state("frame")')) > frame + 6
    assert run.ask('#test_harness.get_state("events")') == "0"
    run.type(".go")
    desktop.close_window()
    assert run.end() == 130
    assert run.statuses == ["not_run"]
    assert run.findings == []


@pytest.mark.parametrize("held", [False, True])
def test_closing_the_window_ends_the_run_like_an_interrupt(start, desktop, held):
    run = start(f"it('before', function() end)\n{WAITING}")
    run.begin(test=1)
    if held:
        desktop.key("F8")
        run.wait_for("paused: ")
    desktop.close_window()
    assert run.end() == 130
    assert run.statuses == ["passed", "not_run"]
    assert "the window was closed" in run.printed


@pytest.mark.parametrize(("speed", "seconds"), [("1", 0.95), ("4", 0.24), ("max", 0)])
def test_a_window_is_never_faster_than_its_speed(start, speed, seconds):
    """How long it waits for a frame is a matter of `Display.pace`, and tested there."""
    run = start("it('x', function() test_harness.wait_frames(60) end)", "--speed", speed)
    assert run.end() == 0
    assert run.report["tests"][0]["duration_ms"] / 1000 > seconds


def test_slow_motion_answers_at_once_and_is_no_stall(start, desktop):
    """A frame takes a second here."""
    run = start(WAITING, "--fixed-fps=50", "--speed=0.02", "--frame-seconds=0.3")
    run.begin()
    time.sleep(1)
    began = time.monotonic()
    for count in range(1, 6):
        desktop.key("F10")
        run.wait_for("paused: ", count)
    assert time.monotonic() - began < 1
    desktop.close_window()
    assert run.end() == 130
    assert run.statuses == ["not_run"]


def test_what_was_done_in_a_window_is_replayed(start, desktop, project):
    suite = """
    it("waits", { timeout_frames = 1e9 }, function()
      test_harness.wait_until_state("count", 5, { timeout_frames = 1e9 })
    end)"""
    run = start(suite, "--digest", "frames", "--real-input", "merge")
    run.begin()
    desktop.key("F10")
    run.wait_for("> ")
    desktop.key("b")
    run.ask("test_harness.press_key(KEY_A)")
    assert run.ask(".step 3").startswith("paused: ")
    assert run.ask('#test_harness.get_state("events")') == "3"
    run.ask('test_harness.set_state("count", 5)')
    run.type(".go")
    assert run.end() == 0
    done = project.command("replay", "reports/run/trace.jsonl", "--run-id", "again")
    assert done.code == 0, done.text
    assert "the same as recorded" in done.out


def test_real_input_is_ignored(start, desktop):
    run = start("it('x', function() test_harness.wait_frames(60) end)")
    run.begin()
    type_and_point(desktop)
    assert run.end() == 0
    assert [line for line in run.trace if line["phase"] == "input"] == []
    assert run.findings == []


def type_and_point(desktop) -> None:
    desktop.point(120, 80)
    desktop.click(1)
    desktop.click(4)
    desktop.key("b")


def test_real_input_is_merged(start, desktop):
    """It takes the path of the tests: the game gets it, the trace and the report tell of it."""
    suite = """
    it("waits for a person", { timeout_frames = 1e6 }, function()
      test_harness.wait_until(function()
        for _, line in ipairs(test_harness.get_state("lines")) do
          if line.text == "KEYUP 98" then return true end
        end
      end, { timeout_frames = 1e6 })
      for _, line in ipairs(test_harness.get_state("lines")) do print(line.text) end
    end)
    it("is alone", function() test_harness.wait_frames(3) end)"""
    run = start(suite, "--real-input", "merge", game="devices.py:create")
    run.begin()
    desktop.key("F10")
    run.wait_for("paused: ")
    desktop.key("F8")
    type_and_point(desktop)
    assert run.end() == 0, run.printed
    kinds = [line["type"] for line in run.trace if line["phase"] == "input"]
    for kind in ("mouse_move", "mouse_down", "mouse_up", "wheel", "key_down", "text", "key_up"):
        assert kind in kinds, f"{kind} in {kinds}"
    assert kinds.count("wheel") == kinds.count("key_down") == kinds.count("text") == 1
    log = run.report["tests"][0]["artifacts"][0]["path"]
    texts = (run.project.folder / "reports/run" / log).read_text()
    for text in ("MOUSEBUTTONDOWN 1 120,80", "MOUSEWHEEL 0 1", "KEYDOWN 98", "TEXTINPUT b"):
        assert text in texts, f"{text} in {texts}"
    assert run.findings == [("real_input", "waits for a person")]
    assert "real devices acted on the game" in run.printed


def test_a_game_that_blocks_events_does_not_block_the_window(start, desktop, project):
    game = """
import pygame


class Game:
    def __init__(self, context): pygame.event.set_blocked([pygame.KEYDOWN, pygame.QUIT])
    def update(self, dt): pass
    def draw(self, surface): surface.fill((200, 30, 30))


create = Game
"""
    project.write("blocking.py", game)
    run = start(WAITING, game="blocking.py:create")
    run.begin()
    desktop.key("F8")
    run.wait_for("paused: ")
    desktop.close_window()
    assert run.end() == 130


def test_windowed_and_headless_have_the_same_digests(start, project, desktop):
    # Its region is one of the demo's own size, and these windows are smaller.
    suite = (ROOT / "tests/e2e/menu_test.lua").read_text()
    suite = suite.replace(", { region = { 60, 380, 380, 320 } }", "")
    project.suite((ROOT / "tests/e2e/demo.lua").read_text(), "demo.lua")
    flags = ["--digest", "frames", "--test-filter", "main menu", "--no-fail-on-missing-baseline"]
    found = {}
    for name, more in {
        "headless": ["--headless"],
        "max": ["--speed", "max"],
        "1x": [],
        "3x": ["--speed", "3"],
    }.items():
        run = start(suite, *flags, *more, game="game.app:create")
        assert run.end() == 0, run.printed
        found[name] = [line for line in run.trace if line["type"] == "digest"]
    assert len(found["headless"]) > 30
    assert found["max"] == found["headless"]
    assert found["1x"] == found["headless"]
    assert found["3x"] == found["headless"]


PROGRAM = """
import pygame
pygame.init()
screen = pygame.display.set_mode((640, 360))
clock = pygame.time.Clock()
place, ground = pygame.Rect(0, 100, 30, 30), (40, 90, 40)
screen.fill(ground)
while True:
    pygame.event.get()
    place.x += pygame.key.get_pressed()[pygame.K_RIGHT]
    below = screen.get_at((place.x, 350))
    screen.fill(ground, (0, 0, 640, 200))
    screen.fill((200, 200, 40), place)
    screen.fill(below, (place.x, 200, 1, 160))
    pygame.display.flip()
    clock.tick(60)
"""


def test_a_program_in_its_own_loop_is_watched_and_does_not_notice(start, desktop, project):
    """It paints what it finds where the bar is: the bar would be in the digests."""
    suite = """
    it("a name", function()
      test_harness.press_key(KEY_RIGHT)
      test_harness.wait_frames(300)
    end)"""
    project.write("prog/main.py", PROGRAM)
    flags = ["--digest", "frames"]
    headless = start(suite, *flags, "--headless", game="prog/main.py")
    assert headless.end() == 0, headless.printed
    expected = [line for line in headless.trace if line["type"] == "digest"]
    assert len(expected) > 100
    run = start(suite, *flags, game="prog/main.py")
    run.begin()
    desktop.key("F8")
    run.wait_for("paused: ")
    until(lambda: bar(desktop.picture())[0] == PAUSED)
    picture = desktop.picture()
    _, top = bar(picture)
    above, below = (
        {pixel for row in rows for pixel in row} for rows in (picture[:top], picture[top:])
    )
    assert {(40, 90, 40), (200, 200, 40)} <= above, "the program is not to be seen"
    assert (238, 241, 246) in below, "no text is in the bar"
    run.type(".go")
    assert run.end() == 0, run.printed
    assert [line for line in run.trace if line["type"] == "digest"] == expected
