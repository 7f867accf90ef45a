"""Whether a value has the shape that `harness.records.model` declares.

For what comes back from a file, which anybody may have written: nothing of it is used before.
"""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any, Literal, NotRequired, Union

_LARGEST = 2**53
"""A whole number that every reader of JSON takes as it is; no count comes near."""


def fits(value: Any, shape: Any) -> bool:
    """Tell whether `value`, read from JSON, is what the annotation `shape` says."""
    if typing.is_typeddict(shape):
        return isinstance(value, dict) and _fits_fields(value, _fields(shape))
    origin, parts = typing.get_origin(shape), typing.get_args(shape)
    if origin in (Union, types.UnionType):
        return any(fits(value, part) for part in parts)
    if origin is Literal:
        return any(type(value) is type(part) and value == part for part in parts)
    if origin is list:
        return isinstance(value, list) and all(fits(item, parts[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(item, parts[1]) for item in value.values())
    return _fits_plain(value, shape)


def _fits_fields(value: dict[str, Any], fields: dict[str, tuple[Any, bool]]) -> bool:
    if not value.keys() <= fields.keys():
        return False
    return all(
        fits(value[key], shape) if key in value else not required
        for key, (shape, required) in fields.items()
    )


def _fits_plain(value: Any, shape: Any) -> bool:
    if shape is Any:
        return True
    if shape is float:
        return type(value) in (int, float) and -_LARGEST <= value <= _LARGEST
    if shape is int:
        return type(value) is int and -_LARGEST <= value <= _LARGEST
    return type(value) is shape


@cache
def _fields(shape: Any) -> dict[str, tuple[Any, bool]]:
    """Return the fields of a declared dictionary: what each holds, and whether it must be there."""
    hints = typing.get_type_hints(shape, include_extras=True)
    return {
        key: (typing.get_args(hint)[0], False)
        if typing.get_origin(hint) is NotRequired
        else (hint, True)
        for key, hint in hints.items()
    }
