"""What pygame-ce has in its modules beyond pygame, or otherwise, served by the virtual devices."""

from __future__ import annotations

from typing import Any

import pygame

from harness.input.devices import Devices
from harness.input.inputs import DeviceEvent
from harness.input.mouse import BUTTONS, WHEEL_BUTTONS, Clicks
from harness.seam.events import EventQueue, Types
from harness.seam.flavour import SYSTEM
from harness.seam.joystick import JoystickBase, JoystickFunctions
from harness.seam.keyboard import KeyFunctions, wrapped
from harness.seam.mouse import MouseFunctions, require_video

_MOST_CLICKS = 255


class CommunityEvents(EventQueue):
    """Without a type, `peek` tells whether there is any event."""

    def peek(self, eventtype: Types = None, pump: bool = True) -> bool:
        return bool(super().peek(eventtype, pump))


class CommunityKeys(KeyFunctions):
    """Tells also what has changed since the program looked for events before."""

    def get_just_pressed(self) -> pygame.key.ScancodeWrapper:
        require_video()
        return wrapped(self._devices.keyboard.changes.pressed)

    def get_just_released(self) -> pygame.key.ScancodeWrapper:
        require_video()
        return wrapped(self._devices.keyboard.changes.released)


class CommunityMouse(MouseFunctions):
    """The same of the mouse. The window is where the desktop begins."""

    def get_pos(self, desktop: bool = False) -> tuple[int, int]:
        return super().get_pos()

    def get_pressed(self, num_buttons: int = 3, desktop: bool = False) -> tuple[bool, ...]:
        return super().get_pressed(num_buttons)

    def get_just_pressed(self) -> tuple[bool, ...]:
        require_video()
        return _buttons(self._devices.mouse.changes.pressed)

    def get_just_released(self) -> tuple[bool, ...]:
        require_video()
        return _buttons(self._devices.mouse.changes.released)

    def set_visible(self, value: int, /) -> bool:
        """Show the pointer, which ends the relative mode, or hide it."""
        before = super().set_visible(value)
        if value:
            self._devices.mouse.relative = False
        return before

    def get_relative_mode(self) -> bool:
        return self._devices.mouse.relative

    def set_relative_mode(self, enable: object, /) -> None:
        require_video()
        self._devices.mouse.relative = bool(enable)


class MouseFields:
    """The fields of events, with those of the mouse that pygame does not have.

    They tell where the wheel was turned, and how often in a row a button was pressed.
    """

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def __call__(self, event: DeviceEvent) -> dict[str, Any]:
        match event.kind:
            case "MOUSEWHEEL":
                return event.fields | {"pos": self._devices.mouse.pos}
            case "MOUSEBUTTONDOWN":
                return event.fields | {"clicks": self._pressed(event.fields["button"])}
            case "MOUSEBUTTONUP":
                clicks = self._devices.mouse.clicks.get(event.fields["button"])
                return event.fields | {"clicks": clicks.in_a_row if clicks else 1}
        return event.fields

    def _pressed(self, button: int) -> int:
        """Return which press in a row this is."""
        mouse, now = self._devices.mouse, self._devices.now_ms()
        if button in WHEEL_BUTTONS:
            return 1
        last = mouse.clicks.get(button)
        in_a_row = last.in_a_row + 1 if last and last.leads_to(mouse.pos, now) else 1
        mouse.clicks[button] = Clicks(mouse.pos, now, min(in_a_row, _MOST_CLICKS))
        return mouse.clicks[button].in_a_row


class CommunityJoysticks(JoystickFunctions):
    def __init__(self, devices: Devices) -> None:
        super().__init__(devices, CommunityJoystick)


class CommunityJoystick(JoystickBase):
    __slots__ = ()

    def set_led(self, color: Any, /) -> bool:
        """Check the argument and say that it shines."""
        pygame.Color(color)
        self._opened()
        return True


class SystemFunctions:
    """Those of `pygame.system` that tell what changes while a machine runs."""

    def get_power_state(self) -> Any:
        return SYSTEM.PowerState(
            battery_percent=None,
            battery_seconds=None,
            on_battery=False,
            no_battery=True,
            charging=False,
            charged=False,
            plugged_in=True,
            has_battery=False,
        )


def _buttons(numbers: set[int]) -> tuple[bool, ...]:
    return tuple(button in numbers for button in BUTTONS)
