"""Holds the expected sequence against what happened.

The expected events are looked for in the order of the log; others may lie between them. Each takes
the earliest that fits, which leaves the most for those after it. Bounds are widened by a tolerance.
"""

from __future__ import annotations

from typing import NamedTuple

DEFAULT_TOLERANCE = 5


class Event(NamedTuple):
    """Something that happened."""

    frame: int
    name: str
    entity: str = ""

    def __str__(self) -> str:
        of = f" of {self.entity}" if self.entity else ""
        return f"{self.name} event{of} at frame {self.frame}"


class Expected(NamedTuple):
    """An event that is to happen, after the one before it."""

    name: str
    entity: str = ""
    """Whose, or an empty text for anybody's."""
    first: int | None = None
    last: int | None = None
    tolerance: int = DEFAULT_TOLERANCE

    @property
    def latest_frame(self) -> int:
        """The last frame that its bounds speak of, or -1 without any."""
        bounds = [bound for bound in (self.first, self.last) if bound is not None]
        return max(bounds) + self.tolerance if bounds else -1

    def fits(self, event: Event) -> bool:
        return self._is(event) and self._in_time(event.frame)

    def _is(self, event: Event) -> bool:
        return event.name == self.name and self.entity in ("", event.entity)

    def _in_time(self, frame: int) -> bool:
        early = self.first is not None and frame < self.first - self.tolerance
        late = self.last is not None and frame > self.last + self.tolerance
        return not early and not late

    def __str__(self) -> str:
        of = f" of {self.entity}" if self.entity else ""
        return f"{self.name} event{of}{self._bounds()}"

    def _bounds(self) -> str:
        if self.first is None and self.last is None:
            return ""
        if self.last is None:
            return f" at frame {self.first} or later"
        if self.first is None:
            return f" at frame {self.last} or earlier"
        both = f"{self.first}-{self.last}"
        return f" at frame {self.first if self.first == self.last else both}"


class Match:
    """Takes events as they happen."""

    def __init__(self, sequence: list[Expected]) -> None:
        self.events: list[Event] = []
        self.found: list[int] = []
        """Where in `events` each expected one was found so far."""
        self._sequence = sequence

    @property
    def next(self) -> int:
        """Index of the first expected event that has not happened."""
        return len(self.found)

    @property
    def complete(self) -> bool:
        return self.next == len(self._sequence)

    @property
    def waits(self) -> bool:
        """Whether the next one may still come, however late it is."""
        return not self.complete and self._sequence[self.next].last is None

    def take(self, events: list[Event]) -> None:
        for event in events:
            self.events.append(event)
            if not self.complete and self._sequence[self.next].fits(event):
                self.found.append(len(self.events) - 1)

    def failure(self) -> tuple[str, str]:
        """Return what was expected and what there is of it, for the first that is missing."""
        expected = self._sequence[self.next]
        after = self._sequence[self.next - 1] if self.found else None
        told = f"{expected}" if after is None else f"{expected}{self._after(expected)}"
        return told, self._nearest(expected)

    def _after(self, expected: Expected) -> str:
        if expected.latest_frame >= 0:
            return ""
        event = self.events[self.found[-1]]
        return f" after {event}"

    def _nearest(self, expected: Expected) -> str:
        """Return the event that comes closest: right but late or early, or another's."""
        same = [event for event in self.events if event.name == expected.name]
        mine = [event for event in same if expected.entity in ("", event.entity)]
        used = [self.events[i] for i in self.found]
        free = [event for event in mine or same if not any(event is other for other in used)]
        if not free:
            return f"No {expected.name} event found"
        return " and ".join(map(str, free[:3])) + (" and others" if len(free) > 3 else "")
