"""One report of the shards of a run, as if it had not been divided.

The shards' order is that of the plan: each report says which positions its tests have, and the
ordering hash proves that none is missing, twice or in another place. Reports are not trusted.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from harness.base.hashes import sha256
from harness.base.printable import cut_middle
from harness.errors import UsageError
from harness.records.model import Artifact, Report, Test, totals
from harness.reporters.shards import BAD, missing_shards

_INTERRUPTED = (130, 143, 129)
_BY_RANK = (4, 3, 1, 2)
"""Exit codes of which the first that a shard ended with counts."""
_OF_SHARDS = ("--shard", "--total-shards", "--shard-by", "--timings")
_MOST_TOLD = 5
_LONGEST_NAME = 200


class Shard(NamedTuple):
    """A folder of a run, as it was typed, and the report in it."""

    folder: str
    report: Report

    @property
    def number(self) -> int:
        return self.report["run"]["shard"]

    @property
    def positions(self) -> list[int]:
        """Of its tests, among those of all shards."""
        run, count = self.report["run"], len(self.report["tests"])
        given = run.get("positions")
        if given is None:
            first, step = run["shard"] - 1, run["total_shards"]
            return list(range(first, first + count * step, step))
        return given


class Merged(NamedTuple):
    report: Report
    missing: str
    """Which shards are missing, or an empty text."""


def _flavour(report: Report) -> str:
    return report["environment"]["pygame"].partition(" ")[0]


_EQUAL: dict[str, Callable[[Report], Any]] = {
    "number of shards": lambda report: report["run"]["total_shards"],
    "ordering_hash": lambda report: report["run"]["ordering_hash"],
    "seed": lambda report: report["run"]["seed"],
    "game": lambda report: report["run"]["game"],
    "fixed_fps": lambda report: report["run"]["fixed_fps"],
    "resolution": lambda report: report["run"]["resolution"],
    "pygame": _flavour,
}
"""What shards of one run have in common."""


def newest(shards: Iterable[Shard]) -> list[Shard]:
    """Return one report of each shard: the one that was started last."""
    found: dict[int, Shard] = {}
    for shard in shards:
        other = found.get(shard.number)
        if other is None or _started(shard) >= _started(other):
            found[shard.number] = shard
    return [found[number] for number in sorted(found)]


def merge_reports(shards: list[Shard], out_dir: str, root: str, *, partial: bool) -> Merged:
    """Return the report of the whole run, whose folder will be `out_dir`.

    Raises `UsageError` for shards of different runs, for a test that is there twice or is missing
    and, unless the merge is `partial`, for a shard that is missing or is there twice.
    """
    shards = newest(shards) if partial else sorted(shards, key=lambda shard: shard.number)
    _refuse_disagreement(shards)
    missing = _missing(shards)
    if missing and not partial:
        raise UsageError(
            f"{missing}; name the folder of every shard, or merge what there is with --partial"
        )
    _refuse_twice(shards)
    tests = _tests(shards, out_dir, root)
    if not missing:
        _refuse_holes(tests, shards)
    ordered = [tests[position] for position in sorted(tests)]
    return Merged(_report(shards, ordered, missing, out_dir, root), missing)


def check_paths(shard: Shard) -> None:
    """Raise `UsageError` for an artifact of a test that is not one of the shard's own."""
    for test in shard.report["tests"]:
        for listed in (test, *test["attempts"]):
            _artifacts(shard, listed["artifacts"])


def inner_path(shard: Shard, path: str) -> str:
    """Return a path of a report, normalised, which leads to something inside its folder.

    Raises `UsageError` for any other one.
    """
    normal = posixpath.normpath(path)
    outside = os.path.isabs(path) or normal in (".", "..") or normal.startswith("../")
    if outside or (os.sep != "/" and (os.sep in path or ":" in path)) or "\0" in path:
        raise UsageError(
            f"{shard.folder}: {cut_middle(path, _LONGEST_NAME)!r} is not in the run's folder; run "
            "the shards without --artifacts and --report-json"
        )
    return normal


def _started(shard: Shard) -> str:
    return shard.report["run"]["started_at"]


def _refuse_disagreement(shards: list[Shard]) -> None:
    for what, value_of in _EQUAL.items():
        found: dict[Any, list[str]] = {}
        for shard in shards:
            value = value_of(shard.report)
            if what != "pygame" or value:  # a shard without a test may have loaded none
                found.setdefault(value, []).append(shard.folder)
        if len(found) > 1:
            told = "; ".join(
                f"{cut_middle(str(value), _LONGEST_NAME)} in {_enumerated(folders)}"
                for value, folders in list(found.items())[:_MOST_TOLD]
            )
            raise UsageError(
                f"these are not shards of one run, the {what} differs: {told}; give every shard "
                "the same commit, flags and timings"
            )


def _missing(shards: list[Shard]) -> str:
    total = shards[0].report["run"]["total_shards"]
    named, count = missing_shards((shard.number for shard in shards), total)
    return f"{named} {'is' if count == 1 else 'are'} missing" if count else ""


def _refuse_twice(shards: list[Shard]) -> None:
    folders: dict[int, list[str]] = {}
    for shard in shards:
        folders.setdefault(shard.number, []).append(shard.folder)
    for number, named in folders.items():
        if len(named) > 1:
            raise UsageError(
                f"shard {number} is there {len(named)} times: {_enumerated(named)}; name one, or "
                "have --partial take the newest"
            )


