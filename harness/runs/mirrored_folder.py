"""A folder that looks like another: where a run works whose working folder must not matter."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def elsewhere(folder: str) -> Iterator[str]:
    """Make a temporary folder with links to all that lies in `folder`.

    So relative paths lead to the same files, and the folder's own path differs. Where links cannot
    be made it stays empty.
    """
    with tempfile.TemporaryDirectory(prefix="elsewhere-") as other:
        with contextlib.suppress(OSError):
            for name in os.listdir(folder):
                os.symlink(os.path.join(folder, name), os.path.join(other, name))
        yield other
