"""A run, seen from the parent: starts workers, reads their events, owns the results.

Whatever happens to a worker, the run ends with a `RunResult`. A worker that dies or hangs costs the
test it was running; another one continues with the next.
"""

from __future__ import annotations

import queue
import signal
from collections.abc import Callable, Iterator
from typing import Any

from harness.base import clock as wall
from harness.base.faults import fault
from harness.config.resolve import RunConfig
from harness.errors import HarnessError, UsageError
from harness.processes.zygote import Source
from harness.records.model import Event, RunFinished, RunResult
from harness.records.store import Losses
from harness.runs.ending import DROPPED, GARBAGE, REFUSAL, SIGNAL
from harness.runs.held import Terminal
from harness.runs.in_order import InOrder
from harness.runs.intake import Intake
from harness.runs.interrupts import EXIT_CODES, Signals, caught
from harness.runs.judging import Judging
from harness.runs.lane import Lane
from harness.runs.last_lines import LastLines
from harness.runs.pool import Pool, Terms
from harness.runs.record import Record
from harness.runs.resume import Recorded
from harness.runs.run_folder import hold
from harness.runs.settle import Settling
from harness.runs.watch import STALL, RunTime
from harness.runs.worker_process import Inbox, Sent, Typed
from harness.runs.workers import NoWorker, Workers
from harness.wire.protocol import (
    BROKEN,
    LEFT,
    REFUSED,
    SAID,
    Said,
)

_POLL_SECONDS = 0.1
_CLOSING_SECONDS = 0.005
"""How often to look after a worker that has closed its end and does not exist any more soon."""
_REFUSED, _FAULT = 2, 4


