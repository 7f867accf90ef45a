"""The trace of a run: everything that acts on the game, one JSON line each, in the order it acts.

Inputs, `set_state`, commands, reseeds, game starts, draws and crashes, and the digests of the state
in between: enough to run the same frames again without the tests. Lines of a frame are written
before the game gets to act on them, so that a crash loses none of what led to it. The shapes are in
`harness.records.model`. A file starts with its first line: a run that acts on no game leaves none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from harness.base.clock import FrameClock
from harness.base.regular_files import open_regular
from harness.errors import UsageError
from harness.records.input_kinds import INPUT_KINDS, Field
from harness.records.model import TRACE_VERSION, WINDOW_EVENTS, TraceHeader, TraceLine
from harness.records.shapes import fits
from harness.records.store import Lines

FILE = "trace.jsonl"

_FIELDS: dict[str, dict[str, Field]] = {
    **{kind.name: kind.fields for kind in INPUT_KINDS},
    "game": {},
    "surface": {"properties": (list, 0, 0)},
    "reseed": {"scope": (str, 0, 0)},
    "set_state": {"path": (str, 0, 0)},
    "command": {"name": (str, 0, 0)},
    "draw": {},
    "digest": {"at": (str, 0, 0), "sections": (dict, 0, 0)},
    "crash": {"message": (str, 0, 0)},
    "wait": {"name": (str, 0, 0)},
    "wait_end": {},
}
"""What must stand in a line of each type: kind of the value, and its range if it is a number."""
_LONGEST_LINE_BYTES = 64 * 1024 * 1024

_dump = json.JSONEncoder(separators=(",", ":")).encode


class Trace:
    """Writes lines to what `open_file` opens, which may hold those of an earlier worker."""

    def __init__(
        self,
        clock: FrameClock,
        open_file: Callable[[], Lines],
        header: Callable[[], TraceHeader],
    ) -> None:
        self._clock = clock
        self._open_file = open_file
        self._header = header
        self._file: Lines | None = None
        self._lines: list[str] = []
        self._of: tuple[str, int] = ("", 0)
        self._prefix = ""

    def attempt(self, test: str, attempt: int) -> None:
        """Have the lines that follow belong to an attempt of a test."""
        self._of, self._prefix = (test, attempt), ""

    def write(self, kind: str, phase: str, values: dict[str, Any]) -> None:
        """Append a line; `flush` brings it to the file."""
        rest = f",{_dump(values)[1:]}" if values else "}"
        self.write_raw(kind, phase, rest)

    def write_raw(self, kind: str, phase: str, rest: str) -> None:
        """Append a line whose end is JSON already."""
        if not self._prefix:
            test, attempt = self._of
            self._prefix = f',"test":{json.dumps(test)},"attempt":{attempt},"type":"'
        frame = self._clock.frame
        self._lines.append(f'{{"frame":{frame}{self._prefix}{kind}","phase":"{phase}"{rest}\n')

    def flush(self) -> None:
        """Bring what was written to the file. Costs nothing where nothing was."""
        if self._lines:
            if self._file is None:
                self._open()
            assert self._file is not None
            self._file.write("".join(self._lines).encode("ascii"))
            self._lines.clear()

    def close(self) -> None:
        self.flush()
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        self._file = self._open_file()
        if self._file.size == 0:
            self._lines.insert(0, _dump(self._header()) + "\n")


def end_trace(file: Lines, line: dict[str, Any]) -> None:
    """Append a line to what a lost worker has left."""
    file.write(_dump(line).encode("ascii") + b"\n")


def read_header(path: str) -> dict[str, Any]:
    """Return the first line of a trace. Raises `UsageError` for what is none."""
    header = next(_read(path), None)
    if not isinstance(header, dict) or header.get("type") != "header":
        raise UsageError(f"{path}: this is no trace: its first line is no header")
    if header.get("schema_version") != TRACE_VERSION:
        version = header.get("schema_version")
        raise UsageError(
            f"{path}: the trace has version {version!r}, this harness reads {TRACE_VERSION}; "
            "record it again"
        )
    return header


def read_lines(path: str) -> Iterator[dict[str, Any]]:
    """Yield the lines after the header, which are not to be changed: equal ones may be the same.

    Raises `UsageError` for one that is broken.
    """
    lines = _read(path, _checked)
    next(lines, None)
    for number, (line, is_one) in enumerate(lines, 2):
        if not is_one:
            raise UsageError(f"{path}:{number}: this is no line of a trace: {str(line)[:80]}")
        yield line


@lru_cache(maxsize=64)
def _checked(line: bytes) -> tuple[Any, bool]:
    """Return a line, and whether it is one of a trace; once where two equal traces are read."""
    value = json.loads(line)
    return value, _is_line(value)


def _is_line(line: Any) -> bool:
    return (
        fits(line, TraceLine)
        and all(_fits(line.get(name), *field) for name, field in _FIELDS[line["type"]].items())
        and (line["type"] != "window" or _is_window_event(line))
    )


def _is_window_event(line: TraceLine) -> bool:
    fields = WINDOW_EVENTS.get(line["name"])
    return fields is not None and all(name in line for name in fields)


def _fits(value: Any, kind: type, low: float, high: float) -> bool:
    if kind not in (int, float):
        return isinstance(value, kind)
    number = isinstance(value, int | kind) and not isinstance(value, bool)
    return number and low <= value <= high


def _read(path: str, parse: Callable[[bytes], Any] = json.loads) -> Iterator[Any]:
    """Yield the values of a file of JSON lines; a torn last line, which a crash leaves, is cut."""
    try:
        with open_regular(path) as file:
            number = 0
            while line := file.readline(_LONGEST_LINE_BYTES):
                number += 1
                if not line.endswith(b"\n"):
                    return
                yield parse(line)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}:{number}: this is no JSON: {error}") from None
