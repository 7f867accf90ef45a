"""Debugging in a window: a real X server without a screen, real keys, a real terminal."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import json
import os
import pty
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from harness.hosting.overlay import _ACCENTS, FAILED, PAUSED, RUNNING

ROOT = Path(__file__).resolve().parents[2]
GAMES = ROOT / "tests/cli/games"
WIDTH, HEIGHT = 640, 360

MISSING = [name for name in ("Xvfb",) if not shutil.which(name)]
MISSING += [f"lib{name}" for name in ("X11", "Xtst") if not ctypes.util.find_library(name)]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


class Image(ctypes.Structure):
    """The beginning of Xlib's XImage."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("width", "height", "xoffset", "format")),
        ("data", ctypes.c_void_p),
        *((name, ctypes.c_int) for name in ("byte_order", "unit", "bit_order", "pad", "depth")),
        ("bytes_per_line", ctypes.c_int),
    ]


class Message(ctypes.Structure):
    """Xlib's XClientMessageEvent, as long as an XEvent."""

    _fields_ = [
        ("type", ctypes.c_int), ("serial", ctypes.c_ulong), ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("kind", ctypes.c_ulong),
        ("format", ctypes.c_int), ("values", ctypes.c_long * 5), ("rest", ctypes.c_long * 16),
    ]  # fmt: skip


class Desktop:
    """An X server with one window in its corner: types, clicks, closes, takes pictures."""

    def __init__(self) -> None:
        reading, writing = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp"],
            pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(writing)
        with os.fdopen(reading) as file:
            self.name = f":{file.readline().strip()}"
        self.x11 = ctypes.CDLL(ctypes.util.find_library("X11"))
        self.xtest = ctypes.CDLL(ctypes.util.find_library("Xtst"))
        for name in ("XOpenDisplay", "XDefaultRootWindow", "XStringToKeysym", "XInternAtom"):
            getattr(self.x11, name).restype = ctypes.c_void_p
        self.x11.XGetImage.restype = ctypes.POINTER(Image)
        self.handler = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(
            lambda _display, _error: 0  # Xlib's own ends the process
        )
        self.x11.XSetErrorHandler(self.handler)
        self.display = ctypes.c_void_p(self.x11.XOpenDisplay(self.name.encode()))
        self.root = ctypes.c_ulong(self.x11.XDefaultRootWindow(self.display))

    def stop(self) -> None:
        self.x11.XCloseDisplay(self.display)
        self.server.terminate()
        self.server.wait()

    def window(self) -> ctypes.c_ulong | None:
        """Return the window, once there is one."""
        root, parent = ctypes.c_ulong(), ctypes.c_ulong()
        children, count = ctypes.POINTER(ctypes.c_ulong)(), ctypes.c_uint()
        self.x11.XQueryTree(
            self.display, self.root, ctypes.byref(root), ctypes.byref(parent),
            ctypes.byref(children), ctypes.byref(count),
        )  # fmt: skip
        found = [children[number] for number in range(count.value)]
        return ctypes.c_ulong(found[-1]) if found else None

    def focus(self) -> None:
        """Have keys and pointer be in the window, which no window manager sees to here."""
        self.point(5, 5)
        self.x11.XSetInputFocus(self.display, self.window(), 1, 0)
        self._done()

    def key(self, name: str) -> None:
        self.key_down(name)
        self.key_up(name)

    def key_down(self, name: str, down: bool = True) -> None:
        symbol = ctypes.c_ulong(self.x11.XStringToKeysym(name.encode()))
        code = self.x11.XKeysymToKeycode(self.display, symbol)
        self.xtest.XTestFakeKeyEvent(self.display, code, int(down), ctypes.c_ulong(0))
        self._done()

    def key_up(self, name: str) -> None:
        self.key_down(name, down=False)

    def point(self, x: int, y: int) -> None:
        self.xtest.XTestFakeMotionEvent(self.display, 0, x, y, ctypes.c_ulong(0))
        self._done()

    def click(self, button: int) -> None:
        for down in (1, 0):
            self.xtest.XTestFakeButtonEvent(self.display, button, down, ctypes.c_ulong(0))
        self._done()

    def close_window(self) -> None:
        """Do what the cross in a window's corner does."""
        window = self.window()
        atoms = [
            self.x11.XInternAtom(self.display, name, 0)
            for name in (b"WM_PROTOCOLS", b"WM_DELETE_WINDOW")
        ]
        message = Message(type=33, display=self.display, window=window, kind=atoms[0], format=32)
        message.values[0] = atoms[1]
        self.x11.XSendEvent(self.display, window, 0, ctypes.c_long(0), ctypes.byref(message))
        self._done()

    def picture(self) -> list[list[tuple[int, int, int]]]:
        """Return what the window's place shows: rows of pixels, red, green and blue."""
        everything = ctypes.c_ulong(0xFFFFFFFF)
        image = self.x11.XGetImage(
            self.display, self.root, 0, 0, WIDTH, HEIGHT, everything, 2
        ).contents
        line = image.bytes_per_line
        data = ctypes.string_at(image.data, line * HEIGHT)
        return [
            [
                (data[at + 2], data[at + 1], data[at])
                for at in range(y * line, (y * line) + 4 * WIDTH, 4)
            ]
            for y in range(HEIGHT)
        ]

    def _done(self) -> None:
        self.x11.XSync(self.display, 0)


