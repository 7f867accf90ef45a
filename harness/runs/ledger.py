"""Folds events into the results of a run. Every planned test has exactly one result, always.

A test whose worker died or hung is settled from what is known of it, and one that never ran is
`not_run`.
"""

from __future__ import annotations

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


class Ledger:
    """The results so far. `apply` takes the events of workers in order."""

    def __init__(self, config: RunConfig) -> None:
        self.planned: list[Planned] = []
        self.started = False
        self.started_at = ""
        self.exit_requested: int | None = None
        self.lost_worker = False
        """A worker died between two tests."""
        self.watchdog = False
        """The wall clock ended the last attempt of a test, or the run."""
        self.first_kind: FailureKind | None = None
        """Of the first attempt of the test without a result."""
        self.has_begun = False
        """The attempt that is due next has been told to begin."""
        self._exit_before = 0
        self._first = 0
        self._was_stopped = False
        """The wall clock ended the latest attempt."""
        self._config = config
        self._tests: list[Test | None] = []
        self._attempts: list[Attempt] = []
        self._updated: list[str] = []
        self._frames = 0
        self._milliseconds = 0.0
        self._environment: Environment | None = None
        self._ordering_hash = ""
        self._report_folder = os.path.dirname(config.report_json)
        self._prefix = _relative(config.artifacts_dir, self._report_folder)

    @property
    def done(self) -> bool:
        return self.exit_requested is not None or (self.started and self.first_unsettled is None)

    @property
    def attempt(self) -> int:
        """Number of the attempt that runs, or is due next, of the test without a result."""
        return len(self._attempts) + 1

    @property
    def first_unsettled(self) -> int | None:
        """Position of the first test without a result."""
        while self._first < len(self._tests) and self._tests[self._first] is not None:
            self._first += 1  # a result stays
        return self._first if self._first < len(self._tests) else None

    def unsettled(self, first: int, end: int) -> list[Planned]:
        """Return the tests of the plan from `first` to `end`, or to the next that has a result."""
        end = next((i for i in range(first, end) if self._tests[i] is not None), end)
        return self.planned[first:end]

    def give_up(self, file: str) -> None:
        """Settle what has no result of a file as `not_run`."""
        for position, planned in enumerate(self.planned):
            if planned["file"] == file and self._tests[position] is None:
                self._tests[position] = _not_run(planned)

    def go_on(self) -> None:
        """Have tests run again after one had ended the run; the code it asked for still counts."""
        self._exit_before, self.exit_requested = self.exit_requested or self._exit_before, None

    def settled(self, position: int) -> bool:
        return self._tests[position] is not None

    def apply(self, event: Any) -> None:
        kind = event["type"]
        if kind == "test_started":
            self.has_begun = True
            if event["attempt"] == 1:  # what is there was cut off, and the run resumed
                self._attempts, self._updated = [], []
                self._frames, self._milliseconds = 0, 0.0
        elif kind == "attempt_finished":
            self.has_begun = False
            if event["attempt"] == 1:
                self.first_kind = event["failure_kind"]
            self._add_attempt(event)
        elif kind == "test_finished":
            self.watchdog = self.watchdog or self._was_stopped
            self._settle(event["test"], event["status"], event["failure_kind"])
            if "exit_code" in event:
                self.exit_requested = event["exit_code"]
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

    def exit_code(self, allow_flaky: bool) -> int:
        """Return the exit code that the results mean: 4 over 3 over 1."""
        if self._exit_before:
            return self._exit_before
        statuses = {test["status"] for test in self._tests if test is not None}
        if "crashed" in statuses or self.lost_worker:
            return 4
        if self.watchdog:
            return 3
        bad = not statuses.isdisjoint(_BAD) or ("flaky" in statuses and not allow_flaky)
        return 1 if bad else 0

    def report(self, exit_code: int, milliseconds: float, total_frames: int) -> Report:
        tests = [
            self._without_broken_promises(test) if test else _not_run(planned)
            for test, planned in zip(self._tests, self.planned, strict=True)
        ]
        config, folder = self._config, os.path.dirname(self._config.report_json)
        return {
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

    def _add_attempt(self, event: Any) -> None:
        self._frames += event["frame"]
        self._milliseconds += event["duration_ms"]
        self._was_stopped = event.get("watchdog", False)
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
        self._updated += [
            _relative(os.path.join(self._config.root, path), self._report_folder)
            for path in event.get("updated_baselines", ())
        ]
        self._attempts.append(attempt)

    def _add_finding(self, position: int, number: int, finding: Finding) -> None:
        """Add what was found out after a test to one of its attempts, and to what that says."""
        test = self._tests[position]
        assert test is not None
        attempt = test["attempts"][number - 1]
        attempt["findings"] = [*attempt.get("findings", ()), finding]
        attempt["message"] = "\n".join(filter(None, [attempt["message"], finding["message"]]))

    def _settle(self, position: int, status: Status, kind: FailureKind | None) -> None:
        attempts, self._attempts = self._attempts, []
        updated, self._updated = self._updated, []
        artifacts: list[Artifact] = []
        for attempt in attempts:
            artifacts += attempt["artifacts"]
        self._tests[position] = {
            **self.planned[position],
            "status": status,
            "failure_kind": kind,
            "duration_frames": self._frames,
            "duration_ms": round(self._milliseconds, 3),
            "attempts": attempts,
            "artifacts": artifacts,
            "updated_baselines": updated,
        }
        self._frames, self._milliseconds = 0, 0.0


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
