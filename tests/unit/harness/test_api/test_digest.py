"""The declared state as text: what must be told apart is, what must not be is not."""

from __future__ import annotations

import enum
import subprocess
import sys

import pygame
import pytest

from harness.test_api.digest import digest, digest_of_all, read_state
from harness.test_api.registry import Registry


def text(value) -> str:
    registry = Registry()
    registry.property("a", lambda: value)
    return read_state(registry)["a"]


class Colour(enum.StrEnum):
    RED = "red"


class Float(float):
    """Like numpy's."""


APART = [
    None, True, False, 0, 1, -1, 2**53, 0.0, -0.0, 1.0, 0.1, 0.1 + 1e-17 * 2, float("inf"),
    float("-inf"), float("nan"), 5e-324, "", "1", "True", "null", "ä", "a\0", "\ud800",
    [], [None], [[]], [1, 2], [2, 1], {}, {"a": 1}, {"a": 1.0}, {"b": 1}, {"a": {"a": 1}},
]  # fmt: skip


def test_different_values_have_different_texts():
    texts = [text(value) for value in APART]
    same = [value for value in APART if texts.count(text(value)) > 1]
    # 0.1 and the next literal are the same float.
    assert [value for value in same if value != 0.1] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1, 2), [1, 2]),
        ({"b": 1, "a": 2}, {"a": 2, "b": 1}),
        (Colour.RED, "red"),
        (Float(0.5), 0.5),
    ],
)
def test_what_a_test_cannot_tell_apart_is_the_same(one, other):
    assert text(one) == text(other)


def test_keys_of_two_types_are_told_apart():
    mixed = [{1: "x", "a": 2}, {"1": "x", "a": 2}, {1: "x", "b": 2}, {1: "y", "a": 2}]
    assert len({text(value) for value in mixed}) == len(mixed)
    assert text({1: "x", "a": 2}) == text({"a": 2, 1: "x"})
    assert text([{"deep": {2: 0, "b": {3: 0, "c": 0}}}])


def test_values_of_pygame_are_told_apart_by_their_parts():
    places = [pygame.Vector2(1, 2), pygame.Vector2(2, 1), pygame.Rect(1, 2, 0, 0)]
    assert len({text(place) for place in places}) == len(places)
    assert text(pygame.Vector2(1, 2)) == text({"x": 1.0, "y": 2.0})


def test_sections_are_the_first_words_in_declared_order():
    registry = Registry()
    for path, value in (("b.x", 1), ("a", 2), ("b.y", 3), ("c[1]", 4)):
        registry.property(path, lambda value=value: value)
    assert read_state(registry) == {"b": "[1,3]", "a": "[2]", "c": "[4]"}


def test_what_cannot_be_read_or_is_no_data_is_told_by_its_kind():
    loop: list = []
    loop.append(loop)

    def fail():
        raise KeyError(object())

    registry = Registry()
    for path, get in (
        ("s.raises", fail), ("s.set", lambda: {1}), ("s.loop", lambda: loop),
        ("s.object", object), ("s.sound", lambda: 5),
    ):  # fmt: skip
        registry.property(path, get)
    assert read_state(registry)["s"] == (
        '[{"raised":"KeyError"},{"no plain data":"set"},{"no plain data":"list"},'
        '{"no plain data":"object"},5]'
    )


def test_a_digest_is_the_same_in_every_process():
    code = "from harness.test_api.digest import digest; print(digest('[1,2.5]'))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True,
            text=True, check=True,
        ).stdout.strip()
        for seed in ("0", "1")
    }  # fmt: skip
    assert outputs == {digest("[1,2.5]")}


def test_the_digest_of_all_depends_on_every_section():
    whole = {"a": "[1]", "b": "[2]"}
    others = [{"a": "[1]"}, {"a": "[2]", "b": "[1]"}, {"a": "[1]", "c": "[2]"}, {}]
    assert digest_of_all(whole) not in [digest_of_all(other) for other in others]
