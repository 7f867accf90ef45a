"""Journals are read whatever stands in them, and say what is left to run."""

from __future__ import annotations

import json
import os
import random

import pytest

from harness.errors import HarnessError
from harness.records import model
from harness.records.shapes import fits
from harness.runs.resume import ledger_of, options_of, read


@pytest.fixture
def folder(root, monkeypatch):
    """The folder of a run, in a project in which we work."""
    monkeypatch.chdir(root)
    run = root / "reports" / "run"
    run.mkdir(parents=True)
    return run


@pytest.fixture
def recorded(folder):
    """Return a function from events to what is read of them."""

    def recorded(*items, tail=b""):
        flat = [event for item in items for event in (item if isinstance(item, list) else [item])]
        lines = b"".join(json.dumps(event).encode() + b"\n" for event in flat)
        (folder / "events.jsonl").write_bytes(lines + tail)
        found, held = read("run")
        held.release()
        return found

    return recorded


def finished(code=0, frames=20, milliseconds=7.5, **more):
    return {"type": "run_finished", "run": "run", "exit_code": code, "duration_frames": frames,
            "duration_ms": milliseconds} | more  # fmt: skip


def started(test, attempt=1):
    return {"type": "test_started", "run": "run", "test": test, "attempt": attempt}


def test_what_had_ended(recorded, events):
    found = recorded(events.run_started("a", "b", "c"), started(0), events.settled(0, "passed"))
    assert sorted(found.settled) == [0]
    assert not found.complete
    assert found.finished is None
    assert (found.frames, found.milliseconds) == (10, 0.5)


def test_a_test_under_way_has_not_ended(recorded, events, configure):
    found = recorded(
        events.run_started("a", "b"),
        events.settled(0, "passed"),
        started(1),
        events.attempt(1, "failed"),
        started(1, 2),
    )
    assert sorted(found.settled) == [0]
    ledger = ledger_of(configure(), found)
    assert not ledger.is_due(0)
    assert ledger.is_due(1)


FINDING = {"kind": "nondeterministic", "frame": 3, "path": "x", "message": "other frames"}


def test_a_verdict_stays_with_its_test(recorded, events, configure):
    flaky = [
        events.attempt(0, "failed"),
        events.attempt(0, "passed", 2, message=""),
        events.finished(0, "flaky", "assertion"),
    ]
    found = recorded(events.run_started("a", "b"), flaky, events.judged(0, 2, FINDING))
    ledger = ledger_of(configure(), found)
    test = ledger.report(1, 0.0, 0)["tests"][0]
    assert test["attempts"][1]["findings"] == [FINDING]
    assert not ledger.is_due(0)
    assert ledger.is_due(1)


@pytest.mark.parametrize(("test", "attempt"), [(1, 1), (0, 0), (0, 3), (-1, 1), (9, 1)])
def test_a_verdict_on_nothing_is_refused(recorded, events, test, attempt):
    flaky = [
        events.attempt(0, "failed"),
        events.attempt(0, "passed", 2),
        events.finished(0, "flaky"),
    ]
    with pytest.raises(HarnessError, match="has no attempt"):
        recorded(events.run_started("a", "b"), flaky, events.judged(test, attempt, FINDING))


def test_a_resumed_journal_reads_the_same_whichever_way(recorded, events, configure):
    """The attempts that were cut off count for nothing, also for one who reads all events."""
    items = [
        events.run_started("a"),
        started(0),
        events.attempt(0, "failed"),
        started(0, 2),
        started(0),
        events.attempt(0, "failed"),
        started(0, 2),
        events.attempt(0, "passed", 2),
        events.finished(0, "flaky"),
    ]
    from harness.runs.ledger import Ledger

    ledger = Ledger(configure())
    for event in items:
        ledger.apply(event)
    (test,) = ledger.report(0, 0.0, 0)["tests"]
    assert [attempt["status"] for attempt in test["attempts"]] == ["failed", "passed"]
    assert test["duration_frames"] == 20
    resumed = ledger_of(configure(), recorded(*items))
    assert resumed.report(0, 0.0, 0) == ledger.report(0, 0.0, 0)


