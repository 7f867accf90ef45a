"""What tests do to the devices, frame by frame: the only path by which input reaches a game.

A test schedules; at the start of the frame that is due, the devices change state and the events go
to whoever listens. Order within a frame is the order in which the test asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from harness.base.clock import FrameClock
from harness.input.inputs import DeviceEvent, Group, Input, key_input
from harness.input.keyboard import Keyboard
from harness.input.keys import NAMES
from harness.input.mouse import HOME, Mouse
from harness.input.pads import REST, Pad, Pads
from harness.input.text import TextInput
from harness.input.window import Window

Held = tuple[str, int]
"""`key` and its code, or `button` and its number."""
_SWITCHES = {
    "key": {"key_down": True, "key_up": False},
    "button": {"mouse_down": True, "mouse_up": False},
}
Listener = Callable[[DeviceEvent], None]


class Devices:
    """The virtual devices of a run and the inputs that are still to come."""

    def __init__(
        self,
        clock: FrameClock,
        gamepads: int = 1,
        size: tuple[int, int] = (1280, 720),
        warn: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.size = size
        self.recorder: Callable[[Input], None] | None = None
        """Told of every input before it happens. Key repeats and greetings follow from others."""
        self.resize_window: Callable[[tuple[int, int]], None] = _keep_size
        """Told the size that the desktop gives the window, before the program hears of it."""
        self.keyboard = Keyboard()
        self.pads = Pads(gamepads)
        self._clock = clock
        self._warn = warn
        self._due: dict[int, list[Input | DeviceEvent]] = {}
        """By frame. Events are those that come by themselves."""
        self._free_from: dict[Held, int] = {}
        """The first frame in which what `hold` has scheduled is up again."""
        self._listener: Listener | None = None
        self._greets = False
        self._touched = False
        """Whether anything was scheduled since all was at rest."""
        self._is_fresh = True
        """Whether no test has begun yet: where a game puts the mouse at its start, it stays."""
        self.restart()

    def listen(self, listener: Listener | None) -> None:
        """Send what happens to `listener` from now on."""
        self._listener = listener

    def restart(self) -> None:
        """Forget everything: a fresh game meets untouched devices at frame 0."""
        self.keyboard = Keyboard(version=self.keyboard.version + 1)
        self.mouse = Mouse(self.size)
        self.text = TextInput()
        self.window = Window()
        self.pads.restart()
        self._touched = False
        self._is_fresh = True
        self._first_frame = self._clock.frame + 1
        self._drop_scheduled()

    def greet(self, active: bool) -> None:
        """Have the pads that are there announce themselves, now and to every fresh game.

        As with SDL, a program hears of them once it has initialised its joysticks.
        """
        self._greets = active
        if active:
            self.emit(self.pads.greetings())

    def schedule(self, item: Input, frames_from_now: int = 1) -> None:
        """Have `item` happen at the start of a later frame."""
        self._touched = True
        self._due.setdefault(self._clock.frame + frames_from_now, []).append(item)

    def hold(self, what: Held, down: list[Input], up: list[Input], frames: int) -> int:
        """Schedule what presses a key or button, and `frames` later what releases it.

        Waits its turn: what an earlier call holds goes up a frame before it goes down again.
        Return the number of frames until it is up.
        """
        start = self.turn_of(what)
        self._free_from[what] = self._clock.frame + start + frames + 1
        for item in down:
            self.schedule(item, start)
        for item in up:
            self.schedule(item, start + frames)
        return start + frames

    def turn_of(self, what: Held) -> int:
        """Return in how many frames `hold` would press a key or button."""
        return max(1, self._free_from.get(what, 0) - self._clock.frame)

    def will_be_down(self, what: Held, frames_from_now: int) -> bool:
        """Tell whether a key or button is down after what is scheduled up to a later frame."""
        kind, number = what
        is_down = number in (self.keyboard.down if kind == "key" else self.mouse.down)
        for frame in sorted(self._due):
            if frame > self._clock.frame + frames_from_now:
                break
            for item in self._due[frame]:
                if isinstance(item, Input) and item.values.get(kind) == number:
                    is_down = _SWITCHES[kind].get(item.type, is_down)
        return is_down

    def shown(self) -> tuple[Group, ...]:
        """Return what is held on the devices. Pads at rest are left out."""
        pads = (pad.shown(number) for number, pad in self.pads.items())
        return (self.keyboard.shown(), self.mouse.shown(), *(pad for pad in pads if pad.held))

    def deliver(self) -> None:
        """Let happen what is due in the frame that has just begun."""
        for item in self._due.pop(self._clock.frame, ()):
            self._happen(item)
        if self.keyboard.repeat[0]:
            self.emit(self.keyboard.repeats(self.now_ms()))

    def act_on_window(self, name: str, values: dict[str, Any]) -> list[DeviceEvent]:
        """Do what a desktop does to a window."""
        before = self.size
        if name == "resized":
            self.resize_window((values["w"], values["h"]))
        return self.window.change(name, values, before)

    def looked(self) -> None:
        """Take note that the program has looked for events."""
        self.keyboard.changes.look()
        self.mouse.changes.look()

    def now_ms(self) -> float:
        """Return how much simulation time has passed, in milliseconds."""
        return self._clock.frame * 1000 / self._clock.fps

    def reset(self) -> bool:
        """Drop what was scheduled and bring the devices to how a game finds them at its start.

        That happens in the next frame, as a player would do it: what is held is let go of, locks
        are turned off, the mouse goes home. Return whether there is anything to do.
        """
        fresh, self._is_fresh = self._is_fresh, False
        if not self._touched and (fresh or self.mouse.pos == HOME):
            return False
        self._touched = False
        self.mouse.clicks.clear()
        self._drop_scheduled()
        releases = [
            *self._key_releases(),
            *self._mouse_releases(),
            *self._pad_releases(),
            *self.window.restoring(),
        ]
        for item in releases:
            self.schedule(item)
        return bool(releases)

    def close_window(self) -> None:
        """Forget what a program has set for keys and mouse: pygame's video system was closed."""
        self.keyboard.set_repeat(0, 0)
        self.keyboard.grabbed = self.mouse.grabbed = self.mouse.relative = False
        self.mouse.visible = True
        self.text.active = True

    def emit(self, events: Iterable[DeviceEvent]) -> None:
        """Send events to whoever listens."""
        if self._listener is not None:
            for event in events:
                self._listener(event)

    def _drop_scheduled(self) -> None:
        """Forget what was asked for; that the pads greet a game is part of its start."""
        self._due.clear()
        self._free_from.clear()
        if self._greets:
            self._due[self._first_frame] = [*self.pads.greetings()]

    def _key_releases(self) -> list[Input]:
        releases = [key_input(False, key, NAMES.get(key, "")) for key in self.keyboard.down]
        for key in self.keyboard.locked:
            releases += [key_input(down, key, NAMES[key]) for down in (True, False)]
        return releases

    def _mouse_releases(self) -> list[Input]:
        releases = [Input("mouse_up", {"button": button}) for button in self.mouse.down]
        if self.mouse.pos != HOME:
            releases.append(Input("mouse_move", {"x": HOME[0], "y": HOME[1]}))
        return releases

    def _pad_releases(self) -> list[Input]:
        return [item for number, pad in self.pads.items() for item in _releases(number, pad)]

    def _happen(self, item: Input | DeviceEvent) -> None:
        if isinstance(item, DeviceEvent):
            self.emit((item,))
            return
        if self.recorder is not None:
            self.recorder(item)
        self.emit(self._apply(item))

    def _apply(self, item: Input) -> list[DeviceEvent]:
        """Change the state of a device; return what a game sees of it."""
        act = _ACTIONS.get(item.type)
        if act is None:
            raise ValueError(f"no input is called {item.type!r}")
        return act(self, item.values)

    def enter(self, text: str) -> list[DeviceEvent]:
        """Enter text; a game that has stopped text input gets none, and the log a warning."""
        if not self.text.active:
            self._warn(
                f"the text {text!r} reached nobody: the game has called pygame.key.stop_text_input"
            )
        return self.text.enter(text)


