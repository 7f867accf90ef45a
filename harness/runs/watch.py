"""Tells when a worker has had its time: that of the run, or of a frame in which nothing moves.

A start, of a worker or a game, may take longer than a frame.

A run that a person holds in its window may take all the time in the world.
"""

from __future__ import annotations

from harness.base import clock as wall
from harness.wire.protocol import STARTING, Progress

GRACE_SECONDS = 0.35
"""How much longer than --frame-seconds a worker has to stop endless Lua by itself."""


def is_starting(progress: Progress) -> bool:
    """Tell whether the worker, the game's import or the game itself is at its start."""
    return progress.test == STARTING or (progress.test >= 0 and bool(progress.stage))


TIMEOUT, STALL = "timeout", "stall"


class RunTime:
    """The time that a run has, by the wall clock. While a person holds it, none passes."""

    def __init__(self, timeout_seconds: float) -> None:
        self.began = wall.monotonic()
        self.held_seconds = 0.0
        self._timeout_seconds = timeout_seconds

    def is_over(self) -> bool:
        """Tell whether the run has used up its time."""
        return wall.monotonic() - self.began - self.held_seconds > self._timeout_seconds


class Watch:
    """Looks at the progress of one worker after another, by the wall clock."""

    def __init__(self, time: RunTime, frame_seconds: float, start_seconds: float) -> None:
        self._time = time
        self._looked_at = self._beat_at = wall.monotonic()
        self._frame_seconds, self._start_seconds = frame_seconds, start_seconds
        self._beat = -1

    def begin(self) -> None:
        """Watch a new worker."""
        self._beat, self._beat_at = -1, wall.monotonic()

    def look(self, progress: Progress) -> str:
        """Return why a worker is to be ended, or an empty text."""
        now = wall.monotonic()
        since, self._looked_at = now - self._looked_at, now
        if progress.held:
            self._time.held_seconds += since
            self._beat_at = now
        if self._time.is_over():
            return TIMEOUT
        if progress.beat != self._beat:
            self._beat, self._beat_at = progress.beat, now
        elif now - self._beat_at > self._limit(progress):
            return STALL
        return ""

    def _limit(self, progress: Progress) -> float:
        """Return how long nothing may move where the worker is."""
        if is_starting(progress):
            return self._start_seconds
        return self._frame_seconds + GRACE_SECONDS
