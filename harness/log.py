"""The log of a run: a ring of lines, each stamped with the frame in which it was written.

Python's `logging`, the game's `print` and `stderr`, Lua's `print` and the game's own
`context.log` all end here. Indices grow from 1 for as long as the process lives, also across
`clear`.
"""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple

from harness.clock import FrameClock

CAPACITY = 10_000


class Line(NamedTuple):
    number: int
    frame: int
    level: str
    source: str
    text: str

    def __str__(self) -> str:
        return f"[{self.frame:>6}] {self.level:<7} {self.source}: {self.text}"


class LogBuffer:
    """The last `CAPACITY` lines."""

    def __init__(self, clock: FrameClock) -> None:
        self._clock = clock
        self._lines: deque[Line] = deque(maxlen=CAPACITY)
        self.count = 0

    def write(self, text: str, source: str, level: str = "info") -> None:
        """Append `text`, split into its lines."""
        for line in text.splitlines() or [""]:
            self.count += 1
            self._lines.append(Line(self.count, self._clock.frame, level, source, line))

    def mark(self) -> int:
        """Return the index that the next line will have."""
        return self.count + 1

    def since(self, mark: int) -> list[Line]:
        """Return the lines from index `mark` on that are still held."""
        if mark > self.count:
            return []
        return [line for line in self._lines if line.number >= mark]

    def find(self, wanted: str, mark: int = 1, regex: bool = False) -> Line | None:
        """Return the first line from `mark` on that contains `wanted` or that it matches.

        Raises `ValueError` for a regular expression that does not compile.
        """
        if regex:
            try:
                search = re.compile(wanted).search
            except re.error as error:
                raise ValueError(f"{wanted!r} is no regular expression: {error}") from None
            return next((line for line in self.since(mark) if search(line.text)), None)
        return next((line for line in self.since(mark) if wanted in line.text), None)

    def clear(self) -> None:
        """Forget all lines; later ones go on counting."""
        self._lines.clear()


class GameLog:
    """What a game gets as `context.log`."""

    def __init__(self, buffer: LogBuffer) -> None:
        self._buffer = buffer

    def __call__(self, text: str) -> None:
        self._buffer.write(str(text), "game")

    info = __call__

    def debug(self, text: str) -> None:
        self._buffer.write(str(text), "game", "debug")

    def warning(self, text: str) -> None:
        self._buffer.write(str(text), "game", "warning")

    def error(self, text: str) -> None:
        self._buffer.write(str(text), "game", "error")
