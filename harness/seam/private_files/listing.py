"""Folders listed as an overlay shows them: what is in private, and what shines through."""

from __future__ import annotations

import os
from typing import Any

from harness.seam.listing import Entries
from harness.seam.private_files.overlay import Overlay
from harness.seam.private_files.paths import PATHS


class MergedListings:
    """Lists what is in private as well. Other folders are left to `listdir` and `scandir`."""

    def __init__(self, overlay: Overlay, listdir: Any, scandir: Any) -> None:
        self._overlay = overlay
        self._listdir, self._scandir = listdir, scandir

    def listdir(self, path: Any = None) -> list[Any]:
        real = self._merged(path)
        if not real:
            return list(self._listdir(os.curdir if path is None else path))
        names = self._names(real)
        return [os.fsencode(name) for name in names] if _is_bytes(path) else names

    def scandir(self, path: Any = None) -> Any:
        real = self._merged(path)
        path = os.curdir if path is None else path
        if not real:
            return self._scandir(path)
        names = self._names(real)
        folder = "" if isinstance(path, int) else os.fsdecode(path)
        entries: list[Any] = [Entry(real, folder, name, _is_bytes(path)) for name in names]
        return Entries(entries)

    def _names(self, real: str) -> list[str]:
        return sorted(self._overlay.names(real))

    def _merged(self, path: Any) -> str:
        """Return the real path of a folder that is in private, for any other one nothing."""
        if isinstance(path, int):
            real = self._overlay.of_descriptor(path)
        elif path is None or isinstance(path, PATHS):
            text = os.curdir if path is None else os.fsdecode(path)
            real = self._overlay.real(text, follow=True) if text else ""
        else:
            return ""
        return real if self._overlay.is_in_private(real) else ""


class Entry:
    """What `os.DirEntry` tells, asked of functions that have been replaced."""

    def __init__(self, real: str, folder: str, name: str, as_bytes: bool) -> None:
        self._at = os.path.join(real, name)
        path = os.path.join(folder, name)
        self.name: Any = os.fsencode(name) if as_bytes else name
        self.path: Any = os.fsencode(path) if as_bytes else path

    def __fspath__(self) -> Any:
        return self.path

    def __repr__(self) -> str:
        return f"<DirEntry {self.name!r}>"

    def inode(self) -> int:
        return os.lstat(self._at).st_ino

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        return os.stat(self._at, follow_symlinks=follow_symlinks)

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        return os.path.isdir(self._at) and (follow_symlinks or not self.is_symlink())

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        return os.path.isfile(self._at) and (follow_symlinks or not self.is_symlink())

    def is_symlink(self) -> bool:
        return os.path.islink(self._at)

    def is_junction(self) -> bool:
        return False


def _is_bytes(path: Any) -> bool:
    return isinstance(path, PATHS) and isinstance(os.fspath(path), bytes)
