"""Draws what differs between two frames, for a person to look at.

The expected frame in light grey, whatever it looked like, so that one red stands out of it
everywhere; differing pixels in that red, and a frame of red around all of them, because a single
pixel is easy to miss. Masks are hatched, what lies outside of the region fades. Where the frames
have different sizes, what only one of them has is orange (actual) or blue (expected).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np

from harness.screenshots.comparison import Flags, Frame
from harness.screenshots.regions import Box, clipped, masks_within

Kind = TypeVar("Kind", bound=np.dtype[Any])

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
    differs = _differing(
        actual[:rows, :columns], expected[:rows, :columns], tolerance, ignore_alpha
    )
    _clear_what_is_not_compared(differs, region, masks)
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


def _differing(actual: Frame, expected: Frame, tolerance: int, ignore_alpha: bool) -> Flags:
    difference = np.maximum(actual, expected) - np.minimum(actual, expected)
    limits = np.array([tolerance] * 3 + [255 if ignore_alpha else tolerance], np.uint8)
    exceeds = difference > limits
    flags: Flags = exceeds.view(np.uint32)[..., 0] != 0
    return flags


def _clear_what_is_not_compared(differs: Flags, region: Box | None, masks: Sequence[Box]) -> None:
    height, width = differs.shape
    if region is not None:
        compared = np.zeros_like(differs)
        if inside := clipped(region, width, height):
            _part(compared, inside)[...] = True
        differs &= compared
    for mask in masks_within(masks, width, height):
        _part(differs, mask)[...] = False


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
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return
    left, top = int(columns[0]) - _MARGIN, int(rows[0]) - _MARGIN
    right, bottom = int(columns[-1]) + 1 + _MARGIN, int(rows[-1]) + 1 + _MARGIN
    around = clipped(Box(left, top, right - left, bottom - top), differs.shape[1], differs.shape[0])
    if around:
        _draw_edge(_part(pixels, around), RED)


def _draw_edge(pixels: Frame, colour: tuple[int, ...]) -> None:
    pixels[[0, -1]] = colour
    pixels[:, [0, -1]] = colour


def _part(pixels: np.ndarray[Any, Kind], box: Box) -> np.ndarray[Any, Kind]:
    return pixels[box.y : box.y + box.h, box.x : box.x + box.w]
