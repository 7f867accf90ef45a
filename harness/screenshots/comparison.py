"""Compares two frames, exactly and at a few times the cost of looking at them.

Three steps: blocks of rows that fit into the second-level cache; a block whose bytes are equal is
done; else maximum, minimum and their difference in buffers that every block reuses, held against a
tolerance for every byte. An ignored alpha has a tolerance of 255, which no difference exceeds, and
so costs nothing; what lies in a mask is set to no difference. Buffers are kept for the next
frames of the same size: not for several threads at once.

Frames are uint8 arrays of shape (height, width, 4), channels red, green, blue, alpha.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import xxhash

from harness.screenshots.regions import Box, masks_within, region_within

Frame: TypeAlias = np.ndarray[Any, np.dtype[np.uint8]]
Flags: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]

CHANNELS = ("red", "green", "blue", "alpha")
_BLOCK_BYTES = 208 * 1024
"""40 rows of 1280 pixels. Less, and the calls cost more than the work; more leaves the cache."""

_memcmp = (ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)).memcmp
_memcmp.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class Comparison(NamedTuple):
    """What differs between two frames, within the region and outside of the masks."""

    differing: int
    """Pixels with a channel whose difference is greater than the tolerance."""
    compared: int
    box: Box | None
    """What holds all differing pixels, in coordinates of the frame."""
    largest: int
    """The largest difference of a channel of any compared pixel, within the tolerance or not."""
    largest_channel: str
    """The first channel that has it; "" where no channel differs at all."""

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
    found = _Found(plan)
    found.look(np.ascontiguousarray(actual), np.ascontiguousarray(expected))
    return found.comparison()


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
            pixels[_slices(mask)] = 0
    return xxhash.xxh3_64_intdigest(np.ascontiguousarray(pixels).data, seed=w)


class _Block(NamedTuple):
    """Rows that are compared at once."""

    top: int
    bottom: int
    masks: tuple[tuple[slice, slice], ...]
    """Rows and columns of it that are not compared."""


class _Plan(NamedTuple):
    """What a region, masks and a tolerance mean for frames of one size."""

    region: Box
    channels: int
    """How many of a pixel's channels count: 3 without alpha."""
    tolerance: int
    tolerances: Frame
    """One for each byte of a block."""
    compared: int
    blocks: tuple[_Block, ...]
    whole_rows: bool
    """The region is as wide as the frame: a block lies in one piece."""
    buffers: tuple[Frame, Frame, Flags, Flags, Frame]
    """Of the shape of a block, reused by every comparison."""


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
    height, width = shape
    part = region_within(region, width, height)
    rows = max(1, min(part.h, _BLOCK_BYTES // (part.w * 4)))
    channels = 3 if ignore_alpha else 4
    tolerances = np.full((rows, part.w, 4), 255, np.uint8)
    tolerances[..., :channels] = tolerance
    moved = [Box(mask.x - part.x, mask.y - part.y, mask.w, mask.h) for mask in masks]
    inside = masks_within(moved, part.w, part.h)
    blocks = tuple(_blocks(part, rows, inside))
    compared = part.w * part.h - _area(inside, part)
    high, low, largest = (np.empty_like(tolerances) for _ in range(3))
    exceeds = np.empty_like(tolerances, np.bool_)
    buffers = high, low, exceeds, exceeds.copy(), largest
    return _Plan(part, channels, tolerance, tolerances, compared, blocks, part.w == width, buffers)


def _blocks(region: Box, rows: int, masks: Sequence[Box]) -> Iterator[_Block]:
    for top in range(0, region.h, rows):
        count = min(rows, region.h - top)
        here = [Box(mask.x, mask.y - top, mask.w, mask.h) for mask in masks]
        covered = tuple(map(_slices, masks_within(here, region.w, count)))
        yield _Block(region.y + top, region.y + top + count, covered)


def _area(masks: Sequence[Box], region: Box) -> int:
    """Return how many pixels masks cover, those that several cover once."""
    masked = np.zeros((region.h, region.w), np.bool_)
    for mask in masks:
        masked[_slices(mask)] = True
    return int(np.count_nonzero(masked))


def _slices(box: Box) -> tuple[slice, slice]:
    return slice(box.y, box.y + box.h), slice(box.x, box.x + box.w)


class _Found:
    """Goes through the blocks and keeps what it finds."""

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self._high, self._low, self._exceeds, self._previous, self._largest = plan.buffers
        self._differing = 0
        self._looked = False
        """Whether `_largest` holds anything: the largest difference at a byte of any block. Its
        columns are those of the region."""
        self._first = -1
        self._last: tuple[int, int] = (0, 0)
        """Top and rows of the last block that differs; `_previous` holds where."""

    def look(self, actual: Frame, expected: Frame) -> None:
        x, _, w, _ = self._plan.region
        row = actual.strides[0]
        ours, theirs = actual.ctypes.data, expected.ctypes.data
        for block in self._plan.blocks:
            start, length = block.top * row, (block.bottom - block.top) * row
            if self._plan.whole_rows and not _memcmp(ours + start, theirs + start, length):
                continue
            rows = slice(block.top, block.bottom)
            self._look_at(block, actual[rows, x : x + w], expected[rows, x : x + w])

    def _look_at(self, block: _Block, actual: Frame, expected: Frame) -> None:
        count = len(actual)
        high, low, exceeds = self._high[:count], self._low[:count], self._exceeds[:count]
        np.maximum(actual, expected, out=high)
        np.minimum(actual, expected, out=low)
        if not self._plan.whole_rows and not _memcmp(high.ctypes.data, low.ctypes.data, high.size):
            return
        np.subtract(high, low, out=high)
        for mask in block.masks:
            high[mask] = 0
        np.greater(high, self._plan.tolerances[:count], out=exceeds)
        if not self._looked:
            self._largest[...] = 0
            self._looked = True
        np.maximum(self._largest[:count], high, out=self._largest[:count])
        if differing := int(np.count_nonzero(exceeds.view(np.uint32))):
            self._differing += differing
            self._keep_rows(block.top, exceeds)

    def _keep_rows(self, top: int, exceeds: Flags) -> None:
        """Note the first differing row; the last one is looked for when all is known."""
        if self._first < 0:
            self._first = top + _lines(exceeds)[0]
        self._last = top, len(exceeds)
        self._exceeds, self._previous = self._previous, self._exceeds

    def comparison(self) -> Comparison:
        if not self._looked:
            return Comparison(0, self._plan.compared, None, 0, "")
        of_bytes = self._largest.reshape(len(self._largest), -1).max(axis=0)
        columns = of_bytes.reshape(-1, 4)[:, : self._plan.channels]
        of_channels = columns.max(axis=0)
        largest = int(of_channels.max())
        name = CHANNELS[int(of_channels.argmax())] if largest else ""
        box = self._box(columns) if self._differing else None
        return Comparison(self._differing, self._plan.compared, box, largest, name)

    def _box(self, columns: Frame) -> Box:
        across = _lines(columns > self._plan.tolerance)
        top, count = self._last
        bottom = top + _lines(self._previous[:count])[-1]
        x = self._plan.region.x + across[0]
        return Box(x, self._first, across[-1] - across[0] + 1, bottom - self._first + 1)


def _lines(flags: Flags) -> list[int]:
    """Return the indices of the first axis at which a flag is set."""
    lines: list[int] = np.flatnonzero(flags.reshape(len(flags), -1).any(axis=1)).tolist()
    return lines


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
