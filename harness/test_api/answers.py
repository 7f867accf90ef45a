"""The calls of an attempt that gave `nil, message`, and the messages that the test dropped."""

from __future__ import annotations

import re
from collections.abc import Callable

from harness.records.model import FindingKind

_MOST_REASONS = 3
_SPEAKS_OF_NIL = re.compile(r"\bnil\b|\bnothing\b")


class Answers:
    """Those of the running attempt. `finding` receives the first dropped message of each line."""

    def __init__(self, finding: Callable[[FindingKind, str, str], None]) -> None:
        self._finding = finding
        self._last: dict[str, str] = {}
        """The last answer of each line, by `file:line`, in the order of the calls."""
        self._told: set[str] = set()

    def begin_attempt(self) -> None:
        self._last.clear()
        self._told.clear()

    def note(self, where: str, text: str, dropped: bool) -> None:
        """Note an answer; one that was `dropped` is a mistake of the test."""
        self._last.pop(where, None)
        self._last[where] = text
        if dropped and where not in self._told:
            self._told.add(where)
            self._finding("ignored_error", where, f"{where}: {text}; the message was not used")

    def explain(self, message: str) -> str:
        """Return the message of a failure with the reasons of the nil that it speaks of."""
        if not _SPEAKS_OF_NIL.search(message):
            return message
        new = [
            f"{where}: {text}"
            for where, text in self._last.items()
            if text.partition(": ")[2] not in message
        ]
        return "\n".join([message, *new[-_MOST_REASONS:]])
