"""Something that plays on simulation time, a channel's sound or the music."""

from __future__ import annotations

from math import inf
from types import ModuleType
from typing import Any

import pygame


class Playing:
    """Something that plays: when it began and ends, as if it had never been paused."""

    endevent = 0
    number = -1

    def __init__(self) -> None:
        self.sound: Any = None
        self.queued: Any = None
        self.began = self.end = self.fade_end = inf
        self.paused_at: float | None = None

    def start(self, sound: Any, now: float, seconds: float) -> None:
        self.sound, self.queued, self.paused_at = sound, None, None
        self.began, self.end, self.fade_end = now, now + seconds, inf

    def forget(self) -> None:
        self.sound = self.queued = self.paused_at = None

    def due(self) -> float:
        """Return when it ends if nothing is done to it."""
        paused = self.sound is None or self.paused_at is not None
        return inf if paused else max(self.began, min(self.end, self.fade_end))

    def hold(self, now: float) -> None:
        if self.sound is not None and self.paused_at is None:
            self.paused_at = now

    def release(self, now: float) -> None:
        if self.paused_at is not None:
            passed, self.paused_at = now - self.paused_at, None
            self.began, self.end = self.began + passed, self.end + passed
            self.fade_end = self.fade_after(now, passed)

    def fade_after(self, now: float, passed: float) -> float:
        """Return when a fade ends after a pause: a channel goes on fading, and ends afterwards."""
        return max(self.fade_end, now)

    def event(self) -> pygame.event.Event:
        fields = {"code": self.number} if self.endevent >= pygame.USEREVENT else {}
        return pygame.event.Event(self.endevent, fields)


def copy_of(module: ModuleType) -> Any:
    """Return a module with the functions that it has now."""
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    return copy
