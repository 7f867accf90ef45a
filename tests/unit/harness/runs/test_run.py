"""A run as a library: a real worker on a small suite."""

from __future__ import annotations

import pytest

import harness
from harness.errors import UsageError
from harness.runs.run import Run

SUITE = """
it('passes', function() test_harness.wait_frames(2) end)
it('fails', function() error('boom') end)
"""


@pytest.fixture
def suite(root):
    return root / "tests" / "e2e" / "a_test.lua"


def test_events_arrive_in_order_and_the_result_at_the_end(configure, suite):
    suite.write_text(SUITE)
    run = Run(configure())
    kinds = [event["type"] for event in run]
    each = ["test_started", "attempt_finished", "test_finished"]
    assert kinds == ["run_started", *each, *each, "run_finished"]
    assert run.result is not None
    assert run.result.exit_code == run.result.report["run"]["exit_code"] == 1
    assert [test["status"] for test in run.result.report["tests"]] == ["passed", "failed"]
    assert run.result.report["tests"][0]["duration_frames"] == 2


def test_a_run_that_cannot_start_writes_nothing(configure, root):
    with pytest.raises(UsageError, match="no test found"):
        list(Run(configure()))
    assert not (root / "reports").exists()


def test_the_journal_holds_what_was_yielded(configure, root, suite):
    suite.write_text(SUITE)
    events = list(harness.Run(configure()))
    lines = (root / "reports" / "run" / "events.jsonl").read_text().splitlines()
    assert len(lines) == len(events)


def test_names_of_the_library():
    assert {name for name in harness.__all__ if getattr(harness, name)} == set(harness.__all__)
    with pytest.raises(AttributeError):
        harness.nothing  # noqa: B018