def _tests(shards: list[Shard], out_dir: str, root: str) -> dict[int, Test]:
    """Return the tests of all shards by their position."""
    tests: dict[int, Test] = {}
    holders: dict[str | int, Shard] = {}
    """Of names and of positions."""
    for shard in shards:
        positions = shard.positions
        if len(positions) != len(shard.report["tests"]):
            raise UsageError(
                f"{shard.folder}: run.positions does not name a position for each test"
            )
        for position, test in zip(positions, shard.report["tests"], strict=True):
            other = holders.get(test["full_name"]) or holders.get(position)
            if other is not None:
                raise UsageError(
                    f"the test {cut_middle(test['full_name'], _LONGEST_NAME)!r} or its position is "
                    f"there twice, in {other.folder} and {shard.folder}: the shards were divided "
                    "differently; give every shard the same commit, flags and timings"
                )
            holders[test["full_name"]] = holders[position] = shard
            tests[position] = _moved(shard, test, out_dir, root)
    return tests


def _refuse_holes(tests: dict[int, Test], shards: list[Shard]) -> None:
    """Raise `UsageError` unless the tests are those that were selected, in their order."""
    hole = next((at for at, position in enumerate(sorted(tests)) if at != position), None)
    joined = "\n".join(tests[position]["full_name"] for position in sorted(tests))
    found = "sha256:" + sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()
    if hole is None and found == shards[0].report["run"]["ordering_hash"]:
        return
    where = "a test" if hole is None else f"test {hole + 1} of the run"
    raise UsageError(
        f"{where} is missing: the tests in the reports are not those of the ordering_hash; give "
        "every shard the same commit, flags and timings"
    )


def _report(
    shards: list[Shard], tests: list[Test], missing: str, out_dir: str, root: str
) -> Report:
    first = shards[0].report
    runs = [shard.report["run"] for shard in shards]
    started = [run["started_at"] for run in runs if run["started_at"]]
    codes = [run["exit_code"] for run in runs]
    if any(test["status"] in BAD for test in tests):
        codes.append(1)  # a report that is not true does not make the run pass
    run = {
        **{key: value for key, value in first["run"].items() if key != "positions"},
        "id": os.path.basename(out_dir),
        "shard": 1,
        "total_shards": 1,
        "args": _without_shard(first["run"]["args"]),
        "exit_code": 4 if missing else exit_code(codes),
        "duration_frames": sum(run["duration_frames"] for run in runs),
        "duration_ms": round(sum(run["duration_ms"] for run in runs), 3),
        "started_at": min(started, default=""),
    }
    if missing:
        run["missing"] = missing
    return {
        "schema_version": first["schema_version"],
        "run": run,  # type: ignore[typeddict-item]
        "environment": next(
            (each.report["environment"] for each in shards if _flavour(each.report)),
            first["environment"],
        ),
        "paths": {
            "baselines": _rebased(first["paths"]["baselines"], out_dir, root),
            "artifacts": "artifacts",
            "forensics": "forensics",
        },
        "totals": totals(tests),
        "tests": tests,
    }


def exit_code(codes: Iterable[int]) -> int:
    """Return the exit code of a run whose shards ended with `codes`.

    A signal counts first, then a code of a test's own, then what is worst.
    """
    ended = [code for code in codes if code]
    order = (*_INTERRUPTED, *(code for code in ended if code not in _BY_RANK), *_BY_RANK)
    return next((code for code in order if code in ended), 0)


def _without_shard(args: list[str]) -> list[str]:
    kept: list[str] = []
    rest = iter(args)
    for arg in rest:
        if arg in _OF_SHARDS:
            next(rest, None)
        elif arg.partition("=")[0] not in _OF_SHARDS:
            kept.append(arg)
    return kept


def _moved(shard: Shard, test: Test, out_dir: str, root: str) -> Test:
    """Return a test whose paths are relative to the merged report."""
    artifacts = _artifacts(shard, test["artifacts"])
    updated = [_rebased(path, out_dir, root) for path in test["updated_baselines"]]
    attempts = [
        {**attempt, "artifacts": _artifacts(shard, attempt["artifacts"])}
        for attempt in test["attempts"]
    ]
    return {**test, "attempts": attempts, "artifacts": artifacts, "updated_baselines": updated}  # type: ignore[typeddict-item]


def _artifacts(shard: Shard, artifacts: list[Artifact]) -> list[Artifact]:
    if not artifacts:
        return artifacts
    top = inner_path(shard, shard.report["paths"]["artifacts"]) + "/"
    moved: list[Artifact] = []
    for artifact in artifacts:
        path = inner_path(shard, artifact["path"])
        if not path.startswith(top):
            raise UsageError(
                f"{shard.folder}: {cut_middle(path, _LONGEST_NAME)!r} is not among its artifacts"
            )
        moved.append({"kind": artifact["kind"], "path": f"artifacts/{path[len(top) :]}"})
    return moved


def _rebased(path: str, out_dir: str, root: str) -> str:
    """Return a path of the project as seen from the merged report.

    In a shard's report it is relative to the run's folder, of which the depth is not known here.
    """
    inner = posixpath.normpath(path)
    while inner.startswith("../"):
        inner = inner[3:]
    return os.path.relpath(os.path.join(root, inner.lstrip("/")), out_dir).replace(os.sep, "/")


def _enumerated(folders: list[str]) -> str:
    more = len(folders) - _MOST_TOLD
    return ", ".join(folders[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
