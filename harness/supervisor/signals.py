"""What a person's Ctrl-C, or a CI job that is cancelled, sends to a run."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator

EXIT_CODES = {int(signal.SIGINT): 130, int(signal.SIGTERM): 143}
"""The signals that end a run early and in order, and what it then exits with."""


@contextlib.contextmanager
def caught(take: Callable[[int], None]) -> Iterator[None]:
    """Have `take` called with the signals that arrive; in the main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = {
        number: signal.signal(number, lambda arrived, _frame: take(arrived))
        for number in EXIT_CODES
    }
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
