"""Forks a process for each part of the plan, from a worker that has only imported the game.

The worker waits, and stays as it is. A process that ends out of order takes the worker along, with
the same status, so that the parent sees one worker and what has become of it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
from collections.abc import Iterator
from typing import NamedTuple

_exit, _kill, _listdir = os._exit, os.kill, os.listdir
if hasattr(os, "fork"):
    _fork, _waitpid = os.fork, os.waitpid
_TASKS, _DESCRIPTORS = "/proc/self/task", "/proc/self/fd"
_LONGEST_ANSWER = 256


class Answer(NamedTuple):
    """How a part ended in its process."""

    goes_on: bool
    """Whether other tests are to follow."""
    ended: int
    """How many tests of the part have a result."""
    attempt: int = 0
    """The attempt that the test after them is due for, in a fresh process; 0 if it is not."""
    first_kind: str | None = None
    """The failure kind of its first attempt."""


class Apart:
    def __init__(self) -> None:
        self._own: frozenset[str] | None = None
        self._answer = -1
        self._worker = os.getpid()
        self.is_forking = False
        """Whether a process that is being forked is one of ours, and not the game's."""

    def begin_import(self) -> None:
        """Take note, before the game is imported, of what is open: it is the worker's own."""
        self._own = _open_now()

    def may_fork(self) -> bool:
        """Tell whether the game's import has started or opened nothing that forks would share."""
        tasks = _names(_TASKS)
        return tasks is not None and len(tasks) == 1 and _open_now() == self._own

    def begin(self) -> Answer | None:
        """Fork. Return `None` in the new process, its answer in this one when that has ended."""
        answer, self._answer = os.pipe()
        with self._as_ours():
            pid = _fork()
        if pid == 0:
            os.close(answer)
            return None
        os.close(self._answer)
        return self._ended(pid, answer)

    def is_orphaned(self) -> bool:
        """Tell, in the new process, whether the worker was killed a moment ago."""
        return os.getppid() != self._worker

    def end(self, answer: Answer) -> None:
        """Tell the worker, as the last thing in a test's process, that it has ended in order."""
        with contextlib.suppress(BrokenPipeError):  # a worker that is killed takes us along, soon
            os.write(self._answer, json.dumps(answer).encode())

    @contextlib.contextmanager
    def _as_ours(self) -> Iterator[None]:
        self.is_forking = True
        try:
            yield
        finally:
            self.is_forking = False

    def _ended(self, pid: int, answer: int) -> Answer:
        status = os.waitstatus_to_exitcode(_waitpid(pid, 0)[1])
        os.set_blocking(answer, False)  # what the game has forked may hold the other end
        try:
            words = os.read(answer, _LONGEST_ANSWER)
        except BlockingIOError:
            words = b""
        os.close(answer)
        if status or not words:
            _end_like(status)
        return Answer(*json.loads(words))


def _end_like(status: int) -> None:
    """End this process as another one has ended."""
    if status >= 0:
        _exit(status)
    faulthandler.disable()
    with contextlib.suppress(OSError):  # SIGKILL has no handler
        signal.signal(-status, signal.SIG_DFL)
    _kill(os.getpid(), -status)
    _exit(1)


def _open_now() -> frozenset[str]:
    """Return the open descriptors, with the one that looks."""
    return frozenset(_names(_DESCRIPTORS) or ())


def _names(folder: str) -> list[str] | None:
    """Return what lies in a folder of this process's own, where the system has one."""
    try:
        return _listdir(folder)
    except OSError:
        return None
