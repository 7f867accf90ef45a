"""What a game writes anywhere ends in the log."""

from __future__ import annotations

import logging
import sys
from contextlib import contextmanager

import pytest

from harness.capture import Capture


@contextmanager
def captured(log):
    """Capture within a test: pytest puts its own streams back before each."""
    others, logging.root.handlers = logging.root.handlers, []
    capture = Capture(log)
    try:
        yield capture
    finally:
        capture.close()
        logging.root.handlers = others


def shown(log):
    return [f"{line.source}/{line.level}: {line.text}" for line in log.since(1)]


class Strange:
    def __str__(self):
        raise RuntimeError("no text")


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        (lambda: print("hello"), ["stdout/info: hello"]),
        (lambda: print("a", "b", sep="\n"), ["stdout/info: a", "stdout/info: b"]),
        (lambda: print("x", file=sys.stderr), ["stderr/warning: x"]),
        (print, ["stdout/info: "]),
        (lambda: sys.stdout.writelines(["a\n", "b", "c\n"]), ["stdout/info: a", "stdout/info: bc"]),
        (lambda: logging.getLogger("net").info("%s up", 1), ["net/info: 1 up"]),
        (lambda: logging.getLogger("net").error("down"), ["net/error: down"]),
        (lambda: logging.getLogger().warning("hm"), ["root/warning: hm"]),
        (lambda: logging.getLogger("net").debug("noise"), []),
    ],
)
def test_what_is_written(log, write, expected):
    with captured(log):
        write()
    assert shown(log) == expected


@pytest.mark.parametrize(
    ("text", "args"),
    [("%d", ("x",)), ("%(a)s", ({"b": 1},)), ("%s", (Strange(),)), ("%s %s", (1,))],
)
def test_a_record_that_cannot_be_formatted_harms_nobody(log, text, args):
    with captured(log):
        logging.getLogger("net").error(text, *args)
    (line,) = shown(log)
    assert line.startswith(f"net/error: {text!r} cannot be formatted: ")


def test_exceptions_keep_their_traceback(log):
    with captured(log):
        try:
            raise KeyError("lost")
        except KeyError:
            logging.getLogger("net").exception("failed")
    lines = shown(log)
    assert lines[0] == "net/error: failed"
    assert lines[-1] == "net/error: KeyError: 'lost'"


def test_a_line_without_an_end_waits_for_it(log):
    with captured(log) as capture:
        sys.stdout.write("half")
        before = shown(log)
        sys.stdout.write(" whole\nrest")
        between = shown(log)
        capture.flush()
    assert before == []
    assert between == ["stdout/info: half whole"]
    assert shown(log)[1:] == ["stdout/info: rest"]


def test_a_line_without_an_end_is_cut(log):
    with captured(log) as capture:
        for _ in range(300):
            sys.stdout.write("x" * 1000)
        sys.stdout.write("x" * 500 + "\nnext\n")
        sys.stdout.write("y" * 70_000)
        capture.flush()
        sys.stdout.write("short")
    assert [(line.text[:5], line.text[65_536:]) for line in log.since(1)] == [
        ("xxxxx", " … 234964 characters cut …"), ("next", ""),
        ("yyyyy", " … 4464 characters cut …"), ("short", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["a", "\n"], ["a"]),
        (["a", "b\nc\nd", "\n\n"], ["ab", "c", "d", ""]),
        (["\n"], [""]),
        (["a", "\n\nb\n"], ["a", "", "b"]),
        (["a\rb", "c\n"], ["a", "bc"]),
        (["", "a", "", "\n"], ["a"]),
    ],
)
def test_lines_in_pieces(log, pieces, expected):
    with captured(log):
        sys.stdout.writelines(pieces)
    assert [line.text for line in log.since(1)] == expected


def test_the_streams_behave_like_streams(log):
    with captured(log):
        stream = sys.stdout
    assert stream.write("four") == 4
    assert (stream.isatty(), stream.writable(), stream.readable()) == (False, True, False)
    with pytest.raises(OSError, match="no descriptor"):
        stream.fileno()


def test_afterwards_all_is_as_before(log):
    before = (sys.stdout, sys.stderr, list(logging.root.handlers), logging.root.level)
    Capture(log).close()
    assert (sys.stdout, sys.stderr, logging.root.handlers, logging.root.level) == before
