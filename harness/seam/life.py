"""What begins with `pygame.init` and is over after `pygame.quit`, for a program that calls both.

SDL counts ticks from the first part of it that is initialised, and shows them once its timers are
on: from `pygame.init` on, or the first `Clock` or `wait`. Closing the video system drops events and
timers, and what a program has set for keys and mouse.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pygame

from harness.seam.patches import Patches

_BEGIN_SDL = ("display.init", "display.set_mode", "mixer.init", "joystick.init")


class Life:
    """Stands before the functions that it wraps are replaced by others, which then call these.

    `now` returns simulation time in milliseconds, without a look at the clock. `video_ended` is
    called whenever pygame's video system has been closed.
    """

    def __init__(
        self, patches: Patches, now: Callable[[], int], video_ended: Callable[[], None]
    ) -> None:
        self._now = now
        self._video_ended = video_ended
        self._began: int | None = None
        self._has_timers = False
        for name in _BEGIN_SDL:
            self._wrap(patches, name, after=self._begin)
        self._wrap(patches, "init", after=self.start_timers)
        self._wrap(patches, "quit", after=self._end)
        self._wrap(patches, "display.quit", after=video_ended)

    def start_timers(self) -> None:
        """Have ticks be shown."""
        self._begin()
        self._has_timers = True

    def ticks(self, now: int) -> int:
        """Return the ticks at a time of the simulation."""
        return now - self._began if self._has_timers and self._began is not None else 0

    def _begin(self) -> None:
        if self._began is None:
            self._began = self._now()

    def _end(self) -> None:
        self._began, self._has_timers = None, False
        self._video_ended()

    def _wrap(self, patches: Patches, name: str, after: Callable[[], None]) -> None:
        """Have `after` be called when a function of pygame has returned."""
        module, _, name = name.rpartition(".")
        owner: Any = getattr(pygame, module) if module else pygame
        if not isinstance(owner, ModuleType):  # there is none on this system
            return
        original = getattr(owner, name)

        @functools.wraps(original)
        def call(*args: Any, **kwargs: Any) -> Any:
            result = original(*args, **kwargs)
            after()
            return result

        patches.replace(owner, name, call)
