"""What is wrong with the shards of a run beside their tests: one is missing, or does not belong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from harness.base.printable import cut
from harness.records.model import Report, Status

BAD: tuple[Status, ...] = ("crashed", "timed_out", "failed")
EXITS = {
    0: "passed", 1: "failed", 2: "configuration", 3: "timeout", 4: "crash",
    130: "interrupted", 143: "terminated",
}  # fmt: skip
_MOST_GAPS = 20
_MOST_TOLD = 5
_LONGEST_MISSING = 500


class Given(NamedTuple):
    """A report and the path that it was read from, as it was typed."""

    path: str
    report: Report


def problems(given: list[Given], partial: bool = False) -> list[str]:
    """Return what is wrong with the runs; with `partial`, other shards are told of elsewhere."""
    told = (item.report["run"].get("missing", "") for item in given)
    found = [cut(missing, _LONGEST_MISSING) for missing in told if missing]
    for shards in _groups(given):
        found += [] if partial else _missing(shards)
        found += _repeated(shards) + _disagreement(shards)
    return found + [_unexplained(item) for item in given if _is_unexplained(item)]


def _groups(given: list[Given]) -> list[list[Given]]:
    """Return the reports that are shards of one run each."""
    groups: dict[tuple[str, int], list[Given]] = {}
    for item in given:
        run = item.report["run"]
        if run["total_shards"] > 1:
            key = item.report["environment"]["platform"], run["total_shards"]
            groups.setdefault(key, []).append(item)
    return list(groups.values())


def missing_shards(present: Iterable[int], total: int) -> tuple[str, int]:
    """Return `shards 2-3, 7 of 9` for those that are not `present`, and how many they are."""
    found = sorted(set(present))
    gaps: list[tuple[int, int]] = []
    for before, after in zip([0, *found], [*found, total + 1], strict=True):
        if after - before > 1:
            gaps.append((before + 1, after - 1))
    number = total - len(found)
    shown = ", ".join(_span(*gap) for gap in gaps[:_MOST_GAPS])
    more = ", …" if len(gaps) > _MOST_GAPS else ""
    return f"{'shard' if number == 1 else 'shards'} {shown}{more} of {total}", number


def _missing(shards: list[Given]) -> list[str]:
    total = shards[0].report["run"]["total_shards"]
    named, number = missing_shards((item.report["run"]["shard"] for item in shards), total)
    return [f"{named}: no report; look at what that job printed"] if number else []


def _repeated(shards: list[Given]) -> list[str]:
    seen: dict[int, list[str]] = {}
    for item in shards:
        seen.setdefault(item.report["run"]["shard"], []).append(item.path)
    return [
        f"shard {shard} is there {len(paths)} times, and its tests are counted as often: "
        + ", ".join(paths[:_MOST_TOLD])
        for shard, paths in seen.items()
        if len(paths) > 1
    ]


def _disagreement(shards: list[Given]) -> list[str]:
    """Shards of one plan have one hash; with two, tests ran twice or nowhere."""
    hashes: dict[str, list[int]] = {}
    for item in shards:
        run = item.report["run"]
        hashes.setdefault(run["ordering_hash"], []).append(run["shard"])
    if len(hashes) < 2:
        return []
    told = [f"{cut(value, 20)} of {ranges(shards)}" for value, shards in hashes.items()]
    listed = ", ".join(told[:_MOST_TOLD])
    why = "the shards have different ordering_hashes, tests ran twice or not at all"
    return [f"{why}: {listed}; give every shard the same commit and flags"]


def _is_unexplained(given: Given) -> bool:
    failed = (*BAD, "flaky")
    settled = any(test["status"] in failed for test in given.report["tests"])
    settled = settled or bool(given.report["run"].get("missing"))
    return given.report["run"]["exit_code"] != 0 and not settled


def _unexplained(given: Given) -> str:
    code = given.report["run"]["exit_code"]
    meaning = f" ({EXITS[code]})" if code in EXITS else ""
    return f"{given.path}: the run ended with exit code {code}{meaning}, and no test has failed"


def ranges(numbers: Iterable[int]) -> str:
    """Return `1-3, 5` of 1, 2, 3, 5."""
    spans: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    shown = ", ".join(_span(*span) for span in spans[:_MOST_GAPS])
    return shown + (", …" if len(spans) > _MOST_GAPS else "")


def _span(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"
