"""The threads of a program that owns its loop: which one the loop is in, and how long they live."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_PATIENCE_SECONDS = 0.5
"""How long threads that a program has left running may take to let a frame pass."""


def waits_for_threads(thread: int) -> bool:
    """Tell whether a thread is in a `join` or another wait of `threading`, but for a `start`."""
    frame = sys._current_frames().get(thread)  # noqa: SLF001 - there is no other way
    names = []
    while frame is not None and frame.f_code.co_filename == threading.__file__:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return bool(names) and "start" not in names


def other_threads() -> Iterator[FrameType]:
    """Yield the innermost frame of each thread but this one, in the order of their start."""
    frames = sys._current_frames()  # noqa: SLF001 - there is no other way
    for thread in threading.enumerate():
        if thread.ident in frames and thread is not threading.current_thread():
            yield frames[thread.ident]


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
                thread.join(_PATIENCE_SECONDS)
