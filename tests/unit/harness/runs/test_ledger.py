"""Events become results: every planned test has exactly one, whatever happened."""

from __future__ import annotations

import copy

import pytest

from harness.runs.ledger import Ledger


@pytest.fixture
def ledger(configure):
    return Ledger(configure())


def apply(ledger, *items):
    for item in items:
        for event in item if isinstance(item, list) else [item]:
            ledger.apply(event)


def statuses(report):
    return [test["status"] for test in report["tests"]]


@pytest.mark.parametrize(
    ("ends", "allow_flaky", "expected"),
    [
        (["passed"], False, 0),
        (["passed", "skipped"], False, 0),
        (["passed", "failed"], False, 1),
        (["timed_out"], False, 1),
        (["flaky"], False, 1),
        (["flaky"], True, 0),
        (["flaky", "failed"], True, 1),
        (["crashed"], False, 4),
        (["failed", "crashed"], False, 4),
        (["not_run"], False, 0),
        ([], False, 0),
    ],
)
def test_exit_codes(ledger, events, ends, allow_flaky, expected):
    apply(ledger, events.run_started(*map(str, range(len(ends)))))
    for position, status in enumerate(ends):
        apply(ledger, events.settled(position, status))
    assert ledger.exit_code(allow_flaky) == expected


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda e: e.settled(0, "timed_out", watchdog=True), 3),
        (lambda e: e.settled(0, "timed_out"), 1),
        (lambda e: [e.lost(0, watchdog=True), *e.settled(0, "timed_out", watchdog=True)], 3),
        (lambda e: [e.lost(0, watchdog=False), *e.settled(0, "crashed")], 4),
        (lambda e: [e.lost(0, watchdog=False), *e.settled(0, "flaky")], 1),
        (lambda e: [e.attempt(0, "timed_out", watchdog=True), *e.settled(0, "flaky")], 1),
        (lambda e: e.lost(None, watchdog=True), 3),
        (lambda e: e.lost(None, watchdog=False), 4),
        (lambda e: [e.lost(None, watchdog=False), e.lost(0, watchdog=True)], 4),
        (lambda e: [*e.settled(0, "crashed"), e.lost(None, watchdog=True)], 4),
        (lambda e: [*e.settled(0, "failed"), e.lost(None, watchdog=True)], 3),
    ],
)
def test_four_stands_over_three_over_one(ledger, events, make, expected):
    apply(ledger, events.run_started("a", "b"), make(events))
    assert ledger.exit_code(allow_flaky=False) == expected


def test_attempts_are_added_up(ledger, events):
    log = {"kind": "log", "path": "a/attempt-1.log"}
    apply(
        ledger,
        events.run_started("a"),
        events.attempt(0, "failed", artifacts=[log]),
        events.attempt(0, "passed", 2),
        events.finished(0, "flaky", "assertion"),
    )
    (test,) = ledger.report(1, 5.0, 20)["tests"]
    assert (test["status"], test["failure_kind"]) == ("flaky", "assertion")
    assert (test["duration_frames"], test["duration_ms"]) == (20, 1.0)
    assert [attempt["status"] for attempt in test["attempts"]] == ["failed", "passed"]
    kept = {"kind": "log", "path": "artifacts/a/attempt-1.log"}
    assert test["artifacts"] == test["attempts"][0]["artifacts"] == [kept]


def test_attempts_do_not_leak_into_the_next_test(ledger, events):
    apply(ledger, events.run_started("a", "b"))
    apply(ledger, events.settled(0, "failed", "error"), events.settled(1, "passed"))
    first, second = ledger.report(1, 5.0, 20)["tests"]
    assert len(first["attempts"]) == len(second["attempts"]) == 1
    assert second["duration_frames"] == 10


def test_events_stay_as_they_are(ledger, events):
    log = {"kind": "log", "path": "a/attempt-1.log"}
    happened = [events.run_started("a"), *events.settled(0, "failed", "error", artifacts=[log])]
    before = copy.deepcopy(happened)
    apply(ledger, happened)
    ledger.report(1, 0.0, 0)
    assert happened == before


def test_what_never_ran_is_told(ledger, events):
    apply(ledger, events.run_started("a", "b", "c"), events.settled(1, "passed"))
    report = ledger.report(0, 5.0, 10)
    assert statuses(report) == ["not_run", "passed", "not_run"]
    assert report["totals"] == {
        "total": 3, "passed": 1, "failed": 0, "flaky": 0, "skipped": 0, "timed_out": 0,
        "crashed": 0, "not_run": 2,
    }  # fmt: skip
    assert report["tests"][0]["attempts"] == []


@pytest.mark.parametrize(
    ("settled", "due", "done"), [([], [0, 1], False), ([0], [1], False), ([0, 1], [], True)]
)
def test_progress(ledger, events, settled, due, done):
    assert (ledger.started, ledger.done) == (False, False)
    apply(ledger, events.run_started("a", "b"))
    for position in settled:
        apply(ledger, events.settled(position, "passed"))
    assert (ledger.started, ledger.done) == (True, done)
    assert list(filter(ledger.is_due, (0, 1))) == due
    assert [ledger.settled(i) for i in (0, 1)] == [i in settled for i in (0, 1)]


@pytest.mark.parametrize("code", [0, 7])
def test_an_exit_that_a_test_asked_for_ends_the_run(ledger, events, code):
    apply(ledger, events.run_started("a", "b"), events.attempt(0, "passed"))
    apply(ledger, events.finished(0, "passed", exit_code=code))
    assert (ledger.exit_requested, ledger.done) == (code, True)


def test_an_empty_shard_is_done(ledger, events):
    apply(ledger, events.run_started())
    assert ledger.done
    assert ledger.exit_code(allow_flaky=False) == 0


def test_a_report_before_anything_started_is_whole(ledger):
    report = ledger.report(4, 1.0, 0)
    assert report["tests"] == []
    assert report["run"]["exit_code"] == 4


def test_paths_are_relative_to_the_report(configure):
    config = configure(report_json="out/deep/r.json", artifacts="shots")
    paths = Ledger(config).report(0, 0.0, 0)["paths"]
    assert paths["artifacts"] == "../../shots"
    assert paths["forensics"] == "../../reports/run/forensics"
    assert paths["baselines"].startswith("../../baselines/")


def test_the_run_says_how_it_was_asked_for(configure, events):
    ledger = Ledger(configure(seed="7", resolution="64x48", shard="2", total_shards="3"))
    apply(ledger, events.run_started("a"))
    run = ledger.report(1, 12.3456, 9)["run"]
    assert (run["seed"], run["resolution"], run["shard"], run["total_shards"]) == (7, "64x48", 2, 3)
    assert (run["exit_code"], run["duration_ms"], run["duration_frames"]) == (1, 12.346, 9)
    assert (run["ordering_hash"], run["started_at"]) == ("sha256:0", "2026-01-01")


def test_a_verdict_is_added_to_the_attempt_that_passed(ledger, events):
    finding = {"kind": "order_dependent", "frame": 0, "path": "", "message": "repeats"}
    apply(
        ledger,
        events.run_started("a"),
        events.attempt(0, "failed"),
        events.attempt(0, "passed", 2, message=""),
        events.finished(0, "flaky", "assertion"),
        events.judged(0, 2, finding),
    )
    failed, passed = ledger.report(1, 5.0, 20)["tests"][0]["attempts"]
    assert "findings" not in failed
    assert (passed["findings"], passed["message"]) == ([finding], "repeats")
