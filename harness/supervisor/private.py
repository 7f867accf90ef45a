"""The folder that takes what games write: one for each run, one in it for each game start.

It goes with the run. A run that is killed leaves it behind, so that the next one removes it: its
owner held a lock on it, which ends with that process, however it ends.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile

from harness.supervisor.run_folder import lock_folder

_PREFIX = "harness-writes-"
_YOUNG_SECONDS = 60
"""A folder so young may be about to be locked."""


class PrivateFolder:
    """Made when it is first asked for."""

    def __init__(self) -> None:
        self._path = ""
        self._lock = -1

    def fresh(self) -> str:
        """Return a folder of its own in it."""
        if not self._path:
            self._path = tempfile.mkdtemp(prefix=_PREFIX)
            self._lock = _locked(self._path)
            _remove_abandoned(self._path)
        return tempfile.mkdtemp(dir=self._path)

    def remove(self) -> None:
        if self._path:
            shutil.rmtree(self._path, ignore_errors=True)
            _close(self._lock)
            self._path = ""


def _remove_abandoned(fresh: str) -> None:
    """Remove the folders beside a fresh one that killed runs have left."""
    now = os.stat(fresh).st_mtime
    with contextlib.suppress(OSError), os.scandir(os.path.dirname(fresh)) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and now - _made(entry) > _YOUNG_SECONDS:
                lock = _locked(entry.path)
                if lock >= 0:
                    shutil.rmtree(entry.path, ignore_errors=True)
                    _close(lock)


def _made(entry: os.DirEntry[str]) -> float:
    """Return when a folder was last changed; one that cannot be looked at is none of ours."""
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return math.inf


def _locked(path: str) -> int:
    """Return the descriptor of a folder that nobody else has locked, or -1."""
    try:
        return lock_folder(path)
    except OSError:
        return -1


def _close(descriptor: int) -> None:
    if descriptor >= 0:
        os.close(descriptor)
