"""What is counted and told is exact: every number is that of a slow and obvious comparison."""

from __future__ import annotations

import random

import numpy as np
import pytest

from harness.screenshots import comparison
from harness.screenshots.comparison import Comparison, compare, fingerprint
from harness.screenshots.difference import CHANNELS, Extent, extent
from harness.screenshots.regions import Box

SIZES = [(1, 1), (1, 3), (3, 1), (7, 5), (5, 7), (33, 17), (160, 90), (211, 131)]


def obvious(actual, expected, *, region=None, masks=(), tolerance=0, ignore_alpha=False):
    """Return comparison and extent in one, from signed differences of the whole frames."""
    compared = np.zeros(actual.shape[:2], bool)
    height, width = compared.shape
    x, y, w, h = region or (0, 0, width, height)
    compared[max(y, 0) : max(y + h, 0), max(x, 0) : max(x + w, 0)] = True
    for x, y, w, h in masks:
        compared[max(y, 0) : max(y + h, 0), max(x, 0) : max(x + w, 0)] = False
    difference = np.abs(actual.astype(np.int16) - expected.astype(np.int16))
    difference[~compared] = 0
    if ignore_alpha:
        difference[..., 3] = 0
    differs = (difference > tolerance).any(axis=2)
    ys, xs = np.nonzero(differs)
    box = None
    if len(ys):
        box = (xs.min(), ys.min(), xs.max() - xs.min() + 1, ys.max() - ys.min() + 1)
    largest = difference.max()
    channel = CHANNELS[difference.max(axis=(0, 1)).argmax()] if largest else ""
    return *Comparison(differs.sum(), compared.sum()), *Extent(box, largest, channel)


def changed(frame, rng, source):
    """Return a copy with some pixels changed, by a little, by much, or not at all."""
    kind = source.randrange(5)
    copy = frame.copy()
    if kind == 0:
        return copy
    height, width = frame.shape[:2]
    if kind == 1:
        copy[source.randrange(height), source.randrange(width), source.randrange(4)] ^= 255
    elif kind == 2:
        where = rng.random(frame.shape) < 0.05
        copy[where] += np.uint8(source.choice([1, 2, 3, 128, 254, 255]))
    elif kind == 3:
        copy[source.randrange(height) :, source.randrange(width) :, source.randrange(4)] ^= 1
    else:
        copy = rng.integers(0, 256, frame.shape, dtype=np.uint8)
    return copy


def some_box(source, width, height):
    x, y = source.randrange(-3, width), source.randrange(-3, height)
    return Box(
        x,
        y,
        source.randrange(max(1 - x, 1), width + 5),
        max(1 - y, source.randrange(1, height + 5)),
    )


def check(actual, expected, **options):
    found = compare(actual, expected, **options)
    where = extent(actual, expected, **options)
    assert (*found, *where) == obvious(actual, expected, **options)
    assert all(type(number) is int for number in (*found, *(where.box or ()), where.largest))
    return *found, *where


@pytest.mark.parametrize("size", SIZES)
def test_random_frames(size, count, monkeypatch):
    width, height = size
    source = random.Random(f"{size}")
    rng = np.random.default_rng(source.randrange(2**32))
    for _ in range(count(40, 1500)):
        monkeypatch.setattr(comparison, "_BLOCK_BYTES", source.choice([1, 64 * 1024, width * 28]))
        comparison._plan.cache_clear()
        expected = rng.integers(0, 256, (height, width, 4), dtype=np.uint8)
        check(
            changed(expected, rng, source),
            expected,
            region=some_box(source, width, height) if source.random() < 0.5 else None,
            masks=[some_box(source, width, height) for _ in range(source.choice([0, 0, 1, 2, 5]))],
            tolerance=source.choice([0, 0, 2, 2, 100, 254, 255]),
            ignore_alpha=source.random() < 0.5,
        )


@pytest.mark.parametrize("tolerance", [0, 2, 254, 255])
@pytest.mark.parametrize("ignore_alpha", [False, True])
@pytest.mark.parametrize("region", [None, Box(100, 50, 1001, 501)])
@pytest.mark.parametrize("masks", [[], [Box(0, 0, 640, 360), Box(600, 300, 300, 200)]])
def test_a_whole_screen(tolerance, ignore_alpha, region, masks):
    rng = np.random.default_rng(5)
    expected = rng.integers(0, 256, (720, 1280, 4), dtype=np.uint8)
    actual = expected.copy()
    actual[rng.random((720, 1280)) < 0.01, 1] ^= 255
    options = {
        "region": region,
        "masks": masks,
        "tolerance": tolerance,
        "ignore_alpha": ignore_alpha,
    }
    check(actual, expected, **options)
    check(255 - expected, expected, **options)


def test_equal_frames():
    frame = np.full((90, 160, 4), 7, np.uint8)
    found = check(frame, frame.copy())
    assert found == (0, 160 * 90, None, 0, "")


@pytest.mark.parametrize("channel", range(4))
def test_a_difference_must_be_greater_than_the_tolerance(channel):
    expected = np.full((9, 16, 4), 100, np.uint8)
    actual = expected.copy()
    actual[3, 5, channel] += 2
    assert check(actual, expected, tolerance=2) == (0, 144, None, 2, CHANNELS[channel])
    assert check(actual, expected, tolerance=1) == (1, 144, (5, 3, 1, 1), 2, CHANNELS[channel])


