"""Threads of a program on simulation time: their work takes no frames, their sleep takes as many as
it lasts.

A thread that is started begins at the end of the frame. A frame ends when the threads that work
have ended or wait for something, so that what they load is there in the same frame on any machine.
A thread may use a second of processor time so, and after that as much as the frames of its life
would have given it; one that never waits is left alone from then on. Sleeping threads wake at the
frame that is due, one after the other.

A wait with a limit (`timed_waits`) is a sleep that something else may end. In the thread of the
loop it lets frames end, one by one, each after the threads have worked.

Threads are looked at through `/proc`; on systems that have none they run beside the frames.
"""

from __future__ import annotations

import _thread
import functools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from harness.base import clock as wall
from harness.base.clock import FrameClock
from harness.seam.boundary import Boundary
from harness.seam.patches import Patches
from harness.seam.thread_work import CAN_LOOK, Work
from harness.seam.threads import may_be_answered, starts_a_thread

_GRACE_NS = 10**9
_MOST_STARTS = 1000
"""How many threads may begin at the end of one frame: they may start others."""
_PAUSE_SECONDS = 0.0003
_SLICE_SECONDS = 0.02
_GATE_SECONDS = 0.002
_LOOKS_AT_A_CREATOR = 3
"""How often in a row a creator must be found idle: it may only wait for the interpreter lock."""
_LATE_SECONDS = 0.25
"""How long a sleeper waits for frames in real time before it takes it that none will pass."""
_ROUNDING_SECONDS = 1e-9
_real_sleep = time.sleep


def held_lock() -> Any:
    """Return a lock that is taken."""
    lock = _thread.allocate_lock()
    lock.acquire()
    return lock


def never() -> bool:
    return False


class Watched:
    """A thread of the program that `creator` has started in the frame `since`."""

    def __init__(self, is_alive: Callable[[], bool], creator: Work, since: int) -> None:
        self.is_alive = is_alive
        self.creator = creator
        self.since = since
        self.gate = held_lock()
        self.is_held = True
        self.is_tired = False
        self.work: Work | None = None


class Begun(threading.Event):
    """A thread's `_started`, set within it: there it goes through the gate.

    Until it is set, `start` waits, so that a thread that was started can be looked at.
    """

    def __init__(self, watched: Watched, pass_gate: Callable[[Watched], None]) -> None:
        super().__init__()
        self._watched = watched
        self._pass_gate = pass_gate

    def set(self) -> None:
        self._watched.work = Work()
        super().set()
        self._pass_gate(self._watched)


