"""What the loss of a worker costs: the attempt that ran, a test file, or the run's start."""

from __future__ import annotations

from harness.base import clock as wall
from harness.config.resolve import RunConfig
from harness.records.model import Event
from harness.runs.ending import GARBAGE, Ending
from harness.runs.lane import Lane
from harness.runs.ledger import MOST_LOSSES, Begun
from harness.runs.losses import losses, timed_out, why, without_ours, without_places
from harness.runs.record import Record
from harness.runs.watch import STALL, TIMEOUT
from harness.wire.protocol import LOADING, Progress

_MOST_DEATHS = 2
"""How many workers may die while a file is loaded; one that stands still is not tried again."""


class Settling:
    """`reason` collects why the run ended early, or why tests of it were not run."""

    def __init__(self, config: RunConfig, record: Record) -> None:
        self.reason = ""
        self.stuck: dict[str, tuple[str, bool]] = {}
        """Test files that have cost a worker before there was a plan: how, and if by the clock."""
        self.files_lost = 0
        """How many files have cost a worker while they were loaded."""
        self._deaths_in: dict[str, int] = {}
        """How many workers have died while a file was loaded."""
        self._config, self._record, self._ledger = config, record, record.ledger

    def add_reason(self, words: str) -> None:
        self.reason = "\n".join(filter(None, [self.reason, words]))

    def lose(
        self, lane: Lane, progress: Progress, status: int, written: str, logged: list[str]
    ) -> list[Event]:
        """Settle what a worker was running that has died or was ended; return the events of it.

        `written` is what it has left on standard error, `logged` the log of the attempt so far.
        """
        ending = lane.ending
        stacks = ending.fault_stack or without_ours(written.strip())
        stacks = without_places(stacks, self._config.root)
        reason = why(ending, self._config, progress, status, stacks)
        after = self._is_after_verdict(progress)
        progress = progress if after else self._where_it_was(lane, progress)
        running = self._ledger.started and progress.test >= 0
        running = running and not self._ledger.settled(progress.test)
        running = running and not after
        if ending.cause == TIMEOUT:
            self.reason = timed_out(self._config, progress, stacks)
        elif not running:
            self._lose_file_or_start(ending, progress, reason, stacks)
        given_up = running and self._ledger.lose_worker(progress.test)
        test = self._ledger.begun(progress.test) if running or after else Begun()
        if after and ending.may_go_on:
            lane.again = (test.attempt, test.first_kind)
        retried = running and not given_up and ending.may_go_on
        retried = retried and progress.attempt < progress.last
        artifacts = self._record.keep_log(progress, logged) if running and progress.began else []
        begun, watchdog = test.has_begun, ending.is_by_the_clock
        events = losses(
            self._config.run_id, progress, running, begun, watchdog, reason, stacks,
            _milliseconds(progress), not retried, artifacts,
        )  # fmt: skip
        self._record.lose(events)
        if retried:
            lane.again = (progress.attempt + 1, test.first_kind)
        if given_up:
            self._tell_given_up(self._ledger.planned[progress.test]["file"])
        if running:
            self._record.end_trace(progress, reason)
        return events

    def _is_after_verdict(self, progress: Progress) -> bool:
        """Tell whether an attempt is on record, and only its picture was still to be drawn."""
        if not self._ledger.started or progress.test < 0 or self._ledger.settled(progress.test):
            return False
        return progress.attempt < self._ledger.begun(progress.test).attempt

    def _where_it_was(self, lane: Lane, progress: Progress) -> Progress:
        """Return which attempt a worker has cost, as far as its events tell."""
        due = lane.next
        if due is None or progress.test < 0:
            return progress
        position = due if lane.ending.cause == GARBAGE else progress.test
        attempt = self._ledger.begun(position).attempt
        if (position, attempt) == (progress.test, progress.attempt):
            return progress
        # It died between two, or the results of those between are lost.
        return progress._replace(test=position, attempt=attempt, frame=0, began=0.0)

    def _lose_file_or_start(
        self, ending: Ending, progress: Progress, reason: str, stacks: str
    ) -> None:
        """Take note of a worker that was lost outside of any test."""
        file = progress.stage if progress.test == LOADING else ""
        if not file:
            shown = stacks if not progress.stage else ""  # the bundle has them in any case
            self.reason = self.reason or f"{reason}\n{shown}".strip()
            return
        self._deaths_in[file] = self._deaths_in.get(file, 0) + 1
        if ending.cause != STALL and self._deaths_in[file] < _MOST_DEATHS:
            return  # something else may have ended the worker
        self.files_lost += 1
        if self._ledger.started:
            self._ledger.give_up(file)
            self.add_reason(reason)
        else:
            self.stuck[file] = (reason, ending.cause == STALL)

    def _tell_given_up(self, file: str) -> None:
        words = f"{MOST_LOSSES} tests of {file} have cost a worker: its other tests were not run"
        if words not in self.reason:
            self.add_reason(words)


def _milliseconds(progress: Progress) -> float:
    """Return how long the attempt has taken until now, 0 where that is not known."""
    return round((wall.monotonic() - progress.began) * 1000, 3) if progress.began else 0.0
