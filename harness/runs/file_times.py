"""Writes down what each test file took, after a run of all tests."""

from __future__ import annotations

import os

from harness.config import timings
from harness.config.resolve import RunConfig
from harness.errors import PathRefused
from harness.records.model import Report, RunResult
from harness.records.store import Losses, Store
from harness.runs.interrupts import EXIT_CODES


def keep_times(config: RunConfig, result: RunResult, lost: Losses) -> None:
    """Write the seconds that each file took, if the run was whole; others that exist stay.

    A run that is narrowed, is a shard or ended early does not show what a file takes. A file that
    cannot be written is `lost`.
    """
    if not _is_whole(config, result):
        return
    others = {
        file: seconds
        for file, seconds in config.timings.items()
        if os.path.exists(os.path.join(config.root, file))
    }
    text = timings.render(others | seconds_of(result.report))
    store, path = Store(config.output_roots, lost.add), timings.default_path(config.root)
    try:
        store.keep(path, text)
    except PathRefused:
        lost.note(path, "a link leads out of the project")


def seconds_of(report: Report) -> timings.Timings:
    """Return the seconds of each test file of a report."""
    milliseconds: dict[str, float] = {}
    for test in report["tests"]:
        milliseconds[test["file"]] = milliseconds.get(test["file"], 0.0) + test["duration_ms"]
    return {file: round(taken / 1000, 3) for file, taken in milliseconds.items()}


def _is_whole(config: RunConfig, result: RunResult) -> bool:
    totals = result.report["totals"]
    selects_all = config.selects_all and not config.test_scripts and config.total_shards == 1
    ended = not totals["not_run"] and result.exit_code not in EXIT_CODES.values()
    return selects_all and ended and totals["total"] > 0
