"""`--test-mode`: run the selected tests and report them, or list their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.config.command_line import parse
from harness.errors import FlagError

if TYPE_CHECKING:
    from harness.processes.zygote import Source


def run(args: list[str], source: Source | None) -> int:
    """Return the exit code of the run."""
    typed = parse(args)
    if not typed.pop("test_mode", False):
        raise FlagError("add --test-mode to run tests; the other flags only apply to a test run")
    from harness.config.resolve import resolve

    config = resolve(typed, tuple(args))
    if config.list_tests:
        from harness.commands.list_tests import list_tests

        return list_tests(config)
    from harness.commands.reported_run import run_and_report

    return run_and_report(config, source)
