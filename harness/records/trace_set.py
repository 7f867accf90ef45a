"""The traces of a run: one for each part of its plan while several workers write, one at the end.

A part's trace is called after the position of its first test, and so their names are in the order
of the plan.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator

from harness.records.store import TRACES, Store
from harness.records.trace import FILE

_DIGITS = 7
_CHUNK_BYTES = 1 << 20
_NUMBER = re.compile(rb'\{"frame":\d+')


def part_file(out_dir: str, position: int) -> str:
    """Return the trace of the part that begins at a position of the plan."""
    return os.path.join(out_dir, TRACES, f"{position:0{_DIGITS}}.jsonl")


def file_of(out_dir: str, position: int) -> str:
    """Return the trace to which a test of the plan belongs."""
    limit = part_file(out_dir, position)
    return max((path for path in _parts(out_dir) if path <= limit), default=_whole(out_dir))


def lines(out_dir: str) -> Iterator[bytes]:
    """Yield the first line of a run's traces, and then the others in the order of the plan."""
    header = b""
    for path in (_whole(out_dir), *_parts(out_dir)):
        if os.path.exists(path):
            with open(path, "rb") as file:
                first = file.readline()
                if not header:
                    header = first
                    yield header
                yield from file


def merge(store: Store, out_dir: str, forgotten: Collection[str] = ()) -> None:
    """Make one trace of all, without the lines of the tests whose full names are `forgotten`.

    Where the disk refuses, they stay as they are.
    """
    marks = tuple(f',"test":{json.dumps(name)},"attempt":'.encode() for name in forgotten)
    parts = _parts(out_dir)
    if not parts:
        return
    whole = store.append_to(_whole(out_dir), keep=True)
    with whole:
        expected = whole.size
        for path in parts:
            for chunk in _content(path, whole.size > 0, marks):
                whole.write(chunk)
                expected += len(chunk)
        is_complete = whole.size == expected
    if is_complete:
        store.remove(os.path.join(out_dir, TRACES))


def _content(path: str, without_header: bool, marks: tuple[bytes, ...]) -> Iterator[bytes]:
    """Yield the whole lines of a trace, but for those with a mark behind the frame's number."""
    with open(path, "rb") as file:
        if without_header:
            file.readline()
        rest = b""
        while chunk := file.read(_CHUNK_BYTES):
            complete, newline, rest = (rest + chunk).rpartition(b"\n")
            yield _without(marks, complete + newline) if marks else complete + newline


def _without(marks: tuple[bytes, ...], lines: bytes) -> bytes:
    each = lines.splitlines(keepends=True)
    return b"".join(line for line in each if not _NUMBER.sub(b"", line, 1).startswith(marks))


def _whole(out_dir: str) -> str:
    return os.path.join(out_dir, FILE)


def _parts(out_dir: str) -> list[str]:
    folder = os.path.join(out_dir, TRACES)
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(os.path.join(folder, name) for name in names if name.endswith(".jsonl"))
