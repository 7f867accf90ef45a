"""What is said of a worker that died or was ended: why, events, and the last line of its trace."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from harness.config.resolve import RunConfig
from harness.config.targets import split_game
from harness.records.model import (
    Artifact,
    AttemptFinished,
    Event,
    FailureKind,
    Place,
    Status,
    TraceLine,
)
from harness.runs.ending import GARBAGE, Ending
from harness.runs.watch import STALL, TIMEOUT, is_starting
from harness.runs.worker_process import describe_status
from harness.wire.protocol import LOADING, Progress

_LONGEST_SHOWN = 60
_NO_DISPLAY = "XIO:  fatal IO error"
"""What Xlib writes before it ends a process whose X server is gone."""
_IMPORT = "the import of "
_FRAME = re.compile(r'  File "([^"<][^"]*)", line (\d+) in ')
_HARNESS = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_OURS = re.compile(rf'^  File "{re.escape(_HARNESS)}[^"\n]*", line .*\n?', re.MULTILINE)


def why(ending: Ending, config: RunConfig, progress: Progress, status: int, stacks: str) -> str:
    """Return why a worker was lost, which its parent has ended or which has died."""
    cause = ending.cause
    if ending.fault:
        return ending.fault
    if cause == TIMEOUT:
        return f"the run's time was used up (--timeout-seconds {config.timeout_seconds})"
    if cause == STALL and progress.test == LOADING:
        words = f"took longer than {config.frame_seconds:g} seconds (--frame-seconds)"
        return f"{progress.stage}: its top level {words}"
    if cause == STALL and is_starting(progress):
        words = f"took longer than {config.start_seconds:g} seconds (--start-seconds)"
        what = progress.stage or "a worker process"
        return f"{what} {words}{_place(stacks)}{_hint(config, progress)}"
    if cause == STALL:
        return f"a frame took longer than {config.frame_seconds:g} seconds (--frame-seconds)"
    if cause == GARBAGE:
        shown = repr(ending.garbage[:_LONGEST_SHOWN])[1:]
        return (
            f"the game, or a process that it has started, has written {shown} to a file descriptor "
            "of the harness"
        )
    stage = f" during {_told(progress)}{_place(stacks)}" if progress.stage else ""
    lost = "lost its X display and " if _NO_DISPLAY in stacks else ""
    return f"the worker process {lost}{describe_status(status)}{stage}"


def timed_out(config: RunConfig, progress: Progress, stacks: str) -> str:
    """Return what is said of a run that has used up its time, before any test or between two."""
    words = f"--timeout-seconds {config.timeout_seconds} used up"
    if not progress.stage:
        return words
    return f"{words} during {_told(progress)}{_place(stacks)}{_hint(config, progress)}"


def losses(
    run: str,
    progress: Progress,
    running: bool,
    has_begun: bool,
    watchdog: bool,
    reason: str,
    stacks: str,
    milliseconds: float,
    settles: bool = True,
    artifacts: Sequence[Artifact] = (),
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
        "frame": progress.frame, "duration_ms": milliseconds, "artifacts": [*artifacts],
    }  # fmt: skip
    if watchdog:
        ended["watchdog"] = True
    place = _place_in(stacks)
    if place is not None:
        ended["place"] = place
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


def without_ours(stacks: str) -> str:
    """Leave out the harness: which of its functions run a game says nothing about that."""
    return _OURS.sub("", stacks)


def without_places(stacks: str, root: str) -> str:
    """Leave out what differs between two checkouts and two processes."""
    return re.sub(r" 0x[0-9a-f]+", "", stacks).replace(root + os.sep, "")


def _place(stacks: str) -> str:
    """Return the innermost place in the game that `stacks` show, as it ends a message."""
    place = _place_in(stacks)
    return "" if place is None else f", at {place['file']}:{place['line']}"


def _place_in(stacks: str) -> Place | None:
    """Return the innermost place in the game, of the thread that ran where that is marked."""
    found = _FRAME.findall(stacks.rpartition("Current thread")[2])
    for file, line in found:
        if _is_a_games(file):
            return {"file": file, "line": int(line)}
    return None


def _hint(config: RunConfig, progress: Progress) -> str:
    """Return what may help where an import takes too long."""
    factory = split_game(config.game or "")[1]
    if not factory or not progress.stage.startswith(_IMPORT):
        return ""
    shown = config.game_shown.removesuffix(factory)
    return f"; a program that runs its own loop is attached without a factory: --game {shown}"


def _told(progress: Progress) -> str:
    """Return what took its time, as it is said after `during`."""
    return f"the loading of {progress.stage}" if progress.test == LOADING else progress.stage


def _is_a_games(file: str) -> bool:
    """Tell whether a file of a stack is the game's, rather than a library's or the harness's."""
    if file.startswith(_HARNESS) or "site-packages" in file:
        return False
    return not file.startswith(os.path.dirname(os.__file__) + os.sep)
