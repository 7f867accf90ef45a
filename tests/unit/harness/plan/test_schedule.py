"""How the tests of a plan are divided among workers."""

import pytest

from harness.plan.schedule import Part, Schedule, parts_of


def due(_position: int) -> bool:
    return True


FILES = ["a", "a", "b", "c", "c", "c"]


@pytest.mark.parametrize(
    ("isolate", "expected"),
    [
        ("file", [(0, 1), (2,), (3, 4, 5)]),
        ("test", [(0,), (1,), (2,), (3,), (4,), (5,)]),
        ("run", [(0, 1, 2, 3, 4, 5)]),
    ],
)
def test_what_shares_a_game_is_a_part(isolate, expected):
    parts = parts_of(FILES, isolate)
    assert [part.positions for part in parts] == expected
    assert [part.weight for part in parts] == [len(positions) for positions in expected]


@pytest.mark.parametrize(
    ("isolate", "seconds", "expected"),
    [
        ("file", {"a": 4, "b": 9, "c": 2}, [4, 9, 2]),
        ("file", {"a": 4, "c": 2}, [4, 3, 2]),  # an unknown one takes the median
        ("file", {"b": 0}, [0.001, 0.001, 0.001]),
        ("file", {"x": 5}, [2, 1, 3]),  # nothing is known of these: a test counts one
        ("test", {"a": 4, "b": 9, "c": 2.25}, [2, 2, 9, 0.75, 0.75, 0.75]),
        ("run", {"a": 4}, [6]),
    ],
)
def test_parts_weigh_what_their_files_took(isolate, seconds, expected):
    assert [part.weight for part in parts_of(FILES, isolate, seconds)] == expected


def test_no_tests_have_no_parts():
    assert parts_of([], "file") == []


def handed_out(schedule: Schedule) -> list[list[int]]:
    taken = []
    while positions := schedule.take(due):
        taken.append(positions)
    return taken


@pytest.mark.parametrize(
    ("weights", "workers", "expected"),
    [
        ([1, 1, 1], 1, [[0, 1, 2]]),
        ([1, 5, 2], 2, [[1], [2], [0]]),  # the longest first
        ([8, 4, 2, 1, 1], 2, [[0], [1], [2, 3], [4]]),  # shares of half of what is left
        ([1] * 12, 2, [[0, 1, 2], [3, 4, 5], [6, 7], [8, 9], [10, 11]]),  # but not too small
        ([3, 3], 4, [[0], [1]]),
    ],
)
def test_who_gets_what(weights, workers, expected):
    parts = [Part((position,), weight) for position, weight in enumerate(weights)]
    assert handed_out(Schedule(parts, workers)) == expected


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_each_test_is_given_once(workers, count):
    parts = [Part((2 * i, 2 * i + 1), 1 + i % 5) for i in range(count)]
    given = [position for taken in handed_out(Schedule(parts, workers)) for position in taken]
    assert sorted(given) == list(range(2 * count))


def test_what_is_not_due_is_left_out():
    schedule = Schedule([Part((0, 1, 2), 3)], 1)
    assert schedule.take(lambda position: position != 1) == [0, 2]
