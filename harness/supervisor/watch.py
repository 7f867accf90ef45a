"""Tells when a worker has had its time: that of the run, or of a frame in which nothing moves.

A run that a person holds in its window may take all the time in the world.
"""

from __future__ import annotations

from harness import clock as wall
from harness.supervisor.protocol import STARTING, Progress

GRACE_SECONDS = 0.35
"""How much longer than --frame-seconds a worker has to stop endless Lua by itself."""

TIMEOUT, STALL = "timeout", "stall"


class Watch:
    """Looks at the progress of one worker after another, by the wall clock."""

    def __init__(self, timeout_seconds: float, frame_seconds: float) -> None:
        self.began = self._looked_at = self._beat_at = wall.monotonic()
        self._timeout_seconds = timeout_seconds
        self._frame_seconds = frame_seconds
        self._held_seconds = 0.0
        self._beat = -1

    def begin(self) -> None:
        """Watch a new worker."""
        self._beat, self._beat_at = -1, wall.monotonic()

    def is_over(self) -> bool:
        """Tell whether the run has used up its time."""
        return wall.monotonic() - self.began - self._held_seconds > self._timeout_seconds

    def look(self, progress: Progress) -> str:
        """Return why a worker is to be ended, or an empty text."""
        now = wall.monotonic()
        since, self._looked_at = now - self._looked_at, now
        if progress.held:
            self._held_seconds += since
            self._beat_at = now
        if self.is_over():
            return TIMEOUT
        if progress.beat != self._beat:
            self._beat, self._beat_at = progress.beat, now
        elif (
            progress.test != STARTING and now - self._beat_at > self._frame_seconds + GRACE_SECONDS
        ):
            return STALL
        return ""
