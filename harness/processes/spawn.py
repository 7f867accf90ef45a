"""Starts processes of the harness. They need no configuration for that, so they can boot while the
parent still reads its arguments; what to do they are told later.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple, Protocol

from harness.processes.other_date import other_date

_ADDR_NO_RANDOMIZE = 0x0040000
_ASK = 0xFFFFFFFF
_END_SECONDS = 5.0

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

_ABOVE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_START = """import sys
sys.path[:] = [{!r}, *filter(None, sys.path)]
import harness
del sys.path[0]
from {} import main
sys.exit(main())"""
"""Starts a module of ours wherever the package is. `python -m` would import Python's modules from
the working folder first, where a game may have files of the same names.
"""

OTHER_HASHES = {"PYTHONHASHSEED": "1"}


class Process(Protocol):
    """What is needed of a worker's process, a `Popen` or one that was forked."""

    pid: int
    stdin: Any
    stdout: Any

    def poll(self) -> int | None: ...
    def wait(self, timeout: float) -> int: ...
    def kill(self) -> None: ...


class Spawned(NamedTuple):
    """A worker's process that waits for its order, and the file that takes its standard error."""

    process: Process
    stderr: IO[bytes]

    def send_signal(self, number: int) -> None:
        """Send a signal to the process, which must not have been waited for, and all it started."""
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """Kill the process, which must not have been waited for, and all that it has started."""
        if hasattr(signal, "SIGKILL"):
            self.send_signal(signal.SIGKILL)
        self.process.kill()

    def end(self) -> None:
        """Kill the process if it still runs, and wait for it."""
        if self.process.poll() is None:
            self.kill()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_END_SECONDS)


def spawn(module: str, environ: Mapping[str, str], perturbed: bool = False) -> Spawned:
    """Start a module as a worker's process with a fixed environment, in a session of its own."""
    stderr = anonymous_file()
    process = start_process(
        [module],
        environ,
        perturbed,
        stderr,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    return Spawned(process, stderr)


def start_process(
    words: list[str], environ: Mapping[str, str], perturbed: bool, stderr: IO[bytes], **more: Any
) -> subprocess.Popen[bytes]:
    """Start the module that is the first of `words`, with the others as its arguments.

    A `perturbed` process has other hashes, addresses that differ every time, and another date where
    it can.
    """
    changed = {**OTHER_HASHES, **other_date(environ)} if perturbed else {}
    with contextlib.nullcontext() if perturbed else _fixed_addresses():
        return subprocess.Popen(
            [sys.executable, "-c", _START.format(_ABOVE, words[0]), *words[1:]],
            stderr=stderr,
            env={**environ, **FIXED_ENVIRONMENT, **changed},
            start_new_session=True,
            **more,
        )


def anonymous_file() -> IO[bytes]:
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
