"""How `supervise` shows what happens: plain lines, JSON lines, or a table on a terminal that is
kept up to date below the lines.
"""

from __future__ import annotations

import json
import os
from typing import IO, Any, Protocol

from harness.base.clock import precise_timestamp
from harness.base.printable import fit
from harness.services.status import Row, table

_USUAL_SIZE = os.terminal_size((80, 24))
"""Of a terminal that does not know its size."""
_UP_AND_CLEAR = "\x1b[{}F\x1b[J"


class View(Protocol):
    """Shows lines of the log, changes of a service, and now and then all services."""

    wants_rows: bool
    """It shows all services, once a second."""
    wants_changes: bool

    def log(self, line: str, level: str, message: str) -> None: ...
    def change(self, row: Row) -> None: ...
    def rows(self, found: list[Row]) -> None: ...


class Lines:
    """Prints the log alone."""

    wants_rows = wants_changes = False

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def log(self, line: str, level: str, message: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()

    def change(self, row: Row) -> None:
        """A line of the log says it."""

    def rows(self, found: list[Row]) -> None:
        """Nothing is shown all the time."""


class JsonLines:
    """Prints one object a line: `{time, level, message}`, or `{time, service: {…}}`."""

    wants_rows = False
    wants_changes = True

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def log(self, line: str, level: str, message: str) -> None:
        self._print({"level": level, "message": message})

    def change(self, row: Row) -> None:
        self._print({"service": row})

    def rows(self, found: list[Row]) -> None:
        """Every change was printed."""

    def _print(self, fields: dict[str, Any]) -> None:
        self._stream.write(json.dumps({"time": precise_timestamp(), **fields}) + "\n")
        self._stream.flush()


class Live:
    """Keeps a table at the end of what a terminal shows."""

    wants_rows = True
    wants_changes = False

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._shown: list[str] = []

    def log(self, line: str, level: str, message: str) -> None:
        self._draw([line], self._shown)

    def change(self, row: Row) -> None:
        """The next table has it."""

    def rows(self, found: list[Row]) -> None:
        size = _size(self._stream)
        lines = table(found)
        most = max(2, size.lines - 1)
        if len(lines) > most:
            lines = [*lines[: most - 1], f"… and {len(lines) - most + 1} more"]
        self._draw([], [fit(each, size.columns - 1) for each in lines])

    def _draw(self, above: list[str], lines: list[str]) -> None:
        erase = _UP_AND_CLEAR.format(len(self._shown)) if self._shown else ""
        self._shown = lines
        self._stream.write(erase + "".join(f"{each}\n" for each in [*above, *lines]))
        self._stream.flush()


def is_live(stream: IO[str], terminal: str) -> bool:
    """Tell whether a stream can show a table that changes; `terminal` is the variable `TERM`."""
    return stream.isatty() and terminal not in ("", "dumb")


def _size(stream: IO[str]) -> os.terminal_size:
    try:
        size = os.get_terminal_size(stream.fileno())
    except OSError:
        return _USUAL_SIZE
    return size if size.columns and size.lines else _USUAL_SIZE
