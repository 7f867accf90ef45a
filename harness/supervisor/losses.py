"""What is said of a worker that died or was ended: events, and the last line of its trace."""

from __future__ import annotations

import os
import re

from harness.model import AttemptFinished, Event, FailureKind, Status, TraceLine
from harness.supervisor.protocol import Progress


def losses(
    run: str,
    progress: Progress,
    running: bool,
    has_begun: bool,
    watchdog: bool,
    reason: str,
    stacks: str,
    settles: bool = True,
) -> list[Event]:
    """Return the events of a loss; they end the attempt that was `running`, if one was.

    One that the worker did not get to say has begun begins here. Its test is settled with it,
    unless it is to be retried.
    """
    test, attempt = progress.test, progress.attempt
    status: Status = "timed_out" if watchdog else "crashed"
    kind: FailureKind = "timeout" if watchdog else "crash"
    lost: Event = {
        "type": "worker_lost", "run": run, "test": test if running else None,
        "attempt": attempt, "frame": progress.frame, "watchdog": watchdog,
        "reason": reason, "stacks": stacks,
    }  # fmt: skip
    if not running:
        return [lost]
    begun: Event = {"type": "test_started", "run": run, "test": test, "attempt": attempt}
    ended: AttemptFinished = {
        "type": "attempt_finished", "run": run, "test": test, "attempt": attempt,
        "status": status, "failure_kind": kind, "message": reason, "traceback": stacks,
        "frame": progress.frame, "duration_ms": 0.0, "artifacts": [],
    }  # fmt: skip
    if watchdog:
        ended["watchdog"] = True
    settled: Event = {
        "type": "test_finished", "run": run, "test": test, "attempt": attempt,
        "status": status, "failure_kind": kind,
    }  # fmt: skip
    return [lost, *([] if has_begun else [begun]), ended, *([settled] if settles else [])]


def crash_line(progress: Progress, test: str, reason: str) -> TraceLine:
    """Return the line of a trace that says in which frame of the game the worker was lost."""
    return {
        "frame": progress.game_frame,
        "test": test,
        "attempt": progress.attempt,
        "type": "crash",
        "phase": "update",
        "message": reason,
    }


def without_places(stacks: str, root: str) -> str:
    """Leave out what differs between two checkouts and two processes."""
    return re.sub(r" 0x[0-9a-f]+", "", stacks).replace(root + os.sep, "")
