"""From a report and the files beside it to the plain data that the page is built from.

Tests that went wrong are served first, so that what the page has room for is theirs.
"""

from __future__ import annotations

from typing import Any

from harness.records.model import Artifact, Attempt, Report, Test
from harness.reporters.html.axis import TOTAL_MARKS, Axis, read_axes, shown_inputs
from harness.reporters.html.files import Files
from harness.reporters.html.logs import Logs
from harness.reporters.html.pictures import Pictures
from harness.reporters.html.source import Sources
from harness.reporters.repro import command, common

_BAD = ("failed", "timed_out", "crashed", "flaky")
_LONGEST_MESSAGE = 40_000


class Contents:
    def __init__(self, report: Report, files: Files, *, trace: str, root: str) -> None:
        self._report = report
        self._files = files
        self._logs = Logs(files)
        self._sources = Sources(root)
        self._marks = TOTAL_MARKS
        self._common = common(report)
        self.pictures = Pictures(files)
        self._axes, self._remark = read_axes(trace)

    def page(self) -> dict[str, Any]:
        report = self._report
        tests = report["tests"]
        order = sorted(range(len(tests)), key=lambda at: tests[at]["status"] not in _BAD)
        shown = {at: self._test(tests[at]) for at in order}
        return {
            "run": report["run"],
            "environment": report["environment"],
            "paths": report["paths"],
            "totals": report["totals"],
            "remark": self._remark,
            "repro": self._common,
            "tests": [shown[at] for at in range(len(tests))],
            "pictures": self.pictures.shared,
            "inputs": shown_inputs(),
        }

    def _test(self, test: Test) -> dict[str, Any]:
        told = {
            "full": test["full_name"],
            "file": test["file"],
            "line": test["line"],
            "suite": test["suite"],
            "name": test["name"],
            "tags": test["tags"],
            "status": test["status"],
            "kind": test["failure_kind"],
            "frames": test["duration_frames"],
            "duration_ms": test["duration_ms"],
            "repro": command(self._report, test)[len(self._common) :],
            "attempts": [
                self._attempt(test, number, attempt)
                for number, attempt in enumerate(test["attempts"], 1)
            ],
        }
        listed = {part["path"] for attempt in test["attempts"] for part in attempt["artifacts"]}
        more = [part for part in test["artifacts"] if part["path"] not in listed]
        if more:
            told["artifacts"] = self._artifacts(more)
        if test["updated_baselines"]:
            told["updated"] = test["updated_baselines"]
        return told

    def _attempt(self, test: Test, number: int, attempt: Attempt) -> dict[str, Any]:
        told: dict[str, Any] = {"status": attempt["status"], "frame": attempt["frame"]}
        message, traceback = _short(attempt["message"]), _short(attempt["traceback"])
        final = self.pictures.final(attempt["artifacts"])
        compared, plain = self.pictures.of(attempt["artifacts"])
        logs = [part["path"] for part in attempt["artifacts"] if part["kind"] == "log"]
        more = {
            "message": message,
            "traceback": traceback,
            "place": attempt.get("place"),
            "source": self._sources.around(attempt.get("place")),
            "final": final,
            "digest": attempt.get("digest"),
            "findings": attempt.get("findings"),
            "compared": compared,
            "screenshots": plain,
            "log": self._logs.of(logs[0]) if logs else None,
            "axis": self._axis(self._axes.get((test["full_name"], number))),
            "artifacts": self._artifacts(attempt["artifacts"]),
        }
        return told | {name: value for name, value in more.items() if value}

    def _axis(self, axis: Axis | None) -> dict[str, Any] | None:
        if axis is None:
            return None
        told = axis.told(self._marks)
        self._marks -= len(told["marks"])
        return told

    def _artifacts(self, artifacts: list[Artifact]) -> list[list[str]]:
        return [[part["kind"], part["path"], self._files.link(part["path"])] for part in artifacts]


def _short(text: str) -> str:
    if len(text) <= _LONGEST_MESSAGE:
        return text
    half = _LONGEST_MESSAGE // 2
    return f"{text[:half]}\n… {len(text) - 2 * half} characters cut …\n{text[-half:]}"
