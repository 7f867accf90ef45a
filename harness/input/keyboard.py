"""The virtual keyboard: which keys are down, the modifiers, and key repeat."""

from __future__ import annotations

from harness.input.changes import Changes
from harness.input.inputs import DeviceEvent, Group
from harness.input.keys import KEYS, NAMES, SCANCODES, typed

SHIFT, CTRL, CAPS = 0x0003, 0x00C0, 0x2000

_MODIFIERS = {
    KEYS["KEY_LSHIFT"][0]: 0x0001, KEYS["KEY_RSHIFT"][0]: 0x0002,
    KEYS["KEY_LCTRL"][0]: 0x0040, KEYS["KEY_RCTRL"][0]: 0x0080,
    KEYS["KEY_LALT"][0]: 0x0100, KEYS["KEY_RALT"][0]: 0x0200,
    KEYS["KEY_LGUI"][0]: 0x0400, KEYS["KEY_RGUI"][0]: 0x0800,
    KEYS["KEY_MODE"][0]: 0x4000,
}  # fmt: skip
_ROUNDING_MS = 0.001
"""Frames last no whole number of milliseconds; what is due in one must not slip to the next."""
_LOCKS = {KEYS["KEY_NUMLOCK"][0]: 0x1000, KEYS["KEY_CAPSLOCK"][0]: CAPS}


class Keyboard:
    """Keys are SDL key codes; repeat counts milliseconds of simulation time, as pygame does."""

    def __init__(self, version: int = 0) -> None:
        self.mods = 0
        self.repeat = (0, 0)
        self.grabbed = False
        self.version = version
        """Grows with every change of the keys that are down, also over game starts."""
        self.changes = Changes()
        self._down: dict[int, str] = {}
        self._repeating: tuple[int, float] | None = None
        """The key that repeats, and when it does next."""

    @property
    def down(self) -> tuple[int, ...]:
        """The keys that are down, in the order in which they were pressed."""
        return tuple(self._down)

    @property
    def locked(self) -> tuple[int, ...]:
        """The keys whose lock is on."""
        return tuple(key for key, lock in _LOCKS.items() if self.mods & lock)

    def shown(self) -> Group:
        keys = tuple(NAMES.get(key, str(key)).removeprefix("KEY_") for key in self._down)
        return Group("keys", "" if keys else "-", keys)

    def press(self, key: int, now_ms: float) -> list[DeviceEvent]:
        """Press a key; one that is down already stays as it is and gives no event."""
        if key in self._down:
            return []
        self.version += 1
        self.mods = (self.mods | _MODIFIERS.get(key, 0)) ^ _LOCKS.get(key, 0)
        self._down[key] = self._character(key)
        self.changes.press(key)
        delay, _ = self.repeat
        self._repeating = (key, now_ms + delay) if delay else None
        return [self._event("KEYDOWN", key)]

    def release(self, key: int) -> list[DeviceEvent]:
        """Release a key; one that is up already gives no event."""
        if key not in self._down:
            return []
        self.version += 1
        self.mods &= ~_MODIFIERS.get(key, 0)
        if self._repeating and self._repeating[0] == key:
            self._repeating = None
        event = self._event("KEYUP", key)
        del self._down[key]
        self.changes.release(key)
        return [event]

    def repeats(self, now_ms: float) -> list[DeviceEvent]:
        """Return the repetitions of the key pressed last that are due by `now_ms`."""
        events: list[DeviceEvent] = []
        delay, interval = self.repeat
        while self._repeating and self._repeating[1] <= now_ms + _ROUNDING_MS:
            key, due = self._repeating
            events.append(self._event("KEYDOWN", key))
            self._repeating = (key, due + (interval or delay))
        return events

    def set_repeat(self, delay_ms: int, interval_ms: int) -> None:
        """Set how long a key is held before it repeats, and how often; 0 turns it off."""
        self.repeat = (delay_ms, interval_ms or delay_ms)
        self._repeating = None

    def _character(self, key: int) -> str:
        return typed(key, bool(self.mods & SHIFT), bool(self.mods & CAPS), bool(self.mods & CTRL))

    def _event(self, kind: str, key: int) -> DeviceEvent:
        fields = {
            "unicode": self._down[key],
            "key": key,
            "mod": self.mods,
            "scancode": SCANCODES.get(key, 0),
            "window": None,
        }
        return DeviceEvent(kind, fields)
