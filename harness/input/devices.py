"""What tests do to the devices, frame by frame: the only path by which input reaches a game.

A test schedules; at the start of the frame that is due, the devices change state and the events go
to whoever listens. Order within a frame is the order in which the test asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from harness.clock import FrameClock
from harness.input.inputs import DeviceEvent, Input, key_input
from harness.input.keyboard import Keyboard
from harness.input.keys import NAMES
from harness.input.mouse import Mouse
from harness.input.pads import REST, Pad, Pads
from harness.input.text import TextInput

Listener = Callable[[DeviceEvent], None]


class Devices:
    """The virtual devices of a run and the inputs that are still to come."""

    def __init__(
        self,
        clock: FrameClock,
        gamepads: int = 1,
        size: tuple[int, int] = (1280, 720),
        warn: Callable[[str], None] | None = None,
    ) -> None:
        self.size = size
        self.recorder: Callable[[Input], None] | None = None
        """Told of every input before it happens. Key repeats and greetings follow from others."""
        self.keyboard = Keyboard()
        self.pads = Pads(gamepads)
        self._clock = clock
        self._warn = warn
        self._due: dict[int, list[Input | DeviceEvent]] = {}
        """By frame. Events are those that come by themselves."""
        self._listener: Listener | None = None
        self._greets = False
        self._touched = False
        """Whether anything was scheduled since all was at rest."""
        self.restart()

    def listen(self, listener: Listener | None) -> None:
        """Send what happens to `listener` from now on."""
        self._listener = listener

    def restart(self) -> None:
        """Forget everything: a fresh game meets untouched devices at frame 0."""
        self.keyboard = Keyboard(version=self.keyboard.version + 1)
        self.mouse = Mouse(self.size)
        self.text = TextInput()
        self.pads.restart()
        self._touched = False
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

    def deliver(self) -> None:
        """Let happen what is due in the frame that has just begun."""
        for item in self._due.pop(self._clock.frame, ()):
            self._happen(item)
        if self.keyboard.repeat[0]:
            self.emit(self.keyboard.repeats(self.now_ms()))

    def looked(self) -> None:
        """Take note that the program has looked for events."""
        self.keyboard.changes.look()
        self.mouse.changes.look()

    def now_ms(self) -> float:
        """Return how much simulation time has passed, in milliseconds."""
        return self._clock.frame * 1000 / self._clock.fps

    def reset(self) -> bool:
        """Drop what was scheduled and let go of all that is held; the mouse stays where it is.

        That happens in the next frame; tell whether there is anything to let go of.
        """
        if not self._touched:
            return False
        self._touched = False
        self.mouse.clicks.clear()
        self._drop_scheduled()
        releases = [*self._key_releases(), *self._mouse_releases(), *self._pad_releases()]
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
        if self._greets:
            self._due[self._first_frame] = [*self.pads.greetings()]

    def _key_releases(self) -> list[Input]:
        return [key_input(False, key, NAMES.get(key, "")) for key in self.keyboard.down]

    def _mouse_releases(self) -> list[Input]:
        return [Input("mouse_up", {"button": button}) for button in self.mouse.down]

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
        kind, values = item
        match kind:
            case "key_down":
                return self.keyboard.press(values["key"], self.now_ms())
            case "key_up":
                return self.keyboard.release(values["key"])
            case "mouse_move":
                return self.mouse.move(values["x"], values["y"])
            case "mouse_down":
                return self.mouse.press(values["button"])
            case "mouse_up":
                return self.mouse.release(values["button"])
            case "wheel":
                return self.mouse.turn_wheel(values["x"], values["y"])
            case "text":
                return self._enter(values["text"])
            case "pad_down":
                return self.pads.press(values["pad"], values["button"])
            case "pad_up":
                return self.pads.release(values["pad"], values["button"])
            case "pad_axis":
                return self.pads.set_axis(values["pad"], values["axis"], values["value"])
            case "pad_added":
                return self.pads.connect(values["pad"])
            case "pad_removed":
                return self.pads.disconnect(values["pad"])
        raise ValueError(f"no input is called {kind!r}")

    def _enter(self, text: str) -> list[DeviceEvent]:
        if not self.text.active and self._warn is not None:
            self._warn(
                f"the text {text!r} reached nobody: the game has called pygame.key.stop_text_input"
            )
        return self.text.enter(text)


def _releases(number: int, pad: Pad) -> list[Input]:
    buttons = [Input("pad_up", {"pad": number, "button": button}) for button in pad.buttons]
    axes = [
        Input("pad_axis", {"pad": number, "axis": axis, "value": rest})
        for axis, rest in enumerate(REST)
        if pad.axes[axis] != rest
    ]
    return buttons + axes
