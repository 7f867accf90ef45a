"""Whatever workers send first, events of tests come in the order of the plan."""

import random

import pytest

from harness.runs.in_order import InOrder
from harness.runs.ledger import Ledger


@pytest.fixture
def ledger(configure, events):
    ledger = Ledger(configure())
    ledger.apply(events.run_started("a", "b", "c", "d"))
    return ledger


def told(ledger, *sent) -> list[tuple[str, object]]:
    order, due = InOrder(ledger), []
    for event in sent:
        ledger.apply(event)
        due += order.take([event])
    return [(event["type"], event.get("test")) for event in due]


@pytest.mark.parametrize("seed", range(20))
def test_any_order_of_parts_becomes_that_of_the_plan(ledger, events, seed):
    chance, parts = random.Random(seed), [events.settled(i, "passed") for i in range(4)]
    expected = [(event["type"], event["test"]) for part in parts for event in part]
    sent = []
    while any(parts):
        sent.append(chance.choice([part for part in parts if part]).pop(0))
    assert told(ledger, *sent) == expected


def test_what_belongs_to_no_test_is_told_at_once(ledger, events):
    lost = {"type": "worker_lost", "run": "run", "test": None, "watchdog": False}
    assert told(ledger, *events.settled(2, "passed"), lost) == [("worker_lost", None)]


def test_tests_that_are_not_run_hold_nothing_back(ledger, events):
    first = [events.attempt(0, "passed"), events.finished(0, "passed", exit_code=3)]
    assert told(ledger, *events.settled(2, "passed"), *first)[:2] == [
        ("attempt_finished", 0),
        ("test_finished", 0),
    ]


@pytest.mark.parametrize("size", [1, 2, 5, 12])
def test_events_of_many_tests_may_come_at_once(ledger, events, size):
    sent = [event for i in (1, 0, 3, 2) for event in events.settled(i, "passed")]
    order, due = InOrder(ledger), []
    for start in range(0, len(sent), size):
        batch = sent[start : start + size]
        for event in batch:
            ledger.apply(event)
        due += order.take(batch)
    assert [event["test"] for event in due] == sorted(event["test"] for event in sent)
