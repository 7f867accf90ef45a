"""What is said of a lost worker is what it did not get to say itself."""

from __future__ import annotations

import pytest

from harness.runs.ledger import Ledger
from harness.runs.losses import losses
from harness.wire.protocol import Progress

PROGRESS = Progress(7, test=3, attempt=2, frame=5, total_frames=9, game_frame=8)


@pytest.mark.parametrize(
    ("running", "has_begun", "types"),
    [
        (False, False, ["worker_lost"]),
        (False, True, ["worker_lost"]),
        (True, True, ["worker_lost", "attempt_finished", "test_finished"]),
        (True, False, ["worker_lost", "test_started", "attempt_finished", "test_finished"]),
    ],
)
@pytest.mark.parametrize(("watchdog", "status"), [(False, "crashed"), (True, "timed_out")])
def test_events(running, has_begun, types, watchdog, status):
    events = losses("run", PROGRESS, running, has_begun, watchdog, "why", "stacks", 1.5)
    assert [event["type"] for event in events] == types
    assert {event["attempt"] for event in events} == {2}
    assert {event["test"] for event in events} == ({3} if running else {None})
    assert all(event["status"] == status for event in events[-2:] if running)
    assert [event["duration_ms"] for event in events if "duration_ms" in event] == [1.5] * running


def test_which_attempt_is_lost(configure, events):
    ledger = Ledger(configure())
    started = {"type": "test_started", "run": "run", "test": 0}
    states = []
    for event in (
        events.run_started("a"),
        started | {"attempt": 1},
        events.attempt(0, "failed"),
        started | {"attempt": 2},
        started | {"attempt": 1},  # the run was resumed
        events.attempt(0, "passed"),
        events.finished(0, "passed"),
    ):
        ledger.apply(event)
        states.append((ledger.begun(0).attempt, ledger.begun(0).has_begun))
    assert states == [
        (1, False), (1, True), (2, False), (2, True), (1, True), (2, False), (1, False),
    ]  # fmt: skip
