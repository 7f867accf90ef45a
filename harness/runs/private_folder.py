"""The folder that takes what games write: one for each run, one in it for each worker.

A worker divides its folder among its game starts, and names what it has removed. The run's folder
goes with the run. A run that is killed leaves it behind, so that the next one removes it: its owner
held a lock on it, which ends with that process, however it ends.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import tempfile

from harness.errors import HarnessError
from harness.runs.run_folder import lock_folder
from harness.wire.protocol import DISCARDED

_PREFIX = "harness-writes-"
_YOUNG_SECONDS = 60
"""A folder so young may be about to be locked."""


class PrivateFolder:
    """Made when it is first asked for."""

    def __init__(self) -> None:
        self.discarded: set[str] = set()
        """The files that games have written and that are gone, by their real paths."""
        self._path = ""
        self._lock = -1

    @property
    def path(self) -> str:
        if not self._path:
            self._path = tempfile.mkdtemp(prefix=_PREFIX)
            self._lock = _locked(self._path)
            _remove_abandoned(self._path)
        return self._path

    def fresh(self) -> str:
        """Return a folder in it for the next worker."""
        try:
            return tempfile.mkdtemp(dir=self.path)
        except OSError as error:
            raise no_temporary("a temporary file", error) from None

    def discard(self, folder: str) -> None:
        """Remove the folder of a worker that has ended, if it had one."""
        if folder:
            self.discarded.update(_names(folder))
            shutil.rmtree(folder, ignore_errors=True)

    def remove(self) -> None:
        if self._path:
            shutil.rmtree(self._path, ignore_errors=True)
            _close(self._lock)
            self._path = ""


def no_temporary(what: str, error: OSError) -> HarnessError:
    """Return the error of a worker that cannot start, for want of `what`."""
    folder = tempfile.tempdir or "the temporary folder"
    return HarnessError(
        f"no worker starts without {what} in {folder}: {error.strerror}; "
        "make room there, or name another folder with TMPDIR"
    )


def _names(folder: str) -> list[str]:
    """Return what games have written in a worker's folder: what is gone, and what is left."""
    names: list[str] = []
    with contextlib.suppress(OSError), open(os.path.join(folder, DISCARDED), "rb") as file:
        names = [os.fsdecode(name) for name in file.read().split(b"\0")[:-1]]
    places: list[str] = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        places = [entry.path for entry in entries if entry.is_dir()]
    for place in places:
        for parent, _, files in os.walk(place):
            names += [os.path.join(parent, name)[len(place) :] for name in files]
    return names


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
