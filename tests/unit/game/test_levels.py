"""The levels of the court: their text, its errors, and what stands on the floor."""

from __future__ import annotations

import pytest

from game.levels import Level, load, parse
from game.rules.court.state import Basket, Platform, new_court

GOOD = "level: a\nbasket_height: 250\nbasket_push_in: 60\n"


def test_the_four_arenas_for_tests():
    assert list(load("test_levels.txt").values()) == [
        Level("test_flat_floor", 250, 60, 0, None, True),
        Level("test_single_platform", 250, 60, 0, (150, 300), True),
        Level("test_shooting_range", 150, 40, 0, None, True),
        Level("test_steal_arena", 300, 80, 0, None, True),
    ]


def test_the_courts_that_are_played():
    levels = load("levels.txt")
    assert list(levels) == ["moonlight", "terraces", "bridges"]
    assert not any(level.debug for level in levels.values())


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (GOOD, Level("a", 250, 60)),
        (GOOD + "steps: 2\n", Level("a", 250, 60, 2)),
        (GOOD + "center: 150.5 300 # wide\n", Level("a", 250, 60, 0, (150.5, 300))),
        (GOOD + "  debug :true\n\n# the end", Level("a", 250, 60, debug=True)),
        (GOOD + "debug: false", Level("a", 250, 60)),
    ],
)
def test_reading(text, level):
    assert parse(text, "x") == {"a": level}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps: 1", "x:1: 'steps' stands before the first 'level: name'"),
        (GOOD + "basket_hight: 9",
         "x:4: there is no key 'basket_hight'; the nearest one is 'basket_height'"),
        (GOOD + "zzz: 9", "x:4: there is no key 'zzz'; the nearest one is '"),
        (GOOD + "flat", "x:4: expected 'key: value', got 'flat'"),
        (GOOD + "basket_height: 251", "x:4: 'basket_height' is given twice in one level"),
        (GOOD + "steps: two", "x:4: steps must be a whole number from 0 to 6, got 'two'"),
        (GOOD + "steps: 7", "x:4: steps must be a whole number from 0 to 6, got '7'"),
        (GOOD + "center: 150", "x:4: center must be a height and a width, got '150'"),
        (GOOD + "center: 9 300", "x:4: center must be a number from 20 to 400, got '9 300'"),
        (GOOD + "debug: yes", "x:4: debug must be true or false, got 'yes'"),
        (GOOD + GOOD, "x:4: the level 'a' was described before"),
        ("level: a b", "x:1: level must be a name of letters, digits and underscores, got 'a b'"),
        ("\nlevel: a\nbasket_height: nan", "x:3: basket_height must be a number from 80 to 450"),
        ("level: a\nbasket_push_in: 60", "x:1: the level 'a' lacks 'basket_height'"),
        (GOOD + "steps: 3",
         "x:1: 3 steps reach too near to a basket at a height of 250; there may be 2"),
    ],
)  # fmt: skip
def test_errors_tell_the_line(text, message):
    with pytest.raises(ValueError) as caught:
        parse(text, "x")
    assert str(caught.value).startswith(message)


def test_what_stands_on_the_floor():
    court = new_court(Level("a", 300, 60, 2, (150, 300)))
    assert court.platforms == (
        Platform(116, 208, 55),
        Platform(1072, 1164, 55),
        Platform(24, 116, 110),
        Platform(1164, 1256, 110),
        Platform(490, 790, 150),
    )
    assert court.baskets == (Basket("right", 84, 300, 1), Basket("left", 1196, 300, -1))
