"""Time. The only module that reads the wall clock, and the virtual clock that games live by.

The originals are captured at import, so that they stay the wall clock wherever `time` is sealed.
Nothing that a test, a script or a report's verdict can see may come from them.
"""

from __future__ import annotations

import os
import select
import time
from typing import Any

_select = select.select


def _sleep(seconds: Any) -> None:
    """Sleep without `clock_nanosleep`."""
    _select((), (), (), seconds)


if "FAKETIME" in os.environ:
    # libfaketime 0.9.10, under which `verify` has its second run, refuses Python's way to sleep
    # since 3.11 (absolute, by the monotonic clock): every `time.sleep` would raise an OSError.
    time.sleep = _sleep

monotonic = time.monotonic
perf_counter = time.perf_counter
sleep = time.sleep
epoch = time.time
_gmtime = time.gmtime
_strftime = time.strftime


def timestamp() -> str:
    """Return the wall-clock time in UTC, like `2026-02-02T12:00:00Z`."""
    return _strftime("%Y-%m-%dT%H:%M:%SZ", _gmtime())


def precise_timestamp() -> str:
    """Return the wall-clock time in UTC, like `2026-02-02T12:00:00.123Z`."""
    now = epoch()
    return f"{_strftime('%Y-%m-%dT%H:%M:%S', _gmtime(now))}.{int(now % 1 * 1000):03}Z"


def compact_timestamp() -> str:
    """Return the wall-clock time in UTC as it stands in run ids, like `20260202-120000`."""
    return _strftime("%Y%m%d-%H%M%S", _gmtime())


class FrameClock:
    """Simulation time: a frame counter and nothing else.

    `frame` counts from the start of the running game; `seconds` is `frame / fps`.
    """

    __slots__ = ("fps", "frame")

    def __init__(self, fps: int) -> None:
        self.fps = fps
        self.frame = 0

    @property
    def step(self) -> float:
        """Length of one frame in seconds."""
        return 1.0 / self.fps

    @property
    def seconds(self) -> float:
        return self.frame / self.fps
