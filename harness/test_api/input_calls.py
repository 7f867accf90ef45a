"""What Python does for the calls by which a test acts on the virtual devices."""

from __future__ import annotations

from typing import Any

from harness.base.lua_text import lua_text
from harness.errors import HarnessError
from harness.input import mouse
from harness.input.devices import Devices, Held
from harness.input.inputs import Input, key_input
from harness.input.keys import KEYS, MOUSE_BUTTONS, NAMES, SCANCODES
from harness.input.keys import stroke as stroke_of
from harness.luahost.conversion import to_python
from harness.records.model import WINDOW_EVENTS

_SHIFT = KEYS["KEY_LSHIFT"][0]
_CAPS_LOCK = KEYS["KEY_CAPSLOCK"][0]
_SHIFTS = (_SHIFT, KEYS["KEY_RSHIFT"][0])
_LARGEST_WINDOW = 16384


class InputCalls:
    """Each method is a row of the table of bindings, or part of one."""

    def __init__(self, devices: Devices) -> None:
        self._devices = devices

    def press_key(self, keycode: int) -> None:
        self._devices.schedule(_key("press_key", keycode, down=True))

    def release_key(self, keycode: int) -> None:
        self._devices.schedule(_key("release_key", keycode, down=False))

    def tap_key(self, keycode: int, frames_down: int) -> None:
        down, up = (_key("tap_key", keycode, down=down) for down in (True, False))
        self._hold("tap_key", ("key", keycode), [down], [up], frames_down)

    def move_mouse(self, x: float, y: float) -> None:
        self._devices.schedule(self._place("move_mouse", x, y))

    def mouse_down(self, button: int) -> None:
        self._devices.schedule(_button("mouse_down", button, down=True))

    def mouse_up(self, button: int) -> None:
        self._devices.schedule(_button("mouse_up", button, down=False))

    def click(self, x: float, y: float, button: int, frames_down: int) -> None:
        place, press = self._place("click", x, y), _button("click", button, down=True)
        release = _button("click", button, down=False)
        self._hold("click", ("button", button), [place, press], [release], frames_down)

    def mouse_wheel(self, x: int, y: int) -> None:
        self._devices.schedule(Input("wheel", {"x": x, "y": y}))

    def text_input(self, text: str) -> None:
        self._devices.schedule(Input("text", {"text": text}))

    def type_letter(self, letter: str, frames: int) -> int:
        """Type a letter as on a US keyboard, the key held for `frames`.

        Return the number of frames until it is up. What no key types is entered as text alone.
        """
        devices, stroke = self._devices, stroke_of(letter)
        text = [Input("text", {"text": letter})] if devices.text.active else []
        if stroke is None:
            for item in text:
                devices.schedule(item)
            return 1 + frames
        key, shifted = stroke
        shifted ^= letter.isalpha() and _CAPS_LOCK in devices.keyboard.locked
        shift = (
            _SHIFT if shifted and not self._shift_is_down(devices.turn_of(("key", key))) else None
        )
        down = [_key("type_text", code, down=True) for code in (shift, key) if code]
        up = [_key("type_text", code, down=False) for code in (key, shift) if code]
        printed = text if letter.isprintable() else []
        return self._hold("type_text", ("key", key), [*down, *printed], up, frames)

    def window_event(self, name: str, args: Any = None) -> None:
        values = _window_values(name, to_python(args) or {})
        self._devices.schedule(Input("window", {"name": name, **values}))

    def gamepad_button_down(self, pad: int, button: int) -> None:
        self._devices.schedule(Input("pad_down", {"pad": pad, "button": button}))

    def gamepad_button_up(self, pad: int, button: int) -> None:
        self._devices.schedule(Input("pad_up", {"pad": pad, "button": button}))

    def gamepad_set_axis(self, pad: int, axis: int, value: float) -> None:
        values = {"pad": pad, "axis": axis, "value": value + 0.0}  # never -0.0
        self._devices.schedule(Input("pad_axis", values))

    def gamepad_connect(self, pad: int) -> None:
        self._devices.schedule(Input("pad_added", {"pad": pad}))

    def gamepad_disconnect(self, pad: int) -> None:
        self._devices.schedule(Input("pad_removed", {"pad": pad}))

    def _hold(
        self, function: str, what: Held, down: list[Input], up: list[Input], frames: int
    ) -> int:
        """Press and release; refuse what a test holds: it would not go down, but come up."""
        if self._devices.will_be_down(what, self._devices.turn_of(what)):
            name, release = _held(what)
            raise HarnessError(
                f"test_harness.{function}: {name} is held down already, so it cannot go down "
                f"again; call test_harness.{release}({name}) first"
            )
        return self._devices.hold(what, down, up, frames)

    def _shift_is_down(self, frames_from_now: int) -> bool:
        return any(self._devices.will_be_down(("key", key), frames_from_now) for key in _SHIFTS)

    def _place(self, function: str, x: float, y: float) -> Input:
        """Return the movement to a pixel; refuse a place outside of the frame."""
        width, height = self._devices.size
        for name, value, size in (("x", x, width), ("y", y, height)):
            if not 0 <= value < size:
                raise HarnessError(
                    f"test_harness.{function}: argument '{name}' must be a number from 0 to less "
                    f"than {size}, inside the frame of {width}x{height}, got {value}"
                )
        return Input("mouse_move", {"x": int(x), "y": int(y)})


