"""Which of the selected tests a shard runs. Pure, so that all shards come to the same division."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.config.resolve import RunConfig
from harness.plan.tests import Test


def shard_of(selected: Sequence[Test], config: RunConfig) -> list[int]:
    """Return the positions of a run's tests among the selected ones of all shards."""
    if config.shard_by == "time":
        files = [test.file for test in selected]
        return by_time(files, config.timings, config.shard, config.total_shards)
    return by_count(len(selected), config.shard, config.total_shards)


def by_count(count: int, number: int, total: int) -> list[int]:
    """Return the positions of a shard of `count` tests: every `total`-th, from the `number`-th."""
    return list(range(number - 1, count, total))


def by_time(
    files: Sequence[str], seconds: Mapping[str, float], number: int, total: int
) -> list[int]:
    """Return the positions of a shard whose files take about as long as those of any other.

    `files` holds the file of each test and `seconds` what files took. The longest goes to the shard
    with the least so far, and so on: no shard takes more than 4/3 of the least possible (Graham,
    1969). Files stay whole.
    """
    weights = weights_of(files, seconds)
    order = {file: place for place, file in enumerate(weights)}
    loads = [0.0] * min(total, len(order))
    mine: set[str] = set()
    for file in sorted(weights, key=lambda file: (-weights[file], order[file])):
        least = loads.index(min(loads))
        loads[least] += weights[file]
        if least == number - 1:
            mine.add(file)
    return [position for position, file in enumerate(files) if file in mine]


def weights_of(files: Sequence[str], seconds: Mapping[str, float]) -> dict[str, float]:
    """Return what each file is expected to take, in the order of the files.

    One that is not known counts as the median of the others; if none is, all count the same.
    """
    named = dict.fromkeys(files)
    known = sorted(seconds[file] for file in named if file in seconds)
    middle = len(known) // 2
    median = (known[middle] + known[~middle]) / 2 if known else 1.0
    return {file: seconds.get(file, median) for file in named}
