"""Lines of a worker are taken as they are, in whatever pieces they come; others are garbage."""

from __future__ import annotations

import json

import pytest

from harness.records.journal import PASSED, Journal
from harness.runs.intake import Intake


def line(event) -> bytes:
    return json.dumps(event, separators=(",", ":")).encode() + b"\n"


@pytest.fixture
def lines(events):
    started = {"type": "test_started", "run": "run", "test": 0, "attempt": 1}
    flat = [started, *events.settled(0, "passed"), started | {"test": 1}]
    failed = [started | {"test": 1}, *events.settled(1, "failed")]
    return [line(event) for event in flat[:-1] + failed]


def test_lines_that_pass_are_not_looked_at_one_by_one(monkeypatch):
    """The journal's own: where its form changes, ten thousand tests feel it here."""
    written: list[str] = []
    journal = Journal("run", written.append)
    for test in range(3):
        journal.test_started(test, 1)
        journal.attempt_finished(test, 1, PASSED, 2, 0.0123, [])
        journal.test_finished(test, 1, "passed", None)
    whole = "".join(f"{each}\n" for each in written).encode()
    intake = Intake("run", has_begun=True)
    monkeypatch.setattr(intake, "_take_each", None)
    batch = intake.take(1, whole)
    assert batch.lines == whole
    assert batch.events == [json.loads(each) for each in whole.splitlines()]


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_they_may_come_in_any_pieces(lines, size):
    intake, whole = Intake("run", has_begun=True), b"".join(lines)
    batches = [intake.take(1, whole[at : at + size]) for at in range(0, len(whole), size)]
    assert b"".join(batch.lines for batch in batches) == whole
    assert [event for batch in batches for event in batch.events] == list(map(json.loads, lines))
    assert not any(batch.garbage for batch in batches)


@pytest.mark.parametrize("place", range(7))
def test_nothing_after_garbage_is_taken(lines, place):
    batch = Intake("run", has_begun=True).take(
        1, b"".join([*lines[:place], b"x\n", *lines[place:]])
    )
    assert batch.lines == b"".join(lines[:place])
    assert batch.garbage == b"x"


def test_garbage_in_front_of_a_line(lines):
    batch = Intake("run", has_begun=True).take(1, b"{garbage" + lines[0])
    assert (batch.events, batch.garbage[:8]) == ([], b"{garbage")


def test_the_plan_waits_until_the_worker_is_ready(events):
    intake, plan = Intake("run", has_begun=False), events.run_started("a", "b")
    assert intake.take(1, line(plan)).events == []
    assert intake.plan == plan
    environment = plan["environment"] | {"renderer": "dummy"}
    batch = intake.take(1, line({"type": "ready", "environment": environment}))
    assert batch.events == [plan | {"environment": environment}]
    assert batch.lines == line(batch.events[0])
    assert intake.take(1, line(plan)).garbage


def test_a_new_worker_begins_with_a_line(lines):
    intake = Intake("run", has_begun=True)
    intake.take(1, lines[0][:20])
    intake.forget(1)
    assert intake.take(1, lines[0]).lines == lines[0]
