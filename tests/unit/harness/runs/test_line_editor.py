"""Lines of a real terminal: the line before comes back, and the terminal is left as it was."""

from __future__ import annotations

import os
import pty
import sys
import termios

import pytest

ASKS = """
import queue, sys
from harness.runs.held import Terminal

inbox = queue.SimpleQueue()
terminal = Terminal(inbox)
for _ in range({lines}):
    sys.stdout.write("\\x1b[36mframe 2> \\x1b[0m")
    sys.stdout.flush()
    terminal.ask("\\x1b[36mframe 2> \\x1b[0m")
    print("got", inbox.get(), flush=True)
terminal.ask("> ")
sys.stdout.flush()
import time
time.sleep(0.3)
terminal.close()
print("closed", flush=True)
time.sleep(30)
"""


class Screen:
    """A script that has a terminal of its own."""

    def __init__(self, script: str, term: str) -> None:
        self.pid, self.keys = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = term
            os.execv(sys.executable, [sys.executable, "-c", script])

    def wait_for(self, text: str, times: int = 1) -> str:
        """Read until `text` is shown; return what came since the last call."""
        shown = b""
        while shown.count(text.encode()) < times:
            shown += os.read(self.keys, 65536)
        return shown.decode()

    def type(self, keys: str) -> None:
        os.write(self.keys, keys.encode())


@pytest.fixture
def screen():
    opened = []

    def open_screen(lines: int, term: str = "xterm") -> Screen:
        opened.append(Screen(ASKS.format(lines=lines), term))
        return opened[-1]

    yield open_screen
    for item in opened:
        os.kill(item.pid, 9)
        os.waitpid(item.pid, 0)
        os.close(item.keys)


def test_up_brings_the_line_before(screen):
    running = screen(lines=2)
    running.wait_for("frame 2> ")
    running.type("100 + 11\r")
    assert "Typed(line='100 + 11')" in running.wait_for("got Typed(")
    running.type("\x1b[A\r")
    assert "Typed(line='100 + 11')" in running.wait_for("got Typed(")


def test_the_prompt_is_shown_once_a_line(screen):
    running = screen(lines=1)
    running.wait_for("frame 2> ")
    running.type("x\x7fy\r")
    shown = running.wait_for("got Typed(").split("\n", 1)[0]
    assert shown.replace("\x1b[36m", "").replace("\x1b[0m", "").count("frame 2> ") <= 2


def test_the_end_of_the_input_means_to_go_on(screen):
    running = screen(lines=2)
    running.wait_for("frame 2> ", times=2)  # the second is readline's, which takes the keys now
    running.type("\x04")
    assert "Typed(line='.go')" in running.wait_for("got Typed(")


def test_the_terminal_is_left_as_it_was(screen):
    running = screen(lines=0)
    before = termios.tcgetattr(running.keys)
    running.wait_for("closed")
    assert termios.tcgetattr(running.keys) == before


def test_a_terminal_that_cannot_move_its_cursor(screen):
    running = screen(lines=1, term="dumb")
    running.wait_for("frame 2> ")
    running.type("plain\n")
    assert "Typed(line='plain')" in running.wait_for("got Typed(")
