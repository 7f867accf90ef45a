"""The virtual mouse: where it is, which buttons are down, what it has moved."""

from __future__ import annotations

from typing import Any, NamedTuple

from harness.input.changes import Changes
from harness.input.inputs import DeviceEvent, Group
from harness.records.input_kinds import MOUSE_BUTTONS

BUTTONS = (1, 2, 3, 6, 7)
"""Left, middle, right and the two at the side, in the order in which pygame tells of them."""
WHEEL_BUTTONS = (4, 5)
"""What pygame also makes of a notch of the wheel, up and down."""

HOME = (0, 0)
"""Where the mouse is at the start of a game and of a test."""
_CLICK_MS, _CLICK_PIXELS = 500, 32
"""How soon and how near another click follows, for SDL to count it."""

_COMMON: dict[str, Any] = {"touch": False, "window": None}


class Clicks(NamedTuple):
    """Where and when a button was last pressed, and how often in a row by then."""

    pos: tuple[int, int]
    ms: float
    in_a_row: int

    def leads_to(self, pos: tuple[int, int], ms: float) -> bool:
        distances = (abs(pos[0] - self.pos[0]), abs(pos[1] - self.pos[1]))
        return max(distances) <= _CLICK_PIXELS and round(ms - self.ms) < _CLICK_MS


class Mouse:
    """Positions are whole pixels of a frame of `size`. At first the mouse is at its corner."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.pos = HOME
        self.visible = True
        self.grabbed = self.relative = False
        self.changes = Changes()
        self.clicks: dict[int, Clicks] = {}
        """By button; a test begins with none."""
        self._size = size
        self._down: dict[int, None] = {}
        self._moved = (0, 0)

    @property
    def down(self) -> tuple[int, ...]:
        """The buttons that are down, in the order in which they were pressed."""
        return tuple(self._down)

    def shown(self) -> Group:
        x, y = self.pos
        buttons = tuple(MOUSE_BUTTONS.get(button, str(button)).upper() for button in self._down)
        return Group("mouse", f"{x}, {y}", buttons)

    def move(self, x: int, y: int) -> list[DeviceEvent]:
        """Go to a place; being there already gives no event."""
        rel = (x - self.pos[0], y - self.pos[1])
        if rel == (0, 0):
            return []
        self.pos = (x, y)
        self._moved = (self._moved[0] + rel[0], self._moved[1] + rel[1])
        return [self._motion(rel)]

    def warp(self, x: int, y: int) -> list[DeviceEvent]:
        """Put the cursor somewhere in the frame. To SDL this is no movement, but an event."""
        width, height = self._size
        self.pos = (min(max(x, 0), width - 1), min(max(y, 0), height - 1))
        return [self._motion((0, 0))]

    def take_moved(self) -> tuple[int, int]:
        """Return how far the mouse has moved since this was last asked."""
        moved, self._moved = self._moved, (0, 0)
        return moved

    def pressed(self) -> tuple[bool, ...]:
        """Tell for each of `BUTTONS` whether it is down."""
        return tuple(button in self._down for button in BUTTONS)

    def press(self, button: int) -> list[DeviceEvent]:
        """Press a button; one that is down already gives no event."""
        if button in self._down:
            return []
        self._down[button] = None
        self.changes.press(button)
        return [self._button("MOUSEBUTTONDOWN", button)]

    def release(self, button: int) -> list[DeviceEvent]:
        """Release a button; one that is up already gives no event."""
        if button not in self._down:
            return []
        del self._down[button]
        self.changes.release(button)
        return [self._button("MOUSEBUTTONUP", button)]

    def turn_wheel(self, x: int, y: int) -> list[DeviceEvent]:
        """Turn the wheel by notches: to the right and up, or against that."""
        if x == 0 and y == 0:
            return []
        up, down = WHEEL_BUTTONS
        button = up if y > 0 else down
        events = []
        for _ in range(abs(y)):
            events.append(self._button("MOUSEBUTTONDOWN", button))
            events.append(self._button("MOUSEBUTTONUP", button))
        turn = {"flipped": False, "x": x, "y": y, "precise_x": float(x), "precise_y": float(y)}
        return [*events, DeviceEvent("MOUSEWHEEL", turn | _COMMON)]

    def _motion(self, rel: tuple[int, int]) -> DeviceEvent:
        buttons = tuple(int(down) for down in self.pressed()[:3])
        fields = {"pos": self.pos, "rel": rel, "buttons": buttons}
        return DeviceEvent("MOUSEMOTION", fields | _COMMON)

    def _button(self, kind: str, button: int) -> DeviceEvent:
        return DeviceEvent(kind, {"pos": self.pos, "button": button} | _COMMON)
