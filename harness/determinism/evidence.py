"""What happened in an attempt, frame by frame, so that two attempts of a test can be compared."""

from __future__ import annotations

from typing import NamedTuple

from harness.determinism.differences import Difference, first_difference
from harness.input.inputs import Input

_LARGEST = 64 * 1024 * 1024
"""Characters of state that are kept of an attempt; what comes later is not compared."""

State = dict[str, str]
"""Sections of the declared state, as text."""


class Step(NamedTuple):
    frame: int
    """From the start of the attempt."""
    inputs: tuple[Input, ...]
    changed: State


class Evidence:
    """An attempt as it was seen."""

    def __init__(self, start: State) -> None:
        self.start = start
        self.end = 0
        """The last frame that was seen, from the start of the attempt."""
        self.steps: list[Step] = []
        self._size = 0

    def add(self, step: Step) -> None:
        if (step.inputs or step.changed) and self._size < _LARGEST:
            self._size += sum(map(len, step.changed.values()))
            self.steps.append(step)
        self.end = step.frame


class Verdict(NamedTuple):
    """Where two attempts part although they had equal inputs; at frame 0 they began apart."""

    frame: int
    difference: Difference


def compare(paths: dict[str, list[str]], first: Evidence, second: Evidence) -> Verdict | None:
    """Return where the attempts part, or `None` if they do not, or not before their inputs do.

    `paths` holds the declared properties by section.
    """
    if first.start != second.start:
        return Verdict(0, _difference(paths, first.start, second.start))
    ones = {step.frame: step for step in first.steps}
    others = {step.frame: step for step in second.steps}
    one_state, other_state = dict(first.start), dict(second.start)
    for frame in sorted({*ones, *others}):
        one, other = ones.get(frame, _NO_STEP), others.get(frame, _NO_STEP)
        if one.inputs != other.inputs or frame > min(first.end, second.end):
            return None
        one_state |= one.changed
        other_state |= other.changed
        if one_state != other_state:
            return Verdict(frame, _difference(paths, one_state, other_state))
    return None


def _difference(paths: dict[str, list[str]], first: State, second: State) -> Difference:
    section = next(name for name in first | second if first.get(name) != second.get(name))
    return first_difference(
        paths.get(section, [section]), first.get(section, "[]"), second.get(section, "[]")
    )


_NO_STEP = Step(0, (), {})
