"""Standard streams that take nothing from the verdict: closed, full, or with no reader left.

A run's reports and exit code do not depend on who reads what it prints. `guard_streams` is called
before anything else opens a file, and everything that is printed afterwards goes through it.
"""

from __future__ import annotations

import os
import sys
from typing import IO, Any


class Output:
    """Prints to `stream` until that cannot take more; what follows goes nowhere.

    `problem` then holds the reason, but where the reader has just left (`… | head`).
    """

    def __init__(self, stream: IO[str]) -> None:
        self.problem = ""
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as error:
            self._give_up(error)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as error:
            self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        """Let what is in the buffer, and all that follows, go nowhere."""
        if not isinstance(error, BrokenPipeError):
            self.problem = error.strerror or str(error)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, self._stream.fileno())
        os.close(nothing)


def guard_streams() -> None:
    """Open the null device for each standard stream that is closed, and guard the two outputs."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        _open_if_closed(number)
        if getattr(sys, name) is None:
            mode = "w" if number else "r"
            stream = open(number, mode, encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
            setattr(sys, name, stream)
    # Names may hold any character, whatever the terminal knows.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    sys.stdout, sys.stderr = Output(sys.stdout), Output(sys.stderr)


def guarded(stream: IO[str]) -> Output:
    """Return the guard of a stream."""
    return stream if isinstance(stream, Output) else Output(stream)


def _open_if_closed(number: int) -> None:
    """Keep a pipe or a report from getting the number of a closed stream, and what is printed."""
    try:
        os.fstat(number)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened == number:
            os.set_inheritable(number, True)
        else:
            os.dup2(opened, number)
            os.close(opened)
