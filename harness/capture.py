"""Sends what a game writes anywhere into the log: Python's `logging`, `print`, `sys.stderr`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import IO, cast

from harness.log import LogBuffer


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
        except Exception as error:
            text = f"{record.msg!r} cannot be formatted: {type(error).__name__}: {error}"
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
        self._partial = ""

    def write(self, text: str) -> int:
        head, newline, tail = (self._partial + text).rpartition("\n")
        if newline:
            self._buffer.write(head, self._source, self._level)
        self._partial = tail
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    def finish_line(self) -> None:
        if self._partial:
            self.write("\n")

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
