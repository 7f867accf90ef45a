"""What GitHub shows of a run that was split into shards: a job summary and annotations.

`summarize` writes Markdown: what went wrong with the run as a whole, totals, a row for each shard,
then each failure with its message, the command that repeats it and where its pictures are, then
what is doubtful. It stays below GitHub's limit and tells what it left out. `annotate` writes the
workflow commands that mark lines of test files. Nothing here trusts a text of a report.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from harness.base.printable import counted, cut, visible, visible_lines
from harness.records.model import STATUSES, Status, Test, totals
from harness.reporters import shortened
from harness.reporters.doubts import doubts
from harness.reporters.markdown import (
    LONGEST_NAME,
    block,
    name,
    plain,
    shorten,
)
from harness.reporters.repro import command
from harness.reporters.shards import BAD, EXITS, Given, ranges

LIMIT_BYTES = 900_000
"""GitHub drops a step's summary that is larger than 1 MiB."""
MOST_ANNOTATIONS = 10
_RESERVED_BYTES = 2_000
_MOST_LINES, _MOST_CHARACTERS = 30, 3_000
_MOST_COMMAND_CHARACTERS = 4_000
_MOST_ATTEMPTS, _MOST_CALLS = 5, 10
_MOST_ARTIFACTS = 20
_PICTURES = ("diff", "actual", "expected", "screenshot", "final")
_LINE = re.compile(r"^(.+?\.(?:lua|toml)):(\d{1,9}):", re.MULTILINE)


_Item = TypeVar("_Item")


class Result(NamedTuple):
    """A test and the report that it stands in."""

    given: Given
    test: Test


def has_failed(given: list[Given]) -> bool:
    """Tell whether a run has failed, by its exit code or by a test."""
    return any(item.report["run"]["exit_code"] for item in given) or bool(results(given, BAD))


def results(given: list[Given], statuses: Iterable[Status]) -> list[Result]:
    """Return the tests with one of `statuses`, by status, then as they were given."""
    return [
        Result(item, test)
        for status in statuses
        for item in given
        for test in item.report["tests"]
        if test["status"] == status
    ]


def summarize(
    given: list[Given], problems: list[str], limit: int = LIMIT_BYTES, artifacts_url: str = ""
) -> str:
    """Return the summary as Markdown; `problems` are those of the runs as a whole."""
    page = _Page(limit - _RESERVED_BYTES)
    page.add("heading", _heading(given))
    page.section("### Problems\n\n", "problem", problems, _line)
    if given:
        page.add("table", _totals(given))
    page.section(f"### Runs\n\n{_row(_COLUMNS)}{_rule(_COLUMNS)}", "run", given, _run)
    if artifacts_url:
        page.add("link", f"\n[Download the artifacts of these runs]({artifacts_url})\n")
    page.section("### Failures\n", "failure", results(given, BAD), _failure)
    page.section("### Flaky\n", "flaky test", results(given, ["flaky"]), _failure)
    page.section("### Did not run\n\n", "test", results(given, ["not_run"]), _named)
    page.section("### Doubts\n\n", "doubt", list(_doubts(given)), _line)
    page.section("### Updated baselines\n\n", "baseline", list(_updated(given)), _line)
    return page.text()


def annotate(given: list[Given], problems: list[str], folder: str = "") -> list[str]:
    """Return workflow commands, failures first; `folder` is the project's, in the repository."""
    failures, flaky = results(given, BAD), results(given, ["flaky"])
    left = len(failures) + len(flaky) + len(problems) - MOST_ANNOTATIONS
    shown = MOST_ANNOTATIONS - 1 if left > 0 else MOST_ANNOTATIONS
    found = [
        *(_annotation("error", result, folder) for result in failures[:shown]),
        *(_annotation("warning", result, folder) for result in flaky[:shown]),
        *(_workflow_command("error", {}, words) for words in problems[:shown]),
    ][:shown]
    if left > 0:
        words = f"{left + 1} more failures and warnings: see the job summary"
        found.append(_workflow_command("notice", {}, words))
    return found


