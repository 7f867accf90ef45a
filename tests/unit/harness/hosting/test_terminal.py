"""The worker's end of the terminal, over a real pipe."""

from __future__ import annotations

import json
import os

import pytest

from harness.hosting.terminal import Terminal
from harness.wire.protocol import ProgressFile


class Writer:
    def __init__(self) -> None:
        self.lines: list[dict] = []
        self.flushed = 0

    def write_line(self, line: str) -> None:
        self.lines.append(json.loads(line))

    def flush(self) -> None:
        self.flushed = len(self.lines)


class Ends:
    """A terminal, what it wrote, and where its lines come from."""

    def __init__(self, path) -> None:
        path.touch()
        self.reader, self.typing = os.pipe()
        self.writer = Writer()
        self.progress = ProgressFile(str(path))
        self.terminal = Terminal(self.reader, self.writer, self.progress)

    def type(self, text: str) -> None:
        os.write(self.typing, text.encode())

    def hang_up(self) -> None:
        os.close(self.typing)


@pytest.fixture
def ends(tmp_path):
    ends = Ends(tmp_path / "progress")
    yield ends
    os.close(ends.reader)
    ends.progress.close()


def test_taking_never_waits_and_gives_whole_lines(ends):
    terminal = ends.terminal
    assert terminal.take() is None
    ends.type('"fir')
    assert terminal.take() is None
    ends.type('st ü"\n"second"\n')
    assert not terminal.heard
    assert [terminal.take(), terminal.take(), terminal.take()] == ["first ü", "second", None]
    assert terminal.heard
    assert not terminal.ended
    ends.hang_up()
    assert terminal.take() is None
    assert terminal.ended


def test_lines_before_the_end_are_not_lost(ends):
    ends.type('"a"\n"b"\n')
    ends.hang_up()
    assert [ends.terminal.take() for _ in range(3)] == ["a", "b", None]
    assert ends.terminal.ended


def test_what_is_said_is_sent_at_once(ends):
    ends.terminal.say("text", typed="x", prompt="> ")
    assert ends.writer.lines == [{"type": "said", "typed": "x", "text": "text", "prompt": "> "}]
    assert ends.writer.flushed == 1


def test_the_parent_sees_that_it_is_held(ends):
    for held in (True, False):
        ends.terminal.hold(held)
        assert ends.progress.read().held is held