class Sleeper:
    """A thread that waits until a frame, until its lock is free, or until `stop` says so."""

    def __init__(self, due: int, lock: Any, stop: Callable[[], bool]) -> None:
        self.due, self.lock, self.stop = due, lock, stop
        self.is_woken = False

    def wake(self) -> None:
        self.is_woken = True
        try:
            self.lock.release()
        except RuntimeError:
            self.is_woken = False  # what it waited for has just freed the lock


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
        self._reached: dict[int, float] = {}
        """By thread, the simulation time at which its last wait was to end."""
        self._harness_threads = frozenset(sys._current_frames())  # noqa: SLF001 - no other way
        self._main = Work() if CAN_LOOK else None
        self._settles = False
        self._loop_waits = False
        self._active = CAN_LOOK
        if CAN_LOOK:
            patches.replace(threading.Thread, "start", self._starting(threading.Thread.start))
            start = self._starting_raw(_thread.start_new_thread)
            for name in ("start_new_thread", "start_new"):
                patches.replace(_thread, name, start)

    def let_go(self) -> None:
        """Leave the threads alone: this is a process that the program has forked."""
        self._active = False
        self._watched.clear()
        self._sleepers.clear()

    def is_active(self) -> bool:
        """Tell whether waits of the program go by simulation time."""
        return self._active

    def seconds(self) -> float:
        """Return the time that limits of waits go by: no wait finds itself early after its end."""
        if not self._active:
            return wall.monotonic()
        now = self._clock.frame / self._clock.fps
        return max(now, self._reached.get(_thread.get_ident(), 0.0))

    def end_frame(self) -> None:
        """Let the threads that were started in this frame begin, and all that work finish."""
        if self._watched or self._sleepers:
            with self._settling():
                self._settle()
                self._go_on(lambda _: True)

    def begin_frame(self) -> None:
        """Wake who has slept long enough, in the order in which they are due."""
        now = self._clock.frame
        due = [one for one in self._sleepers if one.due <= now]
        if due:
            with self._settling():
                for sleeper in sorted(due, key=lambda one: one.due):
                    if sleeper in self._sleepers:
                        self._wake(sleeper)
                        self._settle()
                self._go_on(lambda one: not one.creator.goes_on())

    @contextmanager
    def _settling(self) -> Iterator[None]:
        """Keep threads from passing their gates by themselves, at a moment that chance decides."""
        self._settles = True
        try:
            yield
        finally:
            self._settles = False

    def _go_on(self, may_begin: Callable[[Watched], bool]) -> None:
        """Let threads begin that may, and end the waits that are over; wait for what they do."""
        for _ in range(_MOST_STARTS):
            held = next((one for one in self._watched if one.is_held and may_begin(one)), None)
            stopped = next((one for one in self._sleepers if one.stop()), None)
            if held is not None:
                held.is_held = False
                held.gate.release()
            elif stopped is not None:
                self._wake(stopped)
            else:
                break
            self._settle()

    def _wake(self, sleeper: Sleeper) -> None:
        self._sleepers.remove(sleeper)
        sleeper.wake()

    def sleep(self, seconds: float) -> None:
        """Sleep in this thread, which is not that of the frames, for so much simulation time."""
        if not self._active or seconds <= 0:
            _real_sleep(max(seconds, 0))
        else:
            self._wait_beside(seconds, held_lock(), never)

    def wait(self, seconds: float, lock: Any, stop: Callable[[], bool] = never) -> bool:
        """Wait until `lock` can be taken or `stop` says so, for so much simulation time at most.

        Tell whether it came to that. `lock` is one that nothing but this wait takes.
        """
        started = self.seconds()
        wait = self._wait_in_loop if self._boundary.leads() else self._wait_beside
        ended = wait(seconds, lock, stop)
        if not ended:
            self._reached[_thread.get_ident()] = started + seconds + _ROUNDING_SECONDS
        return ended

    def _wait_in_loop(self, seconds: float, lock: Any, stop: Callable[[], bool]) -> bool:
        """Let frames end until the wait does, unless another thread takes the loop over.

        What something outside of the program may answer takes as long as in play.
        """
        due = self._due(seconds)
        self._loop_waits = True
        try:
            while True:
                self._boundary.wait_for_loop(self.end_frame)
                if lock.acquire(False) or stop():
                    return True
                if self._clock.frame >= due:
                    return False
                if not self._boundary.leads():
                    break
                is_awaited = may_be_answered(self._harness_threads)
                if is_awaited and lock.acquire(timeout=1 / self._clock.fps):
                    return True
                self._boundary.take()
        finally:
            self._loop_waits = False
        return self._wait_beside((due - self._clock.frame) / self._clock.fps, lock, stop)

    def _wait_beside(self, seconds: float, lock: Any, stop: Callable[[], bool]) -> bool:
        sleeper = Sleeper(self._due(seconds), lock, stop)
        self._sleepers.append(sleeper)
        ended = self._sleep(sleeper, seconds)
        if sleeper in self._sleepers:
            self._sleepers.remove(sleeper)
        return ended

    def _sleep(self, sleeper: Sleeper, seconds: float) -> bool:
        frame, since = self._clock.frame, wall.monotonic()
        while not sleeper.lock.acquire(timeout=_SLICE_SECONDS):
            if self._clock.frame == frame and not (self._settles or self._loop_waits):
                self._boundary.take()  # passes a frame if the loop waits for this thread
                if self._main is not None and self._main.goes_on():
                    since = wall.monotonic()  # a frame that takes long
                late = wall.monotonic() - since > seconds + _LATE_SECONDS
                if late or sleeper.stop() or self._clock.frame >= sleeper.due:
                    break
            if self._clock.frame != frame:
                frame, since = self._clock.frame, wall.monotonic()
        else:
            return not sleeper.is_woken or sleeper.stop()
        return sleeper.stop()

    def _due(self, seconds: float) -> int:
        return self._clock.frame + max(1, round(seconds * self._clock.fps))

    def _starting(self, start: Callable[[Any], None]) -> Callable[[Any], None]:
        @functools.wraps(start)
        def call(thread: threading.Thread) -> None:
            if not self._active or thread.ident is not None:
                start(thread)
                return
            watched = self._watch(thread.is_alive)
            thread._started = Begun(watched, self._pass_gate)  # type: ignore[attr-defined] # noqa: SLF001
            try:
                start(thread)
            except BaseException:
                self._watched.remove(watched)
                raise

        return call

    def _starting_raw(self, start: Callable[..., int]) -> Callable[..., int]:
        """Have a thread that is none of `threading` begin as those do."""

        def start_raw(function: Any, args: Any, /, *kwargs: Any) -> int:
            if not self._active or not callable(function):
                return start(function, args, *kwargs)
            begun, lives = held_lock(), held_lock()
            watched = self._watch(lives.locked)

            @functools.wraps(function)
            def run(*args: Any, **kwargs: Any) -> None:
                watched.work = Work()
                begun.release()
                try:
                    self._pass_gate(watched)
                    function(*args, **kwargs)
                finally:
                    lives.release()

            try:
                ident = start(run, args, *kwargs)
            except BaseException:
                self._watched.remove(watched)
                raise
            begun.acquire()
            return ident

        return start_raw

    def _watch(self, is_alive: Callable[[], bool]) -> Watched:
        """Have frames wait for a thread that this one starts."""
        watched = Watched(is_alive, Work(), self._clock.frame)
        self._watched.append(watched)
        return watched

    def _pass_gate(self, watched: Watched) -> None:
        """Wait in a new thread for the end of the frame, or until its creator waits for it."""
        idle, creator = 0, watched.creator
        while not watched.gate.acquire(timeout=_GATE_SECONDS):
            works = self._settles or creator.goes_on() or starts_a_thread(creator.ident)
            idle = 0 if works else idle + 1
            if not self._active or idle == _LOOKS_AT_A_CREATOR:
                break
        watched.is_held = False

    def _settle(self) -> None:
        """Wait until no thread works any more that may be waited for."""
        leads = self._boundary.leads()
        until = wall.monotonic() + self._longest
        while self._boundary.leads() == leads:
            working = [one for one in self._watched if self._works(one)]
            if not working:
                break
            if wall.monotonic() > until:
                for one in working:
                    one.is_tired = True
            _real_sleep(_PAUSE_SECONDS)
        self._forget_ended()

    def _works(self, watched: Watched) -> bool:
        work = watched.work
        if work is None or watched.is_held or work.ident == _thread.get_ident():
            return False
        if not watched.is_alive():
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
            if watched.work is not None and not watched.is_alive():
                self._watched.remove(watched)