class _Page:
    """Markdown up to a size; counts what comes after that."""

    def __init__(self, limit: int) -> None:
        self._parts: list[str] = []
        self._left = limit
        self._cut: dict[str, int] = {}

    def add(self, noun: str, part: str) -> bool:
        size = len(part.encode("utf-8", "replace"))
        if self._cut or size > self._left:
            self._cut[noun] = self._cut.get(noun, 0) + 1
            return False
        self._left -= size
        self._parts.append(part)
        return True

    def section(
        self, title: str, noun: str, items: Sequence[_Item], render: Callable[[_Item], str]
    ) -> None:
        """Add a titled section if there is anything to stand in it."""
        head = f"\n{title}"
        for number, item in enumerate(items):
            if self._cut or not self.add(noun, head + render(item)):
                self._cut[noun] = len(items) - number
                return
            head = ""

    def text(self) -> str:
        if not self._cut:
            return "".join(self._parts)
        left = ", ".join(counted(number, noun) for noun, number in self._cut.items())
        return "".join([*self._parts, f"\n**Left out, to stay below GitHub's limit:** {left}\n"])


def _heading(given: list[Given]) -> str:
    tests = [test for item in given for test in item.report["tests"]]
    bad, flaky = len(results(given, BAD)), len(results(given, ["flaky"]))
    told = [cut(item.report["run"].get("missing", ""), LONGEST_NAME) for item in given]
    missing = "".join(f"{plain(each)}; " for each in told if each)
    if not tests:
        return f"## End-to-end tests: {missing}none ran\n"
    said = f"{bad} of {counted(len(tests), 'test')} failed" if bad else _no_failure(tests)
    return f"## End-to-end tests: {missing}{said}{f', {flaky} flaky' if flaky else ''}\n"


def _no_failure(tests: list[Test]) -> str:
    passed = sum(test["status"] in ("passed", "flaky") for test in tests)
    return f"{passed} of {counted(len(tests), 'test')} passed"


def _totals(given: list[Given]) -> str:
    counted = totals([test for item in given for test in item.report["tests"]])
    columns = ["tests", *(status.replace("_", " ") for status in STATUSES)]
    cells = [str(count) for count in counted.values()]
    return f"\n{_row(columns)}{_rule(columns)}{_row(cells)}"


_COLUMNS = (
    "shard", "tests", "failed", "flaky", "not run", "exit code", "seed", "resolution", "duration",
    "platform", "report",
)  # fmt: skip


def _run(given: Given) -> str:
    report = given.report
    run, counted = report["run"], totals(report["tests"])
    exit_code = run["exit_code"]
    meaning = EXITS.get(exit_code)
    return _row([
        f"{run['shard']}/{run['total_shards']}",
        str(counted["total"]),
        str(sum(counted[status] for status in BAD)),
        str(counted["flaky"]),
        str(counted["not_run"]),
        f"{exit_code} ({meaning})" if meaning else str(exit_code),
        str(run["seed"]),
        name(run["resolution"]),
        f"{run['duration_ms'] / 1000:.1f} s",
        name(report["environment"]["platform"]),
        name(given.path),
    ])  # fmt: skip


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _rule(cells: Iterable[str]) -> str:
    return "|" + "---|" * len(list(cells)) + "\n"


def _failure(result: Result) -> str:
    """Return all that it takes to understand a failure and to repeat it."""
    given, test = result
    kind = f" ({test['failure_kind'].replace('_', ' ')})" if test["failure_kind"] else ""
    file, line = _place(test)
    facts = [
        name(f"{file}:{line}"),
        f"{test['status'].replace('_', ' ')}{kind}",
        _where(given),
        f"seed {given.report['run']['seed']}",
        name(given.report["run"]["resolution"]),
    ]
    parts = [
        f"\n#### {name(test['full_name'])}\n\n{' · '.join(facts)}\n\n",
        block(_messages(test)),
        "\nRepeat it:\n\n",
        block(cut(command(given.report, test), _MOST_COMMAND_CHARACTERS), "sh"),
    ]
    files = _files(given, test)
    return "".join(parts) + ("\n" + "".join(files) if files else "")


