"""One selector loop: descriptors, timers and signals, in one thread and without a sleep.

A pass calls what descriptors and signals brought, then the timers that are due.
"""

from __future__ import annotations

import contextlib
import heapq
import itertools
import os
import selectors
import signal
from collections.abc import Callable, Iterator

from harness.base import clock as wall

Action = Callable[[], object]

_BLIND_SECONDS = 0.02
"""How long a pass waits at most while signals, and so the ends of children, cannot wake it."""
_TIMERS_SECONDS = 0.02
"""How long the timers of one pass may take: a hundred starts must not keep a client waiting."""
_SIGNALS_READ = 4096


class Timer:
    """Something to do later, once. `cancel` may be called at any time, again too."""

    __slots__ = ("_action",)

    def __init__(self, action: Action) -> None:
        self._action: Action | None = action

    @property
    def is_cancelled(self) -> bool:
        return self._action is None

    def cancel(self) -> None:
        self._action = None

    def call(self) -> None:
        action, self._action = self._action, None
        if action is not None:
            action()


class Loop:
    """`clock` may run `speed` times faster than real time: delays shrink, processes are real."""

    def __init__(self, clock: Callable[[], float] = wall.monotonic, speed: float = 1.0) -> None:
        self.clock = clock
        self.speed = speed
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Timer]] = []
        self._numbers = itertools.count()
        self._each_pass: list[Action] = []
        self._pass_ends: list[Action] = []
        self._signals: dict[int, Action] = {}
        self._arrived: list[int] = []
        """Signals that were read and not handled yet."""
        self._signal_pipe = -1
        self.is_woken_by_signals = False
        self.passes = 0
        """Counts the moments after which the ends of processes have been seen anew."""

    def watch(self, descriptor: int, action: Action, *, writing: bool = False) -> None:
        """Call `action` whenever a descriptor can be read, or written."""
        event = selectors.EVENT_WRITE if writing else selectors.EVENT_READ
        self._selector.register(descriptor, event, action)

    def unwatch(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(descriptor)

    def after(self, seconds: float, action: Action) -> Timer:
        """Call `action` once, in `seconds` of the loop's clock."""
        return self.at(self.clock() + seconds, action)

    def at(self, moment: float, action: Action) -> Timer:
        timer = Timer(action)
        heapq.heappush(self._timers, (moment, next(self._numbers), timer))
        return timer

    def in_each_pass(self, action: Action) -> None:
        """Call `action` in every pass, between descriptors and timers."""
        self._each_pass.append(action)

    def at_end_of_passes(self, action: Action) -> None:
        """Call `action` after every pass."""
        self._pass_ends.append(action)

    def on_signal(self, number: int, action: Action) -> None:
        """Call `action` in the pass after a signal; takes effect in `listening`."""
        self._signals[number] = action

    def run_once(self, seconds: float | None = 0.0) -> None:
        """Run one pass, which waits for at most `seconds` of the loop's clock; `None`: no limit."""
        for key, _ in self._selector.select(self._real_seconds(seconds)):
            if self._selector.get_map().get(key.fd) is key:  # an action before may have closed it
                key.data()
        for action in self._each_pass:
            action()
        self.passes += 1
        self._call_timers()
        for action in self._pass_ends:
            action()

    def run_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            self.run_once(None)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Let signals wake the loop; in other threads than the main one, nothing changes."""
        if self.is_woken_by_signals or not _is_main_thread():
            yield
            return
        reading, writing = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if _HAS_PIPE2 else _pipe()
        before = {number: signal.signal(number, _nothing) for number in self._signals}
        earlier = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        self.watch(reading, self._take_signals)
        self._signal_pipe = reading
        os.write(writing, bytes([signal.SIGCHLD]))  # one that came earlier was lost
        self.is_woken_by_signals = True
        try:
            yield
        finally:
            self.is_woken_by_signals = False
            signal.set_wakeup_fd(earlier)
            for number, handler in before.items():
                signal.signal(number, handler)
            self.unwatch(reading)
            self._signal_pipe = -1
            os.close(reading)
            os.close(writing)

    def close(self) -> None:
        self._selector.close()

    def unhandled_signals(self) -> list[int]:
        """Return the signals that have arrived, and whose action was not called yet."""
        if self._signal_pipe >= 0:
            with contextlib.suppress(BlockingIOError):
                arrived = [*self._arrived, *os.read(self._signal_pipe, _SIGNALS_READ)]
                self._arrived = list(dict.fromkeys(arrived))
        return self._arrived

    def _take_signals(self) -> None:
        while self.unhandled_signals():
            action = self._signals.get(self._arrived.pop(0))
            if action is not None:
                action()

    def _real_seconds(self, seconds: float | None) -> float | None:
        while self._timers and self._timers[0][2].is_cancelled:
            heapq.heappop(self._timers)
        if self._timers:
            left = max(0.0, self._timers[0][0] - self.clock())
            seconds = left if seconds is None else min(seconds, left)
        if seconds is not None:
            seconds /= self.speed
        if self.is_woken_by_signals:
            return seconds
        return _BLIND_SECONDS if seconds is None else min(seconds, _BLIND_SECONDS)

    def _call_timers(self) -> None:
        """Call the timers that are due now, until descriptors have waited long enough."""
        now = self.clock()
        end = wall.monotonic() + _TIMERS_SECONDS
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2].call()
            if wall.monotonic() >= end:
                break


_HAS_PIPE2 = hasattr(os, "pipe2")


def _pipe() -> tuple[int, int]:
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends


def _nothing(_number: int, _frame: object) -> None:
    """Handle a signal whose number the loop reads from its pipe."""


def _is_main_thread() -> bool:
    try:
        signal.set_wakeup_fd(signal.set_wakeup_fd(-1))
    except ValueError:
        return False
    return True
