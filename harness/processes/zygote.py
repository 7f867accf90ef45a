"""The parent's end of the zygote: asks for workers, and is told how they ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import IO, NamedTuple

from harness.base import clock as wall
from harness.processes.spawn import Spawned, anonymous_file, spawn, start_process

_START_SECONDS = 30.0
_END_SECONDS = 5.0
_LOOK_SECONDS = 0.1


class Zygote:
    """A running zygote. It is at its next worker when the last one has ended."""

    def __init__(self, module: str, environ: Mapping[str, str], perturbed: bool = False) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_SECONDS)
        self._received = b""
        self._stderr = anonymous_file()
        with theirs:
            self._process = start_process(
                [module, str(theirs.fileno())],
                environ,
                perturbed,
                stderr=self._stderr,
                pass_fds=(theirs.fileno(),),
            )

    def fork(self, request: bytes, is_over: Callable[[], bool]) -> Spawned | None:
        """Return a worker that waits for its order; `None` if the zygote is gone or stands still.

        `request` is one byte for the zygote. `is_over` says when no worker is needed any more.
        """
        stderr = anonymous_file()
        (theirs_in, ours_in), (ours_out, theirs_out) = os.pipe(), os.pipe()
        given = [theirs_in, theirs_out, stderr.fileno()]
        pid = None
        with contextlib.suppress(OSError, EOFError, ValueError):
            socket.send_fds(self._control, [request], given)
            pid = self.next_number(_START_SECONDS, is_over)
        os.close(theirs_in)
        os.close(theirs_out)
        if pid is None:
            os.close(ours_in)
            os.close(ours_out)
            stderr.close()
            return None
        stdin, stdout = os.fdopen(ours_in, "wb", 0), os.fdopen(ours_out, "rb", 0)
        return Spawned(Forked(pid, self, stdin, stdout), stderr)

    def next_number(
        self, seconds: float, is_over: Callable[[], bool] = lambda: False
    ) -> int | None:
        """Return the next number that the zygote tells, `None` if it does not tell one in time.

        Raises `EOFError` when it is gone, `ValueError` for what is none or after its `end`.
        """
        deadline = wall.monotonic() + seconds
        while b"\n" not in self._received:
            left = min(max(0.0, deadline - wall.monotonic()), _LOOK_SECONDS)
            if select.select([self._control], [], [], left)[0]:
                chunk = self._control.recv(64)
                if not chunk:
                    raise EOFError
                self._received += chunk
            elif is_over() or wall.monotonic() >= deadline:
                return None
        line, _, self._received = self._received.partition(b"\n")
        return int(line)

    def end(self) -> None:
        """End the zygote, and with it a worker that still runs. Does nothing the second time."""
        self._control.close()
        if self._process.poll() is None:
            self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_SECONDS)
        self._stderr.close()


class Forked:
    """A worker that a zygote has forked, with what `Spawned` needs of a `Popen`."""

    def __init__(self, pid: int, zygote: Zygote, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self.pid = pid
        self.stdin = stdin
        self.stdout = stdout
        self._zygote = zygote
        self._status: int | None = None
        self._is_killed = False

    def poll(self) -> int | None:
        return self._wait(0.0)

    def wait(self, timeout: float) -> int:
        """Wait for the end. A zygote that does not tell of one that was killed is ended, too."""
        status = self._wait(timeout)
        if status is None and self._is_killed:
            self._zygote.end()
            status = self._status = -signal.SIGKILL
        if status is None:
            raise subprocess.TimeoutExpired(["worker"], timeout)
        return status

    def send_signal(self, number: int) -> None:
        if self._status is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._is_killed = True
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)

    def _wait(self, timeout: float) -> int | None:
        """A worker whose zygote is gone goes with it."""
        if self._status is None:
            try:
                self._status = self._zygote.next_number(timeout)
            except (EOFError, OSError, ValueError):
                self._status = -signal.SIGKILL
        return self._status


def can_fork() -> bool:
    """Tell whether this platform has what a zygote needs."""
    return hasattr(os, "fork") and hasattr(socket, "send_fds") and sys.platform != "darwin"


class Spawner:
    """Where nothing can be forked: starts a process for each worker, the first one at once."""

    def __init__(self, module: str, environ: Mapping[str, str], perturbed: bool = False) -> None:
        self._module, self._environ, self._perturbed = module, environ, perturbed
        self._first: Spawned | None = spawn(module, environ, perturbed)

    def fork(self, request: bytes, is_over: Callable[[], bool]) -> Spawned | None:
        first, self._first = self._first, None
        return first or spawn(self._module, self._environ, self._perturbed)

    def end(self) -> None:
        if self._first is not None:
            self._first.end()


Source = Zygote | Spawner
"""Where workers come from."""


class Entries(NamedTuple):
    """The modules that are started, as `python -m` names them."""

    worker: str
    zygote: str


def start(entries: Entries, perturbed: bool = False) -> Source:
    """Start what workers come from; it boots while the caller goes on."""
    if can_fork():
        return Zygote(entries.zygote, os.environ, perturbed)
    return Spawner(entries.worker, os.environ, perturbed)
