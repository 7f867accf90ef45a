"""The one store: every file of a run is written here, whole or not at all, inside its roots.

A file is written beside its target under a temporary name, flushed and moved into place. A path
that leaves the roots, or a link that leads out of them, is refused.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from typing import IO

from harness import paths
from harness.errors import HarnessError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST_SLUG = 80

RUN_ENTRIES = (
    "events.jsonl", "report.json", "report.junit.xml", "report.html", "artifacts", "forensics",
)  # fmt: skip
"""What a run writes into its folder."""


class Store:
    """Writes files below `roots`."""

    def __init__(self, roots: tuple[str, ...]) -> None:
        self._roots = roots

    def write(self, path: str, content: bytes | str) -> str:
        """Replace the file at `path` by `content` and return the real path."""
        target = self._prepare(path)
        encoded = content.encode("utf-8", "replace") if isinstance(content, str) else content
        temporary = f"{target}.{os.getpid()}.tmp"
        try:
            with open(temporary, "xb") as file:
                file.write(encoded)
                file.flush()
            os.replace(temporary, target)
        except OSError as error:
            _discard(temporary)
            raise _cannot_write(path, error) from None
        return target

    def append_to(self, path: str) -> IO[bytes]:
        """Open a new file at `path` to which each write goes at once."""
        target = self._prepare(path)
        try:
            _discard(target)
            return open(target, "ab", buffering=0)
        except OSError as error:
            raise _cannot_write(path, error) from None

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
            raise _cannot_write(path, error) from None
        return target


def clear_run(store: Store, out_dir: str) -> None:
    """Remove what an earlier run with the same id has left in its folder, and nothing else."""
    for name in RUN_ENTRIES:
        store.remove(os.path.join(out_dir, name))


def slug(name: str) -> str:
    """Return `name` as a file name that every system takes, unique enough to recognise."""
    return _UNSAFE.sub("-", name).strip("-.")[:_LONGEST_SLUG].rstrip("-.") or "unnamed"


def _cannot_write(path: str, error: OSError) -> HarnessError:
    return HarnessError(f"cannot write {path!r}: {error.strerror or error}")


def _discard(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
