"""`summary`: tell in Markdown, and in GitHub's annotations, what went wrong in a run's shards.

The verdict is the matter of the step that ran the tests: a summary of failures has exit code 0,
unless `--check` is given. Reports are untrusted; one that is none takes nothing from the others.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys

from harness.base.paths import find_root, shown
from harness.base.printable import visible_lines
from harness.config.arguments import Parser
from harness.config.outputs import check_report
from harness.config.resolve import GitHub, read_github
from harness.errors import CannotWrite, UsageError
from harness.records.store import Store
from harness.reporters.github import LIMIT_BYTES, annotate, has_failed, summarize
from harness.reporters.reading import read_report
from harness.reporters.shards import Given, problems

_WRITTEN, _FAILED, _UNREADABLE = 0, 1, 2


def run(args: list[str], _source: object) -> int:
    """Return 0 when the summary is written, 1 with `--check` and a failure, 2 for a bad report."""
    options, github = _parse(args), read_github()
    if options.out is not None:
        check_report("--out", options.out)
    given, unread = _read(options.reports)
    for message in unread:
        print(f"harness: error: {visible_lines(message)}", file=sys.stderr)
    wrong = [*unread, *problems(given, partial=options.partial)]
    annotates = github.is_runner if options.annotations is None else options.annotations
    _write(given, wrong, options.out, github)
    if annotates:
        for line in annotate(given, wrong, _folder(github)):
            print(line)
    if unread:
        return _UNREADABLE
    return _FAILED if options.check and (wrong or has_failed(given)) else _WRITTEN


def _parse(args: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="python -m harness summary",
        description="Tell in Markdown what went wrong in a run, or in all shards of one. Goes to "
        "the file that GITHUB_STEP_SUMMARY names, or else to standard output.",
    )
    parser.add_argument("reports", nargs="+", metavar="REPORT", help="report.json of each shard")
    parser.add_argument("--out", metavar="FILE", help="write to this file instead")
    parser.add_argument(
        "--annotations",
        action=argparse.BooleanOptionalAction,
        help="print annotations of GitHub for failures (default: where GITHUB_ACTIONS is set)",
    )
    parser.add_argument(
        "--partial", action="store_true", help="other shards of the run are told of elsewhere"
    )
    parser.add_argument(
        "--check", action="store_true", help="exit with 1 if a test failed or a shard is missing"
    )
    return parser.parse_args(args)


def _read(paths: list[str]) -> tuple[list[Given], list[str]]:
    """Return the reports, each file once, and messages about those that are none."""
    given: list[Given] = []
    unread: list[str] = []
    for path in {os.path.realpath(path): path for path in reversed(paths)}.values():
        try:
            given.append(Given(path, read_report(path)))
        except UsageError as error:
            unread.append(str(error))
    given.sort(key=lambda item: (item.report["run"]["total_shards"], item.report["run"]["shard"]))
    return given, unread[::-1]


def _write(given: list[Given], wrong: list[str], out: str | None, github: GitHub) -> None:
    artifacts = f"{github.run_url}#artifacts" if github.run_url else ""
    if out is not None:
        root = find_root(os.getcwd())
        Store((root,)).write(out, summarize(given, wrong, artifacts_url=artifacts))
    elif github.summary:
        _append(github.summary, given, wrong, artifacts)
    else:
        _print(summarize(given, wrong, artifacts_url=artifacts), github)


def _append(path: str, given: list[Given], wrong: list[str], artifacts: str) -> None:
    """Append to what other commands of the step have written, which counts for the limit too."""
    try:
        with open(path, "ab") as file:
            text = summarize(given, wrong, LIMIT_BYTES - file.tell(), artifacts)
            file.write(b"\n" + text.encode("utf-8", "replace"))
    except OSError as error:
        raise CannotWrite(path, error) from None


def _print(text: str, github: GitHub) -> None:
    """Print the summary; on a runner, so that no line of it is taken for a command."""
    if not github.is_runner:
        sys.stdout.write(text)
        return
    word = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    sys.stdout.write(f"::stop-commands::{word}\n{text}\n::{word}::\n")


def _folder(github: GitHub) -> str:
    """Return the project's folder as annotations need it, as seen from the repository's."""
    root = find_root(os.getcwd())
    if not github.workspace:
        return ""
    folder = shown(root, os.path.realpath(github.workspace))
    return "" if os.path.isabs(folder) else folder
