"""Rectangles of a frame: the region that is compared, the masks that are left out.

A test gives `{10, 20, 30, 40}` or `{x=10, y=20, w=30, h=40}`, a meta file the same in JSON. Units
are pixels of the frame, the origin is its upper left corner.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from harness.base.lua_text import lua_text

_NAMES = ("x", "y", "w", "h")
_FARTHEST = 2**31
"""No frame reaches so far; numbers beyond are mistakes, and infinity is one of them."""


class Box(NamedTuple):
    """Whole pixels: columns `x` to `x + w`, rows `y` to `y + h`, the last ones not included."""

    x: int
    y: int
    w: int
    h: int


def read_box(value: object, what: str = "a region") -> Box:
    """Return the box of whole pixels that covers what was given.

    Raises:
        ValueError: it is no list of four numbers and no mapping of x, y, w and h (or of 1 to 4, as
            a Lua list may arrive), a number is no finite one, or width or height are not above 0.
    """
    numbers = _four(value)
    if numbers is None or not all(_is_number(number) for number in numbers):
        raise _unfit(what, value)
    x, y, w, h = numbers
    if w <= 0 or h <= 0:
        raise _unfit(what, value)
    left, top = math.floor(x), math.floor(y)
    return Box(left, top, math.ceil(x - left + w), math.ceil(y - top + h))


def read_boxes(value: object, what: str = "masks") -> list[Box]:
    """Return the boxes of a list; nothing and an empty Lua table are an empty list.

    Raises:
        ValueError: it is no list, or one of its members is no box.
    """
    if isinstance(value, Mapping) and set(value) == set(range(1, len(value) + 1)):
        value = [value[number] for number in range(1, len(value) + 1)]
    if value is None:
        return []
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{what} must be a list of boxes; given: {lua_text(value)}")
    return [read_box(item, f"{what}[{number}]") for number, item in enumerate(value, 1)]


def region_within(region: Box | None, width: int, height: int) -> Box:
    """Return the part of a region that lies in a frame; no region is the whole frame.

    Raises:
        ValueError: no part of it does.
    """
    if region is None:
        return Box(0, 0, width, height)
    inside = clipped(region, width, height)
    if inside is None:
        raise ValueError(
            f"the region {list(region)} is outside of the frame, which is {width}x{height}"
        )
    return inside


def masks_within(masks: Iterable[Box], width: int, height: int) -> list[Box]:
    """Return the parts of masks that lie in a frame; a mask outside masks nothing."""
    parts = (clipped(mask, width, height) for mask in masks)
    return [part for part in parts if part is not None]


def is_covered(region: Box, masks: Iterable[Box]) -> bool:
    """Tell whether masks leave no pixel of a region."""
    left = [region]
    for mask in masks:
        left = [part for box in left for part in _without(box, mask)]
    return not left


def _without(box: Box, mask: Box) -> list[Box]:
    """Return the parts of a box above, below, left and right of a mask."""
    cut = clipped(Box(mask.x - box.x, mask.y - box.y, mask.w, mask.h), box.w, box.h)
    if cut is None:
        return [box]
    x, y = box.x + cut.x, box.y + cut.y
    parts = (
        Box(box.x, box.y, box.w, cut.y),
        Box(box.x, y + cut.h, box.w, box.h - cut.y - cut.h),
        Box(box.x, y, cut.x, cut.h),
        Box(x + cut.w, y, box.w - cut.x - cut.w, cut.h),
    )
    return [part for part in parts if part.w > 0 and part.h > 0]


def clipped(box: Box, width: int, height: int) -> Box | None:
    """Return the part of a box that lies in a frame, or None."""
    left, top = max(box.x, 0), max(box.y, 0)
    right, bottom = min(box.x + box.w, width), min(box.y + box.h, height)
    return Box(left, top, right - left, bottom - top) if left < right and top < bottom else None


def _four(value: object) -> list[Any] | None:
    if isinstance(value, Mapping):
        for names in (_NAMES, (1, 2, 3, 4)):
            if value.keys() == set(names):
                return [value[name] for name in names]
        return None
    return list(value) if isinstance(value, (list, tuple)) and len(value) == 4 else None


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float))
        and not isinstance(value, bool)
        and -_FARTHEST <= value <= _FARTHEST
    )


def _unfit(what: str, value: object) -> ValueError:
    return ValueError(
        f"{what} must be four finite numbers, [x, y, width, height] or {{x=, y=, w=, h=}}, "
        f"with a width and height above 0; given: {lua_text(value)}"
    )
