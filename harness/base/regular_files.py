"""Opens what is a file, and nothing else: a pipe would wait for its writer, a device has no end."""

from __future__ import annotations

import errno
import os
import stat
from typing import IO

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)


def open_regular(path: str) -> IO[bytes]:
    """Open a regular file for reading. Raises `OSError`, which says what else is at `path`."""
    _refuse_others(path, os.stat(path))  # opening some devices does something
    descriptor = os.open(path, _FLAGS)
    try:
        _refuse_others(path, os.fstat(descriptor))
        return open(descriptor, "rb")
    except OSError:
        os.close(descriptor)
        raise


def read_regular(path: str) -> bytes:
    """Return the content of a regular file. Raises `OSError`, as `open_regular` does."""
    with open_regular(path) as file:
        return file.read()


def _refuse_others(path: str, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = _KINDS.get(stat.S_IFMT(status.st_mode), "something else")
        raise OSError(errno.EINVAL, f"it is {kind}, not a file", path)
