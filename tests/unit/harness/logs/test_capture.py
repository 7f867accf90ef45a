"""What a game writes anywhere ends in the log."""

from __future__ import annotations

import io
import logging
import logging.config
import subprocess
import sys
from contextlib import contextmanager

import pytest

from harness.logs.capture import Capture


@contextmanager
def captured(log):
    """Capture within a test: pytest puts its own streams back before each."""
    root = logging.root
    others, level = root.handlers, root.level
    root.handlers = []
    capture = Capture(log)
    try:
        yield capture
    finally:
        capture.close()
        root.handlers = others
        root.setLevel(level)
        logging.disable(logging.NOTSET)


def shown(log):
    return [f"{line.source}/{line.level}: {line.text}" for line in log.since(1)]


def in_latin_1():
    sys.stdout.reconfigure(encoding="latin-1")
    print("grün")


def over_ours():
    mine = sys.stdout = io.TextIOWrapper(sys.stdout.buffer, "utf-8")
    print("a")
    mine.flush()
    print("b")
    mine.detach()


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
        (lambda: logging.warning("hm"), ["root/warning: hm", "stderr/warning: WARNING:root:hm"]),
        (lambda: sys.stdout.buffer.write("grün\n".encode()), ["stdout/info: grün"]),
        (lambda: sys.__stdout__.write("x\n"), ["stdout/info: x"]),
        (in_latin_1, ["stdout/info: grün"]),
        (over_ours, ["stdout/info: a", "stdout/info: b"]),
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
    assert shown(log)[0].startswith(f"net/error: {text!r} cannot be formatted: ")


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


def test_the_streams_are_whole(log):
    with captured(log):
        stream, other = sys.stdout, sys.stderr
        assert stream.write("four") == 4
        assert (stream.isatty(), stream.writable(), stream.readable()) == (False, True, False)
        assert (stream.fileno(), other.fileno(), stream.seekable()) == (1, 2, False)
        assert (stream.name, stream.mode, stream.line_buffering) == ("<stdout>", "w", True)
        assert (stream.buffer.name, stream.buffer.raw.mode) == ("<stdout>", "wb")
        for failing in (stream.tell, lambda: stream.truncate(0), stream.buffer.raw.tell):
            with pytest.raises(OSError, match=r"seek|Invalid argument"):
                failing()


def test_a_child_has_the_descriptors(log, capfd):
    with captured(log):
        child = "print('of a child', flush=True)"
        subprocess.run([sys.executable, "-c", child], check=True, stdout=sys.stdout)
        print("ours")
    assert shown(log) == ["stdout/info: ours"]
    assert capfd.readouterr().out == "of a child\n"


def test_a_process_that_the_game_forks_writes_to_the_descriptors(log, capfd):
    with captured(log) as capture:
        capture.let_go()
        print("of a fork")
    assert shown(log) == []
    assert capfd.readouterr().out == "of a fork\n"


def stop_propagation():
    logging.getLogger("net").propagate = False


SILENT = {
    "disabled": lambda: logging.disable(logging.CRITICAL),
    "force": lambda: logging.basicConfig(force=True, stream=io.StringIO()),
    "no handlers": logging.root.handlers.clear,
    "dictConfig": lambda: logging.config.dictConfig({"version": 1}),
    "a level": lambda: logging.getLogger("net").setLevel(logging.CRITICAL),
    "a filter": lambda: logging.getLogger("net").addFilter(lambda _record: False),
    "alone": stop_propagation,
}


@pytest.mark.parametrize("silence", SILENT.values(), ids=SILENT)
def test_no_setting_hides_an_error(log, silence):
    logger = logging.getLogger("net")
    with captured(log):
        silence()
        logger.error("down %s", "again", exc_info=ValueError("x"))
        enabled = logger.isEnabledFor(logging.INFO)
    logger.filters.clear()
    logger.setLevel(logging.NOTSET)
    logger.propagate, logger.disabled = True, False
    assert shown(log)[:2] == ["net/error: down again", "net/error: ValueError: x"]
    assert not enabled


FORMAT = "%(levelname)s %(module)s.%(funcName)s %(message)s"


def test_handlers_get_what_they_would_get_alone(log):
    with captured(log):
        stream = io.StringIO()
        logging.basicConfig(stream=stream, level=logging.WARNING, format=FORMAT)
        adapter = logging.LoggerAdapter(logging.getLogger("net"), {})
        assert not adapter.isEnabledFor(logging.INFO)
        adapter.info("%(what)s", {"what": "kept"})
        logging.getLogger("net").info("too", extra={"of a record": 1, "message": 2})  # noqa: G101
        adapter.warning("shown")
        record = {"levelno": 5, "levelname": "X", "msg": "handled"}
        logging.getLogger("net").handle(logging.makeLogRecord(record))
    name = "test_handlers_get_what_they_would_get_alone"
    assert stream.getvalue().splitlines() == [
        f"WARNING test_capture.{name} shown", "X .None handled",
    ]  # fmt: skip
    assert [line.text for line in log.since(1)] == ["kept", "too", "shown", "handled"]


def test_afterwards_all_is_as_before(log):
    before = (sys.stdout, sys.stderr, list(logging.root.handlers), logging.root.level)
    Capture(log).close()
    assert (sys.stdout, sys.stderr, logging.root.handlers, logging.root.level) == before
