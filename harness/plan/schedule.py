"""Which tests a worker is given next: pure functions over the plan.

A part is what runs from one fresh state to the next: the tests of a file, or a single test where
each test begins afresh. No part depends on another one, so that any worker may run it at any time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from harness.plan.shards import weights_of

_LEAST_SECONDS = 0.001
"""What a file takes at least, so that a worker is given several that have taken nothing."""
NOT_KNOWN: Mapping[str, float] = MappingProxyType({})


_MOST_ORDERS = 3
"""For each worker, about: to start one takes as long as hundreds of trivial tests."""


class Part(NamedTuple):
    """`positions` are those of the plan; `weight` says how long it may take, beside the others."""

    positions: tuple[int, ...]
    weight: float


def parts_of(
    files: Sequence[str], isolate: str, seconds: Mapping[str, float] = NOT_KNOWN
) -> list[Part]:
    """Return the parts of a plan. `files` holds the file of each test, `seconds` what files took.

    Where nothing is known, a part weighs as much as it has tests.
    """
    if isolate == "run":
        return [Part(tuple(range(len(files))), len(files))]
    weights = _weights(files, seconds)
    if isolate == "test":
        return [Part((position,), weights[file]) for position, file in enumerate(files)]
    grouped = (list(group) for _, group in groupby(range(len(files)), key=files.__getitem__))
    return [Part(tuple(group), len(group) * weights[files[group[0]]]) for group in grouped]


def _weights(files: Sequence[str], seconds: Mapping[str, float]) -> dict[str, float]:
    """Return what a test of each file weighs."""
    counts = Counter(files)
    if seconds.keys().isdisjoint(counts):
        return dict.fromkeys(counts, 1.0)
    taken = weights_of(files, seconds)
    return {file: max(taken[file], _LEAST_SECONDS) / count for file, count in counts.items()}


class Schedule:
    """Hands out parts to so many workers: the longest first, several at once while many are left.

    Guided self-scheduling (Polychronopoulos and Kuck, 1987): a worker takes its share of half of
    what is left, so that few orders are needed and none is long at the end.
    """

    def __init__(self, parts: Sequence[Part], workers: int) -> None:
        self._left = sorted(parts, key=lambda part: (-part.weight, part.positions))
        self._workers = workers
        self._least = sum(part.weight for part in parts) / (_MOST_ORDERS * workers)

    def take(self, is_due: Callable[[int], bool]) -> list[int]:
        """Return the positions that a worker runs next, in the order of the plan.

        A position that is not due has its result, or will not be run.
        """
        if self._workers == 1:
            share = float("inf")
        else:
            share = sum(part.weight for part in self._left) / (2 * self._workers)
            share = max(share, self._least)
        taken: list[int] = []
        weight = 0.0
        while self._left and (not taken or weight < share):
            part = self._left.pop(0)
            taken += filter(is_due, part.positions)
            weight += part.weight
        return sorted(taken)
