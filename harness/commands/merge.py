"""`merge`: one report of all shards of a run, with all pictures, artifacts and forensics.

All shards are checked before anything of them is written. With `--partial` what cannot be merged is
left out, and the exit code is 4 if a shard is missing.
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from harness.base.paths import find_root, inside, permitted
from harness.base.printable import visible_lines
from harness.base.streams import guarded
from harness.config.arguments import Parser
from harness.config.formats import FORMATS
from harness.config.outputs import check_report
from harness.config.resolve import RunConfig, resolve
from harness.errors import UsageError
from harness.records.model import RunResult
from harness.records.store import Store, clear_run
from harness.runs.merged_files import (
    REPORT,
    File,
    copy_files,
    copy_traces,
    files_of,
    read_shard,
    refuse_collisions,
)
from harness.runs.merged_report import Shard, merge_reports, newest
from harness.runs.run_folder import hold

_DEFAULT = "merged"
_ASKED = tuple(each for each in FORMATS if not each.file)
"""The formats that have a place of their own, and are written there if it is named."""


def run(args: list[str], _source: object) -> int:
    """Return the exit code that the whole run would have had, 4 if a part of it is missing."""
    options = _parse(args)
    config = _config(options)
    _refuse_overlap(config.out_dir, options.folders)
    held = hold(config.out_dir)
    if held is None:
        raise UsageError(f"{config.out_dir}: another run or merge is using this folder")
    with held:
        store = Store(config.output_roots)
        clear_run(store, config.out_dir)  # what it says must not stay if this merge is refused
        shards, unread = _read(options.folders, partial=options.partial)
        for message in unread:
            print(f"harness: warning: {visible_lines(message)}", file=sys.stderr)
        merged = merge_reports(shards, config.out_dir, config.root, partial=options.partial)
        used = newest(shards) if options.partial else shards
        files = [file for shard in used for file in files_of(shard)]
        refuse_collisions(files)
        code = merged.report["run"]["exit_code"]
        result = RunResult(merged.report, code, config.out_dir, merged.missing)
        _write(store, config, used, files, result)
    _print(config, result)
    return result.exit_code


def _parse(args: list[str]) -> argparse.Namespace:
    parser = Parser(
        prog="python -m harness merge",
        description="Make one report of all shards of a run, as if it had not been divided: "
        "report.json, JUnit, HTML with all pictures, artifacts and forensics.",
    )
    parser.add_argument("folders", nargs="+", metavar="DIR", help="folder of each shard's run")
    parser.add_argument(
        "--output", metavar="DIR", help=f"where the report goes (default: reports/{_DEFAULT})"
    )
    parser.add_argument(
        "--partial",
        action="store_true",
        help="merge what there is, and say first what is missing; exit with 4 if anything is",
    )
    for each in _ASKED:
        parser.add_argument(each.flag, metavar="PATH", help=each.help)
    return parser.parse_args(args)


def _config(options: argparse.Namespace) -> RunConfig:
    """Return the configuration of a run that would write its reports into the merged folder."""
    root = find_root(os.getcwd())
    typed: dict[str, Any] = {"headless": True, "game": "none", "run_id": _DEFAULT}
    typed |= {each.key: getattr(options, each.key) for each in _ASKED if getattr(options, each.key)}
    config = resolve(typed, needs_suite=False)
    if options.output is None:
        out = config.out_dir
    else:
        out = permitted(os.path.join(os.getcwd(), options.output), config.output_roots)
        _refuse_foreign(out)
    reports = {each.name: os.path.join(out, each.file) for each in FORMATS if each.file}
    return config._replace(
        run_id=os.path.basename(out),
        out_dir=out,
        artifacts_dir=os.path.join(out, "artifacts"),
        reports={**config.reports, **reports},
        reports_asked=tuple(name for name in (*config.reports, "html")),
        root=root,
    )


def _refuse_foreign(out: str) -> None:
    """Raise `UsageError` for a folder that is not of a run: what is in it could be removed."""
    if os.path.lexists(out) and not os.path.isdir(out):
        raise UsageError(f"--output {out!r}: it is not a folder; name another one")
    report = os.path.join(out, REPORT)
    if not os.path.isdir(out) or not os.listdir(out):
        return
    if not os.path.isfile(report):
        raise UsageError(
            f"--output {out!r}: the folder is not empty and holds no report; name another one"
        )
    check_report("--report-json", report)


def _refuse_overlap(out: str, folders: list[str]) -> None:
    for folder in folders:
        real = os.path.realpath(folder)
        if inside(real, out) or inside(out, real):
            raise UsageError(
                f"{folder}: a shard cannot be merged into its own folder; name another --output"
            )


def _read(folders: list[str], *, partial: bool) -> tuple[list[Shard], list[str]]:
    """Return the shards and, if the merge is partial, messages about folders that are none."""
    shards: list[Shard] = []
    unread: list[str] = []
    for folder in {os.path.realpath(folder): folder for folder in reversed(folders)}.values():
        try:
            shard = read_shard(folder)
            files_of(shard)
        except UsageError as error:
            if not partial:
                raise
            unread.insert(0, str(error))
        else:
            shards.insert(0, shard)
    if not shards:
        raise UsageError(f"no shard has a report, there is nothing to merge: {unread[0]}")
    return shards, unread


def _write(
    store: Store, config: RunConfig, shards: list[Shard], files: list[File], result: RunResult
) -> None:
    from harness.reporters.report_files import renderers

    copy_files(store, files, config.out_dir)
    names = [test["full_name"] for test in result.report["tests"]]
    copy_traces(store, shards, names, config.out_dir)
    for path, render in renderers(config, failed=True).items():
        store.write(path, render(result.report))


def _print(config: RunConfig, result: RunResult) -> None:
    from harness.reporters.console import Console

    output = guarded(sys.stdout)
    if result.reason:
        output.write(f"{result.reason}\n")
    colour = config.colour == "always" or (config.colour == "auto" and sys.stdout.isatty())
    console = Console(output, config, dots=config.ci, terminal=False, colour=colour)
    forensics = os.path.join(config.out_dir, "forensics")
    console.result(result, forensics if os.path.isdir(forensics) else "", config.reports["html"])
    output.flush()
