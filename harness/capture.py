"""Sends what a game writes anywhere into the log: Python's `logging`, `print`, `sys.stderr`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import IO, cast

from harness.log import LONGEST_LINE, LogBuffer
from harness.raised import representation, words


class Capture:
    """Sends Python's logging and the standard streams into a buffer until `close`."""

    def __init__(self, buffer: LogBuffer) -> None:
        self._streams = (sys.stdout, sys.stderr)
        self._handler = _Handler(buffer)
        self._level = logging.root.level
        logging.root.addHandler(self._handler)
        logging.root.setLevel(min(self._level, logging.INFO))
        self._writers = (_Writer(buffer, "stdout", "info"), _Writer(buffer, "stderr", "warning"))
        sys.stdout, sys.stderr = self._writers

    def flush(self) -> None:
        """Write out what was printed without a newline."""
        for writer in self._writers:
            writer.finish_line()

    def close(self) -> None:
        self.flush()
        sys.stdout, sys.stderr = self._streams
        logging.root.removeHandler(self._handler)
        logging.root.setLevel(self._level)


class _Handler(logging.Handler):
    def __init__(self, buffer: LogBuffer) -> None:
        super().__init__()
        self._buffer = buffer

    def emit(self, record: logging.LogRecord) -> None:
        try:
            text = self.format(record)
        except BaseException as error:
            text = f"{representation(record.msg)} cannot be formatted: {words(error)}"
        self._buffer.write(text, record.name, record.levelname.lower())


class _Writer:
    """A text stream whose complete lines go into the buffer."""

    encoding = "utf-8"
    errors = "replace"
    newlines = None
    closed = False

    def __init__(self, buffer: LogBuffer, source: str, level: str) -> None:
        self._buffer = buffer
        self._source = source
        self._level = level
        self._partial: list[str] = []
        self._room = LONGEST_LINE
        self._cut = 0

    def write(self, text: str) -> int:
        lines, newline, rest = text.rpartition("\n")
        if newline:
            if self._partial:
                first, newline, lines = lines.partition("\n")
                self._end_line(first)
            if newline:
                self._buffer.write(lines, self._source, self._level)
        self._hold(rest)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def finish_line(self) -> None:
        if self._partial:
            self._end_line("")

    def _hold(self, text: str) -> None:
        """Keep what has no end yet, as far as it will be shown."""
        if text and self._room > 0:
            self._partial.append(text[: self._room])
        self._cut += max(0, len(text) - self._room)
        self._room = max(0, self._room - len(text))

    def _end_line(self, text: str) -> None:
        self._hold(text)
        # What looks like a break within it, a carriage return, is one in the log.
        *lines, last = "".join(self._partial).splitlines() or [""]
        cut, self._cut, self._room = self._cut, 0, LONGEST_LINE
        self._partial.clear()
        for line in lines:
            self._buffer.write_line(line, self._source, self._level)
        self._buffer.write_line(last, self._source, self._level, cut)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def fileno(self) -> int:
        raise OSError("the harness keeps the game's output in its log: there is no descriptor")

    @property
    def buffer(self) -> IO[bytes]:
        assert sys.__stderr__ is not None
        return cast("IO[bytes]", sys.__stderr__.buffer)
