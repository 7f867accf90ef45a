"""A run, seen from the parent: starts workers, reads their events, owns the results.

Whatever happens to a worker, the run ends with a `RunResult`. A worker that dies or hangs costs the
test it was running; another one goes on with the next.
"""

from __future__ import annotations

import queue
import signal
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

from harness.base import clock as wall
from harness.base.faults import fault
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.errors import HarnessError, UsageError
from harness.processes.zygote import Source, can_fork
from harness.records.model import Event, RunFinished, RunResult
from harness.records.store import Losses
from harness.runs.ending import GARBAGE, REFUSAL, SIGNAL, Ending
from harness.runs.held import Terminal
from harness.runs.intake import Intake
from harness.runs.interrupts import EXIT_CODES, Signals, caught
from harness.runs.judging import Judging
from harness.runs.record import Record
from harness.runs.resume import Recorded
from harness.runs.run_folder import hold
from harness.runs.settle import Settling
from harness.runs.watch import STALL, TIMEOUT, Watch
from harness.runs.worker_process import Inbox, Typed, Worker
from harness.runs.workers import NoWorker, Workers
from harness.wire.protocol import (
    BROKEN,
    LEFT,
    LOG_LINES,
    REFUSED,
    SAID,
    Order,
    Progress,
    Said,
)

_POLL_SECONDS = 0.1
_REFUSED, _FAULT = 2, 4
_MOST_BARREN = 2
"""How many workers in a row may end before they run anything."""


def run(config: RunConfig) -> Run:
    """Start a run. Iterate what this returns for its events; its `result` is there at the end."""
    return Run(config)


