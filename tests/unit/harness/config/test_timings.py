"""The file of timings: what is written is read, and what is not one is refused."""

from __future__ import annotations

import json
import os

import pytest

from harness.config import timings
from harness.errors import UsageError


@pytest.mark.parametrize("seconds", [{}, {"b.lua": 0.0, "a.lua": 1.25, "ä/日.lua": 3.0}])
def test_what_is_written_is_read(tmp_path, seconds):
    path = tmp_path / "t.json"
    path.write_text(timings.render(seconds))
    assert timings.read_timings(str(path)) == seconds
    assert timings.render(dict(reversed(seconds.items()))) == timings.render(seconds)


def content(**changes: object) -> str:
    return json.dumps({"schema_version": 1, "seconds": {"a": 1}} | changes)


BAD = {
    "nothing": "",
    "no JSON": "{",
    "no UTF-8": b"\xff\xfe{",
    "a list": "[]",
    "deeply nested": "[" * 100_000,
    "another version": content(schema_version=2),
    "no version": '{"seconds": {}}',
    "no seconds": '{"schema_version": 1}',
    "a list of seconds": content(seconds=[1]),
    "a text": content(seconds={"a": "1"}),
    "true": content(seconds={"a": True}),
    "null": content(seconds={"a": None}),
    "less than nothing": content(seconds={"a": -1}),
    "too much": content(seconds={"a": 1e300}),
    "NaN": content(seconds={"a": float("nan")}),
    "infinity": content(seconds={"a": float("inf")}),
    "a huge number": '{"schema_version": 1, "seconds": {"a": %s}}' % ("9" * 5000),
}


@pytest.mark.parametrize("row", BAD)
def test_what_is_not_one(tmp_path, row):
    bad = BAD[row]
    path = tmp_path / ".harness" / "timings.json"
    path.parent.mkdir()
    path.write_bytes(bad if isinstance(bad, bytes) else bad.encode())
    with pytest.raises(UsageError, match="this is not a file of timings"):
        timings.read_timings(str(path))
    found, warnings = timings.read_default(str(tmp_path))
    assert found == {}
    assert len(warnings) == 1
    assert warnings[0].endswith("it is ignored, and the next run of all tests replaces it")


def test_no_file(tmp_path):
    assert timings.read_default(str(tmp_path)) == ({}, ())
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        timings.read_timings(str(tmp_path / "none"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="it is a named pipe"):
        timings.read_timings(str(tmp_path / "pipe"))
