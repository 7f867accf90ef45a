"""pygame.key, replaced: what a game polls comes from the virtual keyboard."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from typing import Any

import pygame

from harness.input.devices import Devices
from harness.input.keys import SCANCODES
from harness.seam.mouse import require_video

_SCANCODE_COUNT = 512


class KeyFunctions:
    """The functions of `pygame.key` that tell or change state."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._version = -1
        self._pressed = wrapped(())

    def get_pressed(self) -> pygame.key.ScancodeWrapper:
        require_video()
        keyboard = self._devices.keyboard
        if keyboard.version != self._version:
            self._version = keyboard.version
            self._pressed = wrapped(keyboard.down)
        return self._pressed

    def get_mods(self) -> int:
        require_video()
        return self._devices.keyboard.mods

    def set_mods(self, mods: int) -> None:
        wanted = index(mods)
        require_video()
        self._devices.keyboard.mods = wanted

    def get_focused(self) -> bool:
        require_video()
        return self._devices.window.focused

    def set_repeat(self, delay: int = 0, interval: int = 0) -> None:
        delay, interval = index(delay), index(interval)
        require_video()
        if delay < 0 or interval < 0:
            raise ValueError("delay and interval must equal at least 0")
        self._devices.keyboard.set_repeat(delay, interval)

    def get_repeat(self) -> tuple[int, int]:
        require_video()
        return self._devices.keyboard.repeat

    def start_text_input(self) -> None:
        self._devices.text.active = True

    def stop_text_input(self) -> None:
        self._devices.text.active = False

    def set_text_input_rect(self, rect: Any, /) -> None:
        """Check the argument and do no more: no input method shows its candidates here."""
        if rect is None:
            return
        try:
            pygame.Rect(rect)
        except TypeError:
            raise TypeError("Invalid rect argument") from None


def wrapped(keys: Iterable[int]) -> pygame.key.ScancodeWrapper:
    """Return what pygame tells of keys, where these are the ones."""
    flags = [False] * _SCANCODE_COUNT
    for key in keys:
        flags[SCANCODES.get(key, 0)] = True
    return pygame.key.ScancodeWrapper(tuple(flags))
