"""Threads of a program on simulation time: their work takes no frames, their sleep takes as many as
it lasts.

A thread that is started begins at the end of the frame. A frame ends when the threads that work
have ended or wait for something, so that what they load is there in the same frame on any machine.
A thread may use a second of processor time so, and after that as much as the frames of its life
would have given it; one that never waits is left alone from then on. Sleeping threads wake at the
frame that is due, one after the other.

Threads are looked at through `/proc`; on systems that have none they run beside the frames.
"""

from __future__ import annotations

import _thread
import functools
import os
import threading
import time
from collections.abc import Callable
from typing import Any

from harness.base import clock as wall
from harness.base.clock import FrameClock
from harness.seam.boundary import Boundary
from harness.seam.patches import Patches

_CAN_LOOK = os.path.exists("/proc/self/task") and hasattr(time, "pthread_getcpuclockid")
_GRACE_NS = 10**9
_MOST_STARTS = 1000
"""How many threads may begin at the end of one frame: they may start others."""
_PAUSE_SECONDS = 0.0003
_SLICE_SECONDS = 0.02
_GATE_SECONDS = 0.002
_LATE_SECONDS = 0.25
"""How long a sleeper waits for frames in real time before it takes it that none will pass."""
_STATE_BYTES = 512
_WORKING = (b"R", b"D")
"""States of Linux: running or ready to run, and waiting for a disk."""
_open, _read, _close = os.open, os.read, os.close
_real_sleep = time.sleep
_read_clock = time.clock_gettime_ns


class Work:
    """What a thread has done by the last look at it. Made in that thread, or before it begins."""

    def __init__(self) -> None:
        self.used_ns = 0
        self._clock = time.pthread_getcpuclockid(_thread.get_ident())
        # libfaketime, under which `verify` runs, moves these clocks too: what counts is the span.
        self._began_ns = _read_clock(self._clock)
        self._state = f"/proc/self/task/{_thread.get_native_id()}/stat"

    def goes_on(self) -> bool:
        """Tell whether the thread works, or has worked since the last look.

        A thread that only waits for Python's lock gets it while its state is read.
        """
        try:
            state = _content(self._state)
            used = _read_clock(self._clock) - self._began_ns
        except OSError:
            return False  # it has ended
        has_worked, self.used_ns = used != self.used_ns, used
        return has_worked or state.rpartition(b") ")[2][:1] in _WORKING


class Watched:
    """A thread of the program."""

    def __init__(self, thread: threading.Thread, frame: int) -> None:
        self.thread = thread
        self.since = frame
        self.gate = _held()
        self.is_held = True
        self.is_tired = False
        self.work: Work | None = None


class Begun(threading.Event):
    """A thread's `_started`, set within it: there it goes through the gate.

    Until it is set, `start` waits, so that a thread that was started can be looked at.
    """

    def __init__(self, watched: Watched, pass_gate: Callable[[], None]) -> None:
        super().__init__()
        self._watched = watched
        self._pass_gate = pass_gate

    def set(self) -> None:
        self._watched.work = Work()
        super().set()
        self._pass_gate()


class Sleeper:
    """A thread that sleeps until a frame, or until `stop` says so."""

    def __init__(self, due: int, stop: Callable[[], bool]) -> None:
        self.due, self.stop = due, stop
        self.lock = _held()


