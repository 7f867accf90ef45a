"""A desktop of the tests' own and runs in a window of it: what the suites of the window share."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from harness.frames.overlay import _ACCENTS

GAMES = Path(__file__).parent / "games"
WIDTH, HEIGHT = 640, 360

MISSING = [name for name in ("Xvfb",) if not shutil.which(name)]
MISSING += [f"lib{name}" for name in ("X11", "Xtst") if not ctypes.util.find_library(name)]
NEEDS_X = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")


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


class Text(ctypes.Structure):
    """Xlib's XTextProperty."""

    _fields_ = [
        ("value", ctypes.c_char_p), ("encoding", ctypes.c_ulong), ("format", ctypes.c_int),
        ("count", ctypes.c_ulong),
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

    def names(self) -> tuple[str, str]:
        """Return the window's title, and the class by which desktops group windows."""
        title, kinds = Text(), (ctypes.c_char_p * 2)()
        self.x11.XGetWMName(self.display, self.window(), ctypes.byref(title))
        self.x11.XGetClassHint(self.display, self.window(), kinds)
        return (title.value or b"").decode(), (kinds[1] or b"").decode()

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