class Run:
    """Iterate to run: yields the events as they arrive. `result` is there when that has ended.

    The worker starts at once, from a `source` that may have booted already, so that a caller can do
    its own imports meanwhile. `folder` is where it works, if not here. The iteration raises
    `UsageError` if the run cannot start, before anything is written, and so does this where another
    run has its folder. SIGINT, SIGTERM and SIGHUP end the run early and in order, if it is iterated
    in the main thread, or given the `signals` that are caught there.

    `said` prints what a run that is held in its window has to say, and returns its prompt as it was
    printed; lines are then read from standard input. Without it no input is read, and nothing is
    held for long.

    With what is `recorded` of it, a run continues where it had ended. `evidence` is the folder for
    what is seen of attempts, if the caller wants it.
    """

    def __init__(
        self,
        config: RunConfig,
        source: Source | None = None,
        folder: str = "",
        said: Callable[[Said], str] | None = None,
        recorded: Recorded | None = None,
        signals: Signals | None = None,
        evidence: str = "",
    ) -> None:
        self.result: RunResult | None = None
        self.lost = Losses()
        """The files that could not be written so far."""
        self._config = config
        self._folder = folder
        self._recorded = recorded
        self._held = None if recorded else hold(config.out_dir)
        if self._held is None and not recorded:
            raise UsageError(
                f"--run-id {config.run_id}: a run of that name is in progress; wait until it has "
                "ended, or choose another name"
            )
        self._record = Record(config, recorded, self.lost)
        self._ledger = self._record.ledger
        self._settling = Settling(config, self._record)
        self._intake = Intake(config.run_id, has_begun=recorded is not None)
        self._inbox: Inbox = queue.SimpleQueue()
        self._interrupted = 0
        """The signal that ends the run, if one does."""
        if signals is not None:
            signals.lead_to(self.interrupt)
        self._said = said
        self._terminal = Terminal(self._inbox)
        self._timing = Watch(config.timeout_seconds, config.frame_seconds, config.start_seconds)
        self._frames = recorded.frames if recorded else 0
        self._forced_exit: int | None = None
        self._started_at = wall.timestamp()
        self._is_faulty = False
        """There was an error of the harness itself."""
        self._workers = Workers(config, source, self._is_over)
        private = self._workers.private
        self._judging = Judging(config, private, self._replay, self._inbox, evidence)
        self._apart = (
            config.isolate == "test"
            and config.headless
            and config.game not in (None, NO_GAME)
            and not config.attached
            and config.replay is None
            and can_fork()
        )
        self._last_logs: deque[str] = deque(maxlen=LOG_LINES)
        self._barren = 0
        """How many workers in a row have ended before they ran anything."""
        self._part_end: int | None = None
        """Where its part of the plan ends, if the plan was known when it was started."""
        self._worker: Worker | None = None
        try:
            self._worker = self._start_worker(self._ledger.first_unsettled or 0)
        except NoWorker as error:
            self._could_not_start(error)

    def __iter__(self) -> Iterator[Event]:
        with caught() as signals:
            signals.lead_to(self.interrupt)
            try:
                yield from self._until_fault()
                yield from self._begin_late()
                yield from self._verdicts()
                yield self._finish()
            finally:
                self._end()

    def interrupt(self, number: int) -> None:
        """End the run early and in order, as the signal of that number does; from any thread."""
        self._interrupted = self._interrupted or number
        self._inbox.put(number)

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.close()
        self._terminal.close()
        self._judging.stop()
        self._workers.end()
        self._record.close()
        if self._held:
            self._held.release()

    def _obey(self, lines: Iterator[Any]) -> Iterator[Event]:
        """Take out what a person is told, and wants, between the events."""
        for line in lines:
            if line["type"] == SAID:
                self._tell_person(line)
            elif line["type"] == LEFT:
                self._break_off(signal.SIGINT, line["message"])
            else:
                yield line

    def _until_fault(self) -> Iterator[Event]:
        """Yield all events; an error of our own ends the run, and is no reason to lose results."""
        events = self._until_end()
        try:
            yield from events if self._config.headless else self._obey(events)
        except HarnessError:
            raise
        except Exception as error:
            ours = fault(error)
            self._is_faulty = True
            self._settling.add_reason(f"{ours}\n{ours.stack}")

    def _until_end(self) -> Iterator[Any]:
        while self._worker is not None:
            item = self._next_item()
            if isinstance(item, int):
                self._break_off(item)
            elif isinstance(item, Typed):
                self._worker.tell(item)
            elif item and self._ending.stopped is None:
                yield from self._read(item)
            elif item is None:
                self._worker.wait()  # one that has lost its pipe continues, and sends no more
                stopped = self._ending.stopped is not None
                yield from self._read(self._ending.unsent if stopped else self._worker.unsent())
                yield from self._worker_ended()
                if not self._start_next():
                    return
            self._watch()

    def _break_off(self, number: int, reason: str = "") -> None:
        self._end_worker(SIGNAL)
        self._forced_exit = EXIT_CODES[number]
        self._settling.reason = reason or f"interrupted by {signal.Signals(number).name}"

    def _next_item(self) -> bytes | int | Typed | None:
        try:
            return self._inbox.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            return b""

    def _read(self, chunk: bytes) -> list[Any]:
        """Take note of the complete lines of a chunk; return the events."""
        batch = self._intake.take(chunk)
        self._record.take(batch.lines, batch.events)
        self._judging.note(batch.events, self._ledger.planned)
        for control in batch.controls:
            if control["type"] == REFUSED:
                self._refuse(control["message"])
            elif control["type"] == BROKEN:
                self._is_faulty = True
                self._ending.fault, self._ending.fault_stack = control["message"], control["stacks"]
            else:
                self._settling.again = (control["attempt"], control["kind"])
        if batch.garbage:
            self._ending.garbage = batch.garbage
            self._stop(GARBAGE, self._progress())
        return batch.events

    def _tell_person(self, said: Said) -> None:
        if self._said is not None:
            prompt = self._said(said)
            if said["prompt"]:
                self._terminal.ask(prompt)

    def _refuse(self, message: str) -> None:
        if self._ledger.started and not self._record.resumes:
            self._ending.cause, self._settling.reason = REFUSAL, message
            return
        raise UsageError(message)

    def _watch(self) -> None:
        """End a worker that has used up the run's time, or in which nothing moves."""
        assert self._worker is not None
        self._worker.bound_stderr()
        progress = self._worker.progress()
        cause = self._timing.look(progress)
        if self._ending.cause or not cause:
            return
        if cause == STALL:
            self._ending.unsent = self._worker.unsent()
        self._stop(cause, progress)

    def _stop(self, cause: str, progress: Progress) -> None:
        """End a worker; what it does from here on, woken by our signal, does not count."""
        if cause != TIMEOUT:
            self._ending.stopped = progress
        self._end_worker(cause)

    def _end_worker(self, cause: str) -> None:
        if self._worker is not None and self._ending.may_go_on:
            self._ending.cause = cause
            if self._ending.is_by_the_clock:
                self._worker.stop_with_stacks()
            else:
                self._worker.kill()

    def _progress(self) -> Progress:
        """Return where the worker was, or is."""
        assert self._worker is not None
        return self._ending.stopped or self._worker.progress()

    def _worker_ended(self) -> list[Event]:
        """Settle what the ended worker was running; return the events that say so."""
        assert self._worker is not None
        progress = self._progress()
        self._frames += progress.total_frames
        status = self._worker.close()
        self._last_logs.extend(self._worker.last_logged())
        self._workers.private.empty()
        if self._ledger.done or self._ending.costs_nothing or self._part_done(status):
            return []
        return self._settling.lose(
            self._ending, progress, status, self._worker.stderr_tail(),
            self._worker.logged_in_attempt(),
        )  # fmt: skip

    def _part_done(self, status: int) -> bool:
        """Tell whether the worker ended in order, with its part of the plan."""
        if status != 0 or self._ending.cause or not self._ledger.started:
            return False
        if self._settling.again is not None:
            return True
        first = self._ledger.first_unsettled
        return first is None or (self._part_end is not None and first >= self._part_end)

    def _start_next(self) -> bool:
        """Start a worker for the tests that are left; tell whether the run goes on."""
        first = self._ledger.first_unsettled or 0
        if self._ledger.done or not self._ending.may_go_on:
            return False
        is_barren = self._from == (first, self._settling.files_lost) and not self._settling.again
        self._barren = self._barren + 1 if is_barren else 0
        if self._barren == _MOST_BARREN or (self._barren and self._ending.cause):
            return False  # they end before they run anything, and so would the next
        try:
            self._worker = self._start_worker(first)
        except HarnessError as error:
            self._could_not_start(error)
            return False
        return True

    def _could_not_start(self, error: HarnessError) -> None:
        """Take note that there is no worker for the tests that are left, and why."""
        if self._interrupted:
            self._break_off(self._interrupted)
        elif self._timing.is_over():
            self._ledger.watchdog = True
            self._settling.add_reason(f"--timeout-seconds {self._config.timeout_seconds} used up")
        else:
            self._ledger.lost_worker = True
            self._settling.add_reason(str(error))

    def _start_worker(self, first: int) -> Worker:
        self._from = (first, self._settling.files_lost)
        self._ending = Ending()
        self._intake.begin()
        self._timing.begin()
        order = self._order(first)
        self._settling.again = None
        asks = not self._config.headless and self._said is not None and not self._terminal.ended
        return Worker(self._workers.fork(), order, self._inbox, asks)

    def _order(self, first: int) -> Order:
        order = Order(
            self._workers.config(),
            first,
            folder=self._folder,
            apart=self._apart,
            private=self._workers.private_folder(),
            evidence=self._judging.evidence,
            started_at=self._started_at,
            stuck=tuple((file, *how) for file, how in self._settling.stuck.items()),
        )
        if self._settling.again is not None:
            order = order._replace(
                attempt=self._settling.again[0], first_kind=self._settling.again[1]
            )
        planned = self._ledger.planned
        part = self._ledger.unsettled(first, len(planned))
        self._part_end = first + len(part) if self._ledger.started else None
        if self._record.resumes:
            order = order._replace(planned=tuple(test["full_name"] for test in planned))
        files = tuple(dict.fromkeys(test["file"] for test in part))
        return order._replace(files=files, names=tuple(test["full_name"] for test in part))

    def _replay(self, config: RunConfig, source: Source, evidence: str) -> Run:
        """Start a run of a replay, which keeps what is seen of its last attempt."""
        return Run(config, source, evidence=evidence)

    def _verdicts(self) -> Iterator[Event]:
        """Wait for the verdicts on tests that passed on a retry, as long as the run may take."""
        while self._judging.is_busy and not self._is_over():
            item = self._next_item()
            if isinstance(item, int):
                self._break_off(item)
        for event in self._judging.verdicts():
            self._ledger.apply(event)
            self._record.write(event)
            yield event

    def _is_over(self) -> bool:
        """Tell whether the run has no time left, or was interrupted."""
        return bool(self._interrupted) or self._timing.is_over()

    def _begin_late(self) -> list[Event]:
        """Begin a run whose plan is known, and whose game did not come so far as to be there."""
        if self._ledger.started or self._intake.plan is None:
            return []
        line, event = self._intake.begin_run()
        self._record.begin(line, event)
        return [event]

    def _finish(self) -> Event:
        self._record.write_early()
        milliseconds = (wall.monotonic() - self._timing.began) * 1000
        milliseconds += self._recorded.milliseconds if self._recorded else 0.0
        exit_code = self._exit_code()
        report = self._ledger.report(exit_code, milliseconds, self._frames)
        discarded = () if self._config.attached else sorted(self._workers.private.discarded)
        self.result = RunResult(
            report, exit_code, self._config.out_dir, self._settling.reason, tuple(self._last_logs),
            tuple(discarded),
        )  # fmt: skip
        event: RunFinished = {
            "type": "run_finished",
            "run": self._config.run_id,
            "exit_code": exit_code,
            "duration_frames": self._frames,
            "duration_ms": round(milliseconds, 3),
        }
        if self._settling.reason:
            event["reason"] = self._settling.reason
        self._record.write(event)
        return event

    def _exit_code(self) -> int:
        if self._is_faulty:
            return _FAULT
        if self._forced_exit is not None:
            return self._forced_exit
        code = self._ledger.exit_requested or self._ledger.exit_code(self._config.allow_flaky)
        return code or (_REFUSED if self._ending.cause == REFUSAL else 0)
