"""The parent's end of the terminal: a line at a time, and only when it is asked for."""

from __future__ import annotations

import os
import pty
import queue
import sys

import pytest

from harness.runs.held import Terminal
from harness.runs.worker_process import Typed


class Typing:
    """A terminal whose lines come from a pipe, or from a real terminal."""

    def __init__(self, monkeypatch, reader: int, writer: int) -> None:
        self.writer = writer
        self.file = os.fdopen(reader, "r")
        monkeypatch.setattr(sys, "stdin", self.file)
        self.inbox: queue.SimpleQueue = queue.SimpleQueue()
        self.terminal = Terminal(self.inbox)

    def next(self) -> str | None:
        self.terminal.ask()
        typed = self.inbox.get(timeout=5)
        assert isinstance(typed, Typed)
        self.terminal._reader.join()
        return typed.line

    def type(self, text: str | bytes) -> None:
        os.write(self.writer, text if isinstance(text, bytes) else text.encode())


@pytest.fixture
def typing(monkeypatch):
    typing = Typing(monkeypatch, *os.pipe())
    yield typing
    typing.file.close()


def test_one_line_for_every_question(typing):
    typing.type("one\ntwo ü\r\n\nlast")
    assert typing.next() == "one"
    assert typing.inbox.empty()
    assert [typing.next(), typing.next()] == ["two ü", ""]
    os.close(typing.writer)
    assert not typing.terminal.ended
    assert [typing.next(), typing.next(), typing.next()] == ["last", None, None]
    assert typing.terminal.ended


def test_asking_twice_gives_one_line(typing):
    typing.terminal.ask()
    typing.terminal.ask()
    typing.type("a\nb\n")
    assert typing.inbox.get(timeout=5) == Typed("a")
    typing.terminal._reader.join()
    assert typing.inbox.empty()
    os.close(typing.writer)


def test_bytes_that_are_no_text(typing):
    typing.type(b"\xff\xfe\n")
    assert typing.next() == "��"
    os.close(typing.writer)


def test_input_without_lines_is_cut(typing):
    os.set_blocking(typing.writer, False)
    typing.type("x" * 65536)
    assert len(typing.next()) >= 65536
    os.close(typing.writer)


def test_an_input_that_cannot_be_read_has_ended(monkeypatch, tmp_path):
    with open(tmp_path / "file", "w") as file:
        monkeypatch.setattr(sys, "stdin", file)
        inbox: queue.SimpleQueue = queue.SimpleQueue()
        Terminal(inbox).ask()
        assert inbox.get(timeout=5) == Typed(None)
    monkeypatch.setattr(sys, "stdin", None)
    terminal = Terminal(inbox)
    assert terminal.ended
    terminal.ask()
    assert inbox.get(timeout=5) == Typed(None)


def test_ctrl_d_on_a_terminal_means_to_go_on(monkeypatch):
    ours, theirs = pty.openpty()
    typing = Typing(monkeypatch, theirs, ours)
    typing.type("x\n")
    assert typing.next() == "x"
    typing.type("\x04")
    assert typing.next() == ".go"
    assert typing.inbox.get(timeout=5) == Typed(None)
    typing.file.close()
    os.close(ours)