def test_gaps_are_left_to_run(recorded, events, configure):
    found = recorded(
        events.run_started("a", "b", "c"), events.settled(0, "passed"), events.settled(2, "passed")
    )
    ledger = ledger_of(configure(), found)
    assert [position for position in range(3) if ledger.is_due(position)] == [1]


def test_not_run_is_left_to_run(recorded, events):
    found = recorded(events.run_started("a"), events.finished(0, "not_run"))
    assert not found.settled


def test_durations_add_up(recorded, events):
    found = recorded(
        events.run_started("a", "b", "c"),
        events.settled(0, "passed"),
        finished(130, 30, 100.0),
        events.settled(1, "passed"),
    )
    assert (found.frames, found.milliseconds) == (40, 100.5)
    assert found.finished is None


def test_a_code_that_a_test_asked_for_stays(recorded, events, configure):
    found = recorded(
        events.run_started("a", "b"),
        events.attempt(0, "passed"),
        events.finished(0, "passed", exit_code=7),
        finished(7),
    )
    ledger = ledger_of(configure(), found)
    assert not ledger.done
    assert ledger.exit_code(allow_flaky=False) == 7


@pytest.mark.parametrize(
    ("tail", "code"),
    [(lambda _: [finished()], 0), (lambda e: e.settled(0, "passed"), 4)],
    ids=["it ended the run", "the run went on"],
)
def test_a_worker_lost_between_tests(recorded, events, configure, tail, code):
    found = recorded(events.run_started("a", "b"), events.lost(None, watchdog=False), tail(events))
    assert ledger_of(configure(), found).exit_code(allow_flaky=False) == code


def test_a_loss_that_did_not_settle_its_test(recorded, events, configure):
    """The parent was killed before it had said what became of the test, which ran again."""
    found = recorded(
        events.run_started("a"), started(0), events.lost(0, watchdog=False),
        started(0), events.settled(0, "passed"),
    )  # fmt: skip
    assert ledger_of(configure(), found).exit_code(allow_flaky=False) == 0


def test_a_file_that_was_not_written(recorded, events):
    event = {"type": "not_written", "run": "run", "path": "artifacts/x", "reason": "disk full"}
    assert not recorded(events.run_started("a"), event).complete


def test_a_torn_last_line(recorded, events, folder):
    found = recorded(events.run_started("a"), tail=b'{"type":"test_st')
    assert found.size == (folder / "events.jsonl").stat().st_size - 16


def test_every_prefix_is_read_or_refused(recorded, events, folder):
    recorded(
        events.run_started("a", "b"), started(0), events.settled(0, "passed"), started(1),
        events.settled(1, "failed", "error"), finished(1),
    )  # fmt: skip
    whole, counts = (folder / "events.jsonl").read_bytes(), []
    for size in range(len(whole) + 1):
        (folder / "events.jsonl").write_bytes(whole[:size])
        if size <= whole.index(b"\n"):
            with pytest.raises(HarnessError, match="no run_started"):
                read("run")
            continue
        found, held = read("run")
        held.release()
        counts.append(len(found.settled))
    assert counts == sorted(counts)
    assert counts[-1] == 2


def mutate(chance, value):
    """Return a copy of a value with one part of it exchanged."""
    others = [
        None,
        True,
        -1,
        10**30,
        1.5,
        "",
        "x" * 9,
        "\ud800",
        [],
        {},
        [[]],
        "../..",
        float("nan"),
    ]
    if isinstance(value, dict) and value and chance.random() < 0.8:
        key = chance.choice(sorted(value))
        return value | {key: mutate(chance, value[key])}
    if isinstance(value, list) and value and chance.random() < 0.8:
        i = chance.randrange(len(value))
        return [*value[:i], mutate(chance, value[i]), *value[i + 1 :]]
    return chance.choice(others)


def test_spoiled_journals_are_refused_without_a_traceback(recorded, events, configure, count):
    chance = random.Random(5)
    good = [
        events.run_started("a", "b"), started(0), *events.settled(0, "passed"), started(1),
        events.lost(1, watchdog=True), *events.settled(1, "timed_out"), finished(3),
    ]  # fmt: skip
    refused = 0
    for _ in range(count(600, 6000)):
        bad = list(good)
        i = chance.randrange(len(bad))
        bad[i] = mutate(chance, bad[i])
        if chance.random() < 0.2:
            chance.shuffle(bad)
        try:
            found = recorded(*bad)
            ledger_of(configure(), found).report(0, 0.0, 0)
        except HarnessError:
            refused += 1
    assert refused > 300


