"""pygame.time, replaced: ticks, clocks and timers that go by simulation time.

Results and errors are those of pygame 2.6. A clock never waits: how fast frames pass is not the
game's affair.
"""

from __future__ import annotations

from collections.abc import Callable
from math import fabs, inf
from operator import index
from typing import Any, ClassVar

import pygame

from harness.seam.boundary import Boundary
from harness.seam.life import Life
from harness.seam.patches import Patches
from harness.seam.time import SealedTime

_NAMES = ("get_ticks", "wait", "delay", "set_timer", "Clock")


class Ticks:
    """The functions of `pygame.time`, and its class."""

    def __init__(
        self,
        time: SealedTime,
        patches: Patches,
        post: Callable[[pygame.event.Event], Any],
        boundary: Boundary | None = None,
        life: Life | None = None,
    ) -> None:
        self._boundary = boundary
        self._life = life
        self.timers = Timers(self.elapsed, post)
        self.Clock = type(
            "Clock", (ClockBase,), {"ticks": self, "__slots__": (), "__module__": "pygame.time"}
        )
        self._time = time
        self._check_timer = pygame.time.set_timer
        self._real_wait, self._real_delay = pygame.time.wait, pygame.time.delay
        for name in _NAMES:
            patches.replace(pygame.time, name, getattr(self, name))

    def get_ticks(self) -> int:
        """Return the milliseconds since pygame began, or since a hosted game did."""
        elapsed = self.elapsed()
        return elapsed if self._life is None else self._life.ticks(elapsed)

    def elapsed(self) -> int:
        """Return the milliseconds of simulation time since the game's start."""
        return self._time.nanoseconds() // 1_000_000

    def start(self) -> None:
        """Turn SDL's timers on, as the first clock and the first wait do."""
        if self._life is not None:
            self._life.start_timers()

    def wait(self, milliseconds: int, /) -> int:
        return self._pass(milliseconds, self._real_wait)

    def delay(self, milliseconds: int, /) -> int:
        return self._pass(milliseconds, self._real_delay)

    def pace(self, wanted: float, due: float, last: int) -> float:
        """Have a program that owns its loop wait until its next pass is due; the others never.

        What it has brought to the screen is a frame, and so is a pass in which none has ended.
        A loop beside the program's own takes real time. Returns when the pass was due.
        """
        if self._boundary is None:
            return due
        if not self._time.in_main_thread():
            self._time.sleep_beside(wanted / 1000)
            return float(self.elapsed())
        half_a_frame = 500 * self._time.frame_seconds
        if self._boundary.is_due:
            self._boundary.take()
        while self.elapsed() < max(due, last + 2 * half_a_frame) - half_a_frame:
            self._boundary.take()
        return due

    def set_timer(self, event: int | pygame.event.Event, millis: int, loops: int = 0) -> None:
        """Have an event posted again and again, or `loops` times; an event type has one timer."""
        self._check_timer(event, -abs(index(millis)), loops)
        self.start()
        kind, fields = (event, {}) if isinstance(event, int) else (event.type, event.dict)
        self.timers.pop(kind, None)
        if millis > 0 and 0 <= kind < pygame.NUMEVENTS:
            self.timers[kind] = Timer(self.elapsed() + millis, millis, loops, fields)

    def _pass(self, milliseconds: int, really: Callable[[int], int]) -> int:
        if not isinstance(milliseconds, int):
            return really(milliseconds)
        self.start()
        length = max(int(milliseconds), 0)
        if self._time.in_main_thread():
            self._time.forward(length / 1000)
        else:
            self._time.sleep_beside(length / 1000)
        return length


class ClockBase:
    """A clock as a game makes it. Each seam makes a type of its own from this."""

    __slots__ = ("_counted", "_counted_since", "_due", "_fps", "_last", "_passed")
    ticks: ClassVar[Ticks]

    def __init__(self) -> None:
        self.ticks.start()
        self._last = self.ticks.elapsed()
        self._due = float(self._last)
        self._passed = self._counted = self._counted_since = 0
        self._fps = 0.0

    def __repr__(self) -> str:
        return f"<Clock(fps={self._fps:.2f})>"

    def tick(self, framerate: float = 0, /) -> int:
        """Return the milliseconds since the last call."""
        wanted = 1000 / framerate if fabs(framerate) and framerate > 0 else 0.0
        # A pass that is due between two frames takes now the one and now the other.
        due = max(self._due + wanted, float(self._last))
        self._due = self.ticks.pace(wanted, due, self._last)
        now = self.ticks.elapsed()
        self._passed, self._last = now - self._last, now
        self._counted += 1
        if not self._counted_since:
            self._counted, self._counted_since = 0, now
        elif self._counted >= 10:
            passed = now - self._counted_since
            self._fps = self._counted * 1000 / passed if passed else inf
            self._counted, self._counted_since = 0, now
        return self._passed

    def tick_busy_loop(self, framerate: float = 0, /) -> int:
        return self.tick(framerate)

    def get_time(self) -> int:
        return self._passed

    def get_rawtime(self) -> int:
        """Return the same as `get_time`: nothing has been waited for."""
        return self._passed

    def get_fps(self) -> float:
        return self._fps


class Timer:
    """When the next event is due, in ticks, and how many there are to come, 0 for no end."""

    __slots__ = ("due", "fields", "interval", "left")

    def __init__(self, due: int, interval: int, left: int, fields: dict[str, Any]) -> None:
        self.due, self.interval, self.left, self.fields = due, interval, left, fields


class Timers(dict[int, Timer]):
    """The timers by event type, in the order in which they were set; false while there are none."""

    def __init__(
        self, elapsed: Callable[[], int], post: Callable[[pygame.event.Event], Any]
    ) -> None:
        super().__init__()
        self._elapsed = elapsed
        self._post = post

    def fire(self) -> None:
        """Post what has become due, one event for each interval that has passed, in its order."""
        now = self._elapsed()
        while self:
            kind, timer = min(self.items(), key=_due)
            if timer.due > now:
                return
            self._post(pygame.event.Event(kind, timer.fields))
            timer.due += timer.interval
            timer.left -= 1
            if timer.left == 0:
                del self[kind]


def _due(item: tuple[int, Timer]) -> int:
    return item[1].due
