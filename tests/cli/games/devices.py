"""A game that writes down every event of a device, and what it can poll in each frame."""

from __future__ import annotations

from typing import Any, Literal

import pygame

FIELDS = {
    "KEYDOWN": ("key",), "KEYUP": ("key",),
    "TEXTINPUT": ("text",),
    "MOUSEMOTION": ("pos", "rel", "buttons"),
    "MOUSEBUTTONDOWN": ("button", "pos"), "MOUSEBUTTONUP": ("button", "pos"),
    "MOUSEWHEEL": ("x", "y"),
    "JOYDEVICEADDED": ("device_index",), "JOYDEVICEREMOVED": ("instance_id",),
    "JOYBUTTONDOWN": ("joy", "instance_id", "button"),
    "JOYBUTTONUP": ("joy", "instance_id", "button"),
    "JOYAXISMOTION": ("joy", "instance_id", "axis", "value"),
    "JOYHATMOTION": ("joy", "instance_id", "hat", "value"),
}  # fmt: skip
KINDS = {getattr(pygame, name): name for name in FIELDS}
Switch = Literal["start_text", "stop_text", "hide", "show", "grab"]


class Devices:
    """Events and polled state as short lines of text, each with its frame."""

    def __init__(self, context: Any) -> None:
        self.frame = 0
        self.lines: list[dict[str, Any]] = []
        self.polled: list[dict[str, Any]] = []
        self.warp: list[int] = []
        pygame.joystick.init()
        self.count_at_start = pygame.joystick.get_count()
        self.joysticks: dict[int, Any] = {}

    def handle_event(self, event: Any) -> None:
        kind = KINDS.get(event.type)
        if kind is None:
            return
        values = " ".join(_shown(getattr(event, name)) for name in FIELDS[kind])
        self.lines.append({"frame": self.frame + 1, "text": f"{kind} {values}"})

    def update(self, dt: float) -> None:
        self.frame += 1
        if self.warp:
            pygame.mouse.set_pos(*self.warp)
            self.warp = []
        buttons = "".join(str(int(down)) for down in pygame.mouse.get_pressed(5))
        rel, pos = pygame.mouse.get_rel(), pygame.mouse.get_pos()
        text = f"{_shown(pos)} {_shown(rel)} {buttons}"
        self.polled.append({"frame": self.frame, "text": text})

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.property("frame", lambda: self.frame)
        api.property("lines", lambda: self.lines)
        api.property("polled", lambda: self.polled)
        api.property("count_at_start", lambda: self.count_at_start)
        api.property("shown", lambda: [pygame.mouse.get_visible(), pygame.event.get_grab()])
        api.query("pads", _pads)
        api.query("pad", _pad)
        api.command("switch", _switch)
        api.command("warp", self.order_warp)

    def order_warp(self, x: int, y: int) -> None:
        """Put the cursor somewhere in the next frame."""
        self.warp = [x, y]


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(_shown(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _pads() -> list[str]:
    joysticks = [pygame.joystick.Joystick(index) for index in range(pygame.joystick.get_count())]
    return [f"{pad.get_id()} {pad.get_instance_id()} {pad.get_name()}" for pad in joysticks]


def _pad(index: int) -> dict[str, Any]:
    pad = pygame.joystick.Joystick(index)
    return {
        "axes": [pad.get_axis(number) for number in range(pad.get_numaxes())],
        "buttons": [n for n in range(pad.get_numbuttons()) if pad.get_button(n)],
        "counts": [pad.get_numaxes(), pad.get_numbuttons(), pad.get_numhats(), pad.get_numballs()],
        "hat": list(pad.get_hat(0)),
    }


def _switch(to: Switch) -> None:
    if to == "start_text":
        pygame.key.start_text_input()
    elif to == "stop_text":
        pygame.key.stop_text_input()
    elif to == "grab":
        pygame.event.set_grab(True)
    else:
        pygame.mouse.set_visible(to == "show")


def create(context: Any) -> Devices:
    return Devices(context)
