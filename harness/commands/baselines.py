"""`baselines`: list the pictures that tests hold the game against, find those that no test uses,
accept pictures of a finished run.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from harness.base.paths import find_root, inside, shown
from harness.base.printable import visible
from harness.config.arguments import Parser
from harness.config.resolve import baseline_folder
from harness.errors import HarnessError, UsageError
from harness.records.model import Attempt, Report
from harness.records.store import Store
from harness.reporters.reading import read_report
from harness.screenshots import baselines, files
from harness.screenshots.baselines import FLAVOURS, META_SUFFIX, Baseline, Renderer

_FOLDER = "baselines"
_ACTUAL = ".actual.png"
_NARROWING = ("--test-filter", "--include-tag", "--exclude-tag", "--test-script")
_FINE, _ORPHANS = 0, 1


class Finished(NamedTuple):
    """A run that has ended, and the folder of its report."""

    report: Report
    folder: str


class Actual(NamedTuple):
    """A picture of a finished run that its test held against a baseline."""

    name: str
    test: str
    path: str


def run(args: list[str], _source: object) -> int:
    """Return 0, or 1 if there are orphans."""
    typed = _parse(args)
    root = find_root(os.getcwd())
    if typed.action == "accept":
        return _accept(root, typed.names, typed.all, typed.run)
    if typed.action == "orphans":
        return _tell_orphans(root, typed.runs)
    return _list(root)


def _parse(args: list[str]) -> argparse.Namespace:
    parser = Parser(prog="python -m harness baselines", description=__doc__)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    actions.add_parser("list", help="list all baselines (default)")
    orphans = actions.add_parser("orphans", help="list those that no test of a whole run has used")
    orphans.add_argument(
        "runs", metavar="RUN", nargs="*", help="id, folder or report of each shard"
    )
    accept = actions.add_parser("accept", help="make pictures of a run the baselines")
    accept.add_argument("names", metavar="NAME", nargs="*", help="menu.png, or a glob: 'menu/*'")
    accept.add_argument("--all", action="store_true", help="accept every picture of the run")
    accept.add_argument("--run", metavar="RUN", help="id, folder or report (default: the last run)")
    return parser.parse_args(args)


def _list(root: str) -> int:
    count = 0
    for folder, names in _folders(root):
        print(shown(folder, root))
        for name in names:
            print(visible(f"  {name:<40} {_about(root, folder, name)}"))
        count += len(names)
    print(f"{count} baseline{'' if count == 1 else 's'}")
    return _FINE


def _folders(root: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the folders of each platform and size, with the pictures in them."""
    top = os.path.join(root, _FOLDER)
    for platform in _sorted(top):
        for size in _sorted(os.path.join(top, platform)):
            folder = os.path.join(top, platform, size)
            names = sorted(_pictures(folder))
            if names:
                yield folder, names


def _sorted(folder: str) -> list[str]:
    try:
        return sorted(name for name in os.listdir(folder) if not name.startswith("."))
    except OSError:
        return []