class ThreadTime:
    """In charge of the threads that are started from now on, until `let_go`.

    A frame ends in the thread of the `boundary`; no wait for threads is longer than
    `longest_seconds` of real time.
    """

    def __init__(
        self, patches: Patches, clock: FrameClock, boundary: Boundary, longest_seconds: float
    ) -> None:
        self._clock = clock
        self._boundary = boundary
        self._longest = longest_seconds
        self._watched: list[Watched] = []
        self._sleepers: list[Sleeper] = []
        self._settles = False
        self._active = _CAN_LOOK
        if _CAN_LOOK:
            patches.replace(threading.Thread, "start", self._starting(threading.Thread.start))
            patches.replace(threading.Event, "wait", self._waiting(threading.Event.wait))

    def let_go(self) -> None:
        """Leave the threads alone: this is a process that the program has forked."""
        self._active = False
        self._watched.clear()
        self._sleepers.clear()

    def end_frame(self) -> None:
        """Let the threads that were started in this frame begin, and all that work finish."""
        if self._watched:
            self._settle()
        for _ in range(_MOST_STARTS):
            watched = next((one for one in self._watched if one.is_held), None)
            if watched is None:
                break
            self._open(watched)
            self._settle()

    def begin_frame(self) -> None:
        """Wake who has slept long enough, in the order in which they are due."""
        if self._sleepers:
            now = self._clock.frame
            woken = [one for one in self._sleepers if one.due <= now or one.stop()]
            for sleeper in sorted(woken, key=lambda one: one.due):
                self._sleepers.remove(sleeper)
                sleeper.lock.release()
                self._settle()

    def sleep(self, seconds: float, stop: Callable[[], bool] = lambda: False) -> None:
        """Sleep in this thread, which is not that of the frames, for so much simulation time."""
        if not self._active or seconds <= 0:
            _real_sleep(max(seconds, 0))
            return
        frames = max(1, round(seconds * self._clock.fps))
        sleeper = Sleeper(self._clock.frame + frames, stop)
        self._sleepers.append(sleeper)
        self._sleep(sleeper, seconds)
        if sleeper in self._sleepers:
            self._sleepers.remove(sleeper)

    def _sleep(self, sleeper: Sleeper, seconds: float) -> None:
        frame, since = self._clock.frame, wall.monotonic()
        while not sleeper.lock.acquire(timeout=_SLICE_SECONDS):
            if self._clock.frame == frame and not self._settles:
                self._boundary.take()  # passes a frame if the loop waits for this thread
                late = wall.monotonic() - since > seconds + _LATE_SECONDS
                if late or sleeper.stop() or self._clock.frame >= sleeper.due:
                    return
            if self._clock.frame != frame:
                frame, since = self._clock.frame, wall.monotonic()

    def _starting(self, start: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(start)
        def call(thread: threading.Thread) -> None:
            if not self._active or thread.ident is not None:
                start(thread)
                return
            watched = Watched(thread, self._clock.frame)
            creator = Work()
            thread._started = Begun(watched, lambda: self._pass_gate(watched, creator))  # type: ignore[attr-defined] # noqa: SLF001
            self._watched.append(watched)
            try:
                start(thread)
            except BaseException:
                self._watched.remove(watched)
                raise

        return call

    def _pass_gate(self, watched: Watched, creator: Work) -> None:
        """Wait in a new thread for the end of the frame, or until its creator waits for it."""
        was_idle = False
        while not watched.gate.acquire(timeout=_GATE_SECONDS):
            is_idle = not (self._settles or creator.goes_on())
            if not self._active or (is_idle and was_idle):
                break
            was_idle = is_idle
        watched.is_held = False

    def _open(self, watched: Watched) -> None:
        if watched.is_held:
            watched.is_held = False
            watched.gate.release()

    def _settle(self) -> None:
        """Wait until no thread works any more that may be waited for."""
        self._settles = True
        until = wall.monotonic() + self._longest
        try:
            while working := [one for one in self._watched if self._works(one)]:
                if wall.monotonic() > until:
                    for one in working:
                        one.is_tired = True
                _real_sleep(_PAUSE_SECONDS)
        finally:
            self._settles = False
        self._forget_ended()

    def _works(self, watched: Watched) -> bool:
        work = watched.work
        if work is None or watched.is_held or watched.thread is threading.current_thread():
            return False
        if not watched.thread.is_alive():
            return False
        if not work.goes_on():
            watched.is_tired = False
            return False
        life = (self._clock.frame - watched.since) / self._clock.fps
        if work.used_ns > _GRACE_NS + life * 1e9:
            watched.is_tired = True
        return not watched.is_tired

    def _forget_ended(self) -> None:
        for watched in self._watched[:]:
            if watched.work is not None and not watched.thread.is_alive():
                self._watched.remove(watched)

    def _waiting(self, wait: Callable[..., bool]) -> Callable[..., bool]:
        """Have an event be waited for in simulation time, by threads beside the loop's."""

        @functools.wraps(wait)
        def call(event: threading.Event, timeout: float | None = None) -> bool:
            beside = self._active and timeout is not None and not self._boundary.is_here()
            if not beside or type(event) is Begun or event.is_set():
                return wait(event, timeout)
            self.sleep(float(timeout or 0), event.is_set)
            return event.is_set()

        return call


def _content(path: str) -> bytes:
    file = _open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _read(file, _STATE_BYTES)
    finally:
        _close(file)


def _held() -> Any:
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock
