"""The functions by which a program that owns its loop lets frames pass: events and devices.

Beside those of `install`, of which these are the outer layer.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from operator import index
from typing import Any

import pygame

from harness.seam.boundary import Boundary
from harness.seam.events import EventQueue
from harness.seam.flavour import IS_CE
from harness.seam.mouse import require_video
from harness.seam.patches import Patches

_JUST = ("get_just_pressed", "get_just_released") if IS_CE else ()
_LOOKS = {
    pygame.key: ("get_pressed", "get_mods", "get_focused", *_JUST),
    pygame.mouse: ("get_pos", "get_rel", "get_pressed", "get_focused", *_JUST),
}


class OwnLoop:
    """In place until `patches` are removed."""

    def __init__(self, events: EventQueue, boundary: Boundary, patches: Patches) -> None:
        self._events = events
        self._boundary = boundary
        for name in ("get", "poll", "peek", "pump", "clear", "wait"):
            patches.replace(pygame.event, name, getattr(self, name))
        self._patches = patches
        for module, names in _LOOKS.items():
            self.watch(module, names)

    def watch(self, owner: Any, names: tuple[str, ...]) -> None:
        """Have functions count as looks at a device, by which a program may wait."""
        for name in names:
            self._patches.replace(owner, name, self._looking(getattr(owner, name)))

    def get(self, eventtype: Any = None, pump: bool = True, exclude: Any = None) -> Any:
        self._ask("get", eventtype, exclude)
        return self._events.get(eventtype, pump, exclude)

    def poll(self) -> pygame.event.Event:
        """Take the first event out. A queue that is asked until it is empty ends no frame."""
        require_video()
        event = self._events.poll()
        if event.type == pygame.NOEVENT:
            self._ask("poll")
        return event

    def peek(self, eventtype: Any = None, pump: bool = True) -> Any:
        self._ask("peek", eventtype)
        return self._events.peek(eventtype, pump)

    def pump(self) -> None:
        """Count as a look: a program sees nothing of it but by what it looks at next."""
        require_video()
        self._boundary.look()
        self._events.pump()

    def clear(self, eventtype: Any = None, pump: bool = True) -> None:
        self._ask("clear", eventtype)
        self._events.clear(eventtype, pump)

    def wait(self, timeout: int = 0) -> pygame.event.Event:
        """Let frames pass until there is an event, or the time is up."""
        require_video()
        longest = index(timeout)
        started = _now_ms()
        event = self._events.poll()
        while event.type == pygame.NOEVENT:
            if longest and _now_ms() - started >= longest:
                return event
            self._boundary.take()
            event = self._events.poll()
        return event

    def _ask(self, *what: Any) -> None:
        require_video()
        self._boundary.ask(repr(what))

    def _looking(self, function: Callable[..., Any]) -> Callable[..., Any]:
        look = self._boundary.look

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            look()
            return function(*args, **kwargs)

        return call


def _now_ms() -> int:
    """Return simulation time, which passes also before pygame counts ticks."""
    return time.monotonic_ns() // 1_000_000
