"""Work that a game wants done later: `context.submit`. No thread takes part in it.

A job is carried out at the boundary of a later frame, jobs of one frame in the order in which they
were submitted, so that what depends on them is the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.base.clock import FrameClock


class Job:
    """Implements `harness.contract.Job`."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.done = False
        self._work = work
        self._result: Any = None

    def result(self) -> Any:
        if not self.done:
            raise RuntimeError("the job is not done yet; look at `done`, or wait for its frame")
        return self._result

    def carry_out(self) -> None:
        self._result = self._work()
        self.done = True


class Jobs:
    """The jobs of one game start; false while there are none."""

    def __init__(self, clock: FrameClock) -> None:
        self._clock = clock
        self._due: dict[int, list[Job]] = {}

    def __bool__(self) -> bool:
        return bool(self._due)

    def submit(self, fn: Callable[..., Any], *args: Any, frames: int = 1) -> Job:
        """Have `fn(*args)` called at the boundary `frames` (at least 1) later."""
        if not callable(fn):
            raise TypeError(f"submit expects a function, got {fn!r}")
        if isinstance(frames, bool) or not isinstance(frames, int) or frames < 1:
            raise ValueError(f"frames must be a whole number of at least 1, got {frames!r}")
        job = Job(lambda: fn(*args))
        self._due.setdefault(self._clock.frame + frames, []).append(job)
        return job

    def clear(self) -> None:
        self._due.clear()

    def run_due(self) -> None:
        """Carry out what is due in the frame that has just begun. What a job raises gets out."""
        for job in self._due.pop(self._clock.frame, ()):
            job.carry_out()
