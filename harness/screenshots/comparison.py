"""Counts the pixels in which two frames differ, exactly, at a few times the cost of reading them.

Three steps: blocks of rows that fit into the second-level cache; a block whose bytes are equal is
done; else maximum, minimum and their difference in buffers that every block reuses, held against
the tolerances of one row. An ignored alpha and what lies in a mask have a tolerance of 255, which
no difference exceeds, and so cost nothing: a block ends where a mask begins or ends. Buffers are
kept for the next frames of the same size: not for several threads at once.

Where and by how much frames differ is told by `difference`, when somebody wants to know.

Frames are uint8 arrays of shape (height, width, 4), channels red, green, blue, alpha.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import xxhash

from harness.screenshots.regions import Box, masks_within, region_within

Frame: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

_BLOCK_BYTES = 208 * 1024
"""40 rows of 1280 pixels. Less, and the calls cost more than the work; more leaves the cache."""

_memcmp = (ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class Comparison(NamedTuple):
    """How much differs between two frames, within the region and outside of the masks."""

    differing: int
    """Pixels with a channel whose difference is greater than the tolerance."""
    compared: int

    @property
    def percent(self) -> float:
        """Differing pixels, of those compared."""
        return self.differing * 100 / self.compared if self.compared else 0.0


def compare(
    actual: Frame,
    expected: Frame,
    *,
    region: Box | None = None,
    masks: Sequence[Box] = (),
    tolerance: int = 0,
    ignore_alpha: bool = False,
) -> Comparison:
    """Compare two frames of one size; `tolerance` is 0 to 255.

    Raises:
        ValueError: they are no frames of one size, or the region lies outside of them.
    """
    _check(actual, expected)
    plan = _plan(actual.shape[:2], region, tuple(masks), tolerance, ignore_alpha)
    differing = _differing(plan, np.ascontiguousarray(actual), np.ascontiguousarray(expected))
    return Comparison(differing, plan.compared)


def fingerprint(frame: Frame, region: Box | None = None, masks: Sequence[Box] = ()) -> int:
    """Return a hash (XXH3, 64 bits) of the pixels within the region and outside of the masks.

    Equal ones of one region and the same masks mean equal pixels, alpha included.

    Raises:
        ValueError: the region lies outside of the frame.
    """
    height, width = frame.shape[:2]
    x, y, w, h = region_within(region, width, height)
    pixels = frame[y : y + h, x : x + w]
    if masks:
        pixels = pixels.copy()
        for mask in masks_within([Box(m.x - x, m.y - y, m.w, m.h) for m in masks], w, h):
            pixels[mask.y : mask.y + mask.h, mask.x : mask.x + mask.w] = 0
    return xxhash.xxh3_64_intdigest(np.ascontiguousarray(pixels).data, seed=w)


class _Block(NamedTuple):
    """Rows that are compared at once."""

    top: int
    bottom: int
    tolerances: Frame
    """Of shape (columns of the region, 4): what may differ in each of these rows."""


class _Plan(NamedTuple):
    """What a region, masks and a tolerance mean for frames of one size."""

    columns: slice
    compared: int
    blocks: tuple[_Block, ...]
    high: Frame
    low: Frame
    """Buffers of the shape of the largest block, reused by every comparison."""


@lru_cache(maxsize=2)
def _plan(
    shape: tuple[int, int],
    region: Box | None,
    masks: tuple[Box, ...],
    tolerance: int,
    ignore_alpha: bool,
) -> _Plan:
    if not 0 <= tolerance <= 255:
        raise ValueError(f"a tolerance is 0 to 255; given: {tolerance}")
    x, y, w, h = region_within(region, shape[1], shape[0])
    if 2 * w > shape[1]:  # whole rows lie in one piece, which is worth reading more
        masks += Box(0, y, x, h), Box(x + w, y, shape[1], h)
        x, w = 0, shape[1]
    moved = [Box(mask.x - x, mask.y - y, mask.w, mask.h) for mask in masks]
    most = max(1, min(h, _BLOCK_BYTES // (w * 4)))
    blocks: list[_Block] = []
    compared = 0
    for top, bottom, masked in _bands(masks_within(moved, w, h), w, h):
        tolerances = np.full((w, 4), tolerance, np.uint8)
        tolerances[masked] = 255
        if ignore_alpha:
            tolerances[:, 3] = 255
        compared += (bottom - top) * int(np.count_nonzero(~masked))
        blocks += [
            _Block(y + start, y + min(start + most, bottom), tolerances)
            for start in range(top, bottom, most)
        ]
    buffer = np.empty((most, w, 4), np.uint8)
    return _Plan(slice(x, x + w), compared, tuple(blocks), buffer, buffer.copy())


def _bands(masks: Iterable[Box], width: int, height: int) -> Iterator[tuple[int, int, Flags]]:
    """Yield first and last rows between which masks cover the same columns, and which these are."""
    edges = {0, height}.union(*((mask.y, mask.y + mask.h) for mask in masks))
    for top, bottom in pairwise(sorted(edges)):
        masked = np.zeros(width, np.bool_)
        for mask in masks:
            if mask.y <= top < mask.y + mask.h:
                masked[mask.x : mask.x + mask.w] = True
        if not masked.all():
            yield top, bottom, masked


def _differing(plan: _Plan, actual: Frame, expected: Frame) -> int:
    """Return how many pixels exceed their tolerances."""
    row = actual.strides[0]
    ours, theirs = actual.ctypes.data, expected.ctypes.data
    differing = 0
    for top, bottom, tolerances in plan.blocks:
        count = bottom - top
        if not _memcmp(ours + top * row, theirs + top * row, count * row):
            continue
        one, other = actual[top:bottom, plan.columns], expected[top:bottom, plan.columns]
        high, low = plan.high[:count], plan.low[:count]
        np.maximum(one, other, out=high)
        np.minimum(one, other, out=low)
        np.subtract(high, low, out=high)
        exceeds = np.greater(high, tolerances, out=low.view(np.bool_))
        differing += int(np.count_nonzero(exceeds.view(np.uint32)))
    return differing


def _check(actual: Frame, expected: Frame) -> None:
    for frame in (actual, expected):
        if frame.ndim != 3 or frame.shape[2] != 4 or frame.dtype != np.uint8 or not frame.size:
            raise ValueError(
                "a frame is a uint8 array of shape (height, width, 4); "
                f"given: {frame.dtype} of shape {frame.shape}"
            )
    if actual.shape != expected.shape:
        raise ValueError(
            f"the frames differ in size: {actual.shape[1]}x{actual.shape[0]} and "
            f"{expected.shape[1]}x{expected.shape[0]}"
        )
