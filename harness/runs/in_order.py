"""Events of several workers in the order of the plan, as one worker would have sent them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from harness.runs.ledger import Ledger


class InOrder:
    """Holds back what is said of a test until all tests before it in the plan have ended."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._now = 0
        """Position of the test whose events pass."""
        self._held: dict[int, list[Any]] = {}

    def take(self, events: Iterable[Any]) -> list[Any]:
        """Return what is due of the events so far. The ledger knows them already."""
        due: list[Any] = []
        for event in events:
            test = event.get("test")
            if test is None or test == self._now:
                due.append(event)
                if event["type"] == "test_finished":
                    self._now += 1
                    self._advance(due)
            else:
                self._held.setdefault(test, []).append(event)
        self._advance(due)
        return due

    def _advance(self, due: list[Any]) -> None:
        """Pass what was held back of the tests that are next."""
        planned = len(self._ledger.planned)
        while self._now < planned:
            held = self._held.pop(self._now, [])
            if not self._ledger.is_needless(self._now):
                due += held
            ended = any(event["type"] == "test_finished" for event in held)
            if not ended and not self._is_over(self._now):
                return
            self._now += 1

    def _is_over(self, position: int) -> bool:
        """Tell whether nothing will be said of the end of a test."""
        return self._ledger.is_needless(position) or self._ledger.is_given_up(position)
