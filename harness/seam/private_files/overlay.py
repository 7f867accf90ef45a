"""Folders seen through a private one: copy-on-write, by translating paths.

A path in one of the folders has up to two places: the real one, which is only read, and one in the
private folder, which holds the whole real path once more. What is there in private is what is seen.
Before a path is written to, `bring` copies what is seen into private and hides the real one for
good, so that whatever the system then does in private, removal included, is what is seen.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from os import chdir, chmod, getcwd, listdir, lstat, mkdir, readlink, rmdir, symlink, unlink, utime
from os.path import dirname, isabs, join, normpath, split, splitdrive
from shutil import copyfileobj
from typing import Any

from harness.base.paths import inside
from harness.wire.protocol import DISCARDED

_open, _makedirs = open, os.makedirs
_MOST_LINKS = 40


class Overlay:
    """Sees `folders` through a folder in `base`. What is in one of `exempt` is left alone.

    Uses the functions of `os` as they were before anything replaced them. `_plain` are folders
    known to be no links, until something is written: programs read many files between writes.
    The private folder is made when something is written for the first time, by the process that
    does: one that was forked has its own.
    """

    def __init__(self, folders: Iterable[str], base: str, exempt: Iterable[str] = ()) -> None:
        self.private = ""
        self._base = os.path.realpath(base)
        self._kept: tuple[str, frozenset[str]] | None = None
        self._hidden: set[str] = set()
        self._plain: set[str] = set()
        self._used = False
        self._count = 0
        self._known: set[str] = set()
        self._folder = getcwd()
        rules = {os.path.realpath(path): False for path in (*exempt, base)}
        for folder in map(os.path.realpath, folders):
            if dirname(folder) != folder:
                rules[folder] = True
        rows = sorted(rules.items(), key=lambda rule: -len(rule[0]))
        self._rules = [(folder, folder + os.sep, covered) for folder, covered in rows]

    def keep(self) -> None:
        """Have what is written by now be what every fresh game finds."""
        if self._used:
            self._kept = (self.private, frozenset(self._hidden))

    def restart(self) -> None:
        """Have a fresh game find the folders as the first one did. Costs nothing without writes."""
        if self._used and self._kept is None:
            self.discard()
        elif self._kept is not None:
            kept, hidden = self._kept
            if self.private != kept:
                self.discard()
            self._begin()
            _copy_tree(kept, self.private)
            self._hidden = set(hidden)
            self._plain.clear()

    def discard(self) -> None:
        """Forget what was written; its names go to the file `DISCARDED`."""
        if not self._used:
            return
        if inside(getcwd(), self.private):
            chdir(self._folder)
        found = [path[len(self.private) :] for path in _remove_tree(self.private)]
        new = [path for path in found if path not in self._known]
        self._known.update(new)
        with suppress(OSError), _open(join(self._base, DISCARDED), "ab") as file:
            file.write(b"".join(os.fsencode(path) + b"\0" for path in new))
        self._used = False
        self._hidden.clear()
        self._plain.clear()

    def translate_read(self, path: Any, follow: bool = True) -> Any:
        """Return where to find what is seen at `path`: `path` itself where nothing differs."""
        text = os.fsdecode(path)
        if not text:
            return path
        whole = text if isabs(text) else join(self.folder(), text)
        real = self.real(whole, follow)
        seen = self.seen(real)
        if seen != real or not self._leads_there(whole, real):
            return _like(path, seen)
        away = self._used and not isabs(text) and inside(getcwd(), self.private)
        return _like(path, seen) if away else path

    def translate_write(self, path: Any, follow: bool = True, whole: bool = False) -> Any:
        """Return where to write `path`; what is seen there stands there by then."""
        text = os.fsdecode(path)
        real = self.real(text, follow) if text else ""
        if not self.covers(real):
            return self.translate_read(path, follow)
        self.bring(real, whole)
        return _like(path, self.place(real))

    def covers(self, real: str) -> bool:
        """Tell whether what is written there goes to private."""
        for folder, prefix, covered in self._rules:
            if real.startswith(prefix) or real == folder:
                return covered
        return False

    def place(self, real: str) -> str:
        """Return where the private copy of a real path is, if there is one."""
        return self.private + splitdrive(real)[1]

    def seen(self, real: str) -> str:
        """Return the place of what is seen at a real path."""
        if not (self._used and self.covers(real)):
            return real
        place = self.place(real)
        return place if _kind(place) or self.is_hidden(real) else real

    def is_hidden(self, real: str) -> bool:
        """Tell whether what lies at a real path on disk is not to be seen."""
        while self._hidden and real not in self._hidden:
            parent = dirname(real)
            if parent == real:
                return False
            real = parent
        return bool(self._hidden)

    def is_in_private(self, real: str) -> bool:
        """Tell whether a folder stands in private, whatever is below it on disk."""
        return self._used and self.covers(real) and _kind(self.place(real)) == stat.S_IFDIR

    def is_on_disk(self, real: str) -> bool:
        """Tell whether a folder in place is one that is seen."""
        return self.covers(real) and _kind(real) == stat.S_IFDIR and not self.is_hidden(real)

    def of_descriptor(self, descriptor: int) -> str:
        """Return the real path of what is open, or nothing where the system does not tell."""
        try:
            return self.shown(readlink(f"/proc/self/fd/{descriptor}"))
        except OSError:
            return ""

    def folder(self) -> str:
        """Return the current folder, which may exist in private alone."""
        return self.shown(getcwd())

    def shown(self, place: str) -> str:
        """Return the real path of a place that may be in private."""
        if self._used and inside(place, self.private):
            covered = place[len(self.private) :]
            return covered if self.covers(covered) else place
        return place

    def real(self, path: str, follow: bool) -> str:
        """Return the path without links, as they are seen. `follow` is about the last one."""
        path = path if isabs(path) else join(self.folder(), path)
        done, names = self._start(path)
        links = 0
        while names:
            name = names.pop()
            if name in ("", os.curdir):
                continue
            parent, done = done, dirname(done) if name == os.pardir else join(done, name)
            if name == os.pardir or not (names or follow):
                continue
            target = self._target(done)
            if target:
                links += 1
                if links > _MOST_LINKS:
                    break
                done, more = self._start(target) if isabs(target) else (parent, _names(target))
                names += more
            elif names and self.covers(done):
                self._plain.add(done)
        return done

    def names(self, real: str) -> list[str]:
        """Return the names in a folder that is in private, with those that shine through."""
        names = set(listdir(self.place(real)))
        with suppress(OSError):
            names.update(name for name in listdir(real) if not self.is_hidden(join(real, name)))
        return sorted(names)

    def bring(self, real: str, whole: bool = False) -> None:
        """Have what is seen at `real` stand in private, with `whole` all that is below it too."""
        if not self._used:
            self._begin()
        self._plain.clear()
        place = self.place(real)
        kind = _kind(place)
        if not kind:
            if self.covers(dirname(real)):
                self.bring(dirname(real))
            if not self.is_hidden(real):
                kind = _copy(real, place)
        if kind == stat.S_IFDIR:
            if not whole:
                return
            for name in self.names(real):
                self.bring(join(real, name), whole)
        if kind:
            self._hidden.add(real)

    def _begin(self) -> None:
        """Make a private folder, in which every covered folder has a place."""
        self._used = True
        self._count += 1
        # As long in every process and game: the length of a path decides where the heap has what.
        self.private = join(self._base, f"{os.getpid():08}-{self._count:06}")
        for folder, _, covered in self._rules:
            if covered:
                _makedirs(dirname(self.place(folder)), exist_ok=True)

    def _start(self, path: str) -> tuple[str, list[str]]:
        """Return a folder of `path` that is known to be no link, and the names after it."""
        parent, name = split(path)
        if parent in self._plain:
            return parent, [name]
        for folder, prefix, _ in self._rules:
            if path.startswith(prefix) or path == folder:
                return folder, _names(path[len(prefix) :])
        drive, rest = splitdrive(path)
        return drive + os.sep, _names(rest)

    def _leads_there(self, path: str, real: str) -> bool:
        """Tell whether the system, which knows nothing of private links, would find the same."""
        return path == real or not (self.covers(real) or self.covers(normpath(path)))

    def _target(self, real: str) -> str:
        """Return what a link says, or nothing where there is none."""
        try:
            return readlink(self.seen(real))
        except OSError:
            return ""


def _names(path: str) -> list[str]:
    """Return the names in a path, the first one last."""
    return path.replace(os.altsep or os.sep, os.sep).split(os.sep)[::-1]


def _like(path: Any, result: str) -> Any:
    return os.fsencode(result) if isinstance(os.fspath(path), bytes) else result


def _kind(path: str) -> int:
    """Return the type of what is there, 0 for nothing."""
    try:
        return stat.S_IFMT(lstat(path).st_mode)
    except OSError:
        return 0


def _copy(real: str, place: str) -> int:
    """Copy a file, a link or a folder without what is in it; return its type, 0 for others."""
    kind = _kind(real)
    if kind == stat.S_IFLNK:
        symlink(readlink(real), place)
        return kind
    if kind == stat.S_IFDIR:
        mkdir(place)
    elif kind == stat.S_IFREG:
        with _open(real, "rb") as source, _open(place, "xb") as copy:
            copyfileobj(source, copy)
    else:
        return 0
    of_real = lstat(real)
    utime(place, ns=(of_real.st_atime_ns, of_real.st_mtime_ns))
    chmod(place, stat.S_IMODE(of_real.st_mode) | (0o700 if kind == stat.S_IFDIR else 0))
    return kind


def _copy_tree(source: str, target: str) -> None:
    """Copy what is in a folder into another one, which may have a part of it."""
    for name in listdir(source):
        one, other = join(source, name), join(target, name)
        if not _kind(other):
            _copy(one, other)
        if _kind(one) == stat.S_IFDIR:
            _copy_tree(one, other)


def _remove_tree(path: str) -> list[str]:
    """Remove what is at `path`, as far as the system lets us; return the paths of the files."""
    files: list[str] = []
    with suppress(OSError):
        if _kind(path) == stat.S_IFDIR:
            for name in sorted(listdir(path)):
                files += _remove_tree(join(path, name))
            rmdir(path)
        else:
            files.append(path)
            unlink(path)
    return files
