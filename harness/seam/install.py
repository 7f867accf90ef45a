"""Every replaced function, installed before the game is imported and removed as one.

A game under test sees the virtual devices through the very functions that it knows from pygame.
"""

from __future__ import annotations

from typing import Any

import pygame

from harness.input.devices import Devices
from harness.input.inputs import DeviceEvent
from harness.seam.events import EventQueue
from harness.seam.joystick import JoystickFunctions
from harness.seam.keyboard import KeyFunctions
from harness.seam.mouse import GrabFunctions, MouseFunctions
from harness.seam.patches import Patches

_EVENT_FUNCTIONS = ("post", "get", "poll", "wait", "peek", "clear", "pump")
_GRAB_FUNCTIONS = ("set_grab", "get_grab", "set_keyboard_grab", "get_keyboard_grab")
_KEY_FUNCTIONS = (
    "get_pressed", "get_mods", "set_mods", "get_focused", "set_repeat", "get_repeat",
    "start_text_input", "stop_text_input", "set_text_input_rect",
)  # fmt: skip
_MOUSE_FUNCTIONS = (
    "get_pos", "get_rel", "get_pressed", "set_pos", "get_focused", "set_visible", "get_visible",
)  # fmt: skip
_JOYSTICK_FUNCTIONS = ("init", "quit", "get_init", "get_count", "Joystick", "JoystickType")


class Seam:
    """Connects the virtual devices to pygame's functions until `remove`."""

    def __init__(self, devices: Devices) -> None:
        self.events = EventQueue()
        self._devices = devices
        self._patches = Patches()
        self._replace(pygame.event, _EVENT_FUNCTIONS, self.events)
        self._replace(pygame.event, _GRAB_FUNCTIONS, GrabFunctions(devices))
        self._replace(pygame.key, _KEY_FUNCTIONS, KeyFunctions(devices))
        self._replace(pygame.mouse, _MOUSE_FUNCTIONS, MouseFunctions(devices))
        self._replace(pygame.joystick, _JOYSTICK_FUNCTIONS, JoystickFunctions(devices))
        devices.listen(self._post)

    def remove(self) -> None:
        self._devices.listen(None)
        self._patches.remove()

    def _replace(self, module: Any, names: tuple[str, ...], functions: object) -> None:
        for name in names:
            if not hasattr(module, name):
                continue  # pygame-ce has left some out
            self._patches.replace(module, name, getattr(functions, name))

    def _post(self, event: DeviceEvent) -> None:
        kind = getattr(pygame, event.kind)
        self.events.post(pygame.event.Event(kind, event.fields))
