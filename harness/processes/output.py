"""What a process prints: read as it comes, kept in a log that never exceeds its limit.

A process never waits for its log, and the end of a process never waits for its pipe: a grandchild
may hold that open for ever.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable

from harness.processes.loop import Loop

_CHUNK_BYTES = 65536
_LAST_CHUNKS = 16
"""How much is read of a pipe that stays open after its process has ended."""
_MODE = 0o644
_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)

See = Callable[[bytes], None]


class RotatedLog:
    """A file and the one before it, `path` and `path.1`, together at most `limit_bytes`.

    `warn` is called with the reason when the file cannot be written; what is then lost is counted,
    and a line says how much once writing works again.
    """

    def __init__(self, path: str, limit_bytes: int, warn: Callable[[str], None]) -> None:
        self.path = path
        self._half = limit_bytes // 2
        self._warn = warn
        self._descriptor = -1
        self._size = 0
        self._own_bytes = 0
        """What lines of the log itself take of the file."""
        self._own_bytes_before = 0
        self._cut_bytes = 0
        self._lost_bytes = 0

    def write(self, data: bytes) -> None:
        """Append bytes. Never raises, never waits for more than the disk."""
        try:
            self._append(data)
        except OSError as error:
            if not self._lost_bytes:
                self._warn(f"cannot write {self.path}: {error.strerror or error}")
            self._lost_bytes += len(data)
            self.close()

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _append(self, data: bytes) -> None:
        if self._descriptor < 0:
            self._open()
        if self._size + len(data) > self._half and self._size:
            self._rotate()
        if len(data) > self._half:
            self._cut_bytes += len(data) - self._half
            data = data[-self._half :]
        if self._lost_bytes:
            self._write_own(b"[harness: lost %d bytes of output]\n" % self._lost_bytes)
            self._lost_bytes = 0
        self._write_all(data)

    def _open(self) -> None:
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        self._descriptor = os.open(self.path, _FLAGS, _MODE)
        self._size = os.fstat(self._descriptor).st_size

    def _rotate(self) -> None:
        self.close()
        older = f"{self.path}.1"
        with contextlib.suppress(FileNotFoundError):
            self._cut_bytes += os.stat(older).st_size - self._own_bytes_before
        self._own_bytes_before, self._own_bytes = self._own_bytes, 0
        os.replace(self.path, older)
        self._open()
        if self._cut_bytes:
            self._write_own(b"[harness: cut %d bytes of earlier output]\n" % self._cut_bytes)

    def _write_own(self, line: bytes) -> None:
        self._own_bytes += len(line)
        self._write_all(line)

    def _write_all(self, data: bytes) -> None:
        self._size += len(data)
        while data:
            data = data[os.write(self._descriptor, data) :]


class Drain:
    """Reads the output of one process. `see` gets every chunk, beside the log."""

    def __init__(
        self, loop: Loop, descriptor: int, log: RotatedLog, see: See | None = None
    ) -> None:
        self.descriptor = descriptor
        self.see = see
        self._loop = loop
        self._log = log
        os.set_blocking(descriptor, False)
        loop.watch(descriptor, self._read)

    def finish(self) -> None:
        """Take what is there now, and close the pipe. Does nothing the second time."""
        for _ in range(_LAST_CHUNKS):
            if self.descriptor < 0 or not self._read():
                break
        self.close()

    def close(self) -> None:
        if self.descriptor >= 0:
            self._loop.unwatch(self.descriptor)
            os.close(self.descriptor)
            self.descriptor = -1

    def _read(self) -> bool:
        """Read once; return whether there may be more."""
        try:
            data = os.read(self.descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.close()
            return False
        self._log.write(data)
        if self.see is not None:
            self.see(data)
        return True


class LineSeen:
    """Calls `found` once, when a line of what is printed holds `text`."""

    def __init__(self, text: str, found: Callable[[], None]) -> None:
        self._text = text.encode()
        self._found: Callable[[], None] | None = found
        self._rest = b""

    def __call__(self, data: bytes) -> None:
        if self._found is None:
            return
        last_line = (self._rest + data).rpartition(b"\n")[2]
        if self._text in self._rest + data:
            found, self._found = self._found, None
            found()
        self._rest = last_line[-_CHUNK_BYTES:]
