"""The one place that waits for children, so that none is waited for twice or signalled afterwards.

A process that owns all its children (`adopts`) becomes their subreaper: what a service's processes
leave behind is then handed to this process by the kernel, and reaped here too.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from typing import NamedTuple

from harness.processes import process_table
from harness.processes.loop import Loop
from harness.processes.policy import EXIT, SIGNAL, Ending

_PR_SET_CHILD_SUBREAPER = 36

OnEnd = Callable[[Ending], None]


class Adopted(NamedTuple):
    """An orphan as it was when it was first seen; its pid stays its own until it is reaped."""

    session: int
    environment: bytes


class Reaper:
    """Waits for the children that are watched; with `adopts`, for every child of this process."""

    def __init__(self, loop: Loop, adopts: bool) -> None:
        self._watched: dict[int, OnEnd] = {}
        self._adopts = adopts and become_subreaper()
        self._adopted: dict[int, Adopted] = {}
        self._has_news = True
        loop.on_signal(signal.SIGCHLD, self._take_news)
        loop.in_each_pass(self.reap)
        self._loop = loop

    @property
    def adopts(self) -> bool:
        """Tell whether every descendant that loses its parent becomes a child of this process."""
        return self._adopts

    @property
    def watched(self) -> set[int]:
        return set(self._watched)

    def watch(self, pid: int, on_end: OnEnd) -> None:
        self._watched[pid] = on_end

    def reap(self) -> None:
        """Wait for all children that have ended, and report each before the next is waited for.

        What a report leads to may signal other children, which must not be gone by then.
        """
        if self._loop.is_woken_by_signals and not self._has_news:
            return
        self._has_news = False
        for pid, ending in self._ended_children() if self._adopts else self._ended_watched():
            self._adopted.pop(pid, None)
            on_end = self._watched.pop(pid, None)
            if on_end is not None:
                on_end(ending)

    def adopted(self) -> dict[int, Adopted] | None:
        """Return the children that are not watched by pid; `None` where this cannot be known."""
        children = process_table.children() if self._adopts else None
        if children is None:
            return None
        for pid in children.difference(self._watched, self._adopted):
            found = process_table.entry(pid)
            if found is not None and not found.is_zombie:
                self._adopted[pid] = Adopted(found.session, process_table.environment(pid))
        return self._adopted

    def _take_news(self) -> None:
        self._has_news = True

    def _ended_children(self) -> Iterator[tuple[int, Ending]]:
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                yield pid, ending_of(status)

    def _ended_watched(self) -> Iterator[tuple[int, Ending]]:
        for pid in list(self._watched):
            try:
                ended, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                yield pid, Ending(EXIT, 255, "waited for by other code of this process")
            else:
                if ended:
                    yield pid, ending_of(status)


def ending_of(status: int) -> Ending:
    """Return what a status of `waitpid` means."""
    code = os.waitstatus_to_exitcode(status)
    if code >= 0:
        return Ending(EXIT, code)
    return Ending(SIGNAL, -code, f"signal {signal_name(-code)}")


def signal_name(number: int) -> str:
    """Return a signal's name without `SIG`, or its number."""
    try:
        return signal.Signals(number).name.removeprefix("SIG")
    except ValueError:
        return str(number)


def become_subreaper() -> bool:
    """Have orphaned descendants become children of this process; only Linux can."""
    if not process_table.IS_LINUX:
        return False
    import ctypes

    return bool(ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0)
