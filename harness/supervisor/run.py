"""A run, seen from the parent: starts workers, reads their events, owns the results.

Whatever happens to a worker, the run ends with a `RunResult`. A worker that dies or hangs costs the
test it was running; another one goes on with the next.
"""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import threading
from collections.abc import Iterator, Mapping
from typing import IO, Any

from harness import clock as wall
from harness.artifacts import Store
from harness.config import RunConfig
from harness.errors import UsageError
from harness.model import Event, FailureKind, RunFinished, RunResult, Status
from harness.supervisor.ledger import Ledger
from harness.supervisor.process import Inbox, Worker, describe_status
from harness.supervisor.protocol import LOADING, REFUSED, STARTING, Progress
from harness.supervisor.spawn import Spawned, spawn

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 0.75
"""How much longer than --frame-seconds a worker has to stop endless Lua by itself."""

_EXIT_CODES = {int(signal.SIGINT): 130, int(signal.SIGTERM): 143}
_REFUSED = 2


def run(config: RunConfig) -> Run:
    """Start a run. Iterate what this returns for its events; its `result` is there at the end."""
    return Run(config)


class Run:
    """Iterate to run: yields the events as they arrive. `result` is there when that has ended.

    The worker starts at once, or has been `spawned` already, so that a caller can do its own
    imports meanwhile. The iteration raises `UsageError` if the run cannot start, before anything is
    written. SIGINT and SIGTERM end the run early and in order, if it is iterated in the main
    thread.
    """

    def __init__(
        self,
        config: RunConfig,
        environ: Mapping[str, str] | None = None,
        spawned: Spawned | None = None,
    ) -> None:
        self.result: RunResult | None = None
        self._config = config
        self._environ = os.environ if environ is None else environ
        self._ledger = Ledger(config)
        self._store = Store(config.output_roots)
        self._inbox: Inbox = queue.SimpleQueue()
        self._began = wall.monotonic()
        self._partial = b""
        self._journal: IO[bytes] | None = None
        self._frames = 0
        self._reason = ""
        self._forced_exit: int | None = None
        self._beat = -1
        self._beat_at = self._began
        self._worker = self._start_worker(0, spawned)

    def __iter__(self) -> Iterator[Event]:
        previous = _catch_signals(self._inbox)
        try:
            yield from self._until_end()
            yield self._finish()
        finally:
            self._worker.kill()
            self._worker.close()
            if self._journal:
                self._journal.close()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _until_end(self) -> Iterator[Event]:
        while True:
            item = self._next_item()
            if isinstance(item, int):
                self._end_worker("signal")
                self._forced_exit = _EXIT_CODES[item]
                self._reason = f"interrupted by {signal.Signals(item).name}"
            elif item:
                yield from self._read(item)
            elif item is None:
                yield from self._read(self._worker.unsent())
                yield from self._worker_ended()
                if not self._start_next():
                    return
            self._watch()

    def _next_item(self) -> bytes | int | None:
        try:
            return self._inbox.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            return b""

    def _read(self, chunk: bytes) -> list[Event]:
        """Journal the complete lines of a chunk and return their events."""
        whole, newline, self._partial = (self._partial + chunk).rpartition(b"\n")
        if not newline:
            return []
        events: list[Any] = json.loads(b"[" + whole.replace(b"\n", b",") + b"]")
        # What a worker refuses is the last thing it says.
        refusal = events.pop()["message"] if events[-1]["type"] == REFUSED else None
        if refusal is not None:
            whole = whole.rpartition(newline)[0]
        if events:
            self._append(whole + newline)
        for event in events:
            self._ledger.apply(event)
        if refusal is not None:
            self._refuse(refusal)
        return events

    def _refuse(self, message: str) -> None:
        if self._ledger.started:
            self._cause, self._reason = "refused", message
            return
        raise UsageError(message)

    def _watch(self) -> None:
        """End a worker that has used up the run's time, or in which nothing moves."""
        now = wall.monotonic()
        if self._cause:
            return
        if now - self._began > self._config.timeout_seconds:
            self._reason = f"--timeout-seconds {self._config.timeout_seconds} used up"
            self._end_worker("timeout")
            return
        progress = self._worker.progress()
        if progress.beat != self._beat:
            self._beat, self._beat_at = progress.beat, now
        elif progress.test != STARTING and (
            now - self._beat_at > self._config.frame_seconds + _GRACE_SECONDS
        ):
            self._end_worker("stall")

    def _end_worker(self, cause: str) -> None:
        if self._cause in ("", "stall"):
            self._cause = cause
            if cause in ("stall", "timeout"):
                self._worker.stop_with_stacks()
            else:
                self._worker.kill()

    def _worker_ended(self) -> list[Event]:
        """Settle what the ended worker was running; return the events that say so."""
        progress = self._worker.progress()
        self._frames += progress.total_frames
        status = self._worker.close()
        if self._ledger.done or self._cause in ("signal", "refused"):
            return []
        stacks = _without_places(self._worker.stderr_tail().strip(), self._config.root)
        reason = self._why(status, progress)
        running = self._ledger.started and progress.test >= 0
        running = running and not self._ledger.settled(progress.test)
        if not running and not self._reason:
            self._reason = f"{reason}\n{stacks}".strip()
        events = self._losses(progress, running, reason, stacks)
        for event in events:
            self._ledger.apply(event)
            self._write(event)
        return events

    def _losses(self, progress: Progress, running: bool, reason: str, stacks: str) -> list[Event]:
        run, test, attempt = self._config.run_id, progress.test, progress.attempt
        watchdog = bool(self._cause)
        status: Status = "timed_out" if watchdog else "crashed"
        kind: FailureKind = "timeout" if watchdog else "crash"
        lost: Event = {
            "type": "worker_lost", "run": run, "test": test if running else None,
            "attempt": attempt, "frame": progress.frame, "watchdog": watchdog,
            "reason": reason, "stacks": stacks,
        }  # fmt: skip
        if not running:
            return [lost]
        ended: Event = {
            "type": "attempt_finished", "run": run, "test": test, "attempt": attempt,
            "status": status, "failure_kind": kind, "message": reason, "traceback": stacks,
            "frame": progress.frame, "duration_ms": 0.0, "artifacts": [],
        }  # fmt: skip
        settled: Event = {
            "type": "test_finished", "run": run, "test": test, "attempt": attempt,
            "status": status, "failure_kind": kind,
        }  # fmt: skip
        return [lost, ended, settled]

    def _why(self, status: int, progress: Progress) -> str:
        if self._cause == "timeout":
            return f"the run's time was used up (--timeout-seconds {self._config.timeout_seconds})"
        if self._cause == "stall":
            what = "a test file's top level" if progress.test == LOADING else "a frame"
            limit = self._config.frame_seconds
            return f"{what} took longer than {limit:g} seconds (--frame-seconds)"
        return f"the worker process {describe_status(status)}"

    def _start_next(self) -> bool:
        """Start a worker for the tests that are left; tell whether the run goes on."""
        first = self._ledger.first_unsettled
        if self._ledger.done or self._cause not in ("", "stall") or first is None:
            return False
        if first == self._first:
            return False  # it ended before it ran anything, and so would the next
        self._worker = self._start_worker(first)
        return True

    def _start_worker(self, first: int, spawned: Spawned | None = None) -> Worker:
        self._first = first
        self._cause = ""
        self._partial = b""
        self._beat, self._beat_at = -1, wall.monotonic()
        return Worker(spawned or spawn(self._environ), self._config, first, self._inbox)

    def _finish(self) -> Event:
        milliseconds = (wall.monotonic() - self._began) * 1000
        exit_code = self._exit_code()
        report = self._ledger.report(exit_code, milliseconds, self._frames)
        self.result = RunResult(report, exit_code, self._config.out_dir, self._reason)
        event: RunFinished = {
            "type": "run_finished",
            "run": self._config.run_id,
            "exit_code": exit_code,
            "duration_frames": self._frames,
            "duration_ms": round(milliseconds, 3),
        }
        if self._reason:
            event["reason"] = self._reason
        self._write(event)
        return event

    def _exit_code(self) -> int:
        if self._forced_exit is not None:
            return self._forced_exit
        code = self._ledger.exit_requested or self._ledger.exit_code(self._config.allow_flaky)
        return code or (_REFUSED if self._cause == "refused" else 0)

    def _write(self, event: Event) -> None:
        self._append(json.dumps(event, separators=(",", ":")).encode() + b"\n")

    def _append(self, lines: bytes) -> None:
        if self._journal is None:
            path = os.path.join(self._config.out_dir, "events.jsonl")
            self._journal = self._store.append_to(path)
        self._journal.write(lines)


def _without_places(stacks: str, root: str) -> str:
    """Leave out what differs between two checkouts and two processes."""
    return re.sub(r" 0x[0-9a-f]+", "", stacks).replace(root + os.sep, "")


def _catch_signals(inbox: Inbox) -> dict[int, Any]:
    """Have SIGINT and SIGTERM arrive in `inbox`; return the handlers that were there."""
    if threading.current_thread() is not threading.main_thread():
        return {}
    return {
        number: signal.signal(number, lambda caught, _frame: inbox.put(caught))
        for number in _EXIT_CODES
    }
