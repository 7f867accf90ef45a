"""Whether a thread works or waits, as the kernel sees it: looked at through `/proc`."""

from __future__ import annotations

import _thread
import os
import time

CAN_LOOK = os.path.exists("/proc/self/task") and hasattr(time, "pthread_getcpuclockid")
_STATE_BYTES = 512
_WORKING = (b"R", b"D")
"""States of Linux: running or ready to run, and waiting for a disk."""
_open, _read, _close = os.open, os.read, os.close
_read_clock = time.clock_gettime_ns


class Work:
    """What a thread has done by the last look at it. Made in that thread, or before it begins."""

    def __init__(self) -> None:
        self.used_ns = 0
        self.ident = _thread.get_ident()
        self._clock = time.pthread_getcpuclockid(self.ident)
        # libfaketime, under which `verify` runs, moves these clocks too: what counts is the span.
        self._began_ns = _read_clock(self._clock)
        self._state = f"/proc/self/task/{_thread.get_native_id()}/stat"

    def goes_on(self) -> bool:
        """Tell whether the thread works, or has worked since the last look.

        A thread that only waits for Python's lock gets it while its state is read.
        """
        try:
            state = _content(self._state)
            used = _read_clock(self._clock) - self._began_ns
        except OSError:
            return False  # it has ended
        has_worked, self.used_ns = used != self.used_ns, used
        return has_worked or state.rpartition(b") ")[2][:1] in _WORKING


def _content(path: str) -> bytes:
    file = _open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return _read(file, _STATE_BYTES)
    finally:
        _close(file)
