"""The workers of a run: which tests each runs, and the orders that it gets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.plan.schedule import Schedule, parts_of
from harness.processes.zygote import can_fork
from harness.runs.lane import Lane, Place
from harness.runs.ledger import Ledger
from harness.runs.settle import Settling
from harness.runs.watch import RunTime, Watch
from harness.runs.worker_process import Inbox, Worker
from harness.runs.workers import Workers
from harness.wire.protocol import Order


class Terms(NamedTuple):
    """What is the same in all orders of a run."""

    folder: str
    """Where they work instead of in the parent's working folder."""
    started_at: str
    evidence: str
    asks: bool
    """Lines of the terminal are passed on to them."""


class Pool:
    """The first lane makes the plan; the others begin when that is known."""

    def __init__(
        self,
        config: RunConfig,
        terms: Terms,
        workers: Workers,
        ledger: Ledger,
        settling: Settling,
        inbox: Inbox,
        time: RunTime,
    ) -> None:
        self._config, self._terms, self._workers = config, terms, workers
        self._ledger, self._settling = ledger, settling
        self._inbox, self._time = inbox, time
        self._apart = _runs_apart(config)
        self._count = 0
        self._planned: list[Any] = []
        self._schedule: Schedule | None = None
        self.checks_plan = False
        """The first lane finds all tests again, and refuses a plan that is another one."""
        self.splits_trace = False
        """Each part of the plan has a trace of its own."""
        self.lanes = [self._lane()]

    @property
    def first(self) -> Lane:
        return self.lanes[0]

    @property
    def has_plan(self) -> bool:
        return self._schedule is not None

    def running(self) -> Iterator[Lane]:
        """Yield the lanes that have a worker."""
        return (lane for lane in self.lanes if lane.worker is not None)

    def at_work(self) -> list[int]:
        """Return the tests that run now, in the order of the plan."""
        playing = (lane.next for lane in self.running() if lane.is_playing)
        return sorted(position for position in playing if position is not None)

    def lane_of(self, worker: int) -> Lane | None:
        """Return the lane in which a worker runs, if it still does."""
        found = (each for each in self.running() if each.worker and each.worker.number == worker)
        return next(found, None)

    def plan(self, planned: list[Any]) -> None:
        """Divide the tests of the plan that have no result."""
        parts = parts_of(
            [test["file"] for test in planned], self._config.isolate, self._config.timings
        )
        due = [part for part in parts if any(map(self._ledger.is_due, part.positions))]
        count = max(1, min(self._config.workers, len(due)))
        self._planned, self._schedule = planned, Schedule(due, count)
        self.splits_trace = count > 1
        self.lanes[1:] = [self._lane() for _ in range(1, count)]
        for lane in self.lanes:
            lane.give(self._schedule.take(self._ledger.is_due))

    def start_others(self) -> None:
        """Start a worker in every lane but the first, as far as there are tests for them."""
        for lane in self.lanes[1:]:
            if lane.positions:
                self.start(lane)

    def forget_plan(self) -> None:
        """Take the plan back: the worker that has made it was lost before the run began."""
        for lane in self.lanes[1:]:
            lane.close()
        self.lanes[1:] = []
        self._schedule = None
        self.first.give(None)

    def go(self) -> None:
        """Have all workers run tests: the run has begun."""
        for lane in self.running():
            if not lane.is_playing:
                self._go(lane)

    def give(self, lane: Lane) -> bool:
        """Give a lane the tests that it runs next; tell whether there is anything to do for it."""
        if self._schedule is None:
            return True
        if not lane.is_due:
            lane.give(self._schedule.take(self._ledger.is_due))
        return lane.is_due

    def place(self, lane: Lane) -> Place:
        """Return where the next worker of a lane begins."""
        return (lane.next, self._settling.files_lost)

    def start(self, lane: Lane) -> None:
        """Start a worker for the tests that a lane was given, or to make the plan."""
        self._count += 1
        if self._schedule is not None:
            lane.give(self._due(lane))
        order = self._order(lane)
        spawned = self._workers.fork()
        worker = Worker(self._count, spawned, order, self._inbox, self._terms.asks)
        lane.begin(worker, self.place(lane))
        if self._ledger.started:
            self._go(lane)

    def close(self) -> None:
        for lane in self.lanes:
            lane.close()

    def _go(self, lane: Lane) -> None:
        lane.go(self._due(lane) if len(self.lanes) > 1 else None, self.splits_trace)

    def _due(self, lane: Lane) -> list[int]:
        return [position for position in lane.positions or () if self._ledger.is_due(position)]

    def _lane(self) -> Lane:
        watch = Watch(self._time, self._config.frame_seconds, self._config.start_seconds)
        return Lane(watch, self._ledger)

    def _order(self, lane: Lane) -> Order:
        attempt, kind = lane.again or (1, None)
        order = Order(
            self._workers.config(),
            folder=self._terms.folder,
            apart=self._apart,
            private=self._workers.private_folder(),
            evidence=self._terms.evidence,
            started_at=self._terms.started_at,
            stuck=tuple((file, *how) for file, how in self._settling.stuck.items()),
            attempt=attempt,
            first_kind=kind,
        )
        if self._schedule is None:
            return order
        positions = lane.positions or []
        tests = [self._planned[position] for position in positions]
        whole = self._planned if self.checks_plan and lane is self.first else ()
        return order._replace(
            positions=tuple(positions),
            names=tuple(test["full_name"] for test in tests),
            files=tuple(dict.fromkeys(test["file"] for test in tests)),
            planned=tuple(test["full_name"] for test in whole),
        )


def _runs_apart(config: RunConfig) -> bool:
    """Tell whether each part of the plan runs in a process that is forked for it."""
    return (
        config.isolate != "run"
        and config.headless
        and config.game not in (None, NO_GAME)
        and not config.attached
        and config.replay is None
        and can_fork()
    )
