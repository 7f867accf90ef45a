"""What a person sees of a difference."""

from __future__ import annotations

import numpy as np
import pytest

from harness.screenshots.difference import (
    HATCHING,
    NOTHING,
    ONLY_ACTUAL,
    ONLY_EXPECTED,
    OUTLINE,
    RED,
    picture,
)
from harness.screenshots.regions import Box


def plain(width, height, value=60):
    return np.full((height, width, 4), value, np.uint8)


def colours(pixels):
    return {tuple(int(part) for part in pixel) for pixel in pixels.reshape(-1, 4)}


@pytest.mark.parametrize("value", [0, 60, 255])
def test_one_pixel_is_red_in_a_red_frame_on_light_grey(value):
    actual, expected = plain(40, 30, value), plain(40, 30, value)
    actual[10, 20, 1] ^= 255
    drawn = picture(actual, expected)
    assert tuple(drawn[10, 20]) == RED
    assert tuple(drawn[6, 16]) == tuple(drawn[14, 24]) == RED
    red = (drawn == RED).all(axis=2)
    assert red.sum() == 1 + 4 * 8
    grey = drawn[~red]
    assert (grey[:, :3] >= 170).all()
    assert (grey[:, 3] == 255).all()
    assert drawn.dtype == np.uint8


def test_the_expected_frame_stays_visible():
    expected = plain(40, 30, 0)
    expected[:, 20:] = 255
    drawn = picture(expected, expected)
    assert (drawn[:, :20, 0] == 170).all()
    assert (drawn[:, 20:, 0] == 254).all()


def test_what_is_within_the_tolerance_is_not_red():
    assert RED not in colours(picture(plain(9, 9, 62), plain(9, 9, 60), tolerance=2))
    assert RED in colours(picture(plain(9, 9, 63), plain(9, 9, 60), tolerance=2))


def test_an_ignored_alpha_is_not_red():
    actual = plain(9, 9)
    actual[..., 3] = 9
    assert RED not in colours(picture(actual, plain(9, 9), ignore_alpha=True))
    assert RED in colours(picture(actual, plain(9, 9)))


def test_masks_are_hatched_and_hold_no_red():
    drawn = picture(plain(40, 30, 9), plain(40, 30), masks=[Box(10, 10, 20, 10)])
    masked = colours(drawn[10:20, 10:30])
    assert HATCHING in masked
    assert RED not in masked
    assert len(masked) == 2
    assert colours(drawn[:10]) == {RED}


def test_a_region_has_an_edge_and_what_is_outside_fades():
    drawn = picture(plain(40, 30), plain(40, 30), region=Box(10, 5, 20, 15))
    assert colours(drawn[5, 10:30]) == colours(drawn[5:20, 29]) == {OUTLINE}
    assert drawn[0, 0, 0] > drawn[10, 15, 0]
    differs = picture(plain(40, 30, 9), plain(40, 30), region=Box(10, 5, 20, 15))
    assert colours(differs[5:20, 10:30]) == {RED}
    assert RED not in colours(np.concatenate([differs[24:], differs[:1]]))


def test_a_region_outside_of_the_frame_only_fades_it():
    drawn = picture(plain(40, 30, 9), plain(40, 30), region=Box(100, 100, 5, 5))
    assert RED not in colours(drawn)


def test_sizes_differ():
    drawn = picture(plain(40, 20), plain(30, 30))
    assert drawn.shape == (30, 40, 4)
    assert colours(drawn[:20, 30:]) == {ONLY_ACTUAL}
    assert colours(drawn[20:, :30]) == {ONLY_EXPECTED}
    assert colours(drawn[20:, 30:]) == {NOTHING}
    assert len(colours(drawn[:20, :30])) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (5, 1), (3, 3)])
def test_the_smallest_frames(size):
    drawn = picture(plain(*size, 9), plain(*size), masks=[Box(0, 0, 1, 1)], region=Box(0, 0, 9, 9))
    assert drawn.shape == (size[1], size[0], 4)


def test_what_was_given_is_left_alone():
    actual, expected = plain(9, 9, 1), plain(9, 9, 2)
    picture(actual, expected, masks=[Box(0, 0, 2, 2)], region=Box(1, 1, 5, 5))
    assert colours(actual) == {(1,) * 4}
    assert colours(expected) == {(2,) * 4}
