"""A program that replaces itself by its newest version and keeps its services."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from harness.base import clock as wall
from harness.processes import handover
from harness.services.manager import LIVING

_MOST_CRASHES = 5
_CRASH_SECONDS = 60.0


def respawn_self(argv: Sequence[str] | None = None) -> None:
    """Run this program anew in this process (`os.execv`), by default with the same arguments.

    `argv` is what follows the interpreter: a script and its arguments, or `-m`, a module and so on.
    The services of all managers run on: a `ServiceManager` of the same `log_dir` in the new program
    takes them over, with their pids and output. Returns only if `os.execv` is replaced; raises
    `OSError` where the interpreter cannot be executed, and everything is as before.
    """
    words = list(sys.orig_argv[1:] if argv is None else argv)
    sys.stdout.flush()
    sys.stderr.flush()
    managers = list(LIVING)

    def unhandled_signals() -> list[int]:
        return [number for each in managers for number in each.loop.unhandled_signals()]

    with handover.prepared([each.hand_over() for each in managers], unhandled_signals):
        os.execv(sys.executable, [sys.executable, *words])


def may_respawn() -> bool:
    """Count a crash of this program; return whether it may respawn: five times in 60 s."""
    now = wall.monotonic()
    crashes = handover.crashes()
    crashes[:] = [*(each for each in crashes if now - each < _CRASH_SECONDS), now]
    return len(crashes) <= _MOST_CRASHES
