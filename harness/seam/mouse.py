"""pygame.mouse, replaced: what a game polls comes from the virtual mouse.

Hiding and grabbing change the virtual devices alone: a window under test never takes the pointer
from the person at the desk.
"""

from __future__ import annotations

from operator import index
from typing import Any

import pygame

from harness.input.devices import Devices


class MouseFunctions:
    """The functions of `pygame.mouse` that tell or change state."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def get_pos(self) -> tuple[int, int]:
        require_video()
        return self._devices.mouse.pos

    def get_rel(self) -> tuple[int, int]:
        require_video()
        return self._devices.mouse.take_moved()

    def get_pressed(self, num_buttons: int = 3) -> tuple[bool, ...]:
        count = index(num_buttons)
        require_video()
        if count not in (3, 5):
            raise ValueError("Number of buttons needs to be 3 or 5.")
        return self._devices.mouse.pressed()[:count]

    def set_pos(self, *position: Any) -> None:
        """Takes `(x, y)` or `x, y`; fractions are cut off."""
        x, y = _whole_pair(position[0] if len(position) == 1 else position)
        require_video()
        self._devices.emit(self._devices.mouse.warp(x, y))

    def get_focused(self) -> bool:
        require_video()
        return True

    def set_visible(self, value: int, /) -> bool:
        """Return whether the cursor was visible before."""
        visible = bool(index(value))
        require_video()
        mouse = self._devices.mouse
        before, mouse.visible = mouse.visible, visible
        return before

    def get_visible(self) -> bool:
        require_video()
        return self._devices.mouse.visible


class GrabFunctions:
    """The functions of `pygame.event` that keep pointer and keys in the window."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def set_grab(self, grab: object, /) -> None:
        require_video()
        self._devices.mouse.grabbed = bool(grab)

    def get_grab(self) -> bool:
        """Tell whether either is grabbed, as SDL does."""
        require_video()
        return self._devices.mouse.grabbed or self._devices.keyboard.grabbed

    def set_keyboard_grab(self, grab: object, /) -> None:
        require_video()
        self._devices.keyboard.grabbed = bool(grab)

    def get_keyboard_grab(self) -> bool:
        require_video()
        return self._devices.keyboard.grabbed


def require_video() -> None:
    """Refuse what pygame refuses before a display is there."""
    if not pygame.display.get_init():
        raise pygame.error("video system not initialized")


def _whole_pair(pair: Any) -> tuple[int, int]:
    try:
        x, y = pair
        if isinstance(x, str) or isinstance(y, str):
            raise TypeError
        return int(x), int(y)
    except (TypeError, ValueError, OverflowError):
        raise TypeError("invalid position argument for set_pos") from None