class Running:
    """A run in a window of the desktop, and what it has printed."""

    def __init__(self, desktop: Desktop, project, *flags: str, game: str, stdin=None) -> None:
        self.desktop, self.project = desktop, project
        known = (GAMES / game.partition(":")[0]).exists()
        file = str(GAMES / game) if known else game
        words = ["--test-mode", "--game", file, "--run-id", "run", "--audio", "off"]
        environment = project.environment({"DISPLAY": desktop.name, "SDL_VIDEO_WINDOW_POS": "0,0"})
        self.process = subprocess.Popen(
            [sys.executable, "-m", "harness", *words, f"--resolution={WIDTH}x{HEIGHT}", *flags],
            cwd=project.folder, env=environment, stdin=subprocess.PIPE if stdin is None else stdin,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.printed = ""
        self.reader = threading.Thread(target=self._read)
        self.reader.start()

    def _read(self) -> None:
        while chunk := os.read(self.process.stdout.fileno(), 65536):
            self.printed += chunk.decode()

    def wait_for(self, text: str, times: int = 1) -> None:
        until(lambda: self.printed.count(text) >= times, lambda: f"{text!r} in {self.printed}")

    def begin(self, test: int = 0) -> None:
        """Wait until a test runs in the window, and give it the keyboard."""
        events = self.project.folder / "reports/run/events.jsonl"
        until(lambda: events.exists() and f'"run","test":{test}' in events.read_text())
        until(lambda: self.desktop.window() is not None)
        self.desktop.focus()

    def type(self, *lines: str) -> None:
        for line in lines:
            self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def ask(self, line: str) -> str:
        """Type a line; return what it is answered."""
        before, prompts = len(self.printed), self.printed.count("> ")
        self.type(line)
        until(lambda: self.printed.count("> ") > prompts and self.printed.endswith("> "))
        return self.printed[before:].partition("\n")[2].rpartition("\n")[0]

    def end(self, seconds: float = 20):
        """Wait for the end; return the exit code, the report and the text."""
        if self.process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self.process.stdin.close()
        self.process.wait(seconds)
        self.reader.join(seconds)
        self.process.stdout.close()
        folder = self.project.folder / "reports/run"
        self.report = json.loads((folder / "report.json").read_text())
        assert (folder / "report.junit.xml").exists()
        assert "Traceback" not in self.printed
        return self.process.returncode

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self.reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()

    @property
    def trace(self) -> list[dict]:
        lines = (self.project.folder / "reports/run/trace.jsonl").read_text().splitlines()
        return [json.loads(line) for line in lines[1:]]

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Kind and test of every finding but that tests depend on their order."""
        return [
            (finding["kind"], test["name"])
            for test in self.report["tests"]
            for attempt in test["attempts"]
            for finding in attempt.get("findings", [])
            if finding["kind"] != "order_dependent"
        ]

    @property
    def statuses(self) -> list[str]:
        return [test["status"] for test in self.report["tests"]]


def until(condition, told=lambda: "", seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {told()}"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def desktop():
    desktop = Desktop()
    yield desktop
    desktop.stop()


@pytest.fixture
def start(desktop, project):
    """Run a suite in a window; whatever becomes of it, nothing of it is left."""
    started = []

    def start(suite: str, *flags: str, game: str = "probe.py:create", **options) -> Running:
        project.suite(suite)
        started.append(Running(desktop, project, *flags, game=game, **options))
        return started[-1]

    yield start
    for running in started:
        running.stop()
    until(lambda: desktop.window() is None)


WAITING = 'it("waits", { timeout_frames = 1e9 }, function() test_harness.wait_frames(1e9) end)'
FAILING = """
after_each(function() test_harness.set_state("count", 99) end)
it("fails", function()
  local answer = 42
  test_harness.press_key(KEY_A)
  test_harness.wait_frames(3)
  test_harness.set_state("count", 7)
  assert.are.equal(answer, test_harness.get_state("count"))
end)
it("passes", function() end)
"""


def bar(picture) -> tuple[str, int]:
    """Return the state that the overlay's edge shows, and the row in which it is."""
    states = {colour: state for state, colour in _ACCENTS.items()}
    for y, row in enumerate(picture):
        if row[0] in states and len(set(row)) == 1:
            return states[row[0]], y
    return "none", 0


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


def test_the_prompt_over_a_pipe(start):
    """All lines are there from the start: each is taken when it is asked for."""
    run = start(FAILING, "--pause-on-failure", "--speed", "max")
    run.type(
        "answer", 'test_harness.get_state("count")', "answer +", "nope", "x = answer * 2", "x",
        "test_harness.wait_frames(1)", "test_harness.press_key(KEY_B)", "test_harness.exit(3)",
        'print("text", { 1 })', "while true do error('loop') end", ".hop", ".step 0",
        ".help", ".go",
    )  # fmt: skip
    assert run.end() == 1
    text = run.printed
    assert "failed: a_test.lua > fails, frame 3\ntests/e2e/a_test.lua:8: " in text
    for asked in (
        "fails, frame 3> answer\n42\n",
        'get_state("count")\n7\n',
        "answer +\nunexpected symbol near '<eof>'\n",
        "> nope\nundeclared global 'nope'\n",
        "> x = answer * 2\nfails, frame 3> x\n84\n",
        "no frame passes at the prompt, so nothing can be waited for here: let frames pass with",
        "> test_harness.press_key(KEY_B)\nnil\nfails, ",
        "> test_harness.exit(3)\na run is not ended by a line: use .quit\n",
        "})\ntext\t{ 1 }\n",
        "> while true do error('loop') end\nloop\n",
        ".hop is no word of the prompt; nearest: ",
        ".step takes a number of frames from 1, got '0'",
        "  .step [n]   let n frames pass (1)",
        "> .go\nFAILED    a_test.lua > fails",
    ):
        assert asked in text, f"{asked!r} in {text}"
    assert run.statuses == ["failed", "passed"]
    events = (run.project.folder / "reports/run/events.jsonl").read_text()
    assert '"said"' not in events


def test_what_is_typed_happens_in_the_next_frame(start):
    suite = """
    it("goes on", function()
      test_harness.wait_until_state("count", 5, { timeout_frames = 1e6 })
      local events = test_harness.get_state("events")
      assert.are.equal(1, #events)
      assert.are.equal("b", events[1].key)
    end)
    """
    run = start(suite, "--speed", "max")
    run.begin()
    run.desktop.key("F8")
    run.wait_for("paused: ")
    before = int(run.ask('test_harness.get_state("frame")'))
    assert run.ask("test_harness.now_frame()") == str(before)
    run.ask("test_harness.press_key(KEY_B)")
    assert run.ask(".step 2").startswith("paused: ")
    assert run.ask('test_harness.get_state("frame")') == str(before + 2)
    assert run.ask('test_harness.get_state("events[1].frame")') == str(before + 1)
    run.ask('test_harness.set_state("count", 5)')
    run.type(".go")
    assert run.end() == 0, run.printed
    typed = [line for line in run.trace if line["type"] in ("key_down", "set_state")]
    assert [line["type"] for line in typed] == ["key_down", "set_state"]


def test_the_prompt_over_a_terminal(desktop, project):
    """A terminal echoes by itself, and Ctrl-D is `.go`."""
    project.suite(FAILING)
    ours, theirs = pty.openpty()
    run = Running(desktop, project, "--pause-on-failure", game="probe.py:create", stdin=theirs)
    os.close(theirs)
    run.wait_for("frame 3> ")
    os.write(ours, b"answer + 1\n")
    run.wait_for("frame 3> ", 2)
    assert "frame 3> 43\n" in run.printed.replace("frame 3> \n", "frame 3> ")
    os.write(ours, b"\x04")
    assert run.end() == 1
    os.close(ours)
    assert run.statuses == ["failed", "passed"]


def test_a_failure_is_held_before_anything_is_cleaned_up(start, desktop):
    """Neither --timeout-seconds nor --frame-seconds runs meanwhile, and both do afterwards."""
    suite = f"""{FAILING}
    it("spins", function()
      test_harness.command("doom", {{ place = "update", how = "spin" }})
      test_harness.wait_frames(2)
    end)"""
    run = start(suite, "--pause-on-failure", "--timeout-seconds=3", "--frame-seconds=0.4")
    run.wait_for("frame 3> ")
    until(lambda: bar(desktop.picture())[0] == FAILED)
    pid = int(run.ask('test_harness.query("pid")'))
    before = cpu_seconds(pid)
    time.sleep(3.5)
    assert cpu_seconds(pid) - before < 0.35, "a held run burns the processor"
    assert run.ask('test_harness.get_state("count")') == "7"
    assert run.ask("test_harness.get_state('held')[1].keys") == '{ "a" }'
    run.type(".go")
    assert run.end() == 3, run.printed
    assert run.statuses == ["failed", "passed", "timed_out"]


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("names", ["a", "abc"])
def test_where_nobody_is_there_a_failure_holds_nothing_and_says_so_once(start, names):
    suite = "\n".join(f"it('{name}', function() error('no') end)" for name in names)
    run = start(suite, "--pause-on-failure", stdin=subprocess.DEVNULL)
    assert run.end() == 1
    assert run.printed.count("nobody answers on the terminal") == 1
    assert run.statuses == ["failed"] * len(names)


def test_a_crash_is_held_too(start):
    suite = """
    it("crashes", function()
      test_harness.command("doom", { place = "update", how = "raise" })
      test_harness.wait_frames(2)
    end)"""
    run = start(suite, "--pause-on-failure")
    run.wait_for("frame 1> ")
    assert "the game's update raised RuntimeError" in run.printed
    run.type(".go")
    assert run.end() == 4


def test_an_expected_failure_is_not_held(start):
    suite = "it('x', { xfail = true }, function() error('no') end)"
    run = start(suite, "--pause-on-failure")
    assert run.end() == 0
    assert "paused" not in run.printed.partition("\n")[2].partition("\n")[2]


def test_speed_is_the_pace_of_real_time(start):
    took = {}
    for speed in ("1", "4", "max"):
        run = start("it('x', function() test_harness.wait_frames(60) end)", "--speed", speed)
        assert run.end() == 0
        took[speed] = run.report["tests"][0]["duration_ms"] / 1000
    assert took["1"] > 0.95
    assert 0.24 < took["4"] < 0.85 * took["1"]
    assert took["max"] < 0.6 * took["1"]


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
    suite = (ROOT / "tests/e2e/menu_test.lua").read_text()
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
    place.x += 3 * pygame.key.get_pressed()[pygame.K_RIGHT]
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
      test_harness.wait_frames(120)
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