def _pictures(folder: str) -> Iterator[str]:
    """Yield the paths of pictures below a folder, from there."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in names:
            if name.endswith(".png"):
                path = os.path.relpath(os.path.join(place, name), folder)
                yield path.replace(os.sep, "/")


def _about(root: str, folder: str, name: str) -> str:
    """Return size and origin of a picture, and what is wrong with it."""
    baseline = _baseline(root, folder, name)
    try:
        content = baselines.read_picture(baseline) or b""
        meta = baselines.read_meta(baseline)
    except HarnessError as error:
        return str(error)
    renderer = meta.renderer()
    words = [f"{len(content) / 1024:.0f} KB", str(renderer) if renderer else "nothing recorded"]
    if renderer and meta.recorded.get("png") != baselines.hash_of(content):
        words.append("the picture was changed after it was recorded")
    if meta.options:
        words.append(f"options: {', '.join(meta.options)}")
    return "; ".join(words)


def _baseline(root: str, folder: str, name: str) -> Baseline:
    stem = name.removesuffix(".png")
    path = os.path.join(folder, *name.split("/"))
    meta_path = path.removesuffix(".png") + META_SUFFIX
    return Baseline(name, path, meta_path, f"{shown(folder, root)}/{stem}.png")


def _tell_orphans(root: str, runs: list[str]) -> int:
    finished = [_read_run(root, run) for run in runs] or [_last_run(root)]
    _check_whole([each.report for each in finished])
    report = finished[0].report
    folder = _folder_of(root, report)
    used = {
        os.path.relpath(baselines.locate(folder, root, name, flavour).path, folder)
        for each in finished
        for name in _compared(each.report)
        for flavour in FLAVOURS
    }
    orphans = [name for name in sorted(_pictures(folder)) if os.path.normpath(name) not in used]
    for name in orphans:
        print(visible(f"{shown(folder, root)}/{name}"))
    short = sum(test["status"] != "passed" for each in finished for test in each.report["tests"])
    if orphans and short:
        tests = "1 test" if short == 1 else f"{short} tests"
        print(f"{tests} did not pass or did not run: some of these may be theirs")
    print(f"{len(orphans)} of {sum(1 for _ in _pictures(folder))} are used by no test")
    return _ORPHANS if orphans else _FINE


def _compared(report: Report) -> set[str]:
    return {
        name
        for test in report["tests"]
        for attempt in test["attempts"]
        for name in attempt.get("screenshots", ())
    }


def _check_whole(reports: list[Report]) -> None:
    """Raise `UsageError` unless the runs together are all tests."""
    for report in reports:
        if report["run"].get("missing"):
            raise UsageError(f"run {report['run']['id']} is not whole: {report['run']['missing']}")
        typed = {arg.partition("=")[0] for arg in report["run"]["args"]}
        narrowed = sorted(typed.intersection(_NARROWING))
        if narrowed:
            raise UsageError(
                f"run {report['run']['id']} was narrowed by {', '.join(narrowed)}: what it did not "
                "use, other tests may; name a run of all tests"
            )
    if len({report["run"]["ordering_hash"] for report in reports}) > 1:
        raise UsageError("the runs selected different tests; name the shards of one run")
    wanted = set(range(1, reports[0]["run"]["total_shards"] + 1))
    missing = sorted(wanted - {report["run"]["shard"] for report in reports})
    if missing:
        raise UsageError(
            f"shard {', '.join(map(str, missing))} of {len(wanted)} is missing; name all shards"
        )


def _accept(root: str, names: list[str], everything: bool, run: str | None) -> int:
    if everything == bool(names):
        raise UsageError("name the pictures to accept, or pass --all")
    finished = _last_run(root) if run is None else _read_run(root, run)
    actuals = list(_actuals(finished))
    chosen = actuals if everything else _chosen(actuals, names)
    if not chosen:
        print("the run holds no picture that differs from its baseline")
    for actual, content in _distinct(chosen):
        print(visible(f"accepted {_write(root, finished.report, actual, content)}"))
    return _FINE


def _actuals(finished: Finished) -> Iterator[Actual]:
    """Yield the pictures that the last attempts of tests have left."""
    report, folder = finished
    top = os.path.normpath(os.path.join(folder, report["paths"]["artifacts"]))
    for test in report["tests"]:
        last = test["attempts"][-1:]
        for artifact in last[0]["artifacts"] if last else ():
            if artifact["kind"] != "actual" or not artifact["path"].endswith(_ACTUAL):
                continue
            path = os.path.normpath(os.path.join(folder, artifact["path"]))
            parts = os.path.relpath(path, top).replace(os.sep, "/").split("/")
            if not inside(os.path.realpath(path), os.path.realpath(top)) or len(parts) < 3:
                raise UsageError(f"{artifact['path']}: it lies outside of the run's artifacts")
            name = baselines.check_name("/".join(parts[2:]).removesuffix(_ACTUAL))
            yield Actual(_compared_as(name, last[0]), test["full_name"], path)


def _compared_as(name: str, attempt: Attempt) -> str:
    """Return a picture's name in the test: the second of a name is kept as `name-2`."""
    names = attempt.get("screenshots", [])
    first = f"{name.removesuffix('.png').rpartition('-')[0]}.png"
    return first if name not in names and first in names else name