def test_only_alpha_differs():
    expected = np.zeros((9, 16, 4), np.uint8)
    actual = expected.copy()
    actual[..., 3] = 255
    assert compare(actual, expected).percent == 100
    assert check(actual, expected, ignore_alpha=True) == (0, 144, None, 0, "")


def test_the_percentage_is_of_the_compared_pixels():
    expected = np.zeros((10, 10, 4), np.uint8)
    actual = expected.copy()
    actual[:2, :5] = 9
    masks = [Box(0, 0, 3, 2), Box(1, 0, 3, 2)]
    found = compare(actual, expected, region=Box(0, 0, 5, 4), masks=masks)
    assert (found.differing, found.compared, found.percent) == (2, 12, 2 * 100 / 12)


def test_nothing_is_compared():
    expected = np.zeros((9, 16, 4), np.uint8)
    masks = [Box(-5, -5, 100, 100)]
    assert check(expected + 1, expected, masks=masks) == (0, 0, None, 0, "")
    assert compare(expected + 1, expected, masks=masks).percent == 0


def test_a_mask_outside_masks_nothing():
    expected = np.zeros((9, 16, 4), np.uint8)
    assert check(expected + 1, expected, masks=[Box(16, 0, 5, 5)])[0] == 144


@pytest.mark.parametrize(
    "view",
    [
        lambda frame: frame[::2, ::3],
        lambda frame: frame[::-1, ::-1],
        lambda frame: frame[:-1, 1:],
        np.asfortranarray,
        lambda frame: frame.swapaxes(0, 1),
    ],
)
def test_frames_need_not_lie_in_one_piece(view):
    rng = np.random.default_rng(1)
    expected = rng.integers(0, 256, (90, 160, 4), dtype=np.uint8)
    check(view(expected ^ 3), view(expected), tolerance=2)


def test_frames_may_be_read_only():
    expected = np.frombuffer(bytes(4 * 144), np.uint8).reshape(9, 16, 4)
    check(np.frombuffer(bytes(range(144)) * 4, np.uint8).reshape(9, 16, 4), expected)


def test_what_was_planned_for_others_is_not_used():
    expected = np.zeros((9, 16, 4), np.uint8)
    actual = expected + 1
    for options in (
        {},
        {"tolerance": 1},
        {"masks": [Box(0, 0, 1, 1)]},
        {"region": Box(1, 1, 2, 2)},
    ):
        for _ in range(2):
            check(actual, expected, **options)
            check(actual[:, :8], expected[:, :8], **options)


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        (np.zeros((9, 16, 4), np.uint8), np.zeros((9, 17, 4), np.uint8), "16x9 and 17x9"),
        (np.zeros((9, 16, 3), np.uint8), np.zeros((9, 16, 3), np.uint8), "a frame is"),
        (np.zeros((9, 16), np.uint8), np.zeros((9, 16), np.uint8), "a frame is"),
        (np.zeros((9, 16, 4), int), np.zeros((9, 16, 4), int), "given: int64"),
        (np.zeros((0, 16, 4), np.uint8), np.zeros((0, 16, 4), np.uint8), "a frame is"),
    ],
)
def test_what_are_no_two_frames(actual, expected, message):
    with pytest.raises(ValueError, match=message):
        compare(actual, expected)


@pytest.mark.parametrize("tolerance", [-1, 256])
def test_a_tolerance_has_bounds(tolerance):
    frame = np.zeros((9, 16, 4), np.uint8)
    with pytest.raises(ValueError, match=f"given: {tolerance}"):
        compare(frame, frame, tolerance=tolerance)


def test_a_region_outside():
    frame = np.zeros((9, 16, 4), np.uint8)
    for look in (
        lambda box: compare(frame, frame, region=box),
        lambda box: fingerprint(frame, box),
    ):
        with pytest.raises(
            ValueError, match=r"\[16, 0, 4, 4\] is outside of the frame, which is 16x9"
        ):
            look(Box(16, 0, 4, 4))


def test_fingerprints_tell_what_counts(count):
    source = random.Random(3)
    rng = np.random.default_rng(3)
    for _ in range(count(200, 5000)):
        one = rng.integers(0, 256, (17, 33, 4), dtype=np.uint8)
        other = changed(one, rng, source)
        region = some_box(source, 33, 17) if source.random() < 0.5 else None
        masks = [some_box(source, 33, 17) for _ in range(source.randrange(3))]
        equal = fingerprint(one, region, masks) == fingerprint(other, region, masks)
        assert equal == (compare(one, other, region=region, masks=masks).differing == 0)


def test_fingerprints_tell_shapes_apart_and_are_stable():
    frame = np.arange(64, dtype=np.uint8).reshape(2, 8, 4)
    assert fingerprint(frame) != fingerprint(frame.reshape(8, 2, 4))
    assert fingerprint(frame) == fingerprint(np.asfortranarray(frame))
    assert fingerprint(frame) == 3236189579881032704
