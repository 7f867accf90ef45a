"""State paths: `game.paused`, `enemies.1.health`, `inventory[1].name`. Indices count from 1."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from harness.errors import Absent, Impossible, SurfaceError

Segment = str | int

_FIRST = re.compile(r"([A-Za-z_][A-Za-z0-9_-]*)|([0-9]+)")
_NEXT = re.compile(
    r"""\.(?:([A-Za-z_][A-Za-z0-9_-]*)|(-?[0-9]+))|\[(-?[0-9]+)\]|\["([^"]+)"\]|\['([^']+)'\]"""
)
_INDEX = re.compile(r"0|-?[1-9][0-9]{0,999}")
"""What is a number; `01` can only be a key. Python reads no more than 4300 digits."""


@lru_cache(maxsize=4096)
def parse(path: str) -> tuple[Segment, ...]:
    """Split a state path into its segments, or raise `SurfaceError`."""
    segments: list[Segment] = []
    step = _FIRST.match(path)
    position = 0
    while step is not None:
        name = next((text for text in step.groups() if text is not None), "")
        segments.append(int(name) if _INDEX.fullmatch(name) else name)
        position = step.end()
        if position == len(path):
            return tuple(segments)
        step = _NEXT.match(path, position)
    raise _malformed(path, position)


def _malformed(path: str, position: int) -> SurfaceError:
    return SurfaceError(
        f"{path!r} is no state path (at character {position + 1}); "
        "write names and indices like 'enemies.1.health' or 'inventory[1].name'"
    )


def descend(value: Any, inner: tuple[Segment, ...], above: str) -> Any:
    """Return the part of nested data that `inner` leads to, or raise `Absent`.

    What a value cannot have raises `Impossible`.
    """
    for segment in inner:
        value = _step_into(value, segment, above)
        above = f"{above}.{segment}"
    return value


def replaced(value: Any, inner: tuple[Segment, ...], new: Any, above: str) -> Any:
    """Return a copy of nested data in which the part that `inner` leads to is `new`."""
    if not inner:
        return new
    segment, rest = inner[0], inner[1:]
    part = _step_into(value, segment, above)
    changed = replaced(part, rest, new, f"{above}.{segment}")
    if isinstance(value, list):
        return [changed if i == segment else item for i, item in enumerate(value, 1)]
    return {**value, _key_of(value, segment, above): changed}


def _step_into(value: Any, segment: Segment, above: str) -> Any:
    if isinstance(value, list):
        if not isinstance(segment, int):
            raise Impossible(f"{above!r} is a list: expected an index from 1, got {segment!r}")
        if not 1 <= segment <= len(value):
            raise Absent(f"index {segment} of {above!r} is out of range 1 to {len(value)}")
        return value[segment - 1]
    if isinstance(value, dict):
        return value[_key_of(value, segment, above)]
    kind = Absent if value is None else Impossible
    raise kind(f"{above!r} is {_noun(value)} and has no part {str(segment)!r}")


def _key_of(value: dict[Any, Any], segment: Segment, above: str) -> Segment:
    for key in (segment, str(segment)):
        if key in value:
            return key
    known = ", ".join(sorted(map(str, value))[:8]) or "nothing"
    raise Absent(f"{above!r} has no part {str(segment)!r}; it has {known}")


def _noun(value: Any) -> str:
    if value is None:
        return "nil"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "a text" if isinstance(value, str) else "a number"
