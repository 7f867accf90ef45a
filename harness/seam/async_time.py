"""asyncio on simulation time: where an event loop would wait, frames pass.

A loop waits in its selector. While it runs in the main thread it has one that looks at sockets and
other threads without waiting, and lets frames pass one by one until the time has come. Loops in
other threads sleep for as many frames. Not sealed: event loops that are not of asyncio, such as
uvloop.
"""

from __future__ import annotations

import _thread
import functools
from collections.abc import Callable
from math import inf
from typing import Any

from harness.seam.patches import Patches
from harness.seam.thread_time import ThreadTime, held_lock

_REPLACED = ("time", "run_forever", "run_in_executor", "shutdown_default_executor")
_MANY_PASSES = 100
"""How often a loop may go round with no frame passing: one that is always busy waits as well."""
_A_FRAME_SECONDS = 0.0005
"""What a frame has at least; a clock that creeps within one stays below it."""
_GRACE_SECONDS = 0.05
_GRACES = 20
"""How often a job in another thread is waited for with no frame passing. What is done by then takes
no simulated time on any machine."""


class AsyncTime:
    """`pass_time(0)` lets a frame pass; `now` tells simulation time in seconds.

    `take_due` is called at each round of a loop that does not wait: it may end the frame of what
    has been brought to the screen. Works on loops that exist already as well. `jobs` are those that
    run in other threads for loops, and how often each may still be waited for; while a loop is
    `closing` it waits for those threads to end.
    """

    def __init__(
        self,
        patches: Patches,
        pass_time: Callable[[float], None],
        now: Callable[[], float],
        take_due: Callable[[], Any] | None = None,
        threads: ThreadTime | None = None,
    ) -> None:
        self.pass_time = pass_time
        self.now = now
        self.take_due = take_due
        self._threads = threads
        self.jobs: dict[Any, int] = {}
        self.closing = False
        self._patches = patches
        self._main_thread = _thread.get_ident()
        self._reached = 0.0

    def seal(self, base_events: Any) -> None:
        """Seal `asyncio.base_events`: hand this to `LateImports.when_imported`."""
        loops = base_events.BaseEventLoop
        for name in _REPLACED:
            original, replacement = getattr(loops, name), getattr(self, f"_{name}")
            self._patches.replace(loops, name, _method(original, replacement))

    def seconds(self) -> float:
        """Return the time that loops see: no timer finds itself early after it was waited for."""
        return max(self.now(), self._reached)

    def reach(self, moment: float) -> None:
        self._reached = moment

    def _time(self, real: Callable[[Any], float], loop: Any) -> float:
        if self._in_main_thread():
            return self.seconds()
        return real(loop) if self._threads is None else self._threads.seconds()

    def _run_forever(self, real: Callable[[Any], None], loop: Any) -> None:
        selector = loop._selector  # noqa: SLF001 - there is no other way
        if isinstance(selector, _Selector | _SelectorBeside):
            real(loop)
            return
        if self._in_main_thread():
            loop._selector = _Selector(selector, loop, self)  # noqa: SLF001
        elif self._threads is not None:
            loop._selector = _SelectorBeside(selector, self._threads)  # noqa: SLF001
        try:
            real(loop)
        finally:
            loop._selector = selector  # noqa: SLF001

    def _run_in_executor(self, real: Any, loop: Any, *args: Any, **kwargs: Any) -> Any:
        future = real(loop, *args, **kwargs)
        if self._in_main_thread():
            self.jobs[future] = _GRACES
            future.add_done_callback(lambda job: self.jobs.pop(job, None))
        return future

    async def _shutdown_default_executor(self, real: Any, loop: Any, *args: Any) -> None:
        self.closing = self._in_main_thread()
        try:
            await real(loop, *args)
        finally:
            self.closing = False

    def _in_main_thread(self) -> bool:
        return _thread.get_ident() == self._main_thread


def _method(original: Any, replacement: Any) -> Any:
    @functools.wraps(original)
    def call(loop: Any, *args: Any, **kwargs: Any) -> Any:
        return replacement(original, loop, *args, **kwargs)

    return call


class _Selector:
    """Stands before the selector of a loop that runs."""

    def __init__(self, real: Any, loop: Any, time: AsyncTime) -> None:
        self._real, self._loop, self._time = real, loop, time
        self._passes, self._since = 0, time.now()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def select(self, timeout: float | None = None) -> Any:
        if timeout is not None and timeout <= 0:
            self._go_round()
            return self._look()
        if timeout is None or self._time.closing:
            # Only threads or sockets can end the wait, and perhaps one does at once.
            events = self._look() or self._real.select(self._grace())
            if events:
                return events
        return self._wait(inf if timeout is None else self._time.seconds() + timeout)

    def _grace(self) -> float:
        return _GRACE_SECONDS * (_GRACES if self._time.closing else 1)

    def _go_round(self) -> None:
        """Let a frame pass if it is time for one, though the loop has more to do."""
        if self._time.take_due is not None:
            self._time.take_due()
        now = self._time.now()
        if now - self._since >= _A_FRAME_SECONDS:
            self._passes, self._since = 0, now
        self._passes += 1
        if self._passes > _MANY_PASSES:
            self._time.pass_time(0)
            self._passes, self._since = 0, self._time.now()

    def _wait(self, until: float) -> Any:
        """Let frames pass until something has come, or the nearest frame to `until` has."""
        while True:
            events = self._look()
            if events:
                return events
            before = self._time.now()
            self._time.pass_time(0)
            now = self._time.now()
            near = now + (now - before) / 2
            if near >= until or now <= before:
                self._time.reach(max(now, until if until < inf else now, self._last_due(near)))
                return self._real.select(0)

    def _look(self) -> Any:
        """Look what has come, for a while if another thread is at work for this loop."""
        events, jobs = self._real.select(0), self._time.jobs
        while not events and any(left for job, left in jobs.items() if not job.done()):
            for job, left in jobs.items():
                jobs[job] = max(left - 1, 0)
            events = self._real.select(_GRACE_SECONDS)
        return events

    def _last_due(self, near: float) -> float:
        """Return when the last timer is due that this frame is the nearest for."""
        timers = self._loop._scheduled  # noqa: SLF001
        return max((timer.when() for timer in timers if timer.when() <= near), default=0.0)


class _SelectorBeside:
    """Stands before the selector of a loop that runs in a thread beside the main one."""

    def __init__(self, real: Any, threads: ThreadTime) -> None:
        self._real, self._threads = real, threads

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def select(self, timeout: float | None = None) -> Any:
        if timeout is None or timeout <= 0 or not self._threads.is_active():
            return self._real.select(timeout)
        events = self._real.select(0)
        if not events:
            self._threads.wait(timeout, held_lock(), lambda: bool(self._real.select(0)))
        return events or self._real.select(0)
