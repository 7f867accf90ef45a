"""The one store: every file of a run is written here, whole or not at all, inside its roots.

A file is written beside its target under a temporary name and moved into place. A file that grows
does so by whole writes: one that fails is taken back, and is the last. A path that leaves the
roots, or a link that leads out of them, is refused.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

from harness.base import paths
from harness.config.formats import FORMATS
from harness.errors import CannotWrite, HarnessError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_SLUG = 80
_FLAGS = os.O_WRONLY | os.O_CREAT | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_LONGEST_TAIL_BYTES = 1024 * 1024
_MOST_TOLD = 5

REPORTS = tuple(each.file for each in FORMATS if each.file)
_LINES = ("events.jsonl", "trace.jsonl", "baselines.jsonl")
TRACES = "traces"
"""The folder of the traces of parts of a run."""
RUN_ENTRIES = (*_LINES, TRACES, *REPORTS, "artifacts", "forensics")
"""What a run writes into its folder."""


def _refuse(error: CannotWrite) -> NoReturn:
    raise error


class Store:
    """Writes files below `roots`. What a run can do without is told to `lost` if it fails."""

    def __init__(
        self, roots: tuple[str, ...], lost: Callable[[CannotWrite], None] = _refuse
    ) -> None:
        self.lost = lost
        self._roots = roots

    def write(self, path: str, content: bytes | str) -> str:
        """Replace the file at `path` by `content` and return the real path.

        Raises `CannotWrite`, and has left the old file then.
        """
        target = self._prepare(path)
        encoded = content.encode("utf-8", "replace") if isinstance(content, str) else content
        temporary = f"{target}.{os.getpid()}.tmp"
        try:
            _write_new(temporary, encoded)
            os.replace(temporary, target)
        except OSError as error:
            _discard(temporary)
            raise CannotWrite(path, error) from None
        return target

    def keep(self, path: str, content: bytes | str) -> bool:
        """Write a file that the run can do without; tell whether it is there."""
        try:
            self.write(path, content)
        except CannotWrite as error:
            self.lost(error)
            return False
        return True

    def append_to(self, path: str, keep: bool = False) -> Lines:
        """Open a file at `path` to which each write goes at once: a new one, unless it is kept.

        A last line without an end, which a killed process has left, goes first.
        """
        try:
            target = self._prepare(path)
            if not keep:
                _discard(target)
            lines = Lines(path, os.open(target, _FLAGS | os.O_APPEND, 0o666), self.lost)
            if keep:
                lines.cut(lines.size - _torn_bytes(target, lines.size))
            return lines
        except OSError as error:
            self.lost(CannotWrite(path, error))
        except CannotWrite as error:
            self.lost(error)
        return Lines(path, None, self.lost)

    def remove(self, path: str) -> None:
        """Remove a file, a link, or a folder with what is below it, if it exists."""
        real = paths.permitted(path, self._roots)
        if os.path.islink(path):
            _discard(path)
        elif os.path.isdir(real):
            shutil.rmtree(real, ignore_errors=True)
        else:
            _discard(real)

    def _prepare(self, path: str) -> str:
        target = paths.permitted(path, self._roots)
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
        except OSError as error:
            raise CannotWrite(path, error) from None
        return target


class Lines:
    """A file that grows by whole writes.

    One that fails is cut off again and told to `lost`, and nothing is written after it: what
    stands in the file is how the run began, without a hole.
    """

    def __init__(
        self, path: str, descriptor: int | None, lost: Callable[[CannotWrite], None]
    ) -> None:
        self.path = path
        self.size = 0 if descriptor is None else os.fstat(descriptor).st_size
        self._descriptor = descriptor
        self._lost = lost

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, content: bytes) -> None:
        """Append all of `content`, or nothing and end the file."""
        if self._descriptor is None:
            return
        try:
            _write_all(self._descriptor, content)
        except OSError as error:
            self.cut(self.size)
            self.close()
            self._lost(CannotWrite(self.path, error))
        else:
            self.size += len(content)

    def cut(self, size: int) -> None:
        """Cut off what stands behind `size` bytes."""
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, size)
                self.size = size

    def close(self) -> None:
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            with contextlib.suppress(OSError):
                os.close(descriptor)


class Losses:
    """The files that a run could not write."""

    def __init__(self) -> None:
        self._by_reason: dict[str, dict[str, None]] = {}

    def add(self, error: CannotWrite) -> None:
        self.note(error.path, error.reason)

    def note(self, path: str, reason: str) -> None:
        self._by_reason.setdefault(reason, {})[path] = None

    def refuse(self) -> None:
        """Raise for what cannot be done without these files."""
        if self._by_reason:
            raise HarnessError("; ".join(self.messages()))

    def messages(self) -> list[str]:
        """Return a line for each reason, with the paths."""
        return [
            f"cannot write {_enumerated(list(files))}: {reason}"
            for reason, files in self._by_reason.items()
        ]


def clear_run(store: Store, out_dir: str) -> None:
    """Remove what an earlier run with the same id has left in its folder, and nothing else."""
    for name in (*RUN_ENTRIES, *_unfinished(out_dir)):
        store.remove(os.path.join(out_dir, name))


def slug(name: str) -> str:
    """Return `name` as a file name that every system takes, unique enough to recognise."""
    return _UNSAFE.sub("-", name).strip("-.")[:_LONGEST_SLUG].rstrip("-.") or "unnamed"


def _torn_bytes(path: str, size: int) -> int:
    """Return how much stands behind the last line that has an end."""
    with open(path, "rb") as file:
        file.seek(max(0, size - 1))
        if file.read(1) in (b"\n", b""):
            return 0
        file.seek(max(0, size - _LONGEST_TAIL_BYTES))
        return len(file.read().rpartition(b"\n")[2])


def _unfinished(out_dir: str) -> list[str]:
    """Return what a run that was killed while it wrote has left beside its files."""
    entries = "|".join(map(re.escape, RUN_ENTRIES))
    temporary = re.compile(rf"({entries})\.\d+\.tmp")
    try:
        return [name for name in os.listdir(out_dir) if temporary.fullmatch(name)]
    except OSError:
        return []


def _enumerated(files: list[str]) -> str:
    shown = ", ".join(repr(path) for path in files[:_MOST_TOLD])
    more = len(files) - _MOST_TOLD
    return f"{shown} and {more} more" if more > 0 else shown


def _write_new(path: str, content: bytes) -> None:
    descriptor = _create(path)
    try:
        _write_all(descriptor, content)
    finally:
        os.close(descriptor)


def _create(path: str) -> int:
    try:
        return os.open(path, _FLAGS | os.O_EXCL, 0o666)
    except FileExistsError:
        _discard(path)  # a killed process of our number has left it
        return os.open(path, _FLAGS | os.O_EXCL, 0o666)


def _write_all(descriptor: int, content: bytes) -> None:
    """Write on where the system took a part only."""
    written = 0
    while written < len(content):
        rest = content[written:] if written else content
        written += os.write(descriptor, rest) or _refused()


def _refused() -> int:
    """Raise for a write that took nothing."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _discard(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
