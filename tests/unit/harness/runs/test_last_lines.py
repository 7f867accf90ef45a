"""The end of a run's log does not show which worker has run what."""

import random

import pytest

from harness.runs.last_lines import LastLines
from harness.wire.protocol import LOG_LINES, STARTING, Logged


def needed(_position: int) -> bool:
    return False


def started() -> list[Logged]:
    return [Logged(STARTING, "imports")]


@pytest.mark.parametrize("seed", range(10))
def test_lines_are_in_the_order_of_the_plan(seed):
    chance, last = random.Random(seed), LastLines()
    tests = list(range(12))
    chance.shuffle(tests)
    for worker in range(1, 5):
        mine = sorted(tests[(worker - 1) * 3 : worker * 3])
        lines = [Logged(test, f"{test}: {part}") for test in mine for part in "ab"]
        last.add(worker, started() + lines, has_failed=False)
    expected = [f"{test}: {part}" for test in range(12) for part in "ab"]
    assert last.lines(needed) == ("imports", *expected)


def test_the_end_of_one_that_came_no_further_is_kept():
    last = LastLines()
    last.add(1, [*started(), Logged(0, "a")], has_failed=True)
    last.add(2, [*started(), Logged(STARTING, "last words")], has_failed=True)
    last.add(3, [*started(), Logged(1, "b")], has_failed=False)
    assert last.lines(needed) == ("imports", "a", "b", "imports", "last words")


def test_tests_that_are_not_to_be_run_have_no_lines():
    last = LastLines()
    last.add(1, [Logged(test, str(test)) for test in range(4)], has_failed=False)
    assert last.lines(lambda position: position > 1) == ("0", "1")


def test_there_is_an_end():
    last = LastLines()
    last.add(1, [Logged(0, str(i)) for i in range(400)], has_failed=False)
    last.add(2, [Logged(1, str(i)) for i in range(400)], has_failed=False)
    assert len(last.lines(needed)) == LOG_LINES
