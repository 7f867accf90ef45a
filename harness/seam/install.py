"""Every replaced function, installed before the game is imported and removed as one.

A game under test sees the virtual devices through the very functions that it knows from pygame.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pygame

from harness.input.devices import Devices
from harness.input.inputs import DeviceEvent
from harness.seam.community import (
    CommunityEvents,
    CommunityJoysticks,
    CommunityKeys,
    CommunityMouse,
    MouseFields,
    SystemFunctions,
)
from harness.seam.events import EventQueue
from harness.seam.flavour import IS_CE, SYSTEM, replace_public
from harness.seam.joystick import JoystickFunctions
from harness.seam.keyboard import KeyFunctions
from harness.seam.mouse import GrabFunctions, MouseFunctions
from harness.seam.patches import Patch, Patches
from harness.seam.window import WindowFunctions

_EVENT_FUNCTIONS = ("post", "get", "poll", "wait", "peek", "clear", "pump")
_GRAB_FUNCTIONS = ("set_grab", "get_grab", "set_keyboard_grab", "get_keyboard_grab")
_KEY_FUNCTIONS = (
    "get_pressed", "get_mods", "set_mods", "get_focused", "set_repeat", "get_repeat",
    "start_text_input", "stop_text_input", "set_text_input_rect", "get_just_pressed",
    "get_just_released",
)  # fmt: skip
_MOUSE_FUNCTIONS = (
    "get_pos", "get_rel", "get_pressed", "set_pos", "get_focused", "set_visible", "get_visible",
    "get_just_pressed", "get_just_released", "get_relative_mode", "set_relative_mode",
)  # fmt: skip
_JOYSTICK_FUNCTIONS = ("init", "quit", "get_init", "get_count", "Joystick", "JoystickType")

EVENTS = CommunityEvents if IS_CE else EventQueue
KEYS = CommunityKeys if IS_CE else KeyFunctions
MOUSE = CommunityMouse if IS_CE else MouseFunctions
_JOYSTICKS = CommunityJoysticks if IS_CE else JoystickFunctions


class Seam:
    """Connects the virtual devices to pygame's functions until `remove`."""

    def __init__(self, devices: Devices) -> None:
        self.events = EVENTS(devices.looked) if IS_CE else EVENTS()
        self._devices = devices
        self._patches = Patches()
        self._replace(pygame.event, _EVENT_FUNCTIONS, self.events)
        self._replace(pygame.event, _GRAB_FUNCTIONS, GrabFunctions(devices))
        self._replace(pygame.key, _KEY_FUNCTIONS, KEYS(devices))
        self._replace(pygame.mouse, _MOUSE_FUNCTIONS, MOUSE(devices))
        self._replace(pygame.joystick, _JOYSTICK_FUNCTIONS, _JOYSTICKS(devices))
        self._replace(pygame.display, ("get_active",), WindowFunctions(devices))
        if IS_CE:
            self._replace(SYSTEM, ("get_power_state",), SystemFunctions())
        self._fields = MouseFields(devices) if IS_CE else _fields
        devices.listen(self._post)

    def __iter__(self) -> Iterator[Patch]:
        return iter(self._patches)

    def remove(self) -> None:
        self._devices.listen(None)
        self._patches.remove()

    def _replace(self, module: Any, names: tuple[str, ...], functions: object) -> None:
        for name in names:
            if not hasattr(module, name):
                continue  # each flavour of pygame has some that the other has not
            replace_public(self._patches, module, name, getattr(functions, name))

    def _post(self, event: DeviceEvent) -> None:
        kind = getattr(pygame, event.kind)
        self.events.arrive(pygame.event.Event(kind, self._fields(event)))


def _fields(event: DeviceEvent) -> dict[str, Any]:
    return event.fields
