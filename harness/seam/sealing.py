"""Time, randomness and the order of directories sealed around a game; what cannot be is watched.

Stands before the game is imported. Modules that are loaded by then are searched for functions they
have taken; what the game imports later is sealed as it arrives.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from math import inf
from typing import Any

import pygame

from harness.base.clock import FrameClock
from harness.seam.async_time import AsyncTime
from harness.seam.boundary import Boundary
from harness.seam.dates import SealedDates
from harness.seam.guards import Guards
from harness.seam.import_hooks import LateImports
from harness.seam.life import Life
from harness.seam.listing import Listings
from harness.seam.numpy_random import SealedNumpy
from harness.seam.patches import Patch, Patches
from harness.seam.randomness import Scope, SealedRandom
from harness.seam.rescan import give_back, replace_captured
from harness.seam.thread_time import ThreadTime
from harness.seam.ticks import Ticks
from harness.seam.time import WAITING, SealedTime
from harness.seam.timed_waits import LIMITED, TimedWaits


class Sealing:
    """In place until `remove`. `timers` is true while a timer of the game runs."""

    def __init__(
        self,
        clock: FrameClock,
        seed: int,
        post: Callable[[pygame.event.Event], Any],
        guard: Callable[[str, str], None] | None,
        folder: str,
        reversed_listings: bool = False,
        root: str = "",
        frame_seconds: float = inf,
        boundary: Boundary | None = None,
        life: Life | None = None,
        threads: ThreadTime | None = None,
    ) -> None:
        self._loaded_before = frozenset(sys.modules)
        self._clock = clock
        self._patches = Patches()
        self.late = self._late = LateImports()
        self._scope = Scope(seed)
        self._time = SealedTime(clock, self._patches, frame_seconds, boundary, threads)
        self.timers = Ticks(self._time, self._patches, post, boundary, life).timers
        self._random = SealedRandom(self._scope, self._patches)
        self._numpy = SealedNumpy(self._scope, self._patches)
        listings = Listings(self._patches, reversed_listings)
        self._late.when_imported("random", self._random.seal)
        self._late.when_imported("numpy.random", self._numpy.seal)
        dates = SealedDates(self._time.time, self._patches)
        self._late.when_imported("datetime", dates.seal)
        self._late.when_imported("glob", listings.seal_glob)
        if guard is not None:
            Guards(guard, folder, root or folder, self._patches).watch(self._late)
        replace_captured(self._patches)
        self._late.when_imported("logging", self._time.begin_log)
        if boundary is not None:
            seconds = self._time.seconds
            asynchronous = AsyncTime(
                self._patches, boundary.pass_time, seconds, boundary.take_due, threads
            )
            self._late.when_imported("asyncio.base_events", asynchronous.seal)
        for module in WAITING:
            self._late.when_imported(module, self._time.keep_real)
        if threads is not None and threads.is_active():
            waits = TimedWaits(self._patches, threads)
            self._late.when_imported("queue", waits.seal_queue)
            for module in LIMITED:
                self._late.when_imported(module, waits.count_down)

    def __iter__(self) -> Iterator[Patch]:
        return iter(self._patches)

    def remove(self) -> None:
        """Put every original back, also where modules imported since have taken what we had."""
        self._late.remove()
        patches = list(self._patches)
        self._patches.remove()
        give_back(patches, self._loaded_before)

    def begin_game(self) -> None:
        """Have a fresh game find no timers, and time at its start."""
        self.timers.clear()
        self._time.restart()

    def reseed(self, *scope: str) -> None:
        """Have every sealed stream begin anew, derived from the seed and `scope`."""
        self._scope.begin(scope)
        self._random.reseed()
        self._numpy.reseed()

    def enter_draw(self) -> None:
        """From here on randomness comes from streams of this frame's own."""
        self._scope.begin_draw(self._clock.frame)

    def leave_draw(self) -> None:
        self._scope.drawing = False
