"""Folds events into the results of a run. Every planned test has exactly one result, always.

A test whose worker died or hung is settled from what is known of it, and one that never ran is
`not_run`.
"""

from __future__ import annotations

import bisect
import os
from typing import Any

from harness.config.resolve import RunConfig
from harness.records.model import (
    FINAL,
    SCHEMA_VERSION,
    Artifact,
    Attempt,
    Environment,
    FailureKind,
    Finding,
    Planned,
    Report,
    Status,
    Test,
    totals,
)
from harness.running.environment import describe_environment

_BAD = ("failed", "timed_out")
_FAILED = (*_BAD, "crashed")
MOST_LOSSES = 3
"""How many tests of a file may cost a worker before it is given up."""


class Begun:
    """What is known of a test that has begun and has no result."""

    def __init__(self) -> None:
        self.attempts: list[Attempt] = []
        self.updated: list[str] = []
        self.frames = 0
        self.milliseconds = 0.0
        self.first_kind: FailureKind | None = None
        """Of its first attempt."""
        self.has_begun = False
        """The attempt that is due next has been told to begin."""
        self.was_stopped = False
        """The wall clock ended the latest attempt."""

    @property
    def attempt(self) -> int:
        """Number of the attempt that runs, or is due next."""
        return len(self.attempts) + 1


