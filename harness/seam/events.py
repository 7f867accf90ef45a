"""pygame's event queue, replaced: it holds what the virtual devices and the game itself post.

The functions have the names, arguments and results of `pygame.event`. Nothing of the real queue
gets in, so that no real device reaches a game under test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import pygame

from harness.seam.mouse import require_video

Types = int | Sequence[int] | None


def _nobody_asks() -> None:
    """Take a look of the program for nothing special, as pygame does."""


class EventQueue:
    """First in, first out. Event types that the game blocked are dropped when they are posted."""

    def __init__(self, looked: Callable[[], None] = _nobody_asks) -> None:
        self._looked = looked
        """Told of every look for events at which new ones could arrive."""
        self._events: deque[pygame.event.Event] = deque()
        self._blocked = pygame.event.get_blocked

    def post(self, event: pygame.event.Event) -> bool:
        """Append an event; return whether its type is not blocked."""
        require_video()
        if not isinstance(event, pygame.event.EventType):
            raise TypeError("argument must be an Event object")
        if self._blocked(event.type):
            return False
        self._events.append(event)
        return True

    def arrive(self, event: pygame.event.Event) -> bool:
        """Append what comes from outside; nobody hears of it while the program has no display."""
        return pygame.display.get_init() and self.post(event)

    def get(
        self, eventtype: Types = None, pump: bool = True, exclude: Types = None
    ) -> list[pygame.event.Event]:
        """Take events out: all, those of `eventtype`, or all but those of `exclude`."""
        if pump:
            self._looked()
        if eventtype is not None and exclude is not None:
            raise pygame.error("Invalid combination of excluded and included event type")
        if eventtype is None and exclude is None:
            taken = list(self._events)
            self._events.clear()
            return taken
        wanted, unwanted = _types(eventtype), _types(exclude)
        taken = [
            event
            for event in self._events
            if (event.type in wanted if eventtype is not None else event.type not in unwanted)
        ]
        self._drop(taken)
        return taken

    def take(self) -> Sequence[pygame.event.Event]:
        """Take all events out, for the loop that asks every frame."""
        self._looked()
        if not self._events:
            return ()
        taken = tuple(self._events)
        self._events.clear()
        return taken

    def poll(self) -> pygame.event.Event:
        """Take the first event out; NOEVENT if there is none."""
        self._looked()
        return self._events.popleft() if self._events else pygame.event.Event(pygame.NOEVENT)

    def wait(self, timeout: int = 0) -> pygame.event.Event:
        """Take the first event out. A hosted game cannot wait: its loop is not its own."""
        return self.poll()

    def peek(self, eventtype: Types = None, pump: bool = True) -> bool | pygame.event.Event:
        """Tell whether an event of `eventtype` is there; without one, return the first event."""
        if pump:
            self._looked()
        if eventtype is None:
            return self._events[0] if self._events else pygame.event.Event(pygame.NOEVENT)
        wanted = _types(eventtype)
        return any(event.type in wanted for event in self._events)

    def clear(self, eventtype: Types = None, pump: bool = True) -> None:
        """Drop all events, or those of `eventtype`."""
        self.get(eventtype, pump)

    def pump(self) -> None:
        """Look, no more: events arrive at frame boundaries only."""
        self._looked()

    def _drop(self, taken: list[pygame.event.Event]) -> None:
        gone = {id(event) for event in taken}
        self._events = deque(event for event in self._events if id(event) not in gone)


def _types(types: Types) -> frozenset[int]:
    """Return the event types that are meant; what pygame refuses is refused in the same way."""
    if types is None:
        return frozenset()
    if not isinstance(types, int | Sequence):
        raise TypeError("event type must be numeric or a sequence")
    numbers = [types] if isinstance(types, int) else types
    for number in numbers:
        if not isinstance(number, int):
            raise TypeError("type sequence must contain valid event types")
        if not 0 <= number < pygame.NUMEVENTS:
            raise ValueError("event type out of range")
    return frozenset(numbers)
