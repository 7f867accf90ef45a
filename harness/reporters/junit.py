"""JUnit XML as CI servers read it: one suite a file, one case a test.

A test that passed on a retry carries `flakyFailure`s, one that failed again `rerunFailure`s.
Characters that XML 1.0 does not know, and others that are not seen, are spelled out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from posixpath import join, normpath

from harness.base.paths import shown
from harness.base.printable import cut_middle, visible_lines
from harness.config.resolve import RunConfig
from harness.records.model import Attempt, Report, Test

_SPECIAL = re.compile("[&<>\"'\t\n]")
_ENTITIES = {
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;",
    "\t": "&#9;", "\n": "&#10;",
}  # fmt: skip
_PLAIN = re.compile("[A-Za-z0-9 _.:/#(),-]*")
_LONGEST_TITLE, _LONGEST_BODY = 2_000, 20_000
"""Characters of a message, which servers show in a table and on a page."""
_BAD = ("failed", "timed_out", "crashed")
_FAILURES = ("assertion", "screenshot", "missing_baseline", "timeout")


def renderer(config: RunConfig) -> Callable[[Report], str]:
    """Return what renders the report of a run: servers look up files from the project's root."""
    folder = shown(os.path.dirname(config.report_json), config.root)
    return lambda report: render(report, folder)


def render(report: Report, folder: str = "") -> str:
    """Return the document. Attachments are below `folder`, as seen from the project's root."""
    suites = [
        _suite(file, list(tests), report, folder)
        for file, tests in groupby(report["tests"], key=lambda test: test["file"])
    ]
    missing = report["run"].get("missing", "")
    if missing:
        suites.insert(0, _missing(missing))
    counts = _counts(report["tests"], errors=1 if missing else 0)
    time = _seconds(report["run"]["duration_ms"])
    head = f'<testsuites name="{_attribute(report["run"]["game"])}" {counts} time="{time}">'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + head + "".join(suites) + "</testsuites>\n"


def _suite(file: str, tests: list[Test], report: Report, folder: str) -> str:
    names: set[tuple[str, str]] = set()
    file = _attribute(file)
    cases = [_case(test, file, names, folder) for test in tests]
    skipped = sum(test["status"] in ("skipped", "not_run") for test in tests)
    time = _seconds(sum(test["duration_ms"] for test in tests))
    return (
        f'<testsuite name="{file}" file="{file}" {_counts(tests)} skipped="{skipped}" '
        f'time="{time}" timestamp="{report["run"]["started_at"]}">{"".join(cases)}</testsuite>\n'
    )


def _missing(message: str) -> str:
    """Return a suite with one error: servers do not show what belongs to no case."""
    title = _attribute(message)
    head = f'<testcase classname="merge" name="{title}" file="report.json" line="1" time="0.000">'
    case = f'{head}<error message="{title}"/></testcase>'
    counts = 'tests="1" failures="0" errors="1" skipped="0"'
    return f'<testsuite name="merge" {counts} time="0.000">{case}</testsuite>\n'


def _case(test: Test, file: str, names: set[tuple[str, str]], folder: str) -> str:
    classname, name = _unique(_classname(test), _attribute(test["name"]), names)
    time = _seconds(test["duration_ms"])
    place = f'file="{file}" line="{test["line"]}"'
    head = f'<testcase classname="{classname}" name="{name}" {place} time="{time}"'
    if test["status"] == "passed" and not test["artifacts"]:
        return head + "/>"
    return f"{head}>{_outcome(test)}{_output(test, folder)}</testcase>"


def _outcome(test: Test) -> str:
    status = test["status"]
    if status in ("skipped", "not_run"):
        message = test["attempts"][-1]["message"] if test["attempts"] else "not run"
        return f'<skipped message="{_attribute(cut_middle(message, _LONGEST_TITLE))}"/>'
    if status == "flaky":
        failed = test["attempts"][:-1]
        return "".join(_element("flakyFailure", attempt, test) for attempt in failed)
    if status == "passed":
        return ""
    tag = "failure" if test["failure_kind"] in _FAILURES else "error"
    first, *reruns = test["attempts"]
    return _element(tag, first, test) + "".join(
        _element("rerunFailure", attempt, test) for attempt in reruns
    )


def _element(tag: str, attempt: Attempt, test: Test) -> str:
    """Repeat the message in the body: some servers show one of them only."""
    kind, message = test["failure_kind"] or "error", attempt["message"]
    body = f"{_short(message)}\nframe {attempt['frame']}\n{_short(attempt['traceback'])}".rstrip()
    title = _attribute(cut_middle(message, _LONGEST_TITLE))
    return f'<{tag} type="{kind}" message="{title}">{_text(body)}</{tag}>'


def _output(test: Test, folder: str) -> str:
    told = _short(test["attempts"][-1]["message"]) if test["status"] == "flaky" else ""
    paths = (normpath(join(folder, artifact["path"])) for artifact in test["artifacts"])
    lines = "".join(f"[[ATTACHMENT|{path}]]\n" for path in paths)
    text = f"{told}\n{lines}" if told else lines
    return f"<system-out>{_text(text)}</system-out>" if text else ""


def _classname(test: Test) -> str:
    return _dotted(test["full_name"].split(" > ", 1)[0], tuple(test["suite"]))


@lru_cache(maxsize=1024)
def _dotted(file: str, suite: tuple[str, ...]) -> str:
    parts = [file.removesuffix(".lua").removesuffix(".toml").replace("/", "."), *suite]
    return _attribute(".".join([parts[0], *(name.replace(".", "_") for name in parts[1:])]))


def _unique(classname: str, name: str, names: set[tuple[str, str]]) -> tuple[str, str]:
    chosen, count = name, 1
    while (classname, chosen) in names:
        count += 1
        chosen = f"{name} ({count})"
    names.add((classname, chosen))
    return classname, chosen


def _counts(tests: list[Test], errors: int = 0) -> str:
    """Return the attributes for tests and for so many other `errors`."""
    kinds = [test["failure_kind"] for test in tests if test["status"] in _BAD]
    failures = sum(kind in _FAILURES for kind in kinds)
    errors_of_all = len(kinds) - failures + errors
    return f'tests="{len(tests) + errors}" failures="{failures}" errors="{errors_of_all}"'


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:.3f}"


def _attribute(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], visible_lines(text))


def _text(text: str) -> str:
    shown_text = visible_lines(text)
    return shown_text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _short(text: str) -> str:
    return cut_middle(text, _LONGEST_BODY)
