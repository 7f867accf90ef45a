"""pygame.joystick, replaced: the joysticks of a game are the virtual gamepads.

Methods, results and errors are those of pygame 2.6. Where pygame would crash, asking a joystick
that has been closed for its name and the like, it is an error here.
"""

from __future__ import annotations

from math import fabs
from operator import index
from typing import ClassVar

import pygame

from harness.input.devices import Devices
from harness.input.pads import BUTTON_COUNT, GUID, NAME, REST, Pad


class JoystickFunctions:
    """The functions of `pygame.joystick`, and its type. pygame.init calls `init` too."""

    def __init__(self, devices: Devices, base: type[JoystickBase] | None = None) -> None:
        self.devices = devices
        self.opened: dict[JoystickBase, Pad] = {}
        self._initialised = pygame.joystick.get_init()
        members = {"system": self, "__slots__": (), "__module__": "pygame.joystick"}
        self.Joystick = self.JoystickType = type("Joystick", (base or JoystickBase,), members)

    def init(self) -> None:
        if not self._initialised:
            self._initialised = True
            self.devices.greet(True)

    def quit(self) -> None:
        """Close all joysticks; they can be opened anew after `init`."""
        self._initialised = False
        self.devices.greet(False)
        self.opened.clear()

    def get_init(self) -> bool:
        return self._initialised

    def get_count(self) -> int:
        self.require_init()
        return len(self.devices.pads)

    def pad_at(self, device_index: int) -> Pad:
        """Return the pad that has this place among those that are connected."""
        pads = list(self.devices.pads.values())
        if device_index < 0:
            raise pygame.error(f"There are {len(pads)} joysticks available")
        if not 0 <= device_index < len(pads):
            raise pygame.error("Invalid joystick device number")
        return pads[device_index]

    def opened_for(self, pad: Pad) -> JoystickBase | None:
        return next((joystick for joystick, of in self.opened.items() if of is pad), None)

    def require_init(self) -> None:
        if not self._initialised:
            raise pygame.error("joystick system not initialized")


class JoystickBase:
    """One gamepad as a game opens it; opening one that is open gives the same object again.

    Each seam makes a type of its own from this, which knows its `system`.
    """

    __slots__ = ("_id", "_pad")
    system: ClassVar[JoystickFunctions]
    _id: int
    _pad: Pad

    def __new__(cls, id: int, /) -> JoystickBase:  # noqa: A002, PYI034 - as in pygame
        device_index = index(id)
        cls.system.require_init()
        pad = cls.system.pad_at(device_index)
        joystick = cls.system.opened_for(pad)
        if joystick is None:
            joystick = object.__new__(cls)
            joystick._id, joystick._pad = device_index, pad
            joystick.init()
        return joystick

    def init(self) -> None:
        self.system.require_init()
        self.system.opened[self] = self._pad

    def quit(self) -> None:
        self.system.require_init()
        self.system.opened.pop(self, None)

    def get_init(self) -> bool:
        return self in self.system.opened

    def get_id(self) -> int:
        return self._id

    def get_instance_id(self) -> int:
        return self._opened().instance_id

    def get_guid(self) -> str:
        self.system.require_init()
        return GUID

    def get_power_level(self) -> str:
        self._opened()
        return "wired"

    def get_name(self) -> str:
        self._opened()
        return NAME

    def get_numaxes(self) -> int:
        return len(self._opened().axes)

    def get_axis(self, axis_number: int, /) -> float:
        pad = self._opened()
        return pad.axes[_within(axis_number, len(REST), "axis")]

    def get_numbuttons(self) -> int:
        self._opened()
        return BUTTON_COUNT

    def get_button(self, button: int, /) -> int:
        pad = self._opened()
        return int(pad.is_down(_within(button, BUTTON_COUNT, "button")))

    def get_numhats(self) -> int:
        self._opened()
        return 1

    def get_hat(self, hat_number: int, /) -> tuple[int, int]:
        pad = self._opened()
        _within(hat_number, 1, "hat")
        return pad.hat

    def get_numballs(self) -> int:
        self._opened()
        return 0

    def get_ball(self, ball_number: int, /) -> tuple[float, float]:
        self._opened()
        _within(ball_number, 0, "trackball")
        raise AssertionError("no gamepad has a trackball")

    def rumble(self, low_frequency: float, high_frequency: float, duration: int) -> bool:
        """Check the arguments and say that it rumbles."""
        fabs(low_frequency), fabs(high_frequency), index(duration)
        self._opened()
        return True

    def stop_rumble(self) -> None:
        self.system.require_init()

    def _opened(self) -> Pad:
        self.system.require_init()
        if not self.get_init():
            raise pygame.error("Joystick not initialized")
        return self._pad


def _within(number: int, count: int, what: str) -> int:
    position = index(number)
    if not 0 <= position < count:
        raise pygame.error(f"Invalid joystick {what}")
    return position
