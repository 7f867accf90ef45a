"""`--test-mode`: run the selected tests, print as they go, write every report."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence

from harness.artifacts import Store
from harness.config import RunConfig
from harness.errors import HarnessError
from harness.model import Report, RunResult
from harness.supervisor.run import Run
from harness.supervisor.spawn import Spawned

Reporter = Callable[[Report], str]


def run(config: RunConfig, spawned: Spawned | None = None) -> int:
    """Run and return the exit code. The worker starts first, our imports come beside it."""
    # Results hold no cycles, and looking for them costs more than writing all reports.
    gc.disable()
    running = Run(config, spawned=spawned)
    from harness.reporters import json_report, junit, tap
    from harness.reporters.console import Console

    for warning in config.warnings:
        print(f"harness: warning: {warning}", file=sys.stderr)
    terminal = sys.stdout.isatty()
    colour = terminal and config.colour
    console = Console(sys.stdout, config, dots=config.ci, terminal=terminal, colour=colour)
    for event in running:
        console.event(event)
    result = running.result
    assert result is not None
    wanted = [(config.report_json, json_report.render), (config.report_junit, junit.render)]
    if config.report_tap:
        wanted.append((config.report_tap, tap.render))
    problems = write_reports(Store(config.output_roots), wanted, result)
    console.result(result)
    for problem in problems:
        print(f"harness: error: {problem}", file=sys.stderr)
    return result.exit_code or (2 if problems else 0)


def write_reports(
    store: Store, wanted: Sequence[tuple[str, Reporter]], result: RunResult
) -> list[HarnessError]:
    """Write every report; one that cannot be written keeps no other from being written."""
    problems = []
    for path, render in wanted:
        try:
            store.write(path, render(result.report))
        except HarnessError as error:
            problems.append(error)
    return problems
