"""Says when a frame of a program ends that owns its loop.

A frame ends after a display update, at the next look at events, devices or clocks or the next wait,
so that partial updates in one pass make one frame. Every wait ends one too. A program whose frames
end so may look for events several times in a pass. One that shows nothing and does not wait, but
looks for events again and again, waits for one: there each repetition ends a frame. Whatever a
program waits for, frames pass: a look at a device or a clock alone ends one after many of them.

All that is about one thread: the main one, or another one while that waits for it.
"""

from __future__ import annotations

import _thread
from collections.abc import Callable
from typing import Any

from harness.seam.threads import waits_for_threads

CREEP_SECONDS = 1e-6
"""How far one look at the clock moves it."""
_HURRY_SECONDS = 20e-6
"""The same for a program that does little else in a frame."""
_FEW_LOOKS = 200
"""How often a clock may be looked at before that, and how often a device or an update at all."""
_MANY_LOOKS = 1000
"""The same for devices where frames end with updates or waits: a look for each of many buttons."""
_FEW_QUESTIONS = 20
"""How often such a program may repeat a question for events within a frame."""


class Boundary:
    """`next_frame` lets a frame end and the next one begin. It is not called within itself."""

    def __init__(self, next_frame: Callable[[], None], fps: int) -> None:
        self.crept_seconds = 0.0
        self._next_frame = next_frame
        self._frame_seconds = 1 / fps
        self._main = self._thread = _thread.get_ident()
        self._due = False
        self._inside = False
        self._waits = False
        self._only_asks = True
        """Whether the last frame ended with nothing but questions and looks."""
        self._asked: set[Any] = set()
        self._looks = self._questions = self._reads = self._updates = 0

    @property
    def is_due(self) -> bool:
        """Tell whether something has come to the screen since the frame began."""
        return self._due

    def updated(self) -> None:
        """Take note that the program has brought something to the screen.

        One that does nothing else, as for an animation, comes to end a frame with each.
        """
        if not self.is_here():
            self._follow()
        self._updates += 1
        if self._updates > _FEW_LOOKS:
            self.take()
            self._updates = _FEW_LOOKS
        self._due = True

    def take_due(self) -> None:
        """End the frame of what has come to the screen."""
        if self._due:
            self.take()

    def ask(self, what: Any) -> None:
        """Take note that the program looks for events; `what` tells one question from another."""
        if self._due:
            self.take()
        elif what in self._asked:
            self._questions += 1
            if self._only_asks or self._questions > _FEW_QUESTIONS:
                self.take(only_asks=True)
        self._asked.add(what)

    def look(self) -> None:
        """Take note that the program looks at a device."""
        self._looks += 1
        if self._due:
            self.take()
        elif self._looks > (_FEW_LOOKS if self._only_asks else _MANY_LOOKS):
            self.take(only_asks=True)

    def read_clock(self) -> None:
        """Let time creep."""
        if not self._inside:
            self._reads += 1
            self.crept_seconds += CREEP_SECONDS if self._reads < _FEW_LOOKS else _HURRY_SECONDS
            if self.crept_seconds >= self._frame_seconds:
                self.take(self._only_asks and not self._due)

    def pass_time(self, seconds: float) -> None:
        """Let as many frames end as a wait takes, one at least."""
        for _ in range(max(1, round(seconds / self._frame_seconds))):
            self.take()

    def take(self, only_asks: bool = False) -> None:
        """End the frame; `only_asks` where the program only asks for input, again and again."""
        if self._inside or not (self.is_here() or self._follow()):
            return  # what other threads do ends no frame
        self._inside = True
        try:
            self._next_frame()
        finally:
            self._inside = self._due = False
            self._only_asks = only_asks
            self._asked.clear()
            self._looks = self._questions = self._reads = self._updates = 0
            self.crept_seconds = 0.0

    def is_here(self) -> bool:
        """Tell whether the program's frames end in the thread that asks."""
        here = _thread.get_ident()
        if here == self._main:
            self._thread = here
        return here == self._thread

    def leads(self) -> bool:
        """Tell the same of a thread that waits, and so does not take the loop over."""
        return _thread.get_ident() == self._thread

    def wait_for_loop(self, settle: Callable[[], None]) -> None:
        """Call what waits for other threads; one of them may take the loop over meanwhile."""
        self._waits = True
        try:
            settle()
        finally:
            self._waits = False

    def let_go(self) -> None:
        """Have no frame end any more: this is another process, which the program has forked."""
        self._main = self._thread = 0

    def _follow(self) -> bool:
        """Have frames end in this thread if the main one waits for others."""
        if self._thread == self._main and (self._waits or waits_for_threads(self._main)):
            self._thread = _thread.get_ident()
        return self.is_here()
