"""Sends what a game writes anywhere into the log: Python's `logging`, `print`, `sys.stderr`.

A game finds the streams and the logging that Python gives it: text streams over the descriptors 1
and 2, buffered by lines as on a terminal, and a root logger without a handler.
"""

from __future__ import annotations

import _thread
import codecs
import contextlib
import copy
import errno
import functools
import io
import logging
import os
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, NoReturn

from harness.base.raised import representation, words
from harness.logs.buffer import LONGEST_LINE, LogBuffer

_LOGGING = logging.Logger.handle.__code__.co_filename
_SOURCES = (("stdout", 1, "info"), ("stderr", 2, "warning"))
_PIECE = 1024 * 1024
_system: Any = sys
"""Whose `__stdout__` is called final, and is not."""


class Capture:
    """Sends Python's logging and the standard streams into a buffer until `close`."""

    def __init__(self, buffer: LogBuffer) -> None:
        self._replaced = (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
        self._logging = LoggingTap(buffer)
        self._lines = [Lines(buffer, source, level) for source, _, level in _SOURCES]
        self._files = [
            LoggedFile(lines, self._logging, f"<{source}>", descriptor)
            for lines, (source, descriptor, _) in zip(self._lines, _SOURCES, strict=True)
        ]
        self._streams = [
            file.opened_as_text(stream)
            for file, stream in zip(self._files, self._replaced[2:], strict=True)
        ]
        self._ends = [
            (source, stream, stream.buffer.flush)
            for (source, _, _), stream in zip(_SOURCES, self._streams, strict=True)
        ]
        sys.stdout, sys.stderr = self._streams
        _system.__stdout__, _system.__stderr__ = self._streams

    def end_frame(self) -> None:
        """Take what the streams hold back, also where a game has put others over their bytes."""
        for stream, ours, flush in self._ends:
            try:
                if getattr(sys, stream) is not ours or not ours.line_buffering:
                    _flush(getattr(sys, stream))
                flush()
            except ValueError:  # it is closed, or detached
                pass

    def flush(self) -> None:
        """Write out what was printed without a newline."""
        self.end_frame()
        for stream, lines in zip(self._streams, self._lines, strict=True):
            _flush(stream)
            lines.finish_line()

    def let_go(self) -> None:
        """Write to the descriptors again: this is a process that the game has forked."""
        for file in self._files:
            file.lines = None

    def close(self) -> None:
        self.flush()
        self._logging.remove()
        sys.stdout, sys.stderr, _system.__stdout__, _system.__stderr__ = self._replaced


class LoggingTap:
    """Has what loggers are asked to log written to a buffer, before handlers and filters count.

    A message that a logger is not enabled for is written too, from INFO on: no setting of a game
    hides its errors. `isEnabledFor` sees it in the method that asks, so that no record is made.
    """

    def __init__(self, buffer: LogBuffer) -> None:
        logger: Any = logging.Logger
        self._buffer = buffer
        self._formatter = logging.Formatter()
        self._handle, self._is_enabled = logger.handle, logger.isEnabledFor
        self._written: dict[int, str] = {}
        """By thread, the text of the record that handlers get now."""
        tap = self

        @functools.wraps(logger.handle)
        def handle(self: logging.Logger, record: logging.LogRecord) -> None:
            tap.handle(self, record)

        @functools.wraps(logger.isEnabledFor)
        def is_enabled(self: logging.Logger, level: int) -> bool:
            enabled: bool = tap._is_enabled(self, level)
            if not enabled and level >= logging.INFO:
                tap.take_disabled(self, level, sys._getframe(1))  # noqa: SLF001 - as logging does
            return enabled

        logger.handle, logger.isEnabledFor = handle, is_enabled

    def remove(self) -> None:
        logger: Any = logging.Logger
        logger.handle, logger.isEnabledFor = self._handle, self._is_enabled

    def handle(self, logger: logging.Logger, record: logging.LogRecord) -> None:
        """Write a record, and have the logger handle it."""
        text = self._text(record)
        self._write(text, record.name, record.levelname)
        thread = _thread.get_ident()
        self._written[thread] = text
        try:
            self._handle(logger, record)
        finally:
            self._written.pop(thread, None)

    def take_disabled(self, logger: logging.Logger, level: int, asking: FrameType | None) -> None:
        """Write the message of a method of `logging` that asks whether the logger is enabled.

        A game that asks on its own, also through an adapter, has another frame there.
        """
        while asking is not None and asking.f_code.co_name == "isEnabledFor":
            asking = asking.f_back
        if asking is None or asking.f_code.co_filename != _LOGGING:
            return
        values = asking.f_locals
        options = values.get("kwargs") or {}
        if "msg" in values:
            record = _Message(values["msg"], values.get("args", ()), options.get("exc_info"))
            self._write(self._text(record), logger.name, logging.getLevelName(level))

    def has_written(self, text: str) -> bool:
        """Return whether a handler repeats the record that is in the buffer already."""
        return bool(self._written) and self._written.get(_thread.get_ident()) == text[:-1]

    def _write(self, text: str, name: str, level: str) -> None:
        self._buffer.write(text, name, level.lower())

    def _text(self, record: Any) -> str:
        """Return the text of a record, which formatting would change."""
        try:
            return self._formatter.format(copy.copy(record))
        except BaseException as error:
            return f"{representation(record.msg)} cannot be formatted: {words(error)}"


class _Message:
    """As much of a `LogRecord` as a plain formatter needs; a record would read the clock."""

    exc_text = stack_info = None

    def __init__(self, msg: Any, args: Any, exc_info: Any) -> None:
        single = len(args) == 1 and isinstance(args[0], Mapping) and args[0]
        self.msg = msg
        self.args = args[0] if single else args
        self.exc_info = _exc_info(exc_info)
        self.message = ""

    getMessage = logging.LogRecord.getMessage  # noqa: N815 - it is logging's name


class LoggedFile(io.FileIO):
    """A descriptor that children and C code may use; what Python writes there goes to `lines`."""

    def __init__(self, lines: Lines, tap: LoggingTap, name: str, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.name = name
        self.lines: Lines | None = lines
        self._tap = tap
        self._encoding = ""
        self._stream: io.TextIOWrapper | None = None

    def opened_as_text(self, like: Any) -> io.TextIOWrapper:
        """Return the text stream over this file, with encoding and errors as another one has."""
        encoding, errors = getattr(like, "encoding", "utf-8"), getattr(like, "errors", "strict")
        self._stream = io.TextIOWrapper(
            io.BufferedWriter(self), encoding, errors, newline="\n", line_buffering=True
        )
        vars(self._stream)["mode"] = "w"
        return self._stream

    def write(self, data: Any, /) -> int:
        """Write as much of `data` as is taken at once; the caller writes the rest."""
        if self.lines is None or self.closed:
            return super().write(data)
        content = bytes(memoryview(data).cast("B")[:_PIECE])
        text = self._decoded(content)
        if not self._tap.has_written(text):
            self.lines.write(text)
        return len(content)

    def seekable(self) -> bool:
        return False

    def seek(self, offset: int, whence: int = 0, /) -> NoReturn:
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))

    def tell(self) -> NoReturn:
        raise OSError(errno.ESPIPE, os.strerror(errno.ESPIPE))

    def truncate(self, size: int | None = None, /) -> NoReturn:
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))

    def _decoded(self, content: bytes) -> str:
        """Decode as the text stream encodes, which a game may change."""
        try:
            encoding = self._stream.encoding if self._stream else "utf-8"
        except ValueError:  # it was detached from this file
            encoding = self._encoding
        if encoding != self._encoding:
            self._encoding = encoding
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        return self._decoder.decode(content)


class Lines:
    """Collects text into complete lines for the buffer."""

    def __init__(self, buffer: LogBuffer, source: str, level: str) -> None:
        self._buffer = buffer
        self._source = source
        self._level = level
        self._partial: list[str] = []
        self._room = LONGEST_LINE
        self._cut = 0

    def write(self, text: str) -> None:
        lines, newline, rest = text.rpartition("\n")
        if newline:
            if self._partial:
                first, newline, lines = lines.partition("\n")
                self._end_line(first)
            if newline:
                self._buffer.write(lines, self._source, self._level)
        self._hold(rest)

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


def _exc_info(asked: Any) -> Any:
    """Return what is known of an exception, as `logging` takes it from its `exc_info`."""
    if isinstance(asked, BaseException):
        return type(asked), asked, asked.__traceback__
    return asked if isinstance(asked, tuple) or not asked else sys.exc_info()


def _flush(stream: Any) -> None:
    """Have a text stream write what it holds; a game may have closed or detached it."""
    if isinstance(stream, io.TextIOWrapper):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
