"""Two attempts of a test: where their frames part although their inputs do not."""

import pytest

from harness.determinism.differences import Difference
from harness.determinism.evidence import Evidence, Step, Verdict, compare
from harness.input.inputs import Input

PATHS = {"a": ["a"], "b": ["b.x", "b.y"]}
PRESS, RELEASE = Input("key_down", {"key": 97}), Input("key_up", {"key": 97})


def attempt(*steps, a=0, end=None):
    evidence = Evidence({"a": f"[{a}]", "b": "[0,0]"})
    for frame, inputs, changed in steps:
        evidence.add(Step(frame, tuple(inputs), changed))
    if end:
        evidence.add(Step(end, (), {}))
    return evidence


MOVES = (1, [PRESS], {"a": "[1]"})
CASES = {
    "equal": ([MOVES], [MOVES], None),
    "other values": (
        [MOVES], [(1, [PRESS], {"a": "[2]"})], Verdict(1, Difference("a", "1", "2"))),
    "a change in one": (
        [(1, [], {"b": "[0,1]"})], [(2, [], {})], Verdict(1, Difference("b.y", "1", "0"))),
    "a later change": ([MOVES, (4, [], {"a": "[3]"})], [MOVES, (5, [], {"a": "[3]"})],
        Verdict(4, Difference("a", "3", "1"))),
    "other inputs in that frame": ([MOVES], [(1, [RELEASE], {"a": "[2]"})], None),
    "other inputs before": (
        [(1, [PRESS], {}), (2, [], {"a": "[1]"})], [(2, [], {"a": "[2]"})], None),
    "other values before other inputs": (
        [(1, [], {"a": "[1]"}), (2, [PRESS], {})], [(1, [], {"a": "[2]"}), (2, [], {})],
        Verdict(1, Difference("a", "1", "2"))),
    "after one has ended": ([MOVES], [MOVES, (9, [], {"a": "[7]"})], None),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_compare(name):
    first, second, expected = CASES[name]
    assert compare(PATHS, attempt(*first), attempt(*second)) == expected


def test_attempts_that_began_apart():
    verdict = compare(PATHS, attempt(a=1), attempt(a=2))
    assert verdict == Verdict(0, Difference("a", "1", "2"))


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr("harness.determinism.evidence._LARGEST", 100)
    evidence = attempt(*[(frame, [], {"a": "x" * 40}) for frame in range(1, 50)])
    assert len(evidence.steps) == 3
    assert evidence.end == 49
