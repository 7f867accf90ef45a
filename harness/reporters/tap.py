"""TAP 13: one line a test, with the details of a failure as a YAML block."""

from __future__ import annotations

import json
from collections.abc import Callable

from harness.base.printable import cut_middle, visible
from harness.config.resolve import RunConfig
from harness.records.model import Report, Test

_LONGEST_MESSAGE = 10_000


def renderer(_config: RunConfig) -> Callable[[Report], str]:
    return render


def render(report: Report) -> str:
    tests = report["tests"]
    missing = visible(report["run"].get("missing", ""))
    lines = ["TAP version 13", *([f"# {missing}"] if missing else ()), f"1..{len(tests)}"]
    for number, test in enumerate(tests, 1):
        lines += _lines(number, test)
    if missing:
        lines.append(f"Bail out! {missing}")
    return "\n".join(lines) + "\n"


def _lines(number: int, test: Test) -> list[str]:
    status = test["status"]
    good = status in ("passed", "flaky", "skipped", "not_run")
    name = visible(test["full_name"].replace("\\", "\\\\").replace("#", "\\#"))
    line = f"{'ok' if good else 'not ok'} {number} - {name}"
    if status in ("skipped", "not_run"):
        reason = test["attempts"][-1]["message"] if test["attempts"] else "not run"
        return [f"{line} # SKIP {visible(_short(' '.join(reason.split())))}".rstrip()]
    return [line] if status == "passed" else [line, *_details(test)]


def _details(test: Test) -> list[str]:
    """Return the YAML block; JSON texts are YAML texts."""
    worst = next((item for item in test["attempts"] if item["status"] != "passed"), None)
    fields: dict[str, object] = {"status": test["status"], "kind": test["failure_kind"]}
    if worst:
        fields["message"] = _short(worst["message"])
        fields["frame"] = worst["frame"]
    fields["at"] = f"{test['file']}:{test['line']}"
    return ["  ---", *(f"  {key}: {json.dumps(value)}" for key, value in fields.items()), "  ..."]


def _short(message: str) -> str:
    return cut_middle(message, _LONGEST_MESSAGE)
