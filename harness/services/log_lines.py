"""What a supervisor reports: one line for each thing that happens."""

from __future__ import annotations

import sys
from collections.abc import Callable

from harness.base.clock import precise_timestamp
from harness.base.printable import visible

Log = Callable[..., None]
"""Called with a message, and a level as `log` takes it."""

INFO, WARNING, ERROR = "INFO", "WARNING", "ERROR"


def log(message: str, level: str = INFO) -> None:
    """Print one line, `<ISO time> <LEVEL> <message>`."""
    sys.stdout.write(line(message, level) + "\n")
    sys.stdout.flush()


def line(message: str, level: str = INFO) -> str:
    """Return the line that `log` prints, without its end."""
    return f"{precise_timestamp()} {level} {visible(message)}"


def processes(number: int) -> str:
    """Return `1 process`, `2 processes`."""
    return "1 process" if number == 1 else f"{number} processes"