def _chosen(actuals: list[Actual], names: list[str]) -> list[Actual]:
    chosen: list[Actual] = []
    for name in names:
        pattern = name.removesuffix(".png") + ".png"
        found = [actual for actual in actuals if fnmatchcase(actual.name, pattern)]
        if not found:
            known = ", ".join(sorted({actual.name for actual in actuals})) or "none"
            raise UsageError(f"{name}: the run has no such picture; it has {known}")
        chosen += [actual for actual in found if actual not in chosen]
    return chosen


def _distinct(actuals: Iterable[Actual]) -> list[tuple[Actual, bytes]]:
    """Return one picture a name with its file; two that differ are refused."""
    found: dict[str, tuple[Actual, bytes]] = {}
    for actual in actuals:
        try:
            content = files.read_file(actual.path)
        except (files.BadPicture, FileNotFoundError) as error:
            raise UsageError(f"{actual.path}: {error}") from None
        other, known = found.setdefault(actual.name, (actual, content))
        if known != content:
            raise UsageError(
                f"{actual.name}: {other.test} and {actual.test} have different pictures of this "
                "name; one baseline cannot be both"
            )
    return list(found.values())


def _write(root: str, report: Report, actual: Actual, content: bytes) -> str:
    """Make a picture the baseline; return its path."""
    from harness.screenshots.png import BadPicture, decode

    renderer, size = _renderer(report), report["run"]["resolution"]
    try:
        picture = decode(content)
    except BadPicture as error:
        raise UsageError(f"{actual.path}: {error}") from None
    height, width = picture.shape[:2]
    if f"{width}x{height}" != size:
        raise UsageError(f"{actual.path}: it is {width}x{height}, the run's frames are {size}")
    folder = _folder_of(root, report)
    baseline = baselines.locate(folder, root, actual.name, renderer.flavour)
    meta = baselines.read_meta(baseline)
    recorded = baselines.record(renderer, size, content, picture.tobytes())
    store = Store((root,))
    store.write(baseline.path, content)
    store.write(baseline.meta_path, meta._replace(recorded=recorded).to_json())
    return baseline.shown


def _folder_of(root: str, report: Report) -> str:
    system = report["environment"]["platform"].partition("-")[0]
    width, _, height = report["run"]["resolution"].partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise UsageError(f"the report's resolution is {report['run']['resolution']!r}")
    return baseline_folder(root, system, (int(width), int(height)))


def _renderer(report: Report) -> Renderer:
    environment = report["environment"]
    renderer = Renderer(environment["pygame"], environment["sdl"])
    if renderer.flavour not in FLAVOURS:
        raise UsageError(
            f"the report's pygame is {environment['pygame']!r}; expected one of "
            f"{', '.join(FLAVOURS)} and a version"
        )
    return renderer


def _last_run(root: str) -> Finished:
    folder = os.path.join(root, "reports")
    found = [os.path.join(folder, name, "report.json") for name in _sorted(folder)]
    found = [path for path in found if os.path.isfile(path)]
    if not found:
        raise UsageError("no run was found below reports/; run the tests first, or name a run")
    return _read_run(root, max(found, key=os.path.getmtime))


def _read_run(root: str, run: str) -> Finished:
    """Read the report of a run by its id, its folder or the report's path."""
    for path in (run, os.path.join(root, "reports", run)):
        report = os.path.join(path, "report.json") if os.path.isdir(path) else path
        if os.path.isfile(report):
            return Finished(read_report(report), os.path.dirname(os.path.abspath(report)))
    raise UsageError(f"{run}: there is no such run: expected an id, a folder or a report.json")
