"""The first place where two values differ."""

import pytest

from harness.determinism.differences import Difference, differing_values, first_difference

CASES = {
    "a number": ([1], [2], ("a", "1", "2")),
    "a type": ([1], [1.0], ("a", "1", "1.0")),
    "the last bit": ([0.1], [0.10000000000000002], ("a", "0.1", "0.10000000000000002")),
    "a key": ([{"x": {"y": 1}}], [{"x": {"y": 2}}], ("a.x.y", "1", "2")),
    "a missing key": ([{"x": 1}], [{}], ("a.x", "1", "nothing")),
    "an added key": ([{}], [{"x": None}], ("a.x", "nothing", "null")),
    "an item": ([[1, 2, 3]], [[1, 5, 6]], ("a[2]", "2", "5")),
    "a length": ([[1]], [[1, 2]], ("a[2]", "nothing", "2")),
    "a shorter list": ([[1, 2]], [[1]], ("a[2]", "2", "nothing")),
    "another kind": ([[1]], [{"x": 1}], ("a", "[1]", '{"x": 1}')),
    "the second property": ([1, "x"], [1, "y"], ("b", '"x"', '"y"')),
    "a property more": ([1], [1, 2], ("a", "[1]", "[1, 2]")),
}


@pytest.mark.parametrize("name", CASES)
def test_first_difference(name):
    first, second, expected = CASES[name]
    assert differing_values(["a", "b"], first, second) == Difference(*expected)


def test_texts_are_read_first():
    assert first_difference(["a"], "[1]", "[2]") == Difference("a", "1", "2")
