"""Tells and draws what differs between two frames, for a person to look at.

In the picture the expected frame is light grey, whatever it looked like, so that one red stands
out of it everywhere; differing pixels are in that red, and a frame of red is around all of them,
because a single pixel is easy to miss. Masks are hatched, what lies outside of the region fades.
Where the frames have different sizes, what only one of them has is orange (actual) or blue
(expected).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np

from harness.screenshots.comparison import Flags, Frame
from harness.screenshots.regions import Box, clipped, masks_within

Kind = TypeVar("Kind", bound=np.dtype[Any])

CHANNELS = ("red", "green", "blue", "alpha")

RED = (230, 0, 20, 255)
ONLY_ACTUAL = (255, 150, 0, 255)
ONLY_EXPECTED = (0, 110, 255, 255)
HATCHING = (90, 60, 190, 255)
OUTLINE = (0, 120, 140, 255)
NOTHING = (255, 255, 255, 255)

_MARGIN = 4
"""Pixels between what differs and the frame around it."""
_HATCH = 8
"""Pixels from one line of the hatching to the next."""


class Extent(NamedTuple):
    """Where and by how much two frames differ, within the region and outside of the masks."""

    box: Box | None
    """What holds all differing pixels, in coordinates of the frame."""
    largest: int
    """The largest difference of a channel of any compared pixel, within the tolerance or not."""
    largest_channel: str
    """The first channel that has it; "" where no channel differs at all."""


def extent(
    actual: Frame,
    expected: Frame,
    *,
    region: Box | None = None,
    masks: Sequence[Box] = (),
    tolerance: int = 0,
    ignore_alpha: bool = False,
) -> Extent:
    """Return where frames of one size differ; arguments are those of `compare`."""
    difference = _difference(actual, expected)
    _clear_what_is_not_compared(difference, region, masks)
    columns = difference.max(axis=0)  # both axes at once take ten times as long
    of_channels = columns.max(axis=0)[: 3 if ignore_alpha else 4]
    largest = int(of_channels.max())
    name = CHANNELS[int(of_channels.argmax())] if largest else ""
    return Extent(_box(_exceeding(difference, tolerance, ignore_alpha)), largest, name)


def picture(
    actual: Frame,
    expected: Frame,
    *,
    region: Box | None = None,
    masks: Sequence[Box] = (),
    tolerance: int = 0,
    ignore_alpha: bool = False,
) -> Frame:
    """Return a frame, as wide and as high as the larger one, that shows how two frames differ.

    Arguments are those of `compare`, but sizes may differ and a region outside is no error.
    """
    height = max(actual.shape[0], expected.shape[0])
    width = max(actual.shape[1], expected.shape[1])
    rows = min(actual.shape[0], expected.shape[0])
    columns = min(actual.shape[1], expected.shape[1])
    drawn = np.full((height, width, 4), NOTHING, np.uint8)
    _fill_where_alone(drawn, actual, ONLY_ACTUAL)
    _fill_where_alone(drawn, expected, ONLY_EXPECTED)

    both = drawn[:rows, :columns]
    both[...] = _paled(expected[:rows, :columns])
    difference = _difference(actual[:rows, :columns], expected[:rows, :columns])
    _clear_what_is_not_compared(difference, region, masks)
    differs = _exceeding(difference, tolerance, ignore_alpha)
    for mask in masks_within(masks, columns, rows):
        _hatch(_part(both, mask), mask)
    if region is not None:
        _set_off(both, clipped(region, columns, rows))
    both.view(np.uint32)[..., 0][differs] = np.array(RED, np.uint8).view(np.uint32)[0]
    _outline_what_differs(both, differs)
    return drawn


def _fill_where_alone(drawn: Frame, frame: Frame, colour: tuple[int, ...]) -> None:
    """Fill what a frame covers; the part that both have is drawn over."""
    drawn[: frame.shape[0], : frame.shape[1]] = colour


def _paled(frame: Frame) -> Frame:
    """Return a frame in the lighter third of the greys: 170 to 255."""
    quarter = frame >> 2
    luma = quarter[..., 0] + (quarter[..., 1] << 1) + quarter[..., 2]
    pale: Frame = np.repeat(170 + luma // 3, 4, axis=1).reshape(frame.shape)
    pale[..., 3] = 255
    return pale


def _difference(actual: Frame, expected: Frame) -> Frame:
    return np.ascontiguousarray(np.maximum(actual, expected) - np.minimum(actual, expected))


def _clear_what_is_not_compared(
    difference: Frame, region: Box | None, masks: Sequence[Box]
) -> None:
    height, width = difference.shape[:2]
    if region is not None:
        inside = clipped(region, width, height) or Box(0, 0, 0, 0)
        kept = _part(difference, inside).copy()
        difference[...] = 0
        _part(difference, inside)[...] = kept
    for mask in masks_within(masks, width, height):
        _part(difference, mask)[...] = 0


def _exceeding(difference: Frame, tolerance: int, ignore_alpha: bool) -> Flags:
    """Return which pixels have a channel that differs by more than the tolerance."""
    limits = np.full(difference.shape[1:], tolerance, np.uint8)
    if ignore_alpha:
        limits[:, 3] = 255
    flags: Flags = (difference > limits).view(np.uint32)[..., 0] != 0
    return flags


def _box(differs: Flags) -> Box | None:
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return None
    left, top = int(columns[0]), int(rows[0])
    return Box(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)


def _hatch(pixels: Frame, mask: Box) -> None:
    """Draw diagonals, in one grid for the whole frame, and an edge."""
    rows = np.arange(mask.y, mask.y + mask.h)[:, None]
    columns = np.arange(mask.x, mask.x + mask.w)
    pixels[(rows + columns) % _HATCH < 2] = HATCHING
    _draw_edge(pixels, HATCHING)


def _set_off(pixels: Frame, region: Box | None) -> None:
    """Fade what lies outside of the region and draw its edge."""
    if region is None:
        pixels[...] = 128 + (pixels >> 1)
        return
    inside = _part(pixels, region).copy()
    pixels[...] = 128 + (pixels >> 1)
    _draw_edge(inside, OUTLINE)
    _part(pixels, region)[...] = inside


def _outline_what_differs(pixels: Frame, differs: Flags) -> None:
    box = _box(differs)
    if box is None:
        return
    wider = Box(box.x - _MARGIN, box.y - _MARGIN, box.w + 2 * _MARGIN, box.h + 2 * _MARGIN)
    around = clipped(wider, differs.shape[1], differs.shape[0])
    if around:
        _draw_edge(_part(pixels, around), RED)


def _draw_edge(pixels: Frame, colour: tuple[int, ...]) -> None:
    pixels[[0, -1]] = colour
    pixels[:, [0, -1]] = colour


def _part(pixels: np.ndarray[Any, Kind], box: Box) -> np.ndarray[Any, Kind]:
    return pixels[box.y : box.y + box.h, box.x : box.x + box.w]