def _keep_size(size: tuple[int, int]) -> None:
    """Keep the size of a frame that is not the program's own."""


def _releases(number: int, pad: Pad) -> list[Input]:
    buttons = [Input("pad_up", {"pad": number, "button": button}) for button in pad.buttons]
    axes = [
        Input("pad_axis", {"pad": number, "axis": axis, "value": rest})
        for axis, rest in enumerate(REST)
        if pad.axes[axis] != rest
    ]
    return buttons + axes


_ACTIONS: dict[str, Callable[[Devices, dict[str, Any]], list[DeviceEvent]]] = {
    "key_down": lambda devices, of: devices.keyboard.press(of["key"], devices.now_ms()),
    "key_up": lambda devices, of: devices.keyboard.release(of["key"]),
    "mouse_move": lambda devices, of: devices.mouse.move(of["x"], of["y"]),
    "mouse_down": lambda devices, of: devices.mouse.press(of["button"]),
    "mouse_up": lambda devices, of: devices.mouse.release(of["button"]),
    "wheel": lambda devices, of: devices.mouse.turn_wheel(of["x"], of["y"]),
    "text": lambda devices, of: devices.enter(of["text"]),
    "pad_down": lambda devices, of: devices.pads.press(of["pad"], of["button"]),
    "pad_up": lambda devices, of: devices.pads.release(of["pad"], of["button"]),
    "pad_axis": lambda devices, of: devices.pads.set_axis(of["pad"], of["axis"], of["value"]),
    "pad_added": lambda devices, of: devices.pads.connect(of["pad"]),
    "pad_removed": lambda devices, of: devices.pads.disconnect(of["pad"]),
    "window": lambda devices, of: devices.act_on_window(of["name"], of),
}