def _key(function: str, keycode: int, *, down: bool) -> Input:
    if keycode not in SCANCODES or keycode == 0:
        raise HarnessError(
            f"test_harness.{function}: argument 'keycode' must be one of the KEY_ constants, "
            f"got {keycode}"
        )
    return key_input(down, keycode, NAMES[keycode])


def _held(what: Held) -> tuple[str, str]:
    """Return the name of a key or button in a test, and the function that releases it."""
    kind, number = what
    if kind == "key":
        return NAMES[number], "release_key"
    names = {button: name for name, button in MOUSE_BUTTONS.items()}
    return names.get(number, str(number)), "mouse_up"


def _window_values(name: str, given: Any) -> dict[str, Any]:
    """Return the values of a window event; refuse what it does not take."""
    function = "test_harness.window_event"
    if name not in WINDOW_EVENTS:
        known = ", ".join(WINDOW_EVENTS)
        raise HarnessError(
            f"{function}: argument 'name' must be one of {known}, got {lua_text(name)}"
        )
    fields = WINDOW_EVENTS[name]
    if not isinstance(given, dict) or not given.keys() <= fields.keys():
        takes = f"takes {{ {', '.join(fields)} }}" if fields else "takes no arguments"
        raise HarnessError(f"{function}: '{name}' {takes}, got {lua_text(given)}")
    return {key: _window_value(name, key, given.get(key), kind) for key, kind in fields.items()}


def _window_value(name: str, key: str, value: Any, kind: type) -> Any:
    good = 1 <= value <= _LARGEST_WINDOW if type(value) is int else True
    if type(value) is not kind or not good:
        noun = "a text" if kind is str else f"a whole number from 1 to {_LARGEST_WINDOW}"
        raise HarnessError(
            f"test_harness.window_event: '{key}' of '{name}' must be {noun}, got {lua_text(value)}"
        )
    return value


def _button(function: str, button: int, *, down: bool) -> Input:
    if button not in mouse.BUTTONS:
        wheel = "; the wheel is turned with test_harness.mouse_wheel"
        raise HarnessError(
            f"test_harness.{function}: argument 'button' must be MOUSE_LEFT, MOUSE_MIDDLE, "
            f"MOUSE_RIGHT, 6 or 7, got {button}{wheel if button in mouse.WHEEL_BUTTONS else ''}"
        )
    return Input("mouse_down" if down else "mouse_up", {"button": button})
