"""What Ctrl-C, a cancelled CI job or a closed terminal sends.

Before a command has begun anything, a signal ends it at once. From then on signals are kept, and
given to the run that is at work, so that what is begun is finished: the run ends in order, and a
signal that arrives while reports are written changes nothing.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator
from types import FrameType

_NAMES = (
    "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGVTALRM",
    "SIGPROF", "SIGXCPU", "SIGIO", "SIGPWR", "SIGSTKFLT",
)  # fmt: skip
"""Of the signals that end a process: those that others send to it, and not its own faults."""
EXIT_CODES = {
    int(getattr(signal, name)): 128 + getattr(signal, name)
    for name in _NAMES
    if hasattr(signal, name)
}
"""The signals that end a run early and in order, and what it then exits with, as in a shell."""

_exit = os._exit


class Signals:
    """The signals that have arrived; `first` is 0 while there is none."""

    def __init__(self) -> None:
        self.first = 0
        self._take: Callable[[int], None] | None = None

    def arrive(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self.first = self.first or number
        if self._take is not None:
            self._take(number)

    def lead_to(self, take: Callable[[int], None]) -> None:
        """Have `take` called with the signals that arrive, and with the first that has."""
        self._take = take
        if self.first:
            take(self.first)


@contextlib.contextmanager
def caught() -> Iterator[Signals]:
    """Keep the signals that arrive meanwhile; in the main thread only."""
    signals = Signals()
    if threading.current_thread() is not threading.main_thread():
        yield signals
        return
    previous = {number: signal.signal(number, signals.arrive) for number in _listened_to()}
    try:
        yield signals
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def end_at_once() -> None:
    """Have a signal end this process with its exit code: no exception, which code could swallow."""
    for number in _listened_to():
        signal.signal(number, lambda arrived, _frame: _exit(EXIT_CODES[arrived]))


def default() -> None:
    """Have a signal end this process even where it runs no Python."""
    for number in _listened_to():
        signal.signal(number, signal.SIG_DFL)


def _listened_to() -> list[int]:
    """Return the signals to handle: `nohup` has SIGHUP ignored, and that stays."""
    return [number for number in EXIT_CODES if not _is_nohup(number)]


def _is_nohup(number: int) -> bool:
    return EXIT_CODES[number] == 129 and signal.getsignal(number) == signal.SIG_IGN
