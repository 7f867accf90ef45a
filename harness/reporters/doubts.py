"""What is found about tests and no message of a test says already."""

from __future__ import annotations

from harness.base.printable import counted
from harness.records.model import Finding, Test

_MOST_PATHS = 5


def doubts(tests: list[Test]) -> list[str]:
    """Return a line for each doubt; what many tests share is one line."""
    lines: list[str] = []
    began_elsewhere: dict[str, Finding] = {}
    skipped = 0
    for test in tests:
        for attempt in test["attempts"]:
            for finding in attempt.get("findings", ()):
                if finding["message"] in attempt["message"]:
                    continue
                if finding["kind"] == "order_dependent":
                    began_elsewhere.setdefault(test["full_name"], finding)
                elif finding["kind"] == "not_compared":
                    skipped += 1
                else:
                    lines.append(f"warning: {test['full_name']}: {finding['message']}")
    if skipped:
        lines.append(f"warning: {counted(skipped, 'screenshot')} not compared (--screenshots skip)")
    return list(dict.fromkeys([*lines, *_order(began_elsewhere)]))


def _order(found: dict[str, Finding]) -> list[str]:
    if len(found) < 2:
        return [f"warning: {name}: {finding['message']}" for name, finding in found.items()]
    paths = dict.fromkeys(finding["path"] for finding in found.values())
    line = (
        f"warning: {len(found)} tests began in a state that tests before them had left: "
        f"{', '.join(list(paths)[:_MOST_PATHS])} (findings in report.json; declare "
        "reset_to_known_state, or run with --isolate test)"
    )
    return [line]
