"""The folder of a run, which belongs to one run at a time: it is locked while that works.

The lock ends with the process that holds it, however that ends. Where the system or the disk has no
such locks, nothing is refused.
"""

from __future__ import annotations

import contextlib
import os
from itertools import pairwise
from types import TracebackType
from typing import Self

from harness.base.paths import find_root
from harness.config.flags import run_id as read_run_id
from harness.records.store import REPORTS

_NO_RUN = frozenset(("--list-tests", "--resume", "--help", "-h"))
"""Arguments with which a command begins no run anew."""


class Held:
    """A run's folder that is held until `release`, or until this process ends."""

    def __init__(self, descriptor: int, made: list[str]) -> None:
        self._descriptor, self._made = descriptor, made

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def release(self) -> None:
        """Give the folder up; one that was made for the lock, and is empty, goes."""
        made, self._made = self._made, []
        for folder in made:
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def hold(path: str) -> Held | None:
    """Hold the folder of a run, which is made if need be; `None` where another process has it."""
    while True:
        made = _make(path)
        try:
            descriptor = lock_folder(path)
        except BlockingIOError:
            return None
        except OSError:
            return Held(-1, made)
        if _is_at(descriptor, path):
            return Held(descriptor, made)
        os.close(descriptor)  # another run had made it, and has just removed it


def lock_folder(path: str) -> int:
    """Return the descriptor of a folder that is locked while it is open.

    Raises `BlockingIOError` where another process has locked it, `OSError` where none can.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        raise OSError("no locks") from None
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def forget_reports(args: list[str]) -> None:
    """Remove the reports of earlier runs in the folders that `args` name: this run is refused.

    A report that says "passed" must not stay where the run has not begun. What it takes to resume
    or to understand the earlier run stays.
    """
    for name in _names(args):
        folder = os.path.join(find_root(os.getcwd()), "reports", name)
        held = hold(folder) if os.path.isdir(folder) else None
        if held is not None:
            with held:
                for report in REPORTS:
                    with contextlib.suppress(OSError):
                        os.unlink(os.path.join(folder, report))


def _names(args: list[str]) -> list[str]:
    """Return the names of the run's folders, where `args` name it; `verify` has two."""
    if not _NO_RUN.isdisjoint(args):
        return []
    given = [after for arg, after in pairwise(args) if arg == "--run-id"]
    given += [arg.partition("=")[2] for arg in args if arg.startswith("--run-id=")]
    ends = ("-1", "-2") if args[:1] == ["verify"] else ("",)
    return [f"{name}{end}" for name in given if is_run_id(name) for end in ends]


def is_run_id(text: str) -> bool:
    try:
        read_run_id(text)
    except ValueError:
        return False
    return True


def _make(path: str) -> list[str]:
    """Make a folder and the one it is in; return those that were not there, the inner one first."""
    made: list[str] = []
    for folder in (os.path.dirname(path), path):
        with contextlib.suppress(OSError):
            os.mkdir(folder)
            made.insert(0, folder)
    return made


def _is_at(descriptor: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False
