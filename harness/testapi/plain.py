"""Plain data: what a property or a query may return to a test."""

from __future__ import annotations

from typing import Any

from harness.errors import SurfaceError

_DEEPEST = 100
_LARGEST_WHOLE = 2**53
_SCALARS = (bool, int, float, str)


def check_plain(value: Any, what: str, depth: int = 0) -> Any:
    """Return `value` with tuples as lists, or raise `SurfaceError` naming what is no data."""
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
    raise SurfaceError(
        f"{what} is a {type(value).__name__}, which is no plain data; "
        "return None, bool, int, float, str, list or dict"
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
    raise SurfaceError(f"{what} has the key {key!r}; keys must be text or whole numbers")


def _numpy_scalar(value: Any) -> Any:
    item = getattr(value, "item", None)
    plain = item() if callable(item) and getattr(value, "ndim", None) == 0 else None
    return plain if isinstance(plain, _SCALARS) else None
