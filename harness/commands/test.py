"""`--test-mode`: run the selected tests, print as they go, write every report."""

from __future__ import annotations

import sys

from harness.config import RunConfig
from harness.errors import HarnessError
from harness.model import RunResult
from harness.supervisor.run import Run


def run(config: RunConfig) -> int:
    """Run and return the exit code. The worker starts first, our imports come beside it."""
    run = Run(config)
    from harness.reporters.console import Console

    for warning in config.warnings:
        print(f"harness: warning: {warning}", file=sys.stderr)
    terminal = sys.stdout.isatty()
    colour = terminal and config.colour
    console = Console(sys.stdout, config, dots=config.ci, terminal=terminal, colour=colour)
    for event in run:
        console.event(event)
    assert run.result is not None
    problems = write_reports(config, run.result)
    console.result(run.result)
    for problem in problems:
        print(f"harness: error: {problem}", file=sys.stderr)
    return run.result.exit_code or (2 if problems else 0)


def write_reports(config: RunConfig, result: RunResult) -> list[HarnessError]:
    """Write every report; one that cannot be written keeps no other from being written."""
    from harness.artifacts import Store
    from harness.reporters import json_report, junit, tap

    store = Store(config.output_roots)
    wanted = [(config.report_json, json_report), (config.report_junit, junit)]
    if config.report_tap:
        wanted.append((config.report_tap, tap))
    problems = []
    for path, reporter in wanted:
        try:
            store.write(path, reporter.render(result.report))
        except HarnessError as error:
            problems.append(error)
    return problems
