"""One worker process: started with a fixed environment, fed one order, read until it ends.

One that has a window may be told lines of the terminal as well.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import queue
import signal
import subprocess
import tempfile
import threading
from typing import NamedTuple

from harness.base import clock as wall
from harness.processes.spawn import Spawned
from harness.runs.private_folder import no_temporary
from harness.wire.protocol import PIPE_LOST, SHARED_BYTES, Go, Logged, Order, Progress, ProgressFile

_STACKS_SECONDS = 0.3
_REAP_SECONDS = 5.0
_KILL_SECONDS = 2.0
_LOOK_SECONDS = 0.02
STANDS_STILL = 256
"""In place of the status of a worker that has closed its end and does not exit."""
_STDERR_TAIL_BYTES = 8192
_MOST_STDERR_BYTES = 64 * 1024 * 1024


class Typed(NamedTuple):
    """A line of the terminal, or its end."""

    line: str | None


class Sent(NamedTuple):
    """What a worker has sent."""

    worker: int
    """Its id."""
    chunk: bytes
    """Of events; empty when it has closed its end."""


Inbox = queue.SimpleQueue[Sent | int | Typed | None]
"""What workers send, numbers of signals, typed lines; `None` only wakes whoever reads."""


class Worker:
    """A running worker with an id. Its events arrive in `inbox`, and so does their end.

    It runs tests when it is told to `go`, and `asks` for lines only if that is set.
    """

    def __init__(
        self,
        number: int,
        spawned: Spawned,
        order: Order,
        inbox: Inbox,
        asks: bool = False,
    ) -> None:
        self.number = number
        self.private = order.private
        """The folder for what its game writes."""
        self._asks = asks
        self._kill_at = self._reap_by = math.inf
        self._spawned = spawned
        self._process, self._stderr = spawned
        self._progress_path = _shared_file()
        self._progress = ProgressFile(self._progress_path)
        self._received = 0
        self._status: int | None = None
        self._is_closed = False
        self._stderr_cut = 0
        self._stderr_tail = ""
        self._last_logged: list[Logged] = []
        self._logged_in_attempt: list[str] = []
        self._send(order._replace(progress_path=self._progress_path).to_line())
        self._reader = threading.Thread(target=self._read, args=(inbox,), daemon=True)
        self._reader.start()

    def go(self, positions: list[int] | None, splits: bool) -> None:
        """Have it run the tests at some positions of the plan, or all; see `protocol.Go`."""
        self._send(Go(positions, splits).to_line())
        if not self._asks:
            self._send_end()

    def progress(self) -> Progress:
        return self._progress.read()

    def tell(self, typed: Typed) -> None:
        """Pass on a line of the terminal, or that no more will come."""
        if typed.line is None:
            self._send_end()
        else:
            self._send(f"{json.dumps(typed.line)}\n".encode())

    def tick(self) -> None:
        """Do what is due by now: called again and again while it runs."""
        self._bound_stderr()
        if wall.monotonic() >= self._kill_at:
            self.kill()

    def _bound_stderr(self) -> None:
        """Forget what it has written to standard error where that has become very much."""
        descriptor = self._stderr.fileno()
        if os.fstat(descriptor).st_size - self._stderr_cut > _MOST_STDERR_BYTES:
            self._stderr_cut = os.fstat(descriptor).st_size
            os.ftruncate(descriptor, 0)

    def unsent(self) -> bytes:
        """Return the events that a worker which has closed its end did not get to send."""
        return self._progress.unsent(self._received)

    def stop_with_stacks(self) -> None:
        """End the worker, after giving it a moment to write all its Python stacks."""
        if hasattr(signal, "SIGUSR1"):
            self._spawned.send_signal(signal.SIGUSR1)
            self._kill_at = wall.monotonic() + _STACKS_SECONDS
        else:
            self.kill()

    def kill(self) -> None:
        """End the worker and every process it has started."""
        self._kill_at = math.inf
        if self._status is None:
            self._spawned.kill()

    def has_ended(self) -> bool:
        """Tell whether a worker that has closed its end has ended; one that does not is killed."""
        if self._status is None:
            if self._reap_by == math.inf:
                self._reap_by = wall.monotonic() + _REAP_SECONDS
            self._reap(_LOOK_SECONDS, self._reap_by)
        return self._status is not None

    def _reap(self, seconds: float, deadline: float) -> None:
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            if wall.monotonic() < deadline:
                return
            status = STANDS_STILL
        self.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_KILL_SECONDS)
        self._status = status

    def close(self) -> int:
        """Wait for the end of a worker, release what it held, and return its exit status."""
        if self._status is None:
            self._reap(_REAP_SECONDS, 0.0)
        status = self._status
        assert status is not None
        if not self._is_closed:
            self._is_closed = True
            self._stderr_tail = self._read_stderr()
            self._last_logged = self._progress.last_logged()
            self._logged_in_attempt = self._progress.logged_in_attempt()
            self._release()
        return status

    def stderr_tail(self) -> str:
        """Return the last of what a closed worker had written to standard error."""
        return self._stderr_tail

    def last_logged(self) -> list[Logged]:
        """Return the last lines of a closed worker's log."""
        return self._last_logged

    def logged_in_attempt(self) -> list[str]:
        """Return the lines of the attempt that ran last in a closed worker."""
        return self._logged_in_attempt

    def _release(self) -> None:
        self._reader.join(_REAP_SECONDS)
        self._send_end()
        if self._process.stdout is not None and not self._reader.is_alive():
            self._process.stdout.close()
        self._stderr.close()
        self._progress.close()
        self._unlink()

    def _unlink(self) -> None:
        """Take the shared file's name away; where open files keep theirs, it goes at the end."""
        with contextlib.suppress(OSError):
            os.unlink(self._progress_path)

    def _read_stderr(self) -> str:
        size = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, size - _STDERR_TAIL_BYTES))
        return self._stderr.read().lstrip(b"\0").decode("utf-8", "replace")

    def _send(self, line: bytes) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError, ValueError):  # it has died, or was told the end
            self._process.stdin.write(line)
            self._process.stdin.flush()

    def _send_end(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()

    def _read(self, inbox: Inbox) -> None:
        assert self._process.stdout is not None
        descriptor = self._process.stdout.fileno()
        while True:
            try:
                chunk = os.read(descriptor, 1 << 18)
            except OSError:
                chunk = b""
            if not self._received:
                self._unlink()  # the worker has mapped the file before it sends anything
            self._received += len(chunk)
            inbox.put(Sent(self.number, chunk))
            if not chunk:
                return


def _shared_file() -> str:
    """Return a new file with room for all that a worker shares, or raise `HarnessError`.

    A file whose room is only promised would kill whoever writes there when the disk is full.
    """
    path = ""
    try:
        descriptor, path = tempfile.mkstemp(prefix="harness-")
        with os.fdopen(descriptor, "wb") as file:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(file.fileno(), 0, SHARED_BYTES)
    except OSError as error:
        if path:
            os.unlink(path)
        raise no_temporary(f"a temporary file of {SHARED_BYTES} bytes", error) from None
    return path


def describe_status(status: int) -> str:
    """Return how a process ended, in words."""
    if status == STANDS_STILL:
        return "closed its end and did not exit"
    if status == PIPE_LOST:
        return "lost its pipe: the game has closed a file descriptor of the harness"
    if status >= 0:
        return f"exited with status {status}"
    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"was ended by {name}"
