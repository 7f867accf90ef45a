"""`--real-input merge`: what happens to the real devices is done to the virtual ones.

It takes the one path that tests take, so that it stands in the trace and can be replayed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pygame

from harness.determinism.findings import Findings
from harness.hosting.display import hear_joysticks, open_joystick
from harness.input import mouse, pads
from harness.input.devices import Devices
from harness.input.inputs import Input, key_input
from harness.input.keys import NAMES

_FINDING = (
    "real devices acted on the game (--real-input merge): a run without that person may end in "
    "another way"
)
_HAT_BUTTONS = ((11, 1, 1), (12, 1, -1), (13, 0, -1), (14, 0, 1))
"""The buttons of the D-pad: button, coordinate of the hat, and its sign there."""
_MOST_NOTCHES = 100


class RealInput:
    """Collects what the window is told, and schedules it for the next frame."""

    def __init__(self, devices: Devices, findings: Findings) -> None:
        self._devices = devices
        self._findings = findings
        self._taken: list[Input] = []
        self._happens = False
        """Something real happens in the frame that has been scheduled last."""
        self._pads: dict[int, int] = {}
        """Number of the virtual pad by the real one's instance."""
        self._joysticks: dict[int, Any] = {}
        self._hats: dict[int, tuple[int, int]] = {}
        self._readers: dict[int, Callable[[Any], list[Input]]] = {
            pygame.KEYDOWN: self._key,
            pygame.KEYUP: self._key,
            pygame.TEXTINPUT: lambda event: [Input("text", {"text": event.text})],
            pygame.MOUSEMOTION: lambda event: [self._place(event.pos)],
            pygame.MOUSEBUTTONDOWN: self._button,
            pygame.MOUSEBUTTONUP: self._button,
            pygame.MOUSEWHEEL: _wheel,
            pygame.JOYDEVICEADDED: self._pad_added,
            pygame.JOYDEVICEREMOVED: self._pad_removed,
            pygame.JOYBUTTONDOWN: self._pad_button,
            pygame.JOYBUTTONUP: self._pad_button,
            pygame.JOYAXISMOTION: self._pad_axis,
            pygame.JOYHATMOTION: self._pad_hat,
        }
        hear_joysticks()

    def take(self, event: pygame.event.Event) -> None:
        """Take an event of the real window. Of several movements in a row the last one counts."""
        reader = self._readers.get(event.type)
        for item in reader(event) if reader else ():
            if item.type == "mouse_move" and self._taken and self._taken[-1].type == "mouse_move":
                self._taken.pop()
            self._taken.append(item)

    def schedule(self) -> None:
        """Have what was taken happen in the frame that comes next."""
        self._happens = bool(self._taken)
        for item in self._taken:
            self._devices.schedule(item)
        self._taken.clear()

    def frame_begun(self) -> None:
        """Have the report say so if something real has happened in this frame."""
        if self._happens:
            self._findings.note("real_input", "", _FINDING)

    def _key(self, event: Any) -> list[Input]:
        down = event.type == pygame.KEYDOWN
        return [key_input(down, event.key, NAMES[event.key])] if event.key in NAMES else []

    def _place(self, pos: tuple[int, int]) -> Input:
        width, height = self._devices.size
        x, y = min(max(pos[0], 0), width - 1), min(max(pos[1], 0), height - 1)
        return Input("mouse_move", {"x": x, "y": y})

    def _button(self, event: Any) -> list[Input]:
        """Return where the button was pressed, and that it was. A wheel's notches come again."""
        if event.button not in mouse.BUTTONS:
            return []
        kind = "mouse_down" if event.type == pygame.MOUSEBUTTONDOWN else "mouse_up"
        return [self._place(event.pos), Input(kind, {"button": event.button})]

    def _pad_added(self, event: Any) -> list[Input]:
        joystick = open_joystick(event.device_index)
        instance = joystick.get_instance_id()
        free = [number for number in range(pads.MOST) if number not in self._pads.values()]
        if instance in self._pads or not free:
            return []
        self._joysticks[instance] = joystick  # SDL tells of a pad while somebody keeps it
        self._pads[instance] = free[0]
        return [Input("pad_added", {"pad": free[0]})]

    def _pad_removed(self, event: Any) -> list[Input]:
        self._joysticks.pop(event.instance_id, None)
        number = self._pads.pop(event.instance_id, None)
        return [] if number is None else [Input("pad_removed", {"pad": number})]

    def _pad_button(self, event: Any) -> list[Input]:
        number = self._pads.get(event.instance_id)
        if number is None or event.button >= pads.BUTTON_COUNT:
            return []
        kind = "pad_down" if event.type == pygame.JOYBUTTONDOWN else "pad_up"
        return [Input(kind, {"pad": number, "button": event.button})]

    def _pad_axis(self, event: Any) -> list[Input]:
        number = self._pads.get(event.instance_id)
        if number is None or event.axis >= len(pads.REST):
            return []
        value = min(max(event.value, -1.0), 1.0) + 0.0  # never -0.0
        return [Input("pad_axis", {"pad": number, "axis": event.axis, "value": value})]

    def _pad_hat(self, event: Any) -> list[Input]:
        number = self._pads.get(event.instance_id)
        if number is None or event.hat != 0:
            return []
        before = self._hats.get(number, (0, 0))
        self._hats[number] = now = tuple(event.value)
        changed = []
        for button, along, sign in _HAT_BUTTONS:
            was, is_down = before[along] == sign, now[along] == sign
            if was != is_down:
                kind = "pad_down" if is_down else "pad_up"
                changed.append(Input(kind, {"pad": number, "button": button}))
        return changed


def _wheel(event: Any) -> list[Input]:
    x, y = (min(max(value, -_MOST_NOTCHES), _MOST_NOTCHES) for value in (event.x, event.y))
    return [Input("wheel", {"x": x, "y": y})]
