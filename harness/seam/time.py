"""Python's clocks, replaced: they show simulation time, and sleeping takes none of ours.

Time stands still within a frame. What a game sleeps, it sees at once; later frames never show
less than it has seen.
"""

from __future__ import annotations

import _thread
import time
from math import inf
from operator import index
from time import struct_time
from types import ModuleType
from typing import Any

from harness.base.clock import FrameClock
from harness.seam.boundary import Boundary
from harness.seam.patches import Patches
from harness.seam.thread_time import ThreadTime

EPOCH = 946684800
"""2000-01-01T00:00:00Z, where simulated time begins: `sandbox.lua` has the same."""

_NAMES = (
    "time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns",
    "process_time", "process_time_ns", "thread_time", "thread_time_ns", "clock_gettime",
    "clock_gettime_ns", "sleep", "gmtime", "localtime", "ctime", "asctime", "strftime",
)  # fmt: skip
_WALL_CLOCKS = ("CLOCK_REALTIME", "CLOCK_TAI")
_NOW: Any = object()

WAITING = (
    "asyncio.base_events", "concurrent.futures._base", "multiprocessing.connection",
    "multiprocessing.managers", "multiprocessing.pool", "multiprocessing.queues",
    "multiprocessing.synchronize", "queue", "socketserver", "subprocess", "threading",
)  # fmt: skip
"""Modules of Python that wait for threads and processes until a time of their own has come."""


class SealedTime:
    """The functions of `time` that tell it or let it pass.

    A program that owns its loop lets frames pass while it waits: at its `boundary`.
    """

    def __init__(
        self,
        clock: FrameClock,
        patches: Patches,
        frame_seconds: float = inf,
        boundary: Boundary | None = None,
        threads: ThreadTime | None = None,
    ) -> None:
        self._clock = clock
        self._threads = threads
        self._boundary = boundary
        self._frame_seconds = frame_seconds
        self._seen = 0.0
        self._slept, self._slept_in = 0.0, 0
        self._real = ModuleType("time")
        vars(self._real).update(vars(time))
        self._main_thread = _thread.get_ident()
        self._wall_clocks = {getattr(time, name, None) for name in _WALL_CLOCKS}
        self._patches = patches
        self._sealed = {}
        for name in _NAMES:
            if hasattr(time, name):
                patches.replace(time, name, getattr(self, name))
                self._sealed[name] = getattr(time, name)

    @property
    def frame_seconds(self) -> float:
        return 1 / self._clock.fps

    def restart(self) -> None:
        self._seen = self._slept = 0.0

    def seconds(self) -> float:
        """Return the simulation time that has passed since the game's start."""
        if self._boundary is not None:
            return self._creeping(self._boundary)
        now = self._clock.frame / self._clock.fps
        if now < self._seen:
            return self._seen
        return now

    def nanoseconds(self) -> int:
        return round(self.seconds() * 1e9)

    def forward(self, seconds: float) -> None:
        """Have the game see what it would see after it had slept.

        A frame that sleeps longer than a frame may take really sleeps, and is ended for it.
        """
        if self._boundary is not None:
            self._boundary.pass_time(seconds)
            return
        if self._clock.frame != self._slept_in:
            self._slept, self._slept_in = 0.0, self._clock.frame
        self._slept += seconds
        if self._slept > self._frame_seconds:
            self._real.sleep(self._slept)
        self._seen = self.seconds() + seconds

    def _creeping(self, boundary: Boundary) -> float:
        if self.in_main_thread():
            boundary.read_clock()
        return self._clock.frame / self._clock.fps + boundary.crept_seconds

    def in_main_thread(self) -> bool:
        """Tell whether it is the program's own loop that asks, wherever that runs."""
        if self._boundary is not None:
            return self._boundary.is_here()
        return _thread.get_ident() == self._main_thread

    def time(self) -> float:
        return EPOCH + self.seconds()

    def time_ns(self) -> int:
        return EPOCH * 10**9 + self.nanoseconds()

    monotonic = perf_counter = process_time = thread_time = seconds
    monotonic_ns = perf_counter_ns = process_time_ns = thread_time_ns = nanoseconds

    def clock_gettime(self, clk_id: int, /) -> float:
        self._real.clock_gettime(clk_id)
        return self.time() if clk_id in self._wall_clocks else self.seconds()

    def clock_gettime_ns(self, clk_id: int, /) -> int:
        self._real.clock_gettime_ns(clk_id)
        return self.time_ns() if clk_id in self._wall_clocks else self.nanoseconds()

    def sleep(self, seconds: float, /) -> None:
        """Return at once. In another thread, sleep: a loop in the background would spin."""
        length = seconds if isinstance(seconds, float) else index(seconds)
        if not 0 <= length * 1e9 < 2**63:
            self._real.sleep(seconds)
        elif self.in_main_thread():
            self.forward(length)
        else:
            self.sleep_beside(length)

    def sleep_beside(self, seconds: float) -> None:
        """Sleep in a thread that is not the loop's."""
        if self._threads is None:
            self._real.sleep(seconds)
        else:
            self._threads.sleep(seconds)

    def gmtime(self, seconds: float | None = None, /) -> struct_time:
        result: struct_time = self._real.gmtime(self._or_now(seconds))
        return result

    def localtime(self, seconds: float | None = None, /) -> struct_time:
        result: struct_time = self._real.localtime(self._or_now(seconds))
        return result

    def ctime(self, seconds: float | None = None, /) -> str:
        return str(self._real.ctime(self._or_now(seconds)))

    def asctime(self, time_tuple: Any = _NOW, /) -> str:
        return str(self._real.asctime(self.localtime() if time_tuple is _NOW else time_tuple))

    def strftime(self, text: str, time_tuple: Any = _NOW, /) -> str:
        return str(
            self._real.strftime(text, self.localtime() if time_tuple is _NOW else time_tuple)
        )

    def keep_real(self, module: Any) -> None:
        """Leave the wall clock to a module that waits."""
        real = {id(function): name for name, function in self._sealed.items()}
        for name, value in list(vars(module).items()):
            if value is time:
                self._patches.replace(module, name, self._real)
            elif id(value) in real:
                setattr(module, name, getattr(self._real, real[id(value)]))

    def begin_log(self, logging: Any) -> None:
        """Have the log of a module that was loaded before begin with simulated time."""
        in_nanoseconds = isinstance(logging._startTime, int)  # noqa: SLF001 - there is no other way
        self._patches.replace(
            logging, "_startTime", self.time_ns() if in_nanoseconds else self.time()
        )

    def _or_now(self, seconds: float | None) -> float:
        return self.time() if seconds is None else seconds
