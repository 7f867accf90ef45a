"""Reads files that nobody may trust: a baseline may come from a stranger's pull request."""

from __future__ import annotations

import os
import stat

MOST_BYTES = 64 * 1024 * 1024
_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
"""How each begins (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md)."""


class BadPicture(ValueError):
    """A file is no picture that can be used. The message goes on from the file's name."""


def read_file(path: str, limit_bytes: int = MOST_BYTES) -> bytes:
    """Return the content of a regular file, without waiting for a pipe or reading a device.

    Raises:
        FileNotFoundError: there is nothing at `path`.
        BadPicture: it is no regular file, is larger than `limit_bytes`, or cannot be read.
    """
    flags = os.O_RDONLY
    for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(path, flags)
        try:
            return _read_regular(descriptor, limit_bytes)
        finally:
            os.close(descriptor)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadPicture(f"cannot be read: {error.strerror or error}") from error


def _read_regular(descriptor: int, limit_bytes: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise BadPicture("is no regular file")
    pieces, left = [], limit_bytes + 1
    while left > 0 and (piece := os.read(descriptor, min(left, status.st_size + 1))):
        pieces.append(piece)
        left -= len(piece)
    if left <= 0:
        raise BadPicture(f"is larger than the {limit_bytes} bytes that are read")
    content = b"".join(pieces)
    if content.startswith(_LFS_POINTER):
        raise BadPicture("is a pointer of Git LFS, not the file; fetch it with `git lfs pull`")
    return content
