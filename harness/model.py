"""The one result model: what events.jsonl and report.json hold.

Everything here is a plain dictionary with a declared shape: a worker writes events, the parent
folds them into a `Report`, reporters read either and nothing else. The JSON Schemas in
`docs/schema/` are generated from these classes, and a test keeps them fresh.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, NotRequired, TypedDict

SCHEMA_VERSION: Literal[1] = 1

Status = Literal["passed", "failed", "flaky", "skipped", "timed_out", "crashed", "not_run"]
FailureKind = Literal[
    "assertion", "error", "screenshot", "missing_baseline", "timeout", "crash", "hook"
]
ArtifactKind = Literal["actual", "expected", "diff", "screenshot", "log", "trace"]

STATUSES: tuple[Status, ...] = (
    "passed", "failed", "flaky", "skipped", "timed_out", "crashed", "not_run",
)  # fmt: skip


class Artifact(TypedDict):
    kind: ArtifactKind
    path: str
    """Relative to the report."""


class Attempt(TypedDict):
    status: Status
    message: str
    traceback: str
    """Lines of Lua, innermost first; for a crash, lines of the game's Python."""
    frame: int
    """Where the attempt ended, in frames from its start."""
    artifacts: list[Artifact]


class Planned(TypedDict):
    """A test as it was selected, before it ran."""

    full_name: str
    file: str
    """Relative to the project's root."""
    line: int
    suite: list[str]
    """Names of the describe blocks around the test, outermost first."""
    name: str
    tags: list[str]


class Test(Planned):
    status: Status
    failure_kind: FailureKind | None
    duration_frames: int
    """Over all attempts, hooks included."""
    duration_ms: float
    attempts: list[Attempt]
    artifacts: list[Artifact]
    updated_baselines: list[str]


class Run(TypedDict):
    id: str
    game: str
    seed: int
    fixed_fps: int
    resolution: str
    shard: int
    total_shards: int
    ordering_hash: str
    args: list[str]
    exit_code: int
    duration_frames: int
    duration_ms: float
    started_at: str


class Environment(TypedDict):
    platform: str
    cpu: str
    python: str
    pygame: str
    sdl: str
    lua: str
    renderer: str
    git_sha: str


class Paths(TypedDict):
    """Where the run reads and writes, relative to the report."""

    baselines: str
    artifacts: str
    forensics: str


class Totals(TypedDict):
    total: int
    passed: int
    failed: int
    flaky: int
    skipped: int
    timed_out: int
    crashed: int
    not_run: int


class Report(TypedDict):
    schema_version: Literal[1]
    run: Run
    environment: Environment
    paths: Paths
    totals: Totals
    tests: list[Test]


class RunStarted(TypedDict):
    """The first line of a journal. `tests` is the plan of this shard, in order."""

    type: Literal["run_started"]
    schema_version: Literal[1]
    run: str
    started_at: str
    game: str
    seed: int
    fixed_fps: int
    resolution: str
    shard: int
    total_shards: int
    ordering_hash: str
    args: list[str]
    environment: Environment
    tests: list[Planned]


class TestStarted(TypedDict):
    """`test` is the position in the plan, from 0; `attempt` counts from 1."""

    type: Literal["test_started"]
    run: str
    test: int
    attempt: int


class AttemptFinished(TypedDict):
    type: Literal["attempt_finished"]
    run: str
    test: int
    attempt: int
    status: Status
    failure_kind: FailureKind | None
    message: str
    traceback: str
    frame: int
    duration_ms: float
    artifacts: list[Artifact]
    """Paths are relative to the artifacts' folder."""
    watchdog: NotRequired[bool]
    """The attempt was ended because a frame took too long by the wall clock."""


class TestFinished(TypedDict):
    """`attempt` is the one that settled the test."""

    type: Literal["test_finished"]
    run: str
    test: int
    attempt: int
    status: Status
    failure_kind: FailureKind | None
    exit_code: NotRequired[int]
    """The test ended the run with this code."""


class WorkerLost(TypedDict):
    """A worker died, or was ended by the watchdog. `test` is what it was running, if anything.

    The attempt and the test that it was running are finished by the events that follow.
    """

    type: Literal["worker_lost"]
    run: str
    test: int | None
    attempt: int
    frame: int
    watchdog: bool
    reason: str
    stacks: str
    """What the worker last wrote to standard error: all Python stacks, where there was time."""


class RunFinished(TypedDict):
    type: Literal["run_finished"]
    run: str
    exit_code: int
    duration_frames: int
    duration_ms: float
    reason: NotRequired[str]
    """Why the run ended early, where it did."""


Event = RunStarted | TestStarted | AttemptFinished | TestFinished | WorkerLost | RunFinished


class RunResult(NamedTuple):
    """How a run ended: its report, its exit code and where the report's folder is."""

    report: Report
    exit_code: int
    out_dir: str
    reason: str
    """Why the run ended early, or an empty text."""


def totals(tests: list[Test]) -> Totals:
    """Count `tests` by status."""
    counts = dict.fromkeys(STATUSES, 0)
    for test in tests:
        counts[test["status"]] += 1
    return {"total": len(tests), **counts}  # type: ignore[typeddict-item]