def _ignore(_positions: list[int], _ended: int) -> None:
    """Show nothing of what runs."""


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
    what is seen of attempts, if the caller wants it. `at_work` is called whenever another test has
    begun in one of several workers: with the positions of those that run, and how many have ended.
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
        at_work: Callable[[list[int], int], None] = _ignore,
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
        self._said, self._at_work = said, at_work
        self._terminal = Terminal(self._inbox)
        self._time = RunTime(config.timeout_seconds)
        self._forced_exit: int | None = None
        self._is_faulty = False
        """There was an error of the harness itself."""
        self._workers = Workers(config, source, self._is_over)
        private = self._workers.private
        self._judging = Judging(config, private, self._replay, self._inbox, evidence)
        self._logged = LastLines()
        terms = Terms(
            folder,
            wall.timestamp(),
            self._judging.evidence,
            asks=not config.headless and said is not None and not self._terminal.ended,
        )
        self._order = InOrder(self._ledger)
        self._pool = Pool(
            config, terms, self._workers, self._ledger, self._settling, self._inbox, self._time
        )
        if self._record.resumes:
            self._pool.checks_plan = True
            self._pool.plan(self._ledger.planned)
        try:
            self._pool.start(self._pool.first)
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
        self._pool.close()
        self._terminal.close()
        self._judging.stop()
        self._workers.end()
        self._record.close()
        if self._held:
            self._held.release()

    def _obey(self, lines: Iterator[Any]) -> Iterator[Event]:
        """Take out what is for the user, and what the user wants, between the events."""
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
        while any(self._pool.running()):
            item = self._next_item()
            if isinstance(item, int):
                self._break_off(item)
            elif isinstance(item, Typed):
                self._tell_first(item)
            elif isinstance(item, Sent):
                yield from self._in_order(self._take(item))
            for lane in list(self._pool.running()):
                yield from self._in_order(self._look_at(lane))

    def _in_order(self, events: list[Any]) -> list[Any]:
        """Return what is to be told now of what workers have sent, and of their losses."""
        if self._ledger.last is not None:
            events = [event for event in events if not self._is_forgotten(event)]
        return self._order.take(events) if self._pool.lanes[1:] else events

    def _is_forgotten(self, event: Any) -> bool:
        """Tell whether an event is of a test that will not have run: see `forget_needless`."""
        test = event.get("test")
        return test is not None and self._ledger.is_needless(test)

    def _break_off(self, number: int, reason: str = "") -> None:
        for lane in self._pool.running():
            lane.end(SIGNAL)
        self._forced_exit = EXIT_CODES[number]
        self._settling.reason = reason or f"interrupted by {signal.Signals(number).name}"

    def _next_item(self) -> Sent | int | Typed | None:
        try:
            closing = any(lane.is_closed for lane in self._pool.running())
            return self._inbox.get(timeout=_CLOSING_SECONDS if closing else _POLL_SECONDS)
        except queue.Empty:
            return None

    def _tell_first(self, typed: Typed) -> None:
        worker = self._pool.first.worker
        if worker is not None:
            worker.tell(typed)

    def _take(self, sent: Sent) -> list[Any]:
        """Take what a worker has sent; return the events."""
        lane = self._pool.lane_of(sent.worker)
        if lane is None:
            return []
        if not sent.chunk:
            lane.is_closed = True
        elif lane.ending.stopped is None:
            return self._read(lane, sent.chunk)
        return []

    def _look_at(self, lane: Lane) -> list[Event]:
        """End a worker whose time is up; let another one follow one that has ended."""
        events: list[Event] = []
        worker = lane.worker
        if worker is None:  # it was ended with that of the first lane, which makes the plan again
            return events
        if lane.is_closed:
            if not worker.has_ended():  # one that has lost its pipe continues, and sends no more
                return []
            stopped = lane.ending.stopped is not None
            events += self._read(lane, lane.ending.unsent if stopped else worker.unsent())
            events += self._worker_ended(lane)
            self._start_next(lane)
            return events
        cause = lane.watch(lane is self._pool.first)
        if cause == STALL:
            lane.ending.unsent = worker.unsent()
        if cause:
            lane.stop(cause)
        elif lane.is_needless:
            lane.end(DROPPED)
        return events

    def _read(self, lane: Lane, chunk: bytes) -> list[Any]:
        """Take note of the complete lines of a chunk; return the events."""
        assert lane.worker is not None
        has_begun = self._ledger.started
        batch = self._intake.take(lane.worker.number, chunk)
        if not has_begun and any(event["type"] == "run_started" for event in batch.events):
            self._record.clear()
        self._record.take(batch.lines, batch.events)
        self._judging.note(batch.events, self._ledger.planned)
        for control in batch.controls:
            self._obey_worker(lane, control)
        if batch.garbage:
            lane.ending.garbage = batch.garbage
            lane.stop(GARBAGE)
        if not self._pool.has_plan:
            self._plan()
        if not has_begun and self._ledger.started:
            self._pool.go()
        if self._pool.checks_plan and not self._record.resumes:
            self._pool.checks_plan = False
            self._start_others()
        if self._pool.lanes[1:] and any(e["type"] == "test_started" for e in batch.events):
            self._at_work(self._pool.at_work(), self._ledger.ended)
        return batch.events

    def _obey_worker(self, lane: Lane, control: Any) -> None:
        """Take a line of a worker that is no event."""
        if control["type"] == REFUSED:
            self._refuse(lane, control["message"])
        elif control["type"] == BROKEN:
            self._is_faulty = True
            lane.ending.fault, lane.ending.fault_stack = control["message"], control["stacks"]
        else:
            lane.again = (control["attempt"], control["kind"])

    def _tell_person(self, said: Said) -> None:
        if self._said is not None:
            prompt = self._said(said)
            if said["prompt"]:
                self._terminal.ask(prompt)

    def _refuse(self, lane: Lane, message: str) -> None:
        if self._ledger.started and not self._record.resumes:
            for each in self._pool.running():
                each.end(REFUSAL)
            lane.ending.cause, self._settling.reason = REFUSAL, message
            return
        raise UsageError(message)

    def _worker_ended(self, lane: Lane) -> list[Event]:
        """Settle what the ended worker was running; return the events that say so."""
        worker, progress = lane.worker, lane.progress()
        assert worker is not None
        status = worker.close()
        self._logged.add(worker.number, worker.last_logged(), has_failed=status != 0)
        self._workers.private.discard(worker.private)
        self._intake.forget(worker.number)
        lane.worker = None
        if lane.ending.costs_nothing or self._part_done(lane, status) or self._is_at_end(lane):
            return []
        return self._settling.lose(
            lane, progress, status, worker.stderr_tail(), worker.logged_in_attempt()
        )

    def _is_at_end(self, lane: Lane) -> bool:
        """Tell whether the worker had nothing more to do, and no test comes after its own.

        A loss between two tests counts, whichever workers run them.
        """
        return self._ledger.done and self._ledger.is_last(max(lane.positions or [0]))

    def _part_done(self, lane: Lane, status: int) -> bool:
        """Tell whether the worker ended in order, with the tests that it was given."""
        if status != 0 or lane.ending.cause or not self._ledger.started:
            return False
        return lane.again is not None or not lane.is_due

    def _start_next(self, lane: Lane) -> None:
        """Start a worker for tests that are left, if that is of any use."""
        if self._ledger.done or not lane.ending.may_go_on:
            return
        if not self._ledger.started:
            self._pool.forget_plan()
        if not self._pool.give(lane):
            return
        if not lane.has_advanced(self._pool.place(lane)):
            return  # they end before they run anything, and so would the next
        try:
            self._pool.start(lane)
        except HarnessError as error:
            self._could_not_start(error)

    def _plan(self) -> None:
        """Divide the plan among the workers, if it is known by now."""
        plan = self._intake.plan
        if plan is not None or self._ledger.started:
            self._pool.plan(plan["tests"] if plan else self._ledger.planned)
            self._start_others()

    def _start_others(self) -> None:
        try:
            self._pool.start_others()
        except HarnessError as error:
            self._could_not_start(error)

    def _could_not_start(self, error: HarnessError) -> None:
        """Take note that there is no worker for the tests that are left, and why."""
        if self._interrupted:
            self._break_off(self._interrupted)
        elif self._time.is_over():
            self._ledger.watchdog = True
            self._settling.add_reason(f"--timeout-seconds {self._config.timeout_seconds} used up")
        else:
            self._ledger.lost_worker = True
            self._settling.add_reason(str(error))

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
        return bool(self._interrupted) or self._time.is_over()

    def _begin_late(self) -> list[Event]:
        """Begin a run whose plan is known, and whose game did not come so far as to be there."""
        if self._ledger.started or self._intake.plan is None:
            return []
        line, event = self._intake.begin_run()
        self._record.begin(line, event)
        return [event]

    def _finish(self) -> Event:
        self._record.write_early()
        self._record.forget(self._ledger.forget_needless())
        self._record.merge_traces()
        milliseconds = (wall.monotonic() - self._time.began) * 1000
        milliseconds += self._recorded.milliseconds if self._recorded else 0.0
        exit_code = self._exit_code()
        frames = self._ledger.frames
        report = self._ledger.report(exit_code, milliseconds, frames)
        discarded = () if self._config.attached else sorted(self._workers.private.discarded)
        logged = self._logged.lines(self._ledger.is_needless)
        self.result = RunResult(
            report, exit_code, self._config.out_dir, self._settling.reason, logged,
            tuple(discarded),
        )  # fmt: skip
        event: RunFinished = {
            "type": "run_finished",
            "run": self._config.run_id,
            "exit_code": exit_code,
            "duration_frames": frames,
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
        refused = any(lane.ending.cause == REFUSAL for lane in self._pool.lanes)
        return code or (_REFUSED if refused else 0)
