"""Directories listed in the order of their names, or in the reverse of it.

A file system lists them as it likes. `os.walk`, `glob` and `pathlib` follow, because they ask the
functions replaced here.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from harness.seam.patches import Patches


class Listings:
    """The functions of `os` that list a directory."""

    def __init__(self, patches: Patches, reverse: bool) -> None:
        self._patches = patches
        self._reverse = reverse
        self._listdir, self._scandir = os.listdir, os.scandir
        for name in ("listdir", "scandir"):
            takes_fd = getattr(os, name) in os.supports_fd
            patches.replace(os, name, getattr(self, name))
            if takes_fd:
                function = getattr(os, name)
                os.supports_fd.add(function)
                patches.on_removal(functools.partial(os.supports_fd.discard, function))

    def listdir(self, path: Any = None) -> list[Any]:
        return sorted(self._listdir(path), reverse=self._reverse)

    def scandir(self, path: Any = None) -> Entries:
        with self._scandir(path) as entries:
            return Entries(sorted(entries, key=_name, reverse=self._reverse))

    def seal_glob(self, glob: Any) -> None:
        """Replace `scandir` in the classes that have taken it, as those of Python 3.13 have."""
        for holder in list(vars(glob).values()):
            taken = vars(holder).get("scandir") if isinstance(holder, type) else None
            if isinstance(taken, staticmethod) and taken.__func__ in (self._scandir, os.scandir):
                holder.scandir = staticmethod(self._scandir)
                self._patches.replace(holder, "scandir", staticmethod(self.scandir))


class Entries:
    """What `os.scandir` returns: an iterator to be closed."""

    def __init__(self, entries: list[os.DirEntry[Any]]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[os.DirEntry[Any]]:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


def _name(entry: os.DirEntry[Any]) -> Any:
    return entry.name
