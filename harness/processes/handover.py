"""What a process hands to the program that takes its place by `execv`: plain data in a file without
a name, whose descriptor a variable names, and the descriptors that the data name.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from harness.processes.spawn import anonymous_file

_VARIABLE = "HARNESS_HANDOVER"
_HELD_BACK = [
    getattr(signal, name)
    for name in ("SIGTERM", "SIGINT", "SIGHUP", "SIGUSR1", "SIGUSR2")
    if hasattr(signal, name)
]
"""Signals that wait until the successor handles them."""
_received: dict[str, Any] | None = None


def take(key: str) -> dict[str, Any] | None:
    """Return what was handed over under a key, once. Its `descriptors` are this process's own.

    A single part is taken under any key: the program has changed where it keeps its files.
    """
    parts: list[dict[str, Any]] = _all()["parts"]
    found = next((part for part in parts if part["key"] == key or len(parts) == 1), None)
    if found is not None:
        parts.remove(found)
        _set_inheritable(found["descriptors"], False)
    return found


def peek() -> dict[str, Any] | None:
    """Return what was handed over first, and leave it there."""
    parts: list[dict[str, Any]] = _all()["parts"]
    return parts[0] if parts else None


def crashes() -> list[float]:
    """Return the moments of this process's crashes, on the monotonic clock; it may be changed."""
    found: list[float] = _all()["crashes"]
    return found


@contextlib.contextmanager
def prepared(
    parts: list[dict[str, Any]], unhandled_signals: Callable[[], Iterable[int]]
) -> Iterator[None]:
    """Have everything ready for an `execv` inside; undo it where that returns.

    A part is plain data with a `key`, and the `descriptors` that it names. Signals that have
    arrived and were not handled are sent again, to the successor.
    """
    descriptors = [each for part in parts for each in part["descriptors"]]
    with anonymous_file() as file:
        file.write(json.dumps({"parts": parts, "crashes": crashes()}).encode())
        file.flush()
        file.seek(0)
        descriptors.append(file.fileno())
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _HELD_BACK)
        for number in unhandled_signals():
            if number in _HELD_BACK:
                os.kill(os.getpid(), number)
        os.environ[_VARIABLE] = f"{os.getpid()}:{file.fileno()}"
        _set_inheritable(descriptors, True)
        try:
            yield
        finally:
            _set_inheritable(descriptors, False)
            del os.environ[_VARIABLE]
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def let_signals_in() -> None:
    """Handle the signals that arrived during an `execv`, now that there are handlers."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HELD_BACK)


def _all() -> dict[str, Any]:
    """Read what was handed over to this program, at the first call."""
    global _received  # noqa: PLW0603 - a process has one predecessor
    if _received is None:
        _received = {"parts": [], "crashes": []}
        owner, _, descriptor = os.environ.pop(_VARIABLE, "").partition(":")
        if owner == str(os.getpid()):
            with open(int(descriptor), "rb") as file:
                _received = json.loads(file.read())
    return _received


def _set_inheritable(descriptors: list[int], value: bool) -> None:
    for descriptor in descriptors:
        os.set_inheritable(descriptor, value)
