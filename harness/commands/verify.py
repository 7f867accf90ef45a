"""`verify`: run the selection twice in processes that differ in all that must not matter, and tell
the first frame and the value in which the two runs differ.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from harness.base import clock as wall
from harness.base.paths import shown
from harness.base.printable import visible_lines
from harness.config.command_line import parse
from harness.config.formats import FORMATS
from harness.config.resolve import RunConfig, processors, resolve
from harness.config.settings import Options
from harness.config.targets import NO_GAME
from harness.determinism.comparison import Comparison, compare, nothing_compared, told
from harness.errors import FlagError
from harness.processes.other_date import SECONDS_APART, can_differ
from harness.processes.zygote import Source
from harness.records.model import Report, RunResult, Test
from harness.records.store import Store
from harness.records.trace import FILE, read_lines
from harness.reporters.forensics import leave_bundle
from harness.reporters.report_files import renderer
from harness.runs.interrupts import EXIT_CODES, Signals, caught
from harness.runs.mirrored_folder import elsewhere
from harness.runs.run import Run
from harness.runs.source import start_source

_SAME, _DIFFERENT = 0, 1
_FIRST_ONLY = ("artifacts", *(each.key for each in FORMATS))
"""Outputs that were named go to the first run; the second keeps to its folder."""
_SUSPECTS = ("guard", "impure_draw")
_RUNS = (
    "undrawn; fixed hashes and addresses",
    "drawn now and then; other hashes, addresses, time and folder, directories in reverse",
)
_RUNS_OF_A_PROGRAM = ("fixed hashes and addresses", "other hashes, addresses, time and folder")
"""One that owns its loop is always drawn, and its folders are always listed by name."""


def run(args: list[str], source: Source | None) -> int:
    """Return 0 if the two runs were the same and 1 if they were not."""
    plain, perturbed = _configs(parse(args), ("verify", *args))
    with caught() as signals:
        return _verify(plain, perturbed, source, signals)


def _verify(plain: RunConfig, perturbed: RunConfig, source: Source | None, signals: Signals) -> int:
    ended = _run_twice(plain, perturbed, source, signals)
    results = [result for _, result in ended]
    code = results[-1].exit_code
    if code not in EXIT_CODES.values():
        _describe(results, _RUNS_OF_A_PROGRAM if plain.attached else _RUNS)
        code = _judge([plain, perturbed], *results)
    for config, result in ended:
        leave_bundle(config, result, code)
    return code


def _run_twice(
    plain: RunConfig, perturbed: RunConfig, source: Source | None, signals: Signals
) -> list[tuple[RunConfig, RunResult]]:
    """Return the runs with their results; one that is interrupted may be the only one."""
    with elsewhere(os.getcwd()) as folder, contextlib.ExitStack() as stack:
        other = start_source(perturbed=True)
        stack.callback(other.end)

        def first() -> Run:
            return Run(plain, source=source, signals=signals)

        def second() -> Run:
            if not can_differ():
                wall.sleep(SECONDS_APART)
            return Run(perturbed, source=other, folder=folder, signals=signals)

        # Beside each other, a second apart, both may still read a clock in one second.
        if plain.update_baselines or processors() == 1 or not can_differ():
            return _in_turn([(plain, first), (perturbed, second)])
        return _at_once([(plain, first()), (perturbed, second())], signals)


def _in_turn(runs: list[tuple[RunConfig, Callable[[], Run]]]) -> list[tuple[RunConfig, RunResult]]:
    ended = []
    for config, start in runs:
        ended.append((config, _finish(config, start())))
        if ended[-1][1].exit_code in EXIT_CODES.values():
            break
    return ended


def _at_once(
    runs: list[tuple[RunConfig, Run]], signals: Signals
) -> list[tuple[RunConfig, RunResult]]:
    configs, running = zip(*runs, strict=True)

    def interrupt(number: int) -> None:
        for run in running:
            run.interrupt(number)

    signals.lead_to(interrupt)
    with ThreadPoolExecutor(len(runs)) as pool:
        try:
            return list(zip(configs, pool.map(_finish, configs, running), strict=True))
        finally:
            interrupt(signal.SIGTERM)  # one that could not start, or be written, ends the other


def _configs(options: Options, args: tuple[str, ...]) -> list[RunConfig]:
    typed = {"digest": "frames", "on_nondeterminism": "warn"} | options | {"headless": True}
    typed.pop("test_mode", None)
    if typed.pop("list_tests", False):
        raise FlagError("verify runs tests, --list-tests does not; choose one")
    base = resolve(typed, args)
    if base.game in (None, NO_GAME):
        raise FlagError("verify compares what a game does: pass --game")
    if base.digest == "off":
        raise FlagError("verify compares digests, --digest off takes none; leave it out")
    own = {key: value for key, value in typed.items() if key not in _FIRST_ONLY}
    plain = resolve(typed | {"run_id": f"{base.run_id}-1"}, args)._replace(proof="plain")
    perturbed = resolve(own | {"run_id": f"{base.run_id}-2"}, args)._replace(proof="perturbed")
    each = max(1, base.workers // 2)  # they run at the same time, and share the processors
    both = (plain, perturbed._replace(update_baselines=False))
    return [config._replace(workers=each) for config in both]


def _finish(config: RunConfig, running: Run) -> RunResult:
    """Run to the end and write the reports."""
    for _ in running:
        pass
    assert running.result is not None
    running.lost.refuse()  # half a trace proves nothing
    store = Store(config.output_roots)
    for each in FORMATS:
        if each.when == "always":
            store.write(config.reports[each.name], renderer(each, config)(running.result.report))
    return running.result


def _describe(results: list[RunResult], words: tuple[str, str]) -> None:
    report = results[0].report
    count = report["totals"]["total"]
    print(
        f"verify: {count} {'test' if count == 1 else 'tests'} of {report['run']['game']}, "
        f"seed {report['run']['seed']}"
    )
    for number, (result, how) in enumerate(zip(results, words, strict=True), 1):
        print(f"  run {number}: {_totals(result.report)}  ({how})")
        if result.reason:
            print(visible_lines(f"    {result.reason}"))
    for suspect in dict.fromkeys(each for result in results for each in _suspects(result.report)):
        print(visible_lines(f"  suspect: {suspect}"))


def _suspects(report: Report) -> list[str]:
    return [
        f"{test['full_name']}: {finding['message']}"
        for test in report["tests"]
        for attempt in test["attempts"]
        for finding in attempt.get("findings", ())
        if finding["kind"] in _SUSPECTS
    ]


def _totals(report: Report) -> str:
    return ", ".join(
        f"{count} {status.replace('_', ' ')}"
        for status, count in report["totals"].items()
        if status != "total" and count
    )


def _judge(configs: list[RunConfig], first: RunResult, second: RunResult) -> int:
    folders = " and ".join(shown(config.out_dir, config.root) for config in configs)
    traces = [os.path.join(config.out_dir, FILE) for config in configs]
    compared = compare(*(read_lines(path) if os.path.exists(path) else [] for path in traces))
    outcome = _outcome(first.report, second.report)
    if compared.parting is None and outcome is None:
        return _same(compared, first, folders)
    print("\nDIFFERENT")
    parting = compared.parting
    for line in told(parting, "run 1", "run 2") if parting else outcome or []:
        print(visible_lines(f"  {line}"))
    print(f"\n{compared.frames} frames before that were the same; both runs: {folders}")
    return _DIFFERENT


def _same(compared: Comparison, result: RunResult, folders: str) -> int:
    if not compared.digests:
        raise nothing_compared(compared, result)
    print(f"\nthe same in both runs: {compared.frames} frames, {compared.digests} digests")
    print(f"both runs: {folders}")
    return _SAME


def _outcome(first: Report, second: Report) -> list[str] | None:
    """Return the first test that ended in another way, although its frames were the same."""
    for one, other in zip(first["tests"], second["tests"], strict=False):
        if _ended(one) != _ended(other):
            return [
                one["full_name"],
                "ended in another way",
                f"  run 1: {_told(one)}",
                f"  run 2: {_told(other)}",
            ]
    if len(first["tests"]) != len(second["tests"]):
        counts = f"{len(first['tests'])} and {len(second['tests'])} tests were found"
        return [counts]
    return None


def _ended(test: Test) -> Any:
    attempts = [
        (attempt["status"], attempt["frame"], attempt["message"]) for attempt in test["attempts"]
    ]
    return test["full_name"], test["status"], attempts


def _told(test: Test) -> str:
    message = test["attempts"][-1]["message"] if test["attempts"] else ""
    return f"{test['status']} after {test['duration_frames']} frames {message}".strip()