def _messages(test: Test) -> str:
    """Return what each attempt failed with; equal messages once."""
    attempts = [item for item in test["attempts"] if item["status"] not in ("passed", "skipped")]
    told: dict[str, list[int]] = {}
    for number, attempt in enumerate(attempts, 1):
        lines = shortened.shorten(attempt["message"], _MOST_LINES)
        message = shorten("\n".join(lines), _MOST_LINES, _MOST_CHARACTERS)
        calls = [f"at {line}" for line in attempt["traceback"].splitlines()[:_MOST_CALLS]]
        text = "\n".join([f"frame {attempt['frame']}:", message, *calls])
        told.setdefault(shorten(text, _MOST_LINES, _MOST_CHARACTERS), []).append(number)
    texts = list(told)[:_MOST_ATTEMPTS]
    if len(test["attempts"]) > 1:
        texts = [f"{_attempts(told[text])}, {text}" for text in texts]
    if len(told) > _MOST_ATTEMPTS:
        texts.append(f"… {counted(len(told) - _MOST_ATTEMPTS, 'other message')} cut …")
    return "\n\n".join(texts) or "no attempt was recorded"


def _attempts(numbers: list[int]) -> str:
    return f"{'attempt' if len(numbers) == 1 else 'attempts'} {ranges(numbers)}"


def _files(given: Given, test: Test) -> list[str]:
    """Return bullets with where pictures, logs and the run's forensics are; pictures first."""
    found = sorted(test["artifacts"], key=lambda artifact: artifact["kind"] not in _PICTURES)
    lines = [
        f"- {artifact['kind']}: {name(_beside(given, artifact['path']))}\n"
        for artifact in found[:_MOST_ARTIFACTS]
    ]
    if len(found) > _MOST_ARTIFACTS:
        lines.append(f"- {counted(len(found) - _MOST_ARTIFACTS, 'other file')}\n")
    if given.report["run"]["exit_code"]:
        forensics = _beside(given, given.report["paths"]["forensics"])
        lines.append(f"- forensics of the run: {name(forensics)}\n")
    return lines


def _beside(given: Given, path: str) -> str:
    """Return a path that is relative to the report, as seen from where we are."""
    folder = posixpath.dirname(given.path.replace("\\", "/"))
    return posixpath.normpath(posixpath.join(folder, path[:LONGEST_NAME]))


def _named(result: Result) -> str:
    return f"- {name(result.test['full_name'])} ({_where(result.given)})\n"


def _line(words: str) -> str:
    return f"- {plain(words)}\n"


def _doubts(given: list[Given]) -> Iterator[str]:
    for item in given:
        yield from (line.removeprefix("warning: ") for line in doubts(item.report["tests"]))


def _updated(given: list[Given]) -> Iterator[str]:
    for item in given:
        for test in item.report["tests"]:
            yield from (_beside(item, path) for path in test["updated_baselines"])


def _where(given: Given) -> str:
    run = given.report["run"]
    if run["total_shards"] > 1:
        return f"shard {run['shard']} of {run['total_shards']}"
    return f"run {name(run['id'])}"


def _place(test: Test) -> tuple[str, int]:
    """Return the line of the test's file where it failed, or else where the test begins."""
    for attempt in test["attempts"]:
        place = attempt.get("place")
        if place is not None and place["file"] == test["file"]:
            return place["file"], max(1, place["line"])
        for match in _LINE.finditer(attempt["traceback"][:_MOST_CHARACTERS]):
            if match[1] == test["file"]:
                return test["file"], int(match[2])
    return test["file"], max(1, test["line"])


def _annotation(level: str, result: Result, folder: str) -> str:
    given, test = result
    file, line = _place(test)
    properties = {
        "file": posixpath.normpath(posixpath.join(folder, file)) if file else "",
        "line": str(line),
        "title": f"{test['status'].replace('_', ' ')}: {test['full_name']}",
    }
    repeat = cut(command(given.report, test), _MOST_COMMAND_CHARACTERS)
    return _workflow_command(level, properties, f"{_messages(test)}\nrepeat: {repeat}")


def _workflow_command(level: str, properties: dict[str, str], words: str) -> str:
    told = ",".join(
        f"{key}={_escape(visible(cut(value, LONGEST_NAME)), ':,')}"
        for key, value in properties.items()
        if value
    )
    shown = _escape(visible_lines(words))
    return f"::{level}{' ' if told else ''}{told}::{shown}"


def _escape(text: str, more: str = "") -> str:
    for character in ("%", "\r", "\n", *more):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
