"""Reading a report.json that may come from anywhere: it is a `Report` in every part, or a message.

What `model` declares is what is checked: shapes, types, the words a status may be. Numbers are
finite and no larger than what fits 63 bits. What the model does not know is left alone.
"""

from __future__ import annotations

import json
import os
from functools import lru_cache
from types import NoneType, UnionType
from typing import (
    Any,
    Literal,
    NoReturn,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from harness.errors import UsageError
from harness.records.model import SCHEMA_VERSION, Report

LARGEST_BYTES = 256 * 1024 * 1024
_LARGEST_NUMBER = 2**63
_LONGEST_SHOWN = 60
_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def read_report(path: str) -> Report:
    """Return the report in a file, or raise `UsageError` with what is wrong with it."""
    report = _parse(path, _read(path))
    if not isinstance(report, dict) or "schema_version" not in report:
        raise UsageError(f"{path}: this is no report: it has no schema_version")
    version = report["schema_version"]
    if type(version) is not int or version != SCHEMA_VERSION:
        raise UsageError(
            f"{path}: the report has version {_shown(version)}, this harness reads {SCHEMA_VERSION}"
        )
    try:
        _check(report, Report, "")
    except ValueError as error:
        raise UsageError(f"{path}: this is no report: {error}") from None
    run = report["run"]
    if not 1 <= run["shard"] <= run["total_shards"]:
        raise UsageError(
            f"{path}: this is no report: run.shard is {run['shard']} of {run['total_shards']}"
        )
    return report  # type: ignore[return-value]


def _read(path: str) -> bytes:
    if os.path.exists(path) and not os.path.isfile(path):
        raise UsageError(f"{path}: this is no file; name a report.json")
    try:
        with open(path, "rb") as file:
            known_bytes = os.fstat(file.fileno()).st_size
            content = b"" if known_bytes > LARGEST_BYTES else file.read(LARGEST_BYTES + 1)
    except (OSError, ValueError) as error:
        words = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{path}: cannot be read: {words}") from None
    if max(known_bytes, len(content)) > LARGEST_BYTES:
        raise UsageError(f"{path}: cannot be read: it is larger than {LARGEST_BYTES >> 20} MB")
    return content


def _parse(path: str, content: bytes) -> Any:
    try:
        return json.loads(content, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: this is no JSON: {error}") from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


def _check(value: Any, kind: Any, where: str) -> None:
    """Raise `ValueError` unless `value` is what the type `kind` says."""
    origin = get_origin(kind)
    if is_typeddict(kind):
        _check_keys(value, kind, where)
    elif origin is list:
        _expect(isinstance(value, list), value, "a list", where)
        (inner,) = get_args(kind)
        for number, item in enumerate(value):
            _check(item, inner, f"{where}[{number}]")
    elif origin in (Union, UnionType):
        if value is not None or NoneType not in get_args(kind):
            _check(value, get_args(kind)[0], where)
    elif origin is Literal:
        words = get_args(kind)
        fits = type(value) is type(words[0]) and value in words
        _expect(fits, value, f"one of {', '.join(map(str, words))}", where)
    else:
        _expect(_is_plain(value, kind), value, _NAMES.get(kind, str(kind)), where)


def _check_keys(value: Any, kind: Any, where: str) -> None:
    _expect(isinstance(value, dict), value, "an object", where)
    needed, inner = _keys(kind)
    prefix = f"{where}." if where else ""
    for key, of in inner.items():
        if key in value:
            _check(value[key], of, prefix + key)
        elif key in needed:
            raise ValueError(f"{prefix}{key} is missing")


@lru_cache
def _keys(kind: Any) -> tuple[frozenset[str], dict[str, Any]]:
    """Return the keys that a `TypedDict` needs, and the types of all."""
    marked = get_type_hints(kind, include_extras=True)
    optional = {key for key, of in marked.items() if get_origin(of) is NotRequired}
    return frozenset(marked) - optional, get_type_hints(kind)


def _is_plain(value: Any, kind: Any) -> bool:
    if kind is float:
        return type(value) in (int, float) and abs(value) < _LARGEST_NUMBER
    return type(value) is kind and (kind is not int or abs(value) < _LARGEST_NUMBER)


def _expect(fits: bool, value: Any, expected: str, where: str) -> None:
    if not fits:
        raise ValueError(f"{where or 'it'} is {_shown(value)}; expected {expected}")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
