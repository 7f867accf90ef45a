"""What happened in an attempt, frame by frame, so that it can be compared with its replay."""

from __future__ import annotations

import json
from typing import NamedTuple

from harness.determinism.differences import Difference, first_difference

_LARGEST = 64 * 1024 * 1024
"""Characters of state that are kept of an attempt; what comes later is not compared."""

State = dict[str, str]
"""Sections of the declared state, as text."""


class Evidence:
    """An attempt as it was seen. Frames count from its start.

    `paths` holds the declared properties by section.
    """

    def __init__(self, paths: dict[str, list[str]], start: State) -> None:
        self.paths = paths
        self.start = start
        self.steps: list[tuple[int, State]] = []
        """What has changed, by frame."""
        self.end = 0
        """The last frame that was seen."""
        self._size = 0

    def add(self, frame: int, changed: State) -> None:
        if changed and self._size < _LARGEST:
            self._size += sum(map(len, changed.values()))
            self.steps.append((frame, changed))
        if self._size < _LARGEST:
            self.end = frame

    def to_json(self) -> str:
        return json.dumps([self.paths, self.start, self.steps, self.end])

    @classmethod
    def from_json(cls, text: str) -> Evidence:
        paths, start, steps, end = json.loads(text)
        evidence = cls(paths, start)
        evidence.steps = [(frame, changed) for frame, changed in steps]
        evidence.end = end
        return evidence


class Verdict(NamedTuple):
    """Where an attempt and its replay part; at frame 0 they began apart."""

    frame: int
    difference: Difference


def compare(first: Evidence, second: Evidence) -> Verdict | None:
    """Return where an attempt and its replay part, or `None` if they do not."""
    if first.start != second.start:
        return Verdict(0, _difference(first.paths, first.start, second.start))
    ones, others = dict(first.steps), dict(second.steps)
    one, other = dict(first.start), dict(second.start)
    for frame in sorted({*ones, *others}):
        if frame > min(first.end, second.end):
            return None
        one |= ones.get(frame, {})
        other |= others.get(frame, {})
        if one != other:
            return Verdict(frame, _difference(first.paths, one, other))
    return None


def _difference(paths: dict[str, list[str]], first: State, second: State) -> Difference:
    section = next(name for name in first | second if first.get(name) != second.get(name))
    return first_difference(
        paths.get(section, [section]), first.get(section, "[]"), second.get(section, "[]")
    )
