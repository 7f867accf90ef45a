"""Events are lines of JSON with the shapes of the model, also where no encoder writes them."""

from __future__ import annotations

import json

import pytest

from harness.records.journal import Ended, Journal


@pytest.fixture
def lines():
    return []


@pytest.fixture
def journal(lines):
    return Journal('run "1"', lines.append)


def only(lines):
    (line,) = lines
    assert line.isascii()
    assert "\n" not in line
    return json.loads(line)


def test_test_started(journal, lines):
    journal.test_started(3, 2)
    assert only(lines) == {"type": "test_started", "run": 'run "1"', "test": 3, "attempt": 2}


def first(lines):
    """Return the first event of what was written, which may be several lines at once."""
    written = "\n".join(lines).split("\n")
    assert all(line.isascii() for line in written)
    assert [json.loads(line)["type"] for line in written] == ["attempt_finished", "test_finished"]
    return json.loads(written[0])


LOG = {"kind": "log", "path": "a/attempt-1.log"}


@pytest.mark.parametrize(
    ("ended", "artifacts", "more"),
    [
        (Ended("passed"), [], {}),
        (Ended("passed"), [LOG], {}),
        (Ended("failed", "assertion", "ü \udc80\n", "a:1"), [LOG], {}),
        (Ended("timed_out", "timeout", "m", "", watchdog=True), [], {"watchdog": True}),
        (Ended("skipped", None, "later"), [], {}),
    ],
)
def test_attempt_finished(journal, lines, ended, artifacts, more):
    journal.attempt_finished(3, 1, ended, 17, 0.0123456, artifacts)
    journal.test_finished(3, 1, ended.status, ended.failure_kind)
    event = first(lines)
    assert event == {
        "type": "attempt_finished", "run": 'run "1"', "test": 3, "attempt": 1,
        "status": ended.status, "failure_kind": ended.failure_kind, "message": ended.message,
        "traceback": ended.traceback, "frame": 17, "duration_ms": 12.346, "artifacts": artifacts,
    } | more  # fmt: skip
    keys = list(event)
    assert keys[:4] == ["type", "run", "test", "attempt"]


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 0.5, 1e6])
def test_durations_are_numbers_of_json(journal, lines, seconds):
    journal.attempt_finished(0, 1, Ended("passed"), 0, seconds, [])
    journal.test_finished(0, 1, "passed", None)
    assert first(lines)["duration_ms"] == round(seconds * 1000, 3)


@pytest.mark.parametrize(
    ("status", "kind", "exit_code", "more"),
    [
        ("passed", None, None, {}),
        ("failed", "assertion", None, {}),
        ("failed", "error", 0, {"exit_code": 0}),
        ("passed", None, 7, {"exit_code": 7}),
    ],
)
def test_test_finished(journal, lines, status, kind, exit_code, more):
    journal.test_finished(3, 2, status, kind, exit_code)
    assert only(lines) == {
        "type": "test_finished", "run": 'run "1"', "test": 3, "attempt": 2, "status": status,
        "failure_kind": kind,
    } | more  # fmt: skip


def test_any_event(journal, lines):
    journal.write({"type": "x", "text": "ü\n"})
    assert only(lines) == {"type": "x", "text": "ü\n"}
