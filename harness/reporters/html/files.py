"""The files beside a report, which may be missing, torn, huge, or not what they seem."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple
from urllib.parse import quote

from harness.base.paths import inside

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
"""No link is followed, and a pipe keeps nobody waiting."""


class Content(NamedTuple):
    """What could be read of a file, how large it is, and why it could not be read."""

    data: bytes
    size: int
    remark: str = ""


class Files:
    """Reads what lies in `folder` or in one of the `permitted` folders, and nothing else.

    Links are relative to `beside`, where the page will lie.
    """

    def __init__(self, folder: str, beside: str, permitted: tuple[str, ...] = ()) -> None:
        self._folder = os.path.realpath(folder)
        self._beside = os.path.realpath(beside)
        self._roots = (self._folder, *map(os.path.realpath, permitted))
        self._real = {self._folder: self._folder}

    def read(self, path: str, limit_bytes: int) -> Content:
        """Return at most the first `limit_bytes` of a file."""
        try:
            place = self._place(path)
            return _read(place, limit_bytes) if place else Content(b"", 0, "lies elsewhere")
        except OSError as error:
            return Content(b"", 0, error.strerror or "cannot be read")
        except ValueError:
            return Content(b"", 0, "is no path")

    def link(self, path: str) -> str:
        """Return the address of a file as seen from the page, or nothing for one elsewhere."""
        try:
            place = self._place(path)
            return _address(place, self._beside) if place else ""
        except (OSError, ValueError):
            return ""

    def _place(self, path: str) -> str:
        """Return where a path leads, or nothing where that is not permitted."""
        folder, name = os.path.split(os.path.join(self._folder, path))
        if name in ("", ".", ".."):
            return ""
        real = self._real.get(folder) or self._resolve(folder)
        return os.path.join(real, name) if any(inside(real, root) for root in self._roots) else ""

    def _resolve(self, folder: str) -> str:
        """Return the real path of a folder. Tests have folders of their own in one parent."""
        parent, name = os.path.split(folder)
        if parent not in self._real:
            self._real[parent] = os.path.realpath(parent)
        if name in ("", ".", "..") or os.path.islink(folder):
            real = os.path.realpath(folder)
        else:
            real = os.path.join(self._real[parent], name)
        self._real[folder] = real
        return real


def _read(place: str, limit_bytes: int) -> Content:
    descriptor = os.open(place, _FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Content(b"", 0, "is no regular file")
        with open(descriptor, "rb", closefd=False) as file:
            return Content(file.read(limit_bytes), status.st_size)
    finally:
        os.close(descriptor)


def _address(place: str, beside: str) -> str:
    """A relative address can name no scheme and no host."""
    if inside(place, beside):
        relative = place[len(beside.rstrip(os.sep)) + 1 :]
    else:
        relative = os.path.relpath(place, beside)
    return "./" + quote(os.fsencode(relative.replace(os.sep, "/")))
