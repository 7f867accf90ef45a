"""The files of shards below one folder: artifacts together, forensics in a folder for each shard.

Shards may come from strangers, as artifacts of a CI server: nothing but folders and regular files
inside of a shard's own folder is read, and nothing is written outside of the merged one.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from harness.base.regular_files import open_regular
from harness.errors import UsageError
from harness.records.store import Store
from harness.records.trace import FILE as TRACE_FILE
from harness.reporters.reading import read_report
from harness.runs.merged_report import Shard, check_paths, inner_path

REPORT = "report.json"
_LARGEST_CODE = 255
_CHUNK_BYTES = 1024 * 1024
_LONGEST_LINE_BYTES = 64 * 1024 * 1024
_TRACE_LINE = re.compile(
    rb'\{"frame":\d+,"test":("(?:[^"\\]|\\.)*"),"attempt":\d+,"type":"([a-z_]+)"'
)


class File(NamedTuple):
    source: str
    target: str
    """Relative to the merged folder."""


class _Game(NamedTuple):
    """The lines of a trace from one game's start to the next."""

    position: int
    """Of the first test in it, in the merged report."""
    source: str
    start: int
    end: int
    """Where the lines are in the source, in bytes."""


def read_shard(folder: str) -> Shard:
    """Return the shard in a run's folder. Raises `UsageError` for what is none."""
    path = os.path.join(folder, REPORT)
    if not os.path.lexists(path):
        raise UsageError(f"{folder}: there is no {REPORT} in it; name the folder of a shard's run")
    _refuse_other(path)
    report = read_report(path)
    if report["run"].get("missing"):
        raise UsageError(f"{folder}: this is a merged report, and not complete; name its shards")
    if not 0 <= report["run"]["exit_code"] <= _LARGEST_CODE:
        raise UsageError(f"{path}: this is no report: run.exit_code is not from 0 to 255")
    shard = Shard(folder, report)
    check_paths(shard)
    return shard


def files_of(shard: Shard) -> list[File]:
    """Return the artifacts and the forensics of a shard. Raises `UsageError` for a link."""
    listed = shard.report["paths"]
    places = {"artifacts": "artifacts", "forensics": f"forensics/shard-{shard.number}"}
    found: list[File] = []
    for name, target in places.items():
        inner = inner_path(shard, listed[name])  # type: ignore[literal-required]
        top = _entered(shard.folder, inner)
        if top:
            found += (File(source, f"{target}/{rest}") for source, rest in _below(top))
    _entered(shard.folder, TRACE_FILE)
    return found


def refuse_collisions(files: list[File]) -> None:
    """Raise `UsageError` for two files of which one would take the place of the other."""
    seen: dict[str, File] = {}
    for file in files:
        other = seen.setdefault(file.target, file)
        if other is not file:
            raise UsageError(f"{file.source} and {other.source}: one would replace the other")


def copy_files(store: Store, files: list[File], out_dir: str) -> None:
    for file in files:
        with (
            open_regular(file.source) as source,
            store.append_to(os.path.join(out_dir, file.target)) as lines,
        ):
            while chunk := source.read(_CHUNK_BYTES):
                lines.write(chunk)


def copy_traces(store: Store, shards: list[Shard], names: list[str], out_dir: str) -> None:
    """Write one trace of all shards, its games in the order of the tests with these `names`."""
    positions = {name: position for position, name in enumerate(names)}
    paths = [os.path.join(shard.folder, TRACE_FILE) for shard in shards]
    paths = [path for path in paths if os.path.exists(path)]
    games = sorted(game for path in paths for game in _games(path, positions))
    if not games:
        return
    with store.append_to(os.path.join(out_dir, TRACE_FILE)) as lines:
        with open_regular(paths[0]) as first:
            lines.write(first.readline(_LONGEST_LINE_BYTES))
        for game in games:
            with open_regular(game.source) as source:
                source.seek(game.start)
                left = game.end - game.start
                while left and (chunk := source.read(min(left, _CHUNK_BYTES))):
                    lines.write(chunk)
                    left -= len(chunk)


def _games(path: str, positions: Mapping[str, int]) -> Iterator[_Game]:
    """Yield the games of a trace, up to its end or its first line that is none of a trace."""
    with open_regular(path) as file:
        at = len(file.readline(_LONGEST_LINE_BYTES))
        position, start = -1, at
        while (line := file.readline(_LONGEST_LINE_BYTES)).endswith(b"\n"):
            match = _TRACE_LINE.match(line)
            if match is None:
                break
            if match[2] == b"game":
                if position >= 0:
                    yield _Game(position, path, start, at)
                position, start = _position(match[1], positions), at
            at += len(line)
        if position >= 0:
            yield _Game(position, path, start, at)


def _position(name: bytes, positions: Mapping[str, int]) -> int:
    try:
        return positions.get(json.loads(name), -1)
    except ValueError:
        return -1


def _entered(folder: str, inner: str) -> str:
    """Return the path of something in a shard's folder, or an empty text if it is not there."""
    path = folder
    for part in inner.split("/"):
        path = os.path.join(path, part)
        if not os.path.lexists(path):
            return ""
        _refuse_other(path)
    return path


def _below(top: str) -> Iterator[tuple[str, str]]:
    """Yield the files below a folder, each with its path from there, in the order of names."""
    if not os.path.isdir(top):
        raise UsageError(f"{top}: this is not a folder")
    folders = [""]
    while folders:
        inner = folders.pop()
        for name in sorted(os.listdir(os.path.join(top, inner))):
            rest = f"{inner}{name}"
            path = os.path.join(top, rest)
            _refuse_other(path)
            if os.path.isdir(path):
                folders.append(f"{rest}/")
            else:
                yield path, rest


def _refuse_other(path: str) -> None:
    """Raise `UsageError` for what is neither a folder nor a file; links are not followed."""
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        raise UsageError(f"{path}: this is a symbolic link, which is not followed; copy the file")
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise UsageError(f"{path}: this is neither a file nor a folder")