class Ledger:
    """The results so far. `apply` takes the events of workers, those of one test in order."""

    def __init__(self, config: RunConfig) -> None:
        self.planned: list[Planned] = []
        self.started = False
        self.started_at = ""
        self.exit_requested: int | None = None
        self.last: int | None = None
        """Position of the test with which the run ends, if one has asked for that."""
        self.ended = 0
        """How many tests have a result, with those that may be forgotten."""
        self.lost_worker = False
        """A worker died between two tests."""
        self.watchdog = False
        """The wall clock ended the run, or a worker between two tests."""
        self._exit_before = 0
        self._first = 0
        self._stopped: set[int] = set()
        """Positions of tests whose last attempt the wall clock has ended."""
        self._failures: list[int] = []
        """Positions of tests that have failed, in the order of the plan."""
        self._losses_in: dict[str, list[int]] = {}
        """Positions of tests that have cost a worker, in the order of the plan, by file."""
        self._config = config
        self._tests: list[Test | None] = []
        self._begun: dict[int, Begun] = {}
        self._environment: Environment | None = None
        self._ordering_hash = ""
        self._positions: list[int] | None = None
        self._report_folder = os.path.dirname(config.report_json)
        self._prefix = _relative(config.artifacts_dir, self._report_folder)

    @property
    def done(self) -> bool:
        while self._first < len(self._tests) and not self.is_due(self._first):
            self._first += 1  # a result stays
        return self.started and self._first == len(self._tests)

    def _ends_before(self, position: int) -> bool:
        return self.last is not None and position > self.last

    def is_needless(self, position: int) -> bool:
        """Tell whether a test is not to be run: the run ends, or its file is given up, before it.

        What is before in the order of the plan decides, whatever has ended first.
        """
        if self._ends_before(position):
            return True
        losses = self._losses_in.get(self.planned[position]["file"], ()) if self.started else ()
        return len(losses) >= MOST_LOSSES and position > losses[MOST_LOSSES - 1]

    def is_last(self, position: int) -> bool:
        """Tell whether no test after a position is to be run."""
        return all(map(self.is_needless, range(position + 1, len(self.planned))))

    def lose_worker(self, position: int) -> bool:
        """Count a test that has cost a worker; tell whether its file is given up with it."""
        losses = self._losses_in.setdefault(self.planned[position]["file"], [])
        if position not in losses:
            bisect.insort(losses, position)
        return losses.index(position) >= MOST_LOSSES - 1

    def begun(self, position: int) -> Begun:
        """Return what is known of a test without a result."""
        return self._begun.setdefault(position, Begun())

    def give_up(self, file: str) -> None:
        """Settle what has no result of a file as `not_run`."""
        for position, planned in enumerate(self.planned):
            if planned["file"] == file and self._tests[position] is None:
                self._tests[position] = _not_run(planned)

    def go_on(self) -> None:
        """Have tests run again after one had ended the run; the code it asked for still counts."""
        self._exit_before, self.exit_requested = self.exit_requested or self._exit_before, None
        self.last, self._first = None, 0
        self._failures.clear()

    def settled(self, position: int) -> bool:
        return self.started and self._tests[position] is not None

    def is_given_up(self, position: int) -> bool:
        """Tell whether a test was settled without having run."""
        test = self._tests[position]
        return test is not None and test["status"] == "not_run"

    def is_due(self, position: int) -> bool:
        """Tell whether a test has no result and is to be run."""
        return not self.settled(position) and not self.is_needless(position)

    def apply(self, event: Any) -> None:
        kind = event["type"]
        if kind == "test_started":
            if event["attempt"] == 1:  # what is there was cut off, and the run resumed
                self._begun[event["test"]] = Begun()
            self.begun(event["test"]).has_begun = True
        elif kind == "attempt_finished":
            self._add_attempt(self.begun(event["test"]), event)
        elif kind == "test_finished":
            self._settle(event["test"], event["status"], event["failure_kind"])
            if "exit_code" in event:
                self._end_with(event["test"], event["exit_code"])
        elif kind == "test_judged":
            self._add_finding(event["judged"], event["attempt"], event["finding"])
        elif kind == "worker_lost" and event["test"] is None:  # one's of a test counts as that ends
            self.lost_worker = self.lost_worker or not event["watchdog"]
            self.watchdog = self.watchdog or event["watchdog"]
        elif kind == "run_started":
            self.started, self.planned = True, event["tests"]
            self._tests = [None] * len(self.planned)
            self.started_at = event["started_at"]
            self._environment = event["environment"]
            self._ordering_hash = event["ordering_hash"]
            self._positions = event.get("positions")

    def exit_code(self, allow_flaky: bool) -> int:
        """Return the exit code that the results mean: 4 over 3 over 1."""
        if self._exit_before:
            return self._exit_before
        statuses = {test["status"] for test in self._tests if test is not None}
        if "crashed" in statuses or self.lost_worker:
            return 4
        if self.watchdog or self._stopped:
            return 3
        bad = not statuses.isdisjoint(_BAD) or ("flaky" in statuses and not allow_flaky)
        return 1 if bad else 0

    def report(self, exit_code: int, milliseconds: float, total_frames: int) -> Report:
        tests = [
            self._without_broken_promises(test) if test else _not_run(planned)
            for test, planned in zip(self._tests, self.planned, strict=True)
        ]
        config, folder = self._config, os.path.dirname(self._config.report_json)
        report: Report = {
            "schema_version": SCHEMA_VERSION,
            "run": {
                "id": config.run_id,
                "game": config.game_shown,
                "seed": config.seed,
                "fixed_fps": config.fixed_fps,
                "resolution": config.size_text,
                "shard": config.shard,
                "total_shards": config.total_shards,
                "ordering_hash": self._ordering_hash,
                "args": list(config.args),
                "repeat": list(config.repeat),
                "exit_code": exit_code,
                "duration_frames": total_frames,
                "duration_ms": round(milliseconds, 3),
                "started_at": self.started_at,
            },
            "environment": self._environment or describe_environment(config),
            "paths": {
                "baselines": _relative(config.baseline_dir, folder),
                "artifacts": _relative(config.artifacts_dir, folder),
                "forensics": _relative(os.path.join(config.out_dir, "forensics"), folder),
            },
            "totals": totals(tests),
            "tests": tests,
        }
        if self._positions is not None:
            report["run"]["positions"] = self._positions
        return report

    def _without_broken_promises(self, test: Test) -> Test:
        """Leave out pictures of last frames that were to be drawn and could not be."""
        absent = [
            artifact
            for artifact in test["artifacts"]
            if artifact["kind"] == FINAL
            and not os.path.exists(os.path.join(self._report_folder, artifact["path"]))
        ]
        for listed in (test, *test["attempts"]) if absent else ():
            listed["artifacts"] = [item for item in listed["artifacts"] if item not in absent]
        return test

    def forget_needless(self) -> list[str]:
        """Take back the results of tests that would not have run, had tests run one by one.

        Return the full names of all such tests.
        """
        if self.last is None and not self._losses_in:
            return []
        needless = set(filter(self.is_needless, range(len(self._tests))))
        self._tests = [None if i in needless else test for i, test in enumerate(self._tests)]
        self._stopped -= needless
        return [self.planned[position]["full_name"] for position in sorted(needless)]

    @property
    def frames(self) -> int:
        """Of all tests with a result."""
        return sum(test["duration_frames"] for test in self._tests if test is not None)

    def _end_with(self, position: int, exit_code: int | None) -> None:
        """Have the run end with the test at a position; the first that asks in the plan decides."""
        if self.last is None or position < self.last:
            self.last, self.exit_requested = position, exit_code
        elif position == self.last:
            self.exit_requested = exit_code

    def _count_failure(self, position: int) -> None:
        """Take note of a test that has failed: with the last one that may, the run ends."""
        bisect.insort(self._failures, position)
        most = self._config.max_failures
        if most is not None and len(self._failures) >= most:
            last = self._failures[most - 1]
            if self.last is None or last < self.last:
                self._end_with(last, None)

    def _add_attempt(self, begun: Begun, event: Any) -> None:
        begun.has_begun = False
        if event["attempt"] == 1:
            begun.first_kind = event["failure_kind"]
        begun.frames += event["frame"]
        begun.milliseconds += event["duration_ms"]
        begun.was_stopped = event.get("watchdog", False)
        artifacts: list[Artifact] = [
            {"kind": artifact["kind"], "path": f"{self._prefix}/{artifact['path']}"}
            for artifact in event["artifacts"]
        ]
        attempt: Attempt = {
            "status": event["status"],
            "message": event["message"],
            "traceback": event["traceback"],
            "frame": event["frame"],
            "artifacts": artifacts,
        }
        for key in ("place", "digest", "findings", "screenshots"):
            if key in event:
                attempt[key] = event[key]
        begun.updated += [
            _relative(os.path.join(self._config.root, path), self._report_folder)
            for path in event.get("updated_baselines", ())
        ]
        begun.attempts.append(attempt)

    def _add_finding(self, position: int, number: int, finding: Finding) -> None:
        """Add what was found out after a test to one of its attempts, and to what that says."""
        test = self._tests[position]
        assert test is not None
        attempt = test["attempts"][number - 1]
        attempt["findings"] = [*attempt.get("findings", ()), finding]
        attempt["message"] = "\n".join(filter(None, [attempt["message"], finding["message"]]))

    def _settle(self, position: int, status: Status, kind: FailureKind | None) -> None:
        self.ended += 1
        begun = self._begun.pop(position, None) or Begun()
        if begun.was_stopped:
            self._stopped.add(position)
        if status in _FAILED:
            self._count_failure(position)
        artifacts: list[Artifact] = []
        for attempt in begun.attempts:
            artifacts += attempt["artifacts"]
        self._tests[position] = {
            **self.planned[position],
            "status": status,
            "failure_kind": kind,
            "duration_frames": begun.frames,
            "duration_ms": round(begun.milliseconds, 3),
            "attempts": begun.attempts,
            "artifacts": artifacts,
            "updated_baselines": begun.updated,
        }


def _not_run(planned: Planned) -> Test:
    return {
        **planned,
        "status": "not_run",
        "failure_kind": None,
        "duration_frames": 0,
        "duration_ms": 0.0,
        "attempts": [],
        "artifacts": [],
        "updated_baselines": [],
    }


def _relative(path: str, folder: str) -> str:
    return os.path.relpath(path, folder).replace(os.sep, "/")
