"""Restart policies, on a clock of the test's own."""

from __future__ import annotations

import math
from itertools import product
from typing import NamedTuple

import pytest

from harness.processes.policy import (
    ALWAYS,
    EXIT,
    EXPONENTIAL,
    FIXED,
    GIVEN_UP,
    NEVER,
    NOT_EXECUTED,
    NOT_READY,
    ON_FAILURE,
    POLICIES,
    RUNNING,
    SIGNAL,
    STARTING,
    STOPPED,
    STOPPING,
    UNLIMITED,
    WAITING,
    Ending,
    Lifecycle,
    Rules,
)

DELAY, STABLE = 3.0, 10.0
ENDINGS = {
    "exit 0": Ending(EXIT, 0),
    "exit 1": Ending(EXIT, 1),
    "exit 255": Ending(EXIT, 255),
    "TERM": Ending(SIGNAL, 15),
    "KILL": Ending(SIGNAL, 9),
    "SEGV": Ending(SIGNAL, 11),
    "exec error": Ending(NOT_EXECUTED, 127),
}
LIMITS = (0, 1, 3, UNLIMITED)
MANY = 12
TABLE = list(product(POLICIES, ENDINGS, ("before stable", "after stable"), LIMITS))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Outcome(NamedTuple):
    """The delays before each restart, `MANY` at most, and the last state."""

    delays: list[float]
    state: str


def expected(policy: str, ending: str, when: str, limit: int) -> Outcome:
    """Return what the documentation promises, said in another way than the code does."""
    if policy == NEVER or (policy == ON_FAILURE and ending == "exit 0"):
        return Outcome([], STOPPED)
    is_stable = when == "after stable" and ending != "exec error"
    count = MANY if limit == UNLIMITED or (is_stable and limit > 0) else limit
    first = 0.0 if policy == ALWAYS else DELAY
    later = first if is_stable else DELAY
    return Outcome([first, *[later] * MANY][:count], WAITING if count == MANY else GIVEN_UP)


def happened(policy: str, ending: str, when: str, limit: int) -> Outcome:
    clock = Clock()
    life = Lifecycle(Rules(policy, limit, DELAY, FIXED, STABLE), clock)
    life.start()
    delays = []
    while True:
        if ending != "exec error":
            life.ready()
            clock.now += STABLE if when == "after stable" else STABLE - 0.001
        life.ended(ENDINGS[ending])
        if life.state != WAITING or len(delays) == MANY:
            return Outcome(delays, life.state)
        delays.append(life.due - clock.now)
        clock.now = life.due
        life.retry()


def test_the_table_is_whole():
    assert len(TABLE) == 168


@pytest.mark.parametrize(("policy", "ending", "when", "limit"), TABLE)
def test_policy_table(policy, ending, when, limit):
    outcome = happened(policy, ending, when, limit)
    wanted = expected(policy, ending, when, limit)
    assert outcome.state == wanted.state
    assert outcome.delays == pytest.approx(wanted.delays)


def lifecycle(**rules) -> tuple[Lifecycle, Clock]:
    clock = Clock()
    return Lifecycle(Rules(**rules), clock), clock


def crash(life: Lifecycle, clock: Clock, times: int = 1) -> list[float]:
    """Crash at once, `times` in a row; return the delays."""
    delays = []
    for _ in range(times):
        if life.state == STARTING:
            life.ready()
        life.ended(Ending(EXIT, 1))
        delays.append(life.due - clock.now)
        clock.now = life.due
        life.retry()
    return delays


def test_exponential_delays_double_up_to_a_longest_one():
    life, clock = lifecycle(max_retries=UNLIMITED, retry_delay_seconds=3, backoff=EXPONENTIAL)
    life.start()
    assert crash(life, clock, 9) == pytest.approx([3, 6, 12, 24, 48, 96, 192, 300, 300])


def test_exponential_delays_of_always_begin_with_a_restart_at_once():
    life, clock = lifecycle(
        policy=ALWAYS, max_retries=UNLIMITED, retry_delay_seconds=1, backoff=EXPONENTIAL
    )
    life.start()
    assert crash(life, clock, 4) == pytest.approx([0, 1, 2, 4])


def test_a_delay_longer_than_the_longest_stays():
    life, clock = lifecycle(max_retries=UNLIMITED, retry_delay_seconds=900, backoff=EXPONENTIAL)
    life.start()
    assert crash(life, clock, 3) == pytest.approx([900, 900, 900])


def test_thousands_of_failures_in_a_row_do_not_overflow():
    life, clock = lifecycle(max_retries=UNLIMITED, retry_delay_seconds=1, backoff=EXPONENTIAL)
    life.start()
    assert max(crash(life, clock, 5000)) == 300


def test_a_crash_a_day_never_uses_up_the_budget():
    life, clock = lifecycle(max_retries=1)
    life.start()
    for _ in range(400):
        life.ready()
        clock.now += 24 * 3600
        life.ended(Ending(SIGNAL, 11))
        assert life.state == WAITING
        clock.now = life.due
        life.retry()
    assert (life.retries, life.restarts) == (1, 400)


def test_the_time_before_it_was_ready_is_not_stable():
    life, clock = lifecycle(max_retries=0, stable_seconds=10)
    life.start()
    clock.now = 1000
    life.ended(Ending(NOT_READY))
    assert life.state == GIVEN_UP


def test_a_start_by_hand_fills_the_budget():
    life, clock = lifecycle(max_retries=1)
    life.start()
    crash(life, clock)
    life.ended(Ending(EXIT, 1))
    assert life.state == GIVEN_UP
    life.start()
    assert (life.state, life.retries) == (STARTING, 0)
    life.ended(Ending(EXIT, 1))
    assert life.state == WAITING


@pytest.mark.parametrize(
    ("before", "after"), [(STARTING, STOPPING), (RUNNING, STOPPING), (WAITING, STOPPED)]
)
def test_stop_in_every_state(before, after):
    life, _ = lifecycle()
    life.start()
    if before != STARTING:
        life.ready()
    if before == WAITING:
        life.ended(Ending(EXIT, 1))
    assert life.state == before
    life.stop()
    assert life.state == after
    if after == STOPPING:
        life.ended(Ending(SIGNAL, 15))
        assert life.state == STOPPING, "whatever the policy says, a stopped service stays down"
        life.stopped()
    assert life.state == STOPPED
    life.stop()
    assert life.state == STOPPED


def test_a_delay_that_was_cancelled_cannot_end_in_a_restart():
    life, _ = lifecycle()
    life.start()
    life.ready()
    life.ended(Ending(EXIT, 1))
    life.stop()
    with pytest.raises(AssertionError):
        life.retry()


@pytest.mark.parametrize("ending", [*ENDINGS.values(), Ending(NOT_READY)], ids=str)
def test_which_endings_are_failures(ending):
    assert ending.is_failure is (ending != Ending(EXIT, 0))


def test_a_service_that_was_never_ready_is_not_stable():
    life, _ = lifecycle()
    assert life.since == math.inf
