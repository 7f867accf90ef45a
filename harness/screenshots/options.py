"""The options of `assert_screenshot`: a test's own stand over those of the baseline's meta file."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from harness.base.lua_text import lua_text
from harness.screenshots.regions import Box, read_box


class Options(NamedTuple):
    threshold_percent: float = 0.1
    """Of the compared pixels; that many may differ."""
    per_channel_tolerance: int = 2
    """A channel differs if its difference is greater."""
    generate_diff: bool = True
    region: Box | None = None
    """What is compared, in pixels of the frame; all of it without one."""
    masks: tuple[Box | str, ...] = ()
    """What is not: boxes, and names of elements that the game knows."""
    ignore_alpha: bool = True
    stabilize_frames: int = 0
    """So many equal frames in a row are waited for."""


def merged(meta: Mapping[str, Any], given: Mapping[str, Any]) -> Options:
    """Return the options, defaults filled in. Raises `ValueError` that names the wrong one."""
    read = {key: _read(key, value) for key, value in {**meta, **given}.items()}
    return Options(**read)


def _read(key: str, value: Any) -> Any:
    try:
        return _READERS[key](value)
    except ValueError as error:
        raise ValueError(f"option '{key}': {error}") from None


def _number(low: float, high: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            raise ValueError(f"expected a number from {low} to {high}, got {lua_text(value)}")
        if not low <= value <= high:
            raise ValueError(f"expected a number from {low} to {high}, got {value}")
        return value

    return read


def _whole(low: int, high: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        number = _number(low, high)(value)
        if number != int(number):
            raise ValueError(f"expected a whole number from {low} to {high}, got {value}")
        return int(number)

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, got {lua_text(value)}")
    return value


def _masks(value: Any) -> tuple[Box | str, ...]:
    if value == {}:  # an empty table of Lua
        return ()
    if not isinstance(value, list):
        raise ValueError(f"expected a list of areas or names of UI elements, got {lua_text(value)}")
    return tuple(item if isinstance(item, str) and item else read_box(item) for item in value)


def _optional_box(value: Any) -> Box | None:
    return None if value is None else read_box(value)


MOST_STABLE_FRAMES = 300
_READERS: dict[str, Callable[[Any], Any]] = {
    "threshold_percent": _number(0, 100),
    "per_channel_tolerance": _whole(0, 255),
    "generate_diff": _truth,
    "region": _optional_box,
    "masks": _masks,
    "ignore_alpha": _truth,
    "stabilize_frames": _whole(0, MOST_STABLE_FRAMES),
}
NAMES = tuple(_READERS)
