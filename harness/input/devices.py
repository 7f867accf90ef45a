"""What tests do to the devices, frame by frame: the only path by which input reaches a game.

A test schedules; at the start of the frame that is due, the devices change state and the events go
to whoever listens. Order within a frame is the order in which the test asked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from harness.clock import FrameClock
from harness.input.keyboard import Keyboard, KeyEvent

Listener = Callable[[KeyEvent], None]


class KeyInput(NamedTuple):
    """A key that goes down or up."""

    key: int
    down: bool


class Devices:
    """The virtual devices of a run and the inputs that are still to come."""

    def __init__(self, clock: FrameClock) -> None:
        self.keyboard = Keyboard()
        self._clock = clock
        self._due: dict[int, list[KeyInput]] = {}
        self._listener: Listener | None = None

    def listen(self, listener: Listener | None) -> None:
        """Send what happens to `listener` from now on."""
        self._listener = listener

    def restart(self) -> None:
        """Forget everything: a fresh game meets untouched devices at frame 0."""
        self.keyboard = Keyboard(version=self.keyboard.version + 1)
        self._due.clear()

    def schedule(self, item: KeyInput, frames_from_now: int = 1) -> None:
        """Have `item` happen at the start of a later frame."""
        self._due.setdefault(self._clock.frame + frames_from_now, []).append(item)

    def deliver(self) -> None:
        """Let happen what is due in the frame that has just begun."""
        for item in self._due.pop(self._clock.frame, ()):
            self._apply(item)
        if self.keyboard.repeat[0]:
            for event in self.keyboard.repeats(self._now_ms()):
                self._emit(event)

    def reset(self) -> bool:
        """Drop what was scheduled and release what is down, in the order of pressing.

        The releases happen in the next frame; tell whether there are any.
        """
        self._due.clear()
        for key in self.keyboard.down:
            self.schedule(KeyInput(key, down=False))
        return bool(self._due)

    def _apply(self, item: KeyInput) -> None:
        if item.down:
            self._emit(self.keyboard.press(item.key, self._now_ms()))
        else:
            self._emit(self.keyboard.release(item.key))

    def _emit(self, event: KeyEvent | None) -> None:
        if event is not None and self._listener is not None:
            self._listener(event)

    def _now_ms(self) -> float:
        return self._clock.frame * 1000 / self._clock.fps
