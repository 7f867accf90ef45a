"""Boxes as tests and meta files give them, and what of them lies in a frame."""

from __future__ import annotations

import math
import random

import pytest

from harness.screenshots.regions import (
    Box,
    clipped,
    is_covered,
    masks_within,
    read_box,
    read_boxes,
    region_within,
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([10, 20, 30, 40], (10, 20, 30, 40)),
        ((10, 20, 30, 40), (10, 20, 30, 40)),
        ({"x": 10, "y": 20, "w": 30, "h": 40}, (10, 20, 30, 40)),
        ({1: 10, 2: 20, 3: 30, 4: 40}, (10, 20, 30, 40)),
        ([10.0, 20.0, 30.0, 40.0], (10, 20, 30, 40)),
        ([-5, -6, 10, 10], (-5, -6, 10, 10)),
        # What is covered in part is covered.
        ([0.5, 0.25, 1, 0.5], (0, 0, 2, 1)),
        ([-0.5, 0.0, 0.5, 1e-9], (-1, 0, 1, 1)),
        ([0, 0, 2**31, 2**31], (0, 0, 2**31, 2**31)),
    ],
)
def test_a_box_is_read(given, expected):
    box = read_box(given)
    assert box == expected
    assert all(type(number) is int for number in box)


@pytest.mark.parametrize(
    "given",
    [
        None, 5, "10 20 30 40", b"1234", [], {}, [1, 2, 3], [1, 2, 3, 4, 5],
        {"x": 1, "y": 2, "w": 3}, {"x": 1, "y": 2, "w": 3, "h": 4, "z": 5},
        {"x": 1, "y": 2, "width": 3, "height": 4}, {0: 1, 1: 2, 2: 3, 3: 4},
        [1, 2, "3", 4], [1, 2, None, 4], [True, 2, 3, 4], [1, 2, 3, True],
        [0, 0, 0, 4], [0, 0, 4, 0], [0, 0, -1, 4], [0, 0, 4, -0.0],
        [math.nan, 0, 1, 1], [0, 0, math.inf, 1], [0, -math.inf, 1, 1], [0, 0, 10**400, 1],
        [1e300, 0, 1, 1], [1 + 0j, 0, 1, 1],
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(given):
    with pytest.raises(ValueError, match="must be four finite numbers") as raised:
        read_box(given)
    assert "given: " in str(raised.value)
    assert len(str(raised.value)) < 300


def test_a_refusal_says_which_it_is():
    with pytest.raises(ValueError, match=r"masks\[2\] must be four .* given: \{ 1, 2 \}"):
        read_boxes([[1, 2, 3, 4], [1, 2]])


@pytest.mark.parametrize("given", [None, [], (), {}])
def test_no_masks(given):
    assert read_boxes(given) == []


@pytest.mark.parametrize(
    "given",
    [
        [[1, 2, 3, 4], {"x": 5, "y": 6, "w": 7, "h": 8}],
        {1: {1: 1, 2: 2, 3: 3, 4: 4}, 2: [5, 6, 7, 8]},
    ],
)
def test_masks_are_a_list_of_boxes(given):
    assert read_boxes(given) == [(1, 2, 3, 4), (5, 6, 7, 8)]


@pytest.mark.parametrize("given", ["abc", 5, {"x": 1, "y": 2, "w": 3, "h": 4}])
def test_masks_that_are_no_list_are_refused(given):
    with pytest.raises(ValueError, match="masks must be a list of boxes"):
        read_boxes(given)


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        ((0, 0, 10, 5), (0, 0, 10, 5)),
        ((-5, -5, 100, 100), (0, 0, 10, 5)),
        ((8, 4, 5, 5), (8, 4, 2, 1)),
        ((-3, -3, 4, 4), (0, 0, 1, 1)),
        ((10, 0, 5, 5), None),
        ((0, 5, 5, 5), None),
        ((-5, 0, 5, 5), None),
    ],
)
def test_a_box_is_clipped(box, expected):
    box = Box(*box)
    assert clipped(box, 10, 5) == expected
    assert masks_within([box], 10, 5) == ([expected] if expected else [])
    if expected:
        assert region_within(box, 10, 5) == expected
    else:
        with pytest.raises(ValueError, match="is outside of the frame, which is 10x5"):
            region_within(box, 10, 5)


def test_no_region_is_the_whole_frame():
    assert region_within(None, 10, 5) == (0, 0, 10, 5)


@pytest.mark.parametrize("seed", range(40))
def test_what_masks_leave_of_a_region(seed):
    draw = random.Random(seed).randrange
    region = Box(draw(-2, 4), draw(-2, 4), draw(1, 7), draw(1, 7))
    masks = [Box(draw(-3, 6), draw(-3, 6), draw(1, 9), draw(1, 9)) for _ in range(draw(4))]
    pixels = {(x, y) for x in range(-9, 20) for y in range(-9, 20)}

    def inside(box):
        x, y, w, h = box
        return {(px, py) for px, py in pixels if x <= px < x + w and y <= py < y + h}

    left = inside(region).difference(*map(inside, masks))
    assert is_covered(region, masks) == (not left)
