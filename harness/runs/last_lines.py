"""The last lines that the workers of a run have logged, in the order of the plan."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from harness.wire.protocol import LOG_LINES, STARTING, Logged

_FIRST = 1
"""The worker that starts first."""


class LastLines:
    """Which worker has run a test, and when, does not show."""

    def __init__(self) -> None:
        self._found: list[tuple[float, Logged]] = []

    def add(self, worker: int, logged: list[Logged], *, has_failed: bool) -> None:
        """Take the lines of a worker that has ended.

        Each worker starts alike, so what the first one has logged at its start counts, and what
        was the end of one that came no further.
        """
        in_tests = [line for line in logged if line.position != STARTING]
        self._found += [(line.position, line) for line in in_tests]
        if worker == _FIRST or (has_failed and not in_tests):
            place = STARTING if worker == _FIRST else inf
            self._found += [(place, line) for line in logged if line.position == STARTING]

    def lines(self, is_needless: Callable[[int], bool]) -> tuple[str, ...]:
        """Return the last ones, without those of tests that are not to be run."""
        ordered = sorted(self._found, key=lambda found: found[0])
        kept = [
            line.text
            for _, line in ordered
            if line.position == STARTING or not is_needless(line.position)
        ]
        return tuple(kept[-LOG_LINES:])
