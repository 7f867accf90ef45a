"""Errors in the log of an attempt: one that the test did not expect fails it.

A line is expected if an assertion, a search or a wait of the test has found it, or if the test has
said so (`expect_log_error`), before or after. An expectation that nothing met fails as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from harness.errors import HarnessError
from harness.logs.buffer import Line, LogBuffer

_MOST_SHOWN = 5


class _Expected(NamedTuple):
    text: str
    matches: Callable[[str], object]


class LogErrors:
    """Those of the running attempt; `tell` is told what is wrong."""

    def __init__(self, log: LogBuffer, tell: Callable[[str], None]) -> None:
        self._log = log
        self._tell = tell
        self._expected: list[_Expected] = []

    def begin_attempt(self) -> None:
        self._log.begin_errors()
        self._expected = []

    def expect(self, text: str, regex: bool) -> None:
        """Expect errors that contain `text`, or that it matches."""
        try:
            matches = re.compile(text if regex else re.escape(text)).search
        except re.error as error:
            raise HarnessError(
                f"test_harness.expect_log_error: argument 'text': {text!r} is no regular "
                f"expression: {error}"
            ) from None
        self._expected.append(_Expected(text, matches))

    def end_attempt(self) -> None:
        """Tell of errors that nobody expected, and of expected ones that did not come."""
        errors, log = self._log.errors, self._log
        if not (errors or self._expected):
            return
        if errors:
            unexpected = [
                line
                for line in errors
                if line.number not in log.found
                and not any(each.matches(line.text) for each in self._expected)
            ]
            if unexpected:
                self._tell(_unexpected(unexpected))
        for each in self._expected:
            if not any(each.matches(line.text) for line in errors):
                self._tell(f"the log has no error with {each.text!r}, which the test expected")


def _unexpected(lines: list[Line]) -> str:
    """Return the message, without frames: they count from the game's start."""
    count = len(lines)
    what = "an error was" if count == 1 else f"{count} errors were"
    shown = "".join(f"\n  {line.source}: {line.text}" for line in lines[:_MOST_SHOWN])
    more = f"\n  and {count - _MOST_SHOWN} more" if count > _MOST_SHOWN else ""
    return f"{what} logged that the test did not expect:{shown}{more}"
