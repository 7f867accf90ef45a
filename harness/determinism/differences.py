"""Where two states differ: the first path, in declared order, and both values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

NOTHING = "nothing"


class Difference(NamedTuple):
    """A state path and its two values as text."""

    path: str
    first: str
    second: str


def first_difference(paths: list[str], first: str, second: str) -> Difference:
    """Compare two texts of one section, which differ; `paths` are its properties."""
    return differing_values(paths, json.loads(first), json.loads(second))


def differing_values(paths: list[str], first: list[Any], second: list[Any]) -> Difference:
    """Compare two lists of values of one section, which differ somewhere."""
    for path, one, other in zip(paths, first, second, strict=False):
        found = next(_differences(path, one, other), None)
        if found:
            return found
    return Difference(_section(paths), _shown(first), _shown(second))


def _differences(path: str, one: Any, other: Any) -> Iterator[Difference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            missing = key not in one or key not in other
            if missing:
                yield Difference(f"{path}.{key}", _item(one, key), _item(other, key))
            else:
                yield from _differences(f"{path}.{key}", one[key], other[key])
    elif isinstance(one, list) and isinstance(other, list):
        for number, (left, right) in enumerate(zip(one, other, strict=False), 1):
            yield from _differences(f"{path}[{number}]", left, right)
        if len(one) != len(other):
            number = min(len(one), len(other)) + 1
            yield Difference(f"{path}[{number}]", _entry(one, number), _entry(other, number))
    elif _shown(one) != _shown(other):
        yield Difference(path, _shown(one), _shown(other))


def _item(values: dict[str, Any], key: str) -> str:
    return _shown(values[key]) if key in values else NOTHING


def _entry(values: list[Any], number: int) -> str:
    return _shown(values[number - 1]) if number <= len(values) else NOTHING


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _section(paths: Iterable[str]) -> str:
    return next(iter(paths), "state").partition(".")[0]
