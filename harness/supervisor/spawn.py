"""Starts a worker's process. It needs no configuration for that, so it can boot while the parent
still reads its arguments; what to do it is told later.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import IO, NamedTuple

_ADDR_NO_RANDOMIZE = 0x0040000
_ASK = 0xFFFFFFFF

FIXED_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONUNBUFFERED": "",
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "",
    "TZ": "UTC",
    "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
"""What must not differ between two runs of the same command."""


class Spawned(NamedTuple):
    """A worker's process that waits for its order, and the file that takes its standard error."""

    process: subprocess.Popen[bytes]
    stderr: IO[bytes]

    def kill(self) -> None:
        """Kill the process, which must not have been waited for, and all that it has started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()

    def end(self) -> None:
        """Kill the process if it still runs, and wait for it."""
        if self.process.poll() is None:
            self.kill()
            self.process.wait()


def spawn(environ: Mapping[str, str]) -> Spawned:
    """Start a worker's process with a fixed environment, in a session of its own."""
    stderr = _anonymous_file()
    with _fixed_addresses():
        process = subprocess.Popen(
            [sys.executable, "-m", "harness.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**environ, **FIXED_ENVIRONMENT},
            start_new_session=True,
        )
    return Spawned(process, stderr)


def _anonymous_file() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("stderr"), "w+b")
    import tempfile

    return tempfile.TemporaryFile()


@contextlib.contextmanager
def _fixed_addresses() -> Iterator[None]:
    """Have Linux give a process that is started meanwhile the same addresses every time.

    The order of a set of objects follows from them. Where the kernel refuses, nothing changes.
    """
    if sys.platform != "linux":
        yield
        return
    import ctypes

    personality = ctypes.CDLL(None).personality
    before = personality(_ASK)
    personality(before | _ADDR_NO_RANDOMIZE)
    try:
        yield
    finally:
        personality(before)
