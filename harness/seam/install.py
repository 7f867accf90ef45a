"""Every replaced function, installed before the game is imported and removed as one.

A game under test sees the virtual devices through the very functions that it knows from pygame.
"""

from __future__ import annotations

import pygame

from harness.input.devices import Devices
from harness.input.keyboard import KeyEvent
from harness.seam.events import EventQueue
from harness.seam.keyboard import KeyFunctions
from harness.seam.patches import Patches

_EVENT_FUNCTIONS = ("post", "get", "poll", "wait", "peek", "clear", "pump")
_KEY_FUNCTIONS = (
    "get_pressed", "get_mods", "set_mods", "get_focused", "set_repeat", "get_repeat",
)  # fmt: skip


class Seam:
    """Connects the virtual devices to pygame's functions until `remove`."""

    def __init__(self, devices: Devices) -> None:
        self.events = EventQueue()
        self._devices = devices
        self._patches = Patches()
        keys = KeyFunctions(devices)
        for name in _EVENT_FUNCTIONS:
            self._patches.replace(pygame.event, name, getattr(self.events, name))
        for name in _KEY_FUNCTIONS:
            self._patches.replace(pygame.key, name, getattr(keys, name))
        devices.listen(self._post)

    def remove(self) -> None:
        self._devices.listen(None)
        self._patches.remove()

    def _post(self, event: KeyEvent) -> None:
        kind = pygame.KEYDOWN if event.down else pygame.KEYUP
        self.events.post(
            pygame.event.Event(
                kind,
                unicode=event.unicode,
                key=event.key,
                mod=event.mod,
                scancode=event.scancode,
                window=None,
            )
        )
