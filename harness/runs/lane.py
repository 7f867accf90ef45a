"""A sequence of workers, each of which takes over where the one before it has ended."""

from __future__ import annotations

from collections.abc import Iterator

from harness.runs.ending import Ending
from harness.runs.ledger import Ledger
from harness.runs.watch import TIMEOUT, Watch
from harness.runs.worker_process import Worker
from harness.wire.protocol import Progress

_MOST_BARREN = 2
"""How many workers in a row may end before they run anything."""

Place = tuple[int | None, int]
"""The first test that is left, and how many files have been lost: the same twice is no progress."""


class Lane:
    """`positions` are the tests of the plan that it was given; `None` before there is a plan."""

    def __init__(self, watch: Watch, ledger: Ledger) -> None:
        self.worker: Worker | None = None
        self.ending = Ending()
        self.again: tuple[int, str | None] | None = None
        """The next worker continues at this attempt of its first test."""
        self.positions: list[int] | None = None
        self.is_playing = False
        """Its worker was told to run tests."""
        self.is_closed = False
        """Its worker has closed its end."""
        self._watch = watch
        self._ledger = ledger
        self._done = 0
        """How many of its tests are known to have a result, from the first on."""
        self._from: Place | None = None
        self._barren = 0
        """How many workers in a row have ended before they ran anything."""

    @property
    def next(self) -> int | None:
        """The first test that it was given and that is to be run."""
        due = filter(self._ledger.is_due, self._unsettled())
        return next(due, None)

    @property
    def is_due(self) -> bool:
        """Whether there is anything to do for a worker: tests, or the plan."""
        return self.positions is None or self.next is not None

    @property
    def is_needless(self) -> bool:
        """Whether its worker runs what is not to be run."""
        first = next(self._unsettled(), None)
        return first is not None and self._ledger.is_needless(first)

    def _unsettled(self) -> Iterator[int]:
        """Yield the tests that it was given and that have no result."""
        given = self.positions or []
        while self._done < len(given) and self._ledger.settled(given[self._done]):
            self._done += 1  # a result stays
        for i in range(self._done, len(given)):
            if not self._ledger.settled(given[i]):
                yield given[i]

    def give(self, positions: list[int] | None) -> None:
        """Have the next worker run these tests."""
        self.positions, self._done = positions, 0

    def begin(self, worker: Worker, place: Place) -> None:
        """Turn to a new worker."""
        self.worker, self.ending = worker, Ending()
        self.again, self._from = None, place
        self.is_playing = self.is_closed = False
        self._watch.begin()

    def go(self, positions: list[int] | None, splits: bool) -> None:
        """Have the worker run tests."""
        assert self.worker is not None
        self.worker.go(positions, splits)
        self.is_playing = True
        self._watch.begin()

    def has_advanced(self, place: Place) -> bool:
        """Tell whether it is worth while to start a worker where the next one would begin."""
        is_barren = self._from == place and not self.again
        self._barren = self._barren + 1 if is_barren else 0
        return not (self._barren == _MOST_BARREN or (self._barren and self.ending.cause))

    def progress(self) -> Progress:
        """Return where the worker was, or is."""
        assert self.worker is not None
        return self.ending.stopped or self.worker.progress()

    def watch(self, is_first: bool) -> str:
        """Return why its worker is to be ended, if it is.

        One that waits to be told to run tests is watched only where it makes the plan.
        """
        assert self.worker is not None
        self.worker.tick()
        if not (self.is_playing or is_first) or self.ending.cause:
            return ""
        return self._watch.look(self.worker.progress())

    def stop(self, cause: str) -> None:
        """End the worker; what it does from here on, woken by our signal, does not count."""
        if cause != TIMEOUT:
            self.ending.stopped = self.progress()
        self.end(cause)

    def end(self, cause: str) -> None:
        """End the worker for a cause, unless it is ended already and takes the run along."""
        if self.worker is not None and self.ending.may_go_on:
            self.ending.cause = cause
            if self.ending.is_by_the_clock:
                self.worker.stop_with_stacks()
            else:
                self.worker.kill()

    def close(self) -> None:
        """Kill the worker, if one is there."""
        if self.worker is not None:
            self.worker.kill()
            self.worker.close()
            self.worker = None
