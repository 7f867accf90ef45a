"""When a process is ready: it has printed a line, listens on a port, or has written a file."""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
from collections.abc import Callable
from typing import NamedTuple

from harness.processes.loop import Loop, Timer
from harness.processes.output import LineSeen, See

KINDS = LINE, PORT, FILE = ("line", "port", "file")
_FIRST_LOOK_SECONDS = 0.01
_LONGEST_LOOK_SECONDS = 0.1
_HOSTS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class Ready(NamedTuple):
    """What to wait for: a part of a line of output, a TCP port, the path of a file."""

    kind: str
    value: str | int


class Stamp(NamedTuple):
    """What tells a file that was written again."""

    inode: int
    modified_ns: int
    size: int


class Watch:
    """Waits until a process is ready, then calls `done` once. Make it before the process starts.

    A file that is there already must be written again.
    """

    def __init__(
        self, loop: Loop, ready: Ready, done: Callable[[], None], before: Stamp | None = None
    ) -> None:
        self.see: See | None = None
        self._loop = loop
        self._done = done
        self._timer: Timer | None = None
        self._seconds = _FIRST_LOOK_SECONDS
        self._port = PortProbe(int(ready.value)) if ready.kind == PORT else None
        self._file = str(ready.value) if ready.kind == FILE else ""
        self.before = before or _stamp(self._file)
        """The file as it was before the process started."""
        if ready.kind == LINE:
            self.see = LineSeen(str(ready.value), self._finish)

    def begin(self) -> None:
        """Begin to look; the process runs."""
        if self.see is None:
            self._look()

    def cancel(self) -> None:
        """Never call `done`."""
        self._done = _nothing
        if self._timer is not None:
            self._timer.cancel()
        if self._port is not None:
            self._port.close()

    def _look(self) -> None:
        if self._port.answers() if self._port else _stamp(self._file) not in (None, self.before):
            self._finish()
            return
        self._timer = self._loop.after(self._seconds, self._look)
        self._seconds = min(2 * self._seconds, _LONGEST_LOOK_SECONDS)

    def _finish(self) -> None:
        done = self._done
        self.cancel()
        done()


class PortProbe:
    """Asks without waiting whether a TCP port of this machine answers."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._sockets: list[socket.socket] = []

    def answers(self) -> bool:
        """Look at the connections that were begun, and begin new ones for those that failed."""
        if not self._sockets:
            self._begin()
        for each in list(self._sockets):
            if not _is_decided(each):
                continue
            if _is_connected(each):
                self.close()
                return True
            self._sockets.remove(each)
            each.close()
        return False

    def close(self) -> None:
        for each in self._sockets:
            each.close()
        self._sockets = []

    def _begin(self) -> None:
        for family, host in _HOSTS:
            with contextlib.suppress(OSError):
                probe = socket.socket(family, socket.SOCK_STREAM)
                probe.setblocking(False)
                if probe.connect_ex((host, self._port)) in (0, errno.EINPROGRESS):
                    self._sockets.append(probe)
                else:
                    probe.close()


def _is_decided(probe: socket.socket) -> bool:
    poll = select.poll()  # select.select cannot take descriptors over 1023
    poll.register(probe, select.POLLOUT)
    return bool(poll.poll(0))


def _is_connected(probe: socket.socket) -> bool:
    """Tell whether a server answered: a port of the dynamic range can connect to itself."""
    try:
        return bool(probe.getpeername() != probe.getsockname())
    except OSError:
        return False


def _stamp(path: str) -> Stamp | None:
    """Return the stamp of a file, `None` where there is none."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return Stamp(status.st_ino, status.st_mtime_ns, status.st_size)


def _nothing() -> None:
    """Do nothing."""
