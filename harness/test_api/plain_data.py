"""Plain data: what a property or a query may return to a test."""

from __future__ import annotations

from typing import Any

from harness.base.lua_text import lua_text
from harness.errors import SurfaceError

_DEEPEST = 100
_LARGEST_WHOLE = 2**53
_SCALARS = (bool, int, float, str)
_PARTS = {
    "Vector2": ("x", "y"),
    "Vector3": ("x", "y", "z"),
    "Rect": ("x", "y", "w", "h"),
    "FRect": ("x", "y", "w", "h"),
    "Color": ("r", "g", "b", "a"),
}
"""Values of pygame by the name of their class: pygame itself may not be there."""


def check_plain(value: Any, what: str, depth: int = 0) -> Any:
    """Return `value` with tuples as lists, or raise `SurfaceError` naming what is no data.

    Vectors, rectangles and colours of pygame become dictionaries of their parts.
    """
    if value is None or isinstance(value, _SCALARS):
        return _scalar(value, what)
    if depth > _DEEPEST:
        raise SurfaceError(f"{what} is nested deeper than {_DEEPEST}")
    if isinstance(value, list | tuple):
        return [check_plain(item, f"{what}[{i}]", depth + 1) for i, item in enumerate(value, 1)]
    if isinstance(value, dict):
        return {
            _plain_key(key, what): check_plain(item, f"{what}.{key}", depth + 1)
            for key, item in value.items()
        }
    scalar = _numpy_scalar(value)
    if scalar is not None:
        return scalar
    parts = _parts_of(value)
    if parts:
        found = {name: getattr(value, name) for name in parts}
        return {
            name: check_plain(part, f"{what}.{name}", depth + 1) for name, part in found.items()
        }
    raise SurfaceError(
        f"{what} is a {type(value).__name__}, which is not plain data; return a number, a text, a "
        "flag, a list or a dictionary of them, or a pygame Vector2, Vector3, Rect or Color"
    )


def _scalar(value: Any, what: str) -> Any:
    """Return what a Lua number or text can hold exactly."""
    if type(value) is int and abs(value) > _LARGEST_WHOLE:
        raise SurfaceError(f"{what} is {value}, which no Lua number holds exactly; return a text")
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode()
    return value


def _plain_key(key: Any, what: str) -> str | int:
    if isinstance(key, str) or (isinstance(key, int) and not isinstance(key, bool)):
        return key
    raise SurfaceError(f"{what} has the key {lua_text(key)}; keys must be text or whole numbers")


def _parts_of(value: object) -> tuple[str, ...]:
    """Return the attributes that a test gets of one of pygame's values; none of any other."""
    for base in type(value).__mro__:
        if base.__module__.partition(".")[0] == "pygame" and base.__name__ in _PARTS:
            return _PARTS[base.__name__]
    return ()


def _numpy_scalar(value: Any) -> Any:
    item = getattr(value, "item", None)
    plain = item() if callable(item) and getattr(value, "ndim", None) == 0 else None
    return plain if isinstance(plain, _SCALARS) else None
