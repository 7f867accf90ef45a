"""Waits with a limit that a program's threads have for one another, on simulation time.

`Condition.wait` serves conditions, events, semaphores, barriers, queues and futures alike. Waits
for something outside of the program keep real time: for sockets, processes, files. So does a lock's
own `acquire(timeout=…)`, which is a method of a class in C that everything uses.
"""

from __future__ import annotations

import functools
import select
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any

from harness.seam.patches import Patches
from harness.seam.thread_time import ThreadTime, held_lock

LIMITED = ("concurrent.futures._base", "queue", "threading")
"""Modules of Python that count down the limits of such waits."""


class TimedWaits:
    """In place until `patches` are removed."""

    def __init__(self, patches: Patches, threads: ThreadTime) -> None:
        self._patches = patches
        self._threads = threads
        self._time = ModuleType("time")
        vars(self._time).update(vars(time))
        self._time.monotonic = threads.seconds  # type: ignore[attr-defined]
        patches.replace(threading.Condition, "wait", self._waiting(threading.Condition.wait))
        patches.replace(threading.Thread, "join", self._joining(threading.Thread.join))
        patches.replace(select, "select", self._selecting(select.select))

    def count_down(self, module: Any) -> None:
        """Have a module of `LIMITED` measure its limits in simulation time."""
        for name in ("time", "_time"):
            taken = getattr(module, name, None)
            if isinstance(taken, ModuleType):
                setattr(module, name, self._time)
            elif taken is not None:
                setattr(module, name, self._threads.seconds)

    def seal_queue(self, queue: Any) -> None:
        """Have `SimpleQueue`, which is in C, wait in simulation time."""
        self._patches.replace(queue, "SimpleQueue", _simple_queue(queue, self._threads))

    def _goes_by(self, timeout: Any) -> bool:
        return timeout is not None and timeout > 0 and self._threads.is_active()

    def _waiting(self, wait: Callable[..., bool]) -> Callable[..., bool]:
        """As `Condition.wait` of Python 3.11 to 3.14, but for the lock's wait itself."""

        @functools.wraps(wait)
        def call(condition: Any, timeout: float | None = None) -> bool:
            if not self._goes_by(timeout) or not condition._is_owned():  # noqa: SLF001 - no other way
                return wait(condition, timeout)
            waiter, ended = held_lock(), False
            condition._waiters.append(waiter)  # noqa: SLF001
            saved = condition._release_save()  # noqa: SLF001
            try:
                ended = self._threads.wait(float(timeout or 0), waiter)
            finally:
                condition._acquire_restore(saved)  # noqa: SLF001
                if not ended:
                    with suppress(ValueError):
                        condition._waiters.remove(waiter)  # noqa: SLF001
            return ended

        return call

    def _joining(self, join: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(join)
        def call(thread: threading.Thread, timeout: float | None = None) -> None:
            if not self._goes_by(timeout):
                join(thread, timeout)
                return
            join(thread, 0)
            if thread.is_alive():
                self._threads.wait(float(timeout or 0), held_lock(), lambda: not thread.is_alive())

        return call

    def _selecting(self, really: Callable[..., Any]) -> Callable[..., Any]:
        """With nothing to wait for, `select` is a way to sleep."""

        def call(rlist: Any, wlist: Any, xlist: Any, timeout: Any = None, /) -> Any:
            if not self._goes_by(timeout) or rlist or wlist or xlist:
                return really(rlist, wlist, xlist, timeout)
            self._threads.wait(float(timeout), held_lock())
            return [], [], []

        return call


def _simple_queue(queue: Any, threads: ThreadTime) -> type:
    original: Any = queue.SimpleQueue

    class SimpleQueue(original):  # type: ignore[misc]
        __module__ = original.__module__
        __qualname__ = original.__qualname__

        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            if not block or timeout is None or timeout <= 0 or not threads.is_active():
                return super().get(block, timeout)
            until = threads.seconds() + timeout
            while True:
                with suppress(queue.Empty):
                    return super().get_nowait()
                remaining = until - threads.seconds()
                if remaining <= 0:
                    raise queue.Empty
                threads.wait(remaining, held_lock(), lambda: not self.empty())

    return SimpleQueue
