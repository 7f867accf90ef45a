"""What each test file took in the last whole run: `.harness/timings.json` in the project's root.

Runs write it, and it decides nothing but which shard or worker runs a file, and when. What is read
is not trusted: the file may come from a cache of a CI server.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, NoReturn

from harness.base.regular_files import open_regular
from harness.errors import UsageError

Timings = dict[str, float]
"""Seconds by test file, named as reports name it: relative to the project's root."""

_VERSION = 1
_LARGEST_BYTES = 64 * 1024 * 1024
_LONGEST_SECONDS = 10**9


def default_path(root: str) -> str:
    return os.path.join(root, ".harness", "timings.json")


def render(timings: Mapping[str, float]) -> str:
    """Return the content of a file of timings; equal timings give equal bytes."""
    seconds = {file: timings[file] for file in sorted(timings)}
    return json.dumps({"schema_version": _VERSION, "seconds": seconds}, indent=0) + "\n"


def read_timings(path: str) -> Timings:
    """Return the timings in a file, or raise `UsageError` with what is wrong with it."""
    try:
        with open_regular(path) as file:
            content = file.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    try:
        if len(content) > _LARGEST_BYTES:
            raise ValueError(f"it is larger than {_LARGEST_BYTES >> 20} MB")
        return _checked(json.loads(content, parse_constant=_refuse))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: this is not a file of timings: {error}") from None


def read_default(root: str) -> tuple[Timings, tuple[str, ...]]:
    """Return what the last whole run took, if that is known, and a warning about a bad file."""
    path = default_path(root)
    if not os.path.lexists(path):
        return {}, ()
    try:
        return read_timings(path), ()
    except UsageError as error:
        return {}, (f"{error}; it is ignored, and the next run of all tests replaces it",)


def _checked(value: Any) -> Timings:
    if not isinstance(value, dict) or value.get("schema_version") != _VERSION:
        raise ValueError(f"expected an object with schema_version {_VERSION}")
    seconds = value.get("seconds")
    if not isinstance(seconds, dict):
        raise ValueError("seconds is not an object")
    for file, taken in seconds.items():
        if type(taken) not in (int, float) or not 0 <= taken < _LONGEST_SECONDS:
            raise ValueError(f"seconds of {file[:100]!r} is not a number from 0")
    return {file: float(taken) for file, taken in seconds.items()}


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a number")
