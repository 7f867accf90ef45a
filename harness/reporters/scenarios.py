"""What a run of scenarios prints: a line each, in folders, and the event log if that is wanted.

All is printed when the run has ended, because folders and names are sorted whatever the plan's
order; on a terminal the running scenario is shown meanwhile. What is no part of this page, warnings
and reasons, goes to standard error.
"""

from __future__ import annotations

import os
import shutil
import sys

from harness.base.paths import shown
from harness.base.printable import fit, visible, visible_lines
from harness.base.streams import Output
from harness.config.resolve import RunConfig
from harness.records.model import Event, RunResult, RunStarted, Test
from harness.reporters.doubts import doubts
from harness.reporters.shortened import shorten
from harness.wire.protocol import Said

_TITLE = "Scenario Tests"
_RULE = "=" * len(_TITLE)
_ENDING = ".toml"
_NAME_ENDS = 34
_FEWEST_DOTS = 3
_WORDS = {
    "passed": "PASS",
    "failed": "FAIL",
    "flaky": "FLAKY",
    "skipped": "SKIP",
    "timed_out": "TIMEOUT",
    "crashed": "CRASH",
    "not_run": "NOT RUN",
}
_ALWAYS_COUNTED = ("passed", "failed")
_PLAYED = ("assertion", "timeout", "screenshot", "missing_baseline")
"""Kinds of failures of scenarios that were played to their end."""
_EVENT = "frame "


class ScenarioConsole:
    """Prints a run to `output`."""

    def __init__(
        self, output: Output, config: RunConfig, verbose: bool = False, terminal: bool = False
    ) -> None:
        self._output = output
        self._config = config
        self._verbose = verbose
        self._width = shutil.get_terminal_size().columns - 1 if terminal else 0
        self._names: list[str] = []
        self._finished = 0

    def running(self, positions: list[int], ended: int) -> None:
        """Show what several workers run now, and how many have ended."""
        if self._width:
            names = " | ".join(self._names[position] for position in positions)
            self._show(f"[{ended}/{len(self._names)}] {names}")

    def event(self, event: Event) -> None:
        if event["type"] == "run_started":
            self._names = [test["full_name"] for test in event["tests"]]
        elif event["type"] == "test_finished":
            self._finished += 1
        elif event["type"] == "test_started" and self._width:
            name = self._names[event["test"]]
            self._show(f"[{self._finished + 1}/{len(self._names)}] {name}")

    def _show(self, text: str) -> None:
        self._output.write(f"\r\x1b[K{fit(visible(text), self._width)}")
        self._output.flush()

    def said(self, said: Said) -> str:
        """Print nothing: scenarios open no window in which somebody could ask."""
        return ""

    def resumed(self, started: RunStarted, ended: int) -> None:
        self.event(started)
        self._finished = ended

    def result(self, result: RunResult, bundle: str = "", html: str = "") -> None:
        """Print everything."""
        if self._width:
            self._output.write("\r\x1b[K")
        tests = result.report["tests"]
        self._tell_beside(result)
        self._output.write(f"{_TITLE}\n{_RULE}\n\n{self._folders(tests)}{_RULE}\n")
        self._output.write(f"Results: {_counts(result)}\n")

    def _tell_beside(self, result: RunResult) -> None:
        lines = doubts(result.report["tests"])
        for test in result.report["tests"]:
            for path in test["updated_baselines"]:
                full = os.path.join(os.path.dirname(self._config.report_json), path)
                lines.append(f"updated baseline: {shown(full, self._config.root)}")
        for line in [*lines, *filter(None, [result.reason])]:
            print(visible_lines(line), file=sys.stderr)

    def _folders(self, tests: list[Test]) -> str:
        """Return the folders, each with its scenarios and an empty line after them."""
        rows = sorted((*_place(test), i) for i, test in enumerate(tests))
        text, last = "", None
        for folder, name, i in rows:
            if folder != last:
                text += ("\n" if last is not None else "") + (
                    f"{visible(folder)}\n" if folder else ""
                )
                last = folder
            text += self._row(name, tests[i])
        return f"{text}\n" if rows else ""

    def _row(self, name: str, test: Test) -> str:
        start = f"  {visible(name)} "
        dots = "." * max(_FEWEST_DOTS, _NAME_ENDS - len(start))
        lines = [f"{start}{dots} {_verdict(test)}"]
        if test["status"] not in ("passed", "skipped", "not_run") and test["attempts"]:
            lines += [f"    {visible(line)}" for line in self._explained(test)]
        return "\n".join(lines) + "\n"

    def _explained(self, test: Test) -> list[str]:
        """Return what is wrong, of the attempt that counts: of a flaky one, the first."""
        attempt = test["attempts"][0 if test["status"] == "flaky" else -1]
        lines = shorten(attempt["message"])
        if self._verbose:
            trace = attempt["traceback"].splitlines()
            told = [line for line in trace if line.startswith(_EVENT)]
            if told or test["failure_kind"] in _PLAYED:
                lines += ["Events:", *(f"  {line}" for line in told or ["none"])]
        return lines


def _place(test: Test) -> tuple[str, str]:
    """Return a test's folder, with a slash, and its name in it."""
    file, separator, inner = test["full_name"].partition(" > ")
    folder, slash, name = file.rpartition("/")
    if name.endswith(_ENDING):
        return folder + slash, name.removesuffix(_ENDING)
    return folder + slash, name + separator + inner


def _verdict(test: Test) -> str:
    word = _WORDS[test["status"]]
    if test["status"] == "passed":
        frames, remark = test["attempts"][-1]["frame"], test["attempts"][-1]["message"]
        took = f"{word} ({frames} {'frame' if frames == 1 else 'frames'})"
        return f"{took}, {visible(remark)}" if remark else took
    if test["status"] == "skipped" and test["attempts"][-1]["message"]:
        return f"{word} ({visible(test['attempts'][-1]['message'])})"
    return word


def _counts(result: RunResult) -> str:
    counts = result.report["totals"]
    return ", ".join(
        f"{count} {status.replace('_', ' ')}"
        for status, count in counts.items()
        if status in _ALWAYS_COUNTED or (count and status != "total")
    )
