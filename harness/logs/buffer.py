"""The log of a run: a ring of lines, each stamped with the frame in which it was written.

Python's `logging`, the game's `print` and `stderr`, Lua's `print` and the game's own
`context.log` all end here. Indices grow from 1 for as long as the process lives, also across
`clear`.

However much is written, little is held: the last lines, the first ones of the attempt that runs,
and how many there were between. A line that is too long is cut.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import NamedTuple

from harness.base.clock import FrameClock

CAPACITY = 10_000
CAPACITY_CHARACTERS = 8 * 1024 * 1024
"""In all lines that are held, whichever is reached first."""
LONGEST_LINE = 64 * 1024
_HEAD_LINES = 1000
_HEAD_CHARACTERS = 1024 * 1024
_ERRORS = ("error", "critical")
_PIECE = 1024 * 1024
"""A longer text is split piece by piece."""


class Line(NamedTuple):
    number: int
    frame: int
    level: str
    source: str
    text: str

    def __str__(self) -> str:
        return self.shown(0)

    def shown(self, start: int) -> str:
        """Return the line with its frame counted from frame `start` of the game."""
        return f"[{max(0, self.frame - start):>6}] {self.level:<7} {self.source}: {self.text}"


class LogBuffer:
    """The last lines, and the first ones of an attempt."""

    def __init__(self, clock: FrameClock) -> None:
        self._clock = clock
        self._lines: deque[Line] = deque()
        self._characters = 0
        self._head: list[Line] = []
        self._head_room = _HEAD_CHARACTERS
        self._start = 0
        """The frame in which the attempt began."""
        self._is_starting = True
        self.count = 0
        self.errors: list[Line] = []
        """Lines of errors since `begin_errors`, the first ones."""
        self.found: set[int] = set()
        """Numbers of those that somebody has looked for and found."""
        self.told: Callable[[Line], None] | None = None
        """Told each line at once: this process may be killed."""
        self.begins: Callable[[], None] | None = None
        """Called where the lines of another attempt begin."""
        self.enters: Callable[[], None] | None = None
        """Called when an attempt begins: for the first one, lines of the start came before."""

    def write(self, text: str, source: str, level: str = "info") -> None:
        """Append `text`, split into its lines."""
        if len(text) <= _PIECE:
            for line in text.splitlines() or [""]:
                self.write_line(line, source, level)
            return
        for piece, cut in _pieces(text):
            *lines, last = piece.splitlines() or [""]
            for line in lines:
                self.write_line(line, source, level)
            self.write_line(last, source, level, cut)

    def write_line(self, text: str, source: str, level: str, cut: int = 0) -> None:
        """Append a line, of which `cut` characters have been lost already."""
        if len(text) > LONGEST_LINE:
            cut += len(text) - LONGEST_LINE
            text = text[:LONGEST_LINE]
        if cut:
            text += f" … {cut} characters cut …"
        self.count += 1
        line = Line(self.count, self._clock.frame, level, source, text)
        if self._head_room > 0:
            self._add_to_head(line)
        if self.told is not None:
            self.told(line)
        if level in _ERRORS and len(self.errors) < CAPACITY:
            self.errors.append(line)
        self._lines.append(line)
        self._characters += len(text)
        while len(self._lines) > CAPACITY or self._characters > CAPACITY_CHARACTERS:
            self._characters -= len(self._lines.popleft().text)

    def begin_errors(self) -> None:
        """Forget the errors so far."""
        if self.errors or self.found:
            self.errors, self.found = [], set()

    def mark(self) -> int:
        """Return the index that the next line will have."""
        return self.count + 1

    def begin_game(self) -> None:
        """Take note that a game starts: what it writes then is in the log of its first attempt."""
        self._is_starting = True

    def begin_start(self) -> None:
        """Hold on to what is written from here on, for the first attempt."""
        self._head, self._head_room = [], _HEAD_CHARACTERS
        if self.begins is not None:
            self.begins()

    def begin_attempt(self) -> int:
        """Hold on to the lines that follow; return the index that the next one will have."""
        self._start = self._clock.frame
        if not self._is_starting:
            self.begin_start()
        if self.enters is not None:
            self.enters()
        return self.count + 1

    def begin_test(self) -> int:
        """The same once the game of the attempt has started."""
        mark = self.begin_attempt()
        self._is_starting = False
        return mark

    def attempt_lines(self, lines: list[Line]) -> list[str]:
        """Return lines as texts, with frames counted from the start of the attempt."""
        return [line.shown(self._start) for line in lines]

    def attempt_text(self) -> str:
        """Return what the attempt has written, with how many lines were cut in the middle."""
        head = self._head
        if not head:
            return ""
        tail = self.since(head[-1].number + 1)
        cut = (tail[0].number if tail else self.mark()) - head[-1].number - 1
        middle = [f"… {cut} lines cut …"] if cut else []
        shown = [*self.attempt_lines(head), *middle, *self.attempt_lines(tail)]
        return "\n".join([*shown, ""])

    def since(self, mark: int) -> list[Line]:
        """Return the lines from index `mark` on that are still held."""
        if mark > self.count:
            return []
        return [line for line in self._lines if line.number >= mark]

    def find(self, wanted: str, mark: int = 1, regex: bool = False) -> Line | None:
        """Return the first line from `mark` on that contains `wanted` or that it matches.

        Raises `ValueError` for a regular expression that does not compile.
        """
        line = self._find(wanted, mark, regex)
        if line is not None and line.level in _ERRORS:
            self.found.add(line.number)
        return line

    def clear(self) -> None:
        """Forget all lines; later ones go on counting."""
        self._lines.clear()
        self._characters = 0
        self._head, self._head_room = [], _HEAD_CHARACTERS

    def _find(self, wanted: str, mark: int, regex: bool) -> Line | None:
        if regex:
            try:
                search = re.compile(wanted).search
            except re.error as error:
                raise ValueError(f"{wanted!r} is no regular expression: {error}") from None
            return next((line for line in self.since(mark) if search(line.text)), None)
        return next((line for line in self.since(mark) if wanted in line.text), None)

    def _add_to_head(self, line: Line) -> None:
        self._head.append(line)
        self._head_room -= len(line.text)
        if len(self._head) == _HEAD_LINES:
            self._head_room = 0


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


def _pieces(text: str) -> Iterator[tuple[str, int]]:
    """Yield parts that end where lines do, and how many characters their last line has lost."""
    start = 0
    while start < len(text):
        end = text.rfind("\n", start, start + _PIECE) + 1
        if end or start + _PIECE >= len(text):
            end = end or len(text)
            yield text[start:end], 0
        else:
            newline = text.find("\n", start + _PIECE)
            end = len(text) if newline < 0 else newline + 1
            cut = end - start - _PIECE - (newline >= 0)
            yield text[start : start + _PIECE], cut
        start = end
