"""The parent's end of the zygote: asks for workers, and is told how they ended."""

from __future__ import annotations

import contextlib
import math
import os
import select
import signal
import socket
import subprocess
from collections.abc import Callable, Mapping
from typing import IO, NamedTuple

from harness.base import clock as wall
from harness.processes.spawn import Spawned, anonymous_file, spawn, start_process

_START_SECONDS = 30.0
_END_SECONDS = 5.0
_LOOK_SECONDS = 0.1
_TELL_SECONDS = 1.5
"""How long a zygote may take to tell of one that was killed."""


class Zygote:
    """A running zygote, and the workers that it has forked."""

    def __init__(self, module: str, environ: Mapping[str, str], perturbed: bool = False) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_START_SECONDS)
        self._received = b""
        self._forked: list[int] = []
        self._statuses: dict[int, int] = {}
        """Of workers that have ended, until they are asked for."""
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
            pid = self._next_forked(is_over)
        os.close(theirs_in)
        os.close(theirs_out)
        if pid is None:
            os.close(ours_in)
            os.close(ours_out)
            stderr.close()
            return None
        stdin, stdout = os.fdopen(ours_in, "wb", 0), os.fdopen(ours_out, "rb", 0)
        return Spawned(Forked(pid, self, stdin, stdout), stderr)

    def status_of(self, pid: int, seconds: float) -> int | None:
        """Return how a worker has ended, `None` if it has not in that time.

        Raises `EOFError` when the zygote is gone, `ValueError` for an answer that is none or after
        its `end`.
        """
        deadline = wall.monotonic() + seconds
        while pid not in self._statuses:
            if not self._receive(deadline):
                return None
        return self._statuses.pop(pid)

    def _next_forked(self, is_over: Callable[[], bool]) -> int | None:
        deadline = wall.monotonic() + _START_SECONDS
        while not self._forked:
            if not self._receive(min(deadline, wall.monotonic() + _LOOK_SECONDS)) and (
                is_over() or wall.monotonic() >= deadline
            ):
                return None
        return self._forked.pop()

    def _receive(self, deadline: float) -> bool:
        """Take what the zygote answers; tell whether anything has come until then."""
        left = max(0.0, deadline - wall.monotonic())
        if not select.select([self._control], [], [], left)[0]:
            return False
        chunk = self._control.recv(4096)
        if not chunk:
            raise EOFError
        *lines, self._received = (self._received + chunk).split(b"\n")
        for line in lines:
            word, *numbers = line.split()
            if word == b"forked":
                self._forked.append(int(numbers[0]))
            else:
                self._statuses[int(numbers[0])] = int(numbers[1])
        return True

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
        self._killed_at = math.inf

    def poll(self) -> int | None:
        return self._wait(0.0)

    def wait(self, timeout: float) -> int:
        """Wait for the end. A zygote that does not tell of one that was killed is ended, too."""
        status = self._wait(timeout)
        if status is None and self._killed_at + _TELL_SECONDS < wall.monotonic():
            self._zygote.end()
            status = self._status = -signal.SIGKILL
        if status is None:
            raise subprocess.TimeoutExpired(["worker"], timeout)
        return status

    def send_signal(self, number: int) -> None:
        if self._status is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._killed_at = min(self._killed_at, wall.monotonic())
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)

    def _wait(self, timeout: float) -> int | None:
        """A worker whose zygote is gone goes with it."""
        if self._status is None:
            try:
                self._status = self._zygote.status_of(self.pid, timeout)
            except (EOFError, OSError, ValueError):
                self._status = -signal.SIGKILL
        return self._status


def can_fork() -> bool:
    """Tell whether this platform has what a zygote needs."""
    if not (hasattr(os, "fork") and hasattr(socket, "send_fds") and hasattr(os, "pidfd_open")):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:  # the kernel is older, or forbids it
        return False
    return True


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
