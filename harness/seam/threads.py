"""The threads of a program that owns its loop: which one the loop is in, and how long they live."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Container, Iterator
from types import FrameType

_HERE, _LIBRARY = os.path.dirname(__file__), os.path.dirname(threading.__file__)
_WAITS = (threading.__file__, os.path.join(_HERE, "timed_waits.py"))
"""Where waits of `threading` are written."""
_WAITS_FOR_THREADS = (
    *_WAITS, os.path.join(_HERE, "thread_time.py"), os.path.join(_LIBRARY, "queue.py"),
    os.path.join(_LIBRARY, "concurrent", "futures", "thread.py"),
)  # fmt: skip
_STARTS = frozenset(("start", "start_raw"))
_PATIENCE_SECONDS = 0.5
"""How long threads that a program has left running may take to let a frame pass."""
_join = threading.Thread.join


def waits_for_threads(thread: int) -> bool:
    """Tell whether a thread is in a `join` or another wait of `threading`, but for a `start`."""
    calls = _waiting_calls(thread, _WAITS)
    return bool(calls) and _STARTS.isdisjoint(calls)


def starts_a_thread(thread: int) -> bool:
    """Tell whether a thread waits for one that it has started to be there."""
    return not _STARTS.isdisjoint(_waiting_calls(thread, _WAITS_FOR_THREADS))


def _waiting_calls(thread: int, files: Container[str]) -> list[str]:
    """Return the names of the functions that a thread is in, up to the first of other files."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - there is no other way
    names = []
    while frame is not None and frame.f_code.co_filename in files:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def other_threads() -> Iterator[FrameType]:
    """Yield the innermost frame of each thread but this one, in the order of their start."""
    frames = sys._current_frames()  # noqa: SLF001 - there is no other way
    for thread in threading.enumerate():
        if thread.ident in frames and thread is not threading.current_thread():
            yield frames[thread.ident]


def may_be_answered(but: Container[int]) -> bool:
    """Tell whether a thread waits for what is outside of the program, or works on and on.

    The others wait for one another; `but` are threads that do not count.
    """
    for ident, frame in sys._current_frames().items():  # noqa: SLF001 - there is no other way
        is_inside = frame.f_code.co_filename in _WAITS_FOR_THREADS
        if ident != threading.get_ident() and ident not in but and not is_inside:
            return True
    return False


class ProgramThreads:
    """Those that are started after this was made. `frame` tells how many frames have passed."""

    def __init__(self, frame: Callable[[], int]) -> None:
        self._frame = frame
        self._others = frozenset(threading.enumerate())

    def wait(self) -> None:
        """Wait for threads as Python does at its end, as long as they let frames pass."""
        for thread in threading.enumerate():
            if thread.daemon or thread in self._others:
                continue
            frame = -1
            while thread.is_alive() and frame != self._frame():
                frame = self._frame()
                _join(thread, _PATIENCE_SECONDS)
