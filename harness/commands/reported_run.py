"""A run with its console and its reports, as `--test-mode`, `--resume` and `scenarios` have it."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from harness.base.faults import fault
from harness.base.printable import visible_lines
from harness.base.streams import Output, guarded
from harness.config.resolve import RunConfig
from harness.errors import CannotWrite, HarnessError, HarnessFault
from harness.processes.zygote import Source
from harness.records.model import Event, RunResult, RunStarted
from harness.records.store import Losses, Store
from harness.runs.file_times import keep_times
from harness.runs.interrupts import Signals, caught
from harness.runs.resume import Concluded, Recorded
from harness.runs.run import Run
from harness.wire.protocol import Said

if TYPE_CHECKING:
    from harness.reporters.report_files import Renderer

_FAULT = 4


class Shown(Protocol):
    """What a person sees of a run."""

    def event(self, event: Event) -> None: ...
    def said(self, said: Said) -> str: ...
    def running(self, positions: list[int], ended: int) -> None: ...
    def resumed(self, started: RunStarted, ended: int) -> None: ...
    def result(self, result: RunResult, bundle: str = "", html: str = "") -> None: ...


def run_and_report(
    config: RunConfig,
    source: Source | None = None,
    recorded: Recorded | None = None,
    shown: Callable[[Output], Shown] | None = None,
) -> int:
    """Run and return the exit code. The worker starts first, our imports come beside it.

    With what is `recorded` of a run, that one continues. `shown` makes what takes the console's
    place.
    """
    gc.disable()  # as in `__main__`, which `--resume` comes past
    with caught() as signals:
        return _run(config, source, recorded, shown, signals)


def _run(
    config: RunConfig,
    source: Source | None,
    recorded: Recorded | None,
    shown: Callable[[Output], Shown] | None,
    signals: Signals,
) -> int:
    def print_said(said: Said) -> str:
        return console.said(said)

    def show_at_work(positions: list[int], ended: int) -> None:
        with contextlib.suppress(Exception):  # what is wrong shows itself at the next event
            console.running(positions, ended)

    running: Run | Concluded
    if recorded is not None and recorded.complete:
        running = Concluded(config, recorded)
    else:
        running = Run(
            config, source=source, said=print_said, recorded=recorded, signals=signals,
            at_work=show_at_work,
        )  # fmt: skip
    from harness.reporters.forensics import Bundle, settle_bundle
    from harness.reporters.report_files import renderers

    wanted = renderers(config, failed=False)  # here, so that modules load beside the worker
    for warning in config.warnings:
        print(f"harness: warning: {visible_lines(warning)}", file=sys.stderr)
    output = guarded(sys.stdout)
    console = shown(output) if shown else _console(output, config)
    if recorded is not None:
        console.resumed(recorded.started, len(recorded.settled))
    problems = _show(running, console)
    result = running.result
    assert result is not None
    if result.exit_code:
        wanted = renderers(config, failed=True)
    problems += _write_reports(Store(config.output_roots), wanted, result)
    code = _exit_code(result, problems)
    bundle = Bundle("", [])
    try:
        bundle = settle_bundle(config, _with_faults(result, problems), code)
        problems += bundle.problems
        html = config.reports["html"]
        console.result(result, bundle.path, html if html in wanted else "")
    except Exception as error:
        problems.append(fault(error))
    keep_times(config, result, running.lost)
    output.flush()
    if output.problem:
        running.lost.note("standard output", output.problem)
    _tell_problems(running.lost, problems)
    return _exit_code(result, problems)


def _show(running: Run | Concluded, console: Shown) -> list[HarnessError]:
    """Run to the end. A console that fails shows no more, and ends nothing."""
    problems: list[HarnessError] = []
    for event in running:
        try:
            if not problems:
                console.event(event)
        except Exception as error:
            problems.append(fault(error))
    return problems


def _exit_code(result: RunResult, problems: list[HarnessError]) -> int:
    if any(isinstance(problem, HarnessFault) for problem in problems):
        return _FAULT
    return result.exit_code or (2 if any(map(_is_a_wrong_path, problems)) else 0)


def _with_faults(result: RunResult, problems: list[HarnessError]) -> RunResult:
    """Return the result as the bundle tells it: with what was wrong with the harness."""
    faults = [f"{each}\n{each.stack}" for each in problems if isinstance(each, HarnessFault)]
    reason = "\n".join(filter(None, [result.reason, *faults]))
    return result._replace(reason=reason)


def _console(output: Output, config: RunConfig) -> Shown:
    from harness.reporters.console import Console

    terminal = sys.stdout.isatty()
    return Console(
        output,
        config,
        dots=config.ci,
        terminal=terminal and config.moves_cursor,
        colour=config.colour == "always" or (terminal and config.colour == "auto"),
        echoes=sys.stdin is not None and sys.stdin.isatty(),
    )


def _is_a_wrong_path(problem: HarnessError) -> bool:
    """Tell a path that cannot be written to from a disk that is full."""
    return not (isinstance(problem, CannotWrite) and problem.by_disk)


def _tell_problems(lost: Losses, problems: list[HarnessError]) -> None:
    """Name what could not be written."""
    refused = [problem for problem in problems if not isinstance(problem, CannotWrite)]
    for problem in problems:
        if isinstance(problem, CannotWrite):
            lost.add(problem)
    for message in [*map(str, refused), *lost.messages()]:
        print(
            f"harness: {'error' if problems else 'warning'}: {visible_lines(message)}",
            file=sys.stderr,
        )


def _write_reports(
    store: Store, wanted: Mapping[str, Renderer], result: RunResult
) -> list[HarnessError]:
    """Write every report; one that cannot be written keeps no other from being written."""
    problems = []
    for path, render in wanted.items():
        try:
            store.write(path, render(result.report))
        except HarnessError as error:
            problems.append(error)
        except Exception as error:
            problems.append(fault(error))
    return problems
