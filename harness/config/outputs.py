"""Where a run writes: inside the permitted folders, and over nothing that is not a report.

A report takes the place of an earlier report of its kind alone, so that no configuration, test,
game file or baseline can be lost to a mistyped path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from harness.base import paths
from harness.config.formats import FORMATS
from harness.errors import UsageError

FORENSICS = "forensics"
_WRITTEN_MEANWHILE = ("events.jsonl", "trace.jsonl", "traces")
_HEAD_BYTES = 4096
_HEADS = {each.flag: each.head for each in FORMATS}
_HEADS["--out"] = re.compile(rb"## End-to-end tests: ")
"""What a report of each kind begins with."""


def output(value: str | None, folder: str, roots: tuple[str, ...], out: str, name: str) -> str:
    """Return the real path of what is written: as typed in `folder`, else `name` below `out`."""
    chosen = os.path.join(out, name) if value is None else os.path.join(folder, value)
    return paths.permitted(chosen, roots)


def check_places(outputs: Mapping[str, str]) -> None:
    """Raise `UsageError` for what cannot be made: `outputs` maps what names it to paths.

    Missing folders are made. What becomes full or is removed meanwhile is found when it is written.
    """
    for named, path in outputs.items():
        place = os.path.dirname(os.path.realpath(path))
        while not os.path.lexists(place) and place != os.path.dirname(place):
            place = os.path.dirname(place)
        if not os.path.isdir(place):
            raise UsageError(f"{named} {path!r}: {place!r} is not a folder; choose another path")
        if not os.access(place, os.W_OK | os.X_OK):
            raise UsageError(
                f"{named} {path!r}: the folder {place!r} is not writable; change its permissions, "
                "or choose another path"
            )


def check_reports(reports: Mapping[str, str], out_dir: str) -> None:
    """Raise `UsageError` for a report that would take the place of anything else.

    `reports` maps flags to real paths.
    """
    for flag, path in reports.items():
        if os.path.isdir(path):
            raise UsageError(f"{flag} {path!r}: it is a folder; name a file")
        in_run_folder = os.path.dirname(path) == out_dir  # what an earlier run left there goes
        if not in_run_folder:
            check_report(flag, path)
        if _belongs_to_run(path, out_dir):
            raise UsageError(f"{flag} {path!r}: the run writes this file itself; name another one")
        flags = [flag for flag, other in reports.items() if other == path]
        if len(flags) > 1:
            raise UsageError(
                f"{' and '.join(flags)}: two reports would be written to one file: {path!r}"
            )


def check_report(flag: str, path: str) -> None:
    """Raise `UsageError` for a file that is there and is not an earlier report of the same flag."""
    check_places({flag: path})
    if os.path.lexists(path) and not _is_report(flag, path):
        raise UsageError(
            f"{flag} {path!r}: the file exists and is not an earlier report of this kind; "
            "name another file, or remove this one"
        )


def check_artifacts(folder: str, out_dir: str, inputs: Iterable[str]) -> None:
    """Raise `UsageError` for a folder of artifacts that holds what the run reads."""
    flag = f"--artifacts {folder!r}"
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise UsageError(f"{flag}: it is a file; name a folder")
    if _belongs_to_run(folder, out_dir):
        raise UsageError(f"{flag}: the run's bundle is written there; name another folder")
    held = next((path for path in inputs if paths.inside(path, folder)), None)
    if held is not None:
        raise UsageError(f"{flag}: the run reads {held!r}, which is in it; name another folder")


def _belongs_to_run(path: str, out_dir: str) -> bool:
    own = [os.path.join(out_dir, name) for name in (*_WRITTEN_MEANWHILE, FORENSICS)]
    return any(paths.inside(path, place) for place in own)


def _is_report(flag: str, path: str) -> bool:
    """Tell whether a file is empty, or a report that may be replaced."""
    if not os.path.isfile(path):
        return False
    try:
        with open(path, "rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError:
        return True  # what keeps it from being read keeps it from being written, and says so
    return not head or _HEADS[flag].match(head) is not None
