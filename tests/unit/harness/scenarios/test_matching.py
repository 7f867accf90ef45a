"""The sequence: a subsequence of the log, with bounds that a tolerance widens."""

from __future__ import annotations

import pytest

from harness.scenarios.matching import Event, Expected, Match

LOG = [
    Event(3, "Jump", "a"),
    Event(10, "Pickup", "b"),
    Event(20, "Pickup", "a"),
    Event(20, "Drop", "a"),
    Event(40, "Pickup", "a"),
]


def matched(*sequence: Expected, log=LOG) -> Match:
    match = Match(list(sequence))
    match.take(log[:2])
    match.take(log[2:])
    return match


@pytest.mark.parametrize(
    "sequence",
    [
        [],
        [Expected("Jump")],
        [Expected("Jump"), Expected("Pickup"), Expected("Drop"), Expected("Pickup")],
        [Expected("Pickup", "a"), Expected("Drop")],  # two in one frame
        [Expected("Pickup", "a", 30, 45)],  # an earlier one does not fit
        [Expected("Pickup", "b", 15, 20)],  # 10 is 15 - 5
        [Expected("Pickup", "b", 2, 5)],  # 10 is 5 + 5
        [Expected("Pickup", "a", 45)],
        [Expected("Pickup", "b", None, 5)],
        [Expected("Pickup", "a", 20, 20, 0)],
        [Expected("Pickup"), Expected("Pickup"), Expected("Pickup")],
    ],
)
def test_matches(sequence):
    assert matched(*sequence).complete


@pytest.mark.parametrize(
    ("sequence", "expected", "actual"),
    [
        (
            [Expected("Pickup", "a", 50, 60)],
            "Pickup event of a at frame 50-60",
            "Pickup event of a at frame 20 and Pickup event of a at frame 40",
        ),
        ([Expected("Goal", "", 40, 50)], "Goal event at frame 40-50", "No Goal event found"),
        ([Expected("Goal")], "Goal event", "No Goal event found"),
        ([Expected("Goal", "a")], "Goal event of a", "No Goal event found"),
        ([Expected("Goal", "", 7, 7)], "Goal event at frame 7", "No Goal event found"),
        ([Expected("Goal", "", 7)], "Goal event at frame 7 or later", "No Goal event found"),
        (
            [Expected("Goal", "", None, 7)],
            "Goal event at frame 7 or earlier",
            "No Goal event found",
        ),
        (
            [Expected("Drop"), Expected("Jump")],
            "Jump event after Drop event of a at frame 20",
            "Jump event of a at frame 3",
        ),
        (
            [Expected("Drop"), Expected("Drop")],
            "Drop event after Drop event of a at frame 20",
            "No Drop event found",
        ),
        ([Expected("Drop", "b")], "Drop event of b", "Drop event of a at frame 20"),
        (
            [Expected("Pickup", "b", 16, 20)],
            "Pickup event of b at frame 16-20",
            "Pickup event of b at frame 10",
        ),
        (
            [Expected("Pickup", "b", None, 4)],
            "Pickup event of b at frame 4 or earlier",
            "Pickup event of b at frame 10",
        ),
    ],
)
def test_failure(sequence, expected, actual):
    match = matched(*sequence)
    assert not match.complete
    assert match.failure() == (expected, actual)


def test_many_candidates_are_not_all_told():
    match = matched(Expected("X", "", 90), log=[Event(i, "X") for i in range(6)])
    assert match.failure()[1].endswith("X event at frame 2 and others")


@pytest.mark.parametrize(
    ("sequence", "waits"),
    [
        ([], False),
        ([Expected("Jump")], False),
        ([Expected("Goal")], True),
        ([Expected("Goal", "", 50)], True),
        ([Expected("Goal", "", 50, 60)], False),
        ([Expected("Goal", "", None, 60), Expected("Jump")], False),
    ],
)
def test_waits_for_what_may_be_late(sequence, waits):
    assert matched(*sequence).waits == waits


@pytest.mark.parametrize(
    ("expected", "frame"),
    [
        (Expected("x"), -1),
        (Expected("x", "", 10), 15),
        (Expected("x", "", 10, 20), 25),
        (Expected("x", "", None, 20, 0), 20),
    ],
)
def test_latest_frame(expected, frame):
    assert expected.latest_frame == frame
