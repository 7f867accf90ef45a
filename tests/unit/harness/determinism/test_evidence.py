"""An attempt and its replay: where their frames part."""

import pytest

from harness.determinism.differences import Difference
from harness.determinism.evidence import Evidence, Verdict, compare

PATHS = {"a": ["a"], "b": ["b.x", "b.y"]}


def attempt(*steps, a=0, end=9):
    evidence = Evidence(PATHS, {"a": f"[{a}]", "b": "[0,0]"})
    for frame, changed in [*steps, (end, {})]:
        evidence.add(frame, changed)
    return evidence


MOVES = (1, {"a": "[1]"})
CASES = {
    "equal": ([MOVES], [MOVES], None),
    "other values": ([MOVES], [(1, {"a": "[2]"})], Verdict(1, Difference("a", "1", "2"))),
    "a change in one": ([(1, {"b": "[0,1]"})], [], Verdict(1, Difference("b.y", "1", "0"))),
    "a later change": (
        [MOVES, (4, {"a": "[3]"})], [MOVES, (5, {"a": "[3]"})],
        Verdict(4, Difference("a", "3", "1"))),
    "a section more": ([], [(2, {"c": "[1]"})], Verdict(2, Difference("c", "[]", "[1]"))),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_compare(name):
    first, second, expected = CASES[name]
    assert compare(attempt(*first), attempt(*second)) == expected


def test_what_comes_after_one_has_ended_is_not_compared():
    longer = attempt(MOVES, (5, {"a": "[7]"}))
    assert compare(attempt(MOVES, end=4), longer) is None
    assert compare(longer, attempt(MOVES, end=5)) == Verdict(5, Difference("a", "7", "1"))


def test_attempts_that_began_apart():
    verdict = compare(attempt(a=1), attempt(a=2))
    assert verdict == Verdict(0, Difference("a", "1", "2"))


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr("harness.determinism.evidence._LARGEST", 100)
    evidence = attempt(*[(frame, {"a": "x" * 40}) for frame in range(1, 50)])
    assert [frame for frame, _ in evidence.steps] == [1, 2, 3]
    assert evidence.end == 2


def test_it_passes_through_a_file():
    evidence = attempt(MOVES, (4, {"b": '["ü"]'}))
    text = evidence.to_json()
    assert text.isascii()
    again = Evidence.from_json(text)
    assert vars(again) | {"_size": 0} == vars(evidence) | {"_size": 0}
