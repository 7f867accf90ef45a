"""What may cross from a game to a test."""

from __future__ import annotations

import enum
import math
import re

import pygame
import pytest

from harness.errors import SurfaceError
from harness.test_api.plain_data import check_plain


class Colour(enum.IntEnum):
    RED = 3


class Size(enum.StrEnum):
    BIG = "big"


class Scalar:
    """Shaped like numpy's scalars."""

    ndim = 0

    def __init__(self, value):
        self._value = value

    def item(self):
        return self._value


DEEP = [[]]
for _ in range(200):
    DEEP = [DEEP]
CYCLE: list = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None), (True, True), (0, 0), (-1.5, -1.5), ("", ""), (2**53, 2**53),
        ([], []), ((1, (2, 3)), [1, [2, 3]]), ({"a": (1,)}, {"a": [1]}), ({1: "x"}, {1: "x"}),
        (Colour.RED, 3), (Size.BIG, "big"), (Scalar(4), 4), (Scalar(0.5), 0.5),
        (math.inf, math.inf), ("ünïcode", "ünïcode"), ("bad \udc80", "bad \\udc80"),
    ],
)  # fmt: skip
def test_plain(value, expected):
    plain = check_plain(value, "state 'x'")
    assert plain == expected
    assert type(plain) is type(expected) or isinstance(value, enum.Enum)


class Place(pygame.Vector2):
    """A class of a game."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pygame.Vector2(1, 2.5), {"x": 1.0, "y": 2.5}),
        (pygame.Vector3(1, 2, 3), {"x": 1.0, "y": 2.0, "z": 3.0}),
        (pygame.Rect(1, 2, 3, 4), {"x": 1, "y": 2, "w": 3, "h": 4}),
        (pygame.Color("gold"), {"r": 255, "g": 215, "b": 0, "a": 255}),
        (Place(3, 4), {"x": 3.0, "y": 4.0}),
        ([{"at": pygame.Vector2(0, 0)}], [{"at": {"x": 0.0, "y": 0.0}}]),
    ],
)
def test_values_of_pygame_are_their_parts(value, expected):
    assert check_plain(value, "state 'x'") == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "state 'x' is a set, which is not plain data"),
        (object(), "state 'x' is a object, which is not plain data"),
        (b"x", "state 'x' is a bytes"),
        ([1, {"a": 1j}], "state 'x'[2].a is a complex"),
        (2**53 + 1, "state 'x' is 9007199254740993, which no Lua number holds exactly"),
        ([-(2**60)], "state 'x'[1] is -1152921504606846976"),
        ({True: 1}, "state 'x' has the key true; keys must be text or whole numbers"),
        ({1.5: 1}, "state 'x' has the key 1.5"),
        ({None: 1}, "state 'x' has the key nil"),
        (Scalar([1]), "state 'x' is a Scalar"),
        (CYCLE, "is nested deeper than 100"),
        (DEEP, "is nested deeper than 100"),
    ],
)
def test_not_plain(value, message):
    with pytest.raises(SurfaceError, match=re.escape(message)):
        check_plain(value, "state 'x'")
