"""Writing a trace: lazily, line by line, and what is done about a worker that was lost."""

from __future__ import annotations

import json

import pytest

from harness.base.clock import FrameClock
from harness.errors import UsageError
from harness.records.store import Store
from harness.records.trace import Trace, end_trace, read_header, read_lines

HEADER = {"type": "header", "schema_version": 1}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "trace.jsonl"


@pytest.fixture
def trace(clock, path):
    made = Trace(clock, lambda: opened(path), lambda: HEADER)
    yield made
    made.close()


def opened(path):
    return Store((str(path.parent),)).append_to(str(path), keep=True)


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_file_begins_with_its_first_line(trace, path):
    trace.attempt("t", 1)
    trace.flush()
    assert not path.exists()
    trace.write("reseed", "test", {"scope": "ä"})
    assert not path.exists()
    trace.flush()
    assert lines(path) == [
        HEADER,
        {"frame": 0, "test": "t", "attempt": 1, "type": "reseed", "phase": "test", "scope": "ä"},
    ]


def test_lines_carry_frame_test_and_attempt_of_their_moment(clock, trace, path):
    trace.attempt('say "hi"', 1)
    trace.write("game", "start", {})
    clock.frame = 7
    trace.attempt('say "hi"', 2)
    trace.write_raw("text", "input", ',"text":"x"}')
    trace.flush()
    found = [(line["frame"], line["test"], line["attempt"]) for line in lines(path)[1:]]
    assert found == [(0, 'say "hi"', 1), (7, 'say "hi"', 2)]


def test_a_later_worker_goes_on_where_the_lost_one_ended(path, trace):
    trace.write("game", "start", {})
    trace.close()
    other = Trace(FrameClock(60), lambda: opened(path), lambda: HEADER)
    other.write("game", "start", {})
    other.close()
    assert [line["type"] for line in lines(path)] == ["header", "game", "game"]


@pytest.mark.parametrize("torn", [b"", b'{"frame":3,"te', b"x" * 5000])
def test_what_a_lost_worker_left_ends_with_a_whole_line(path, trace, torn):
    trace.write("game", "start", {})
    trace.close()
    with path.open("ab") as file:
        file.write(torn)
    with opened(path) as file:
        end_trace(file, {"type": "crash"})
    assert [line["type"] for line in lines(path)] == ["header", "game", "crash"]


def test_a_torn_last_line_is_not_read(path, trace):
    trace.write("game", "start", {})
    trace.close()
    with path.open("ab") as file:
        file.write(b'{"frame":3')
    assert [line["type"] for line in read_lines(str(path))] == ["game"]
    assert read_header(str(path)) == HEADER


def test_a_folder_is_no_trace(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_header(str(tmp_path))