BAD = {
    "settled twice": lambda e: [*e.settled(0, "passed"), *e.settled(0, "passed")],
    "no such test": lambda e: e.settled(2, "passed"),
    "a negative one": lambda e: e.settled(-1, "passed"),
    "no attempt": lambda e: e.finished(0, "passed"),
    "another status": lambda e: [e.attempt(0, "failed"), e.finished(0, "passed")],
    "attempts out of order": lambda e: e.attempt(0, "failed", 2),
    "negative frames": lambda e: e.attempt(0, "failed", frame=-1),
    "begun again": lambda e: e.run_started("a"),
    "an artifact above": lambda e: e.attempt(
        0, "passed", artifacts=[{"kind": "log", "path": "a/../../../secret"}]
    ),
    "an absolute artifact": lambda e: e.attempt(
        0, "passed", artifacts=[{"kind": "log", "path": "/etc/passwd"}]
    ),
    "no number": lambda e: e.attempt(0, "passed", duration_ms=float("inf")),
    "a truth": lambda e: e.attempt(0, "passed", frame=True),
    "a code": lambda _: finished(256),
    "unknown": lambda _: {"type": "surprise", "run": "run"},
}  # fmt: skip


@pytest.mark.parametrize("row", BAD)
def test_broken_journals(recorded, events, row):
    with pytest.raises(HarnessError, match=r"events\.jsonl:\d+: the journal is broken"):
        recorded(events.run_started("a", "b"), BAD[row](events))


def test_two_planned_tests_of_one_name(recorded, events):
    with pytest.raises(HarnessError, match="one name"):
        recorded(events.run_started("a", "a"))


def test_a_line_that_is_too_long(recorded, events, monkeypatch):
    monkeypatch.setattr("harness.runs.resume._LONGEST_LINE_BYTES", 2000)
    with pytest.raises(HarnessError, match="too long"):
        recorded(events.run_started("a"), tail=b" " * 5000)


def test_options_of_the_run_with_new_ones_over_them(recorded, events, root):
    args = ["--test-mode", "--audio=off", "--seed", "77"]
    found = recorded(events.run_started("a") | {"args": args, "game": "g.py:x"})
    options = options_of(found, {"timeout_seconds": "5"})
    assert options == {
        "audio": "off", "seed": 1, "fixed_fps": 60, "resolution": "1x1", "shard": 1,
        "total_shards": 1, "game": os.path.join(found.root, "g.py:x"), "run_id": "run",
        "timeout_seconds": "5",
    }  # fmt: skip


@pytest.mark.parametrize("game", ["none", "package.module:create", "package.module"])
def test_games_that_are_no_files(recorded, events, game):
    found = recorded(events.run_started("a") | {"args": ["--test-mode"], "game": game})
    assert options_of(found, {})["game"] == game


@pytest.mark.parametrize(
    ("value", "shape", "expected"),
    [
        (1, int, True), (True, int, False), (1.0, int, False), (10**20, int, False),
        (1, float, True), (1.5, float, True), (float("nan"), float, False), (True, float, False),
        ("a", str, True), (None, str, False), (None, str | None, True), (1, str | None, False),
        (["a"], list[str], True), (["a", 1], list[str], False), ("a", list[str], False),
        ({"a": 1}, dict[str, int], True), ({"a": "1"}, dict[str, int], False),
        ("passed", model.Status, True), ("great", model.Status, False), ([], model.Status, False),
        ({"kind": "log", "path": "x"}, model.Artifact, True),
        ({"kind": "log"}, model.Artifact, False),
        ({"kind": "log", "path": "x", "more": 1}, model.Artifact, False),
        ("text", model.Artifact, False),
    ],
)  # fmt: skip
def test_shapes(value, shape, expected):
    assert fits(value, shape) is expected


def test_shapes_know_what_may_be_left_out(events):
    attempt = events.attempt(0, "passed")
    assert fits(attempt, model.AttemptFinished)
    assert fits(attempt | {"watchdog": True}, model.AttemptFinished)
    assert not fits(attempt | {"watchdog": 1}, model.AttemptFinished)
