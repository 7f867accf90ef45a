"""The one result model: what events.jsonl and report.json hold.

Everything here is a plain dictionary with a declared shape: a worker writes events, the parent
folds them into a `Report`, reporters read either and nothing else. The JSON Schemas in
`docs/schema/` are generated from these classes, and a test keeps them fresh.
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple, NotRequired, TypedDict

from harness.records.input_kinds import InputType

SCHEMA_VERSION: Literal[1] = 1

Status = Literal["passed", "failed", "flaky", "skipped", "timed_out", "crashed", "not_run"]
FailureKind = Literal[
    "assertion", "error", "screenshot", "missing_baseline", "timeout", "crash", "hook"
]
ArtifactKind = Literal["actual", "expected", "diff", "screenshot", "final", "log", "trace"]
FINAL: ArtifactKind = "final"
"""The picture of the last frame of a failed attempt."""

STATUSES: tuple[Status, ...] = (
    "passed", "failed", "flaky", "skipped", "timed_out", "crashed", "not_run",
)  # fmt: skip


FindingKind = Literal[
    "guard", "impure_draw", "order_dependent", "nondeterministic", "real_input", "leak",
    "log_error", "missing_baseline", "not_compared", "ignored_error",
]  # fmt: skip

TRACE_VERSION: Literal[1] = 1


class Artifact(TypedDict):
    kind: ArtifactKind
    path: str
    """Relative to the report."""


class Digests(TypedDict):
    """Of the whole declared state, 16 hexadecimal digits each."""

    start: str
    end: str


class Finding(TypedDict):
    """Something that puts the repetition of a test, or of those after it, in doubt.

    guard              the game used what cannot be sealed: threads, sockets, …
    impure_draw        drawing changed the declared state
    order_dependent    the test began in a state that tests before it had left; or it passed on a
                       retry, and the replay of the failed attempt's game repeats that game
    nondeterministic   it passed on a retry, and the replay of the failed attempt's game differs
    real_input         real devices acted on the game (`--real-input merge`)
    leak               the test left a thread, process, open file or temporary file behind
    log_error          an error was logged that the test did not expect, or one did not come
    missing_baseline   a picture has no baseline (`--no-fail-on-missing-baseline`)
    not_compared       a picture was not held against its baseline (`--screenshots skip`)
    ignored_error      a call gave nil and a message that the test did not use
    """

    kind: FindingKind
    frame: int
    """From the start of the attempt."""
    path: str
    """The state that is concerned, the place in the game, what was left behind, or nothing."""
    message: str


class Place(TypedDict):
    """A line of a file, relative to the project's root."""

    file: str
    line: int


class Attempt(TypedDict):
    status: Status
    message: str
    traceback: str
    """Lines of Lua, innermost first; for a crash, lines of the game's Python."""
    frame: int
    """Where the attempt ended, in frames from its start."""
    artifacts: list[Artifact]
    place: NotRequired[Place]
    """Where it went wrong: a line of a test, or of the game that raised."""
    digest: NotRequired[Digests]
    """Where the game declares state, and unless `--digest off`."""
    findings: NotRequired[list[Finding]]
    """Where there are any."""
    screenshots: NotRequired[list[str]]
    """Names of the pictures that it held against baselines, where there are any."""


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
    repeat: NotRequired[list[str]]
    """The words of the command that repeats a test, up to `--test-name`."""
    exit_code: int
    duration_frames: int
    duration_ms: float
    started_at: str
    positions: NotRequired[list[int]]
    """Of its tests among those of all shards, from 0, if the shards were divided by time."""
    missing: NotRequired[str]
    """What `merge --partial` did not find of the run, if anything."""


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
    positions: NotRequired[list[int]]
    """As in the report."""
    args: list[str]
    folder: NotRequired[str]
    """Where relative paths of `args` begin, as seen from the root, if it is not the root."""
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
    place: NotRequired[Place]
    digest: NotRequired[Digests]
    findings: NotRequired[list[Finding]]
    screenshots: NotRequired[list[str]]
    updated_baselines: NotRequired[list[str]]
    """From the project's root."""
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


class TestJudged(TypedDict):
    """A test that passed on a retry was examined; comes after all tests. See `Finding`.

    It has no `test`: the events that have end, for each test, with its `test_finished`.
    """

    type: Literal["test_judged"]
    run: str
    judged: int
    """The position in the plan."""
    attempt: int
    """The one that passed, which gets the finding."""
    finding: Finding


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


class NotWritten(TypedDict):
    """A worker could not write a file, and the run went on without it."""

    type: Literal["not_written"]
    run: str
    path: str
    """Relative to the run's folder."""
    reason: str


class RunFinished(TypedDict):
    type: Literal["run_finished"]
    run: str
    exit_code: int
    duration_frames: int
    duration_ms: float
    reason: NotRequired[str]
    """Why the run ended early, where it did."""


Event = (
    RunStarted
    | TestStarted
    | AttemptFinished
    | TestFinished
    | TestJudged
    | WorkerLost
    | NotWritten
    | RunFinished
)


class TraceHeader(TypedDict):
    """The first line of a trace: what it takes to run it again."""

    type: Literal["header"]
    schema_version: Literal[1]
    harness: str
    game: str
    seed: int
    fixed_fps: int
    resolution: str
    gamepads: int
    adapter: str
    """The adapter of a program without a factory, or nothing."""
    program_cwd: NotRequired[str]
    """Where such a program runs, if it is not in its own folder."""
    program_args: NotRequired[list[str]]
    """What it finds in `sys.argv`, if anything."""
    digest: str
    args: list[str]
    environment: Environment


TraceType = Literal[
    InputType, "game", "surface", "reseed", "set_state", "command", "draw", "digest", "crash",
    "wait", "wait_end",
]  # fmt: skip

WINDOW_EVENTS: dict[str, dict[str, type]] = {
    "close": {},
    "focus_lost": {},
    "focus_gained": {},
    "minimized": {},
    "restored": {},
    "resized": {"w": int, "h": int},
    "drop_file": {"path": str},
    "drop_text": {"text": str},
}
"""What a desktop does to a window, and the values that each takes."""


Phase = Literal["start", "input", "update", "end", "draw", "test"]
PHASES: tuple[Phase, ...] = ("start", "input", "update", "end", "draw", "test")
"""Of a frame, in order."""


class TraceLine(TypedDict):
    """One line of a trace. What stands after `phase` follows from `type`.

    Phases of a frame, in order: `start` (a fresh game, before its first frame), `input`, `update`
    (nothing but crashes), `end` (the game has been updated), `draw`, `test` (the test acts). Frames
    count from the game's start.
    """

    frame: int
    test: str
    attempt: int
    type: TraceType
    phase: Phase
    key: NotRequired[int]
    name: NotRequired[str]
    """Of a key, a window event, a command, a wait, or of the picture that a draw is for."""
    x: NotRequired[float]
    y: NotRequired[float]
    w: NotRequired[int]
    h: NotRequired[int]
    """Of a window that is resized, in pixels."""
    button: NotRequired[int]
    text: NotRequired[str]
    """Entered or dropped; or what is waited for."""
    pad: NotRequired[int]
    axis: NotRequired[int]
    value: NotRequired[Any]
    """Of an axis, or written by `set_state`."""
    path: NotRequired[str]
    """Of the state, or of a file that is dropped."""
    args: NotRequired[Any]
    until: NotRequired[int]
    """The frame in which a wait ends, where that is known when it begins."""
    scope: NotRequired[str]
    """What the random streams derive from, beside the seed."""
    every: NotRequired[int]
    """Every so many frames are drawn from here on."""
    properties: NotRequired[list[str]]
    """State paths that the game declares, in order."""
    at: NotRequired[Literal["start", "frame", "end"]]
    """When a digest was taken: at the start of an attempt, after a frame, at the end."""
    sections: NotRequired[dict[str, str]]
    """Digests of the sections that differ from those of the line before; all at the start."""
    values: NotRequired[dict[str, list[Any]]]
    """Of those sections, in declared order; written by `verify`."""
    message: NotRequired[str]


class RunResult(NamedTuple):
    """How a run ended: its report, its exit code and where the report's folder is."""

    report: Report
    exit_code: int
    out_dir: str
    reason: str
    """Why the run ended early, or an empty text."""
    last_logs: tuple[str, ...] = ()
    """The last lines of the log."""
    discarded: tuple[str, ...] = ()
    """The files that a hosted game has written and that were not kept."""


def totals(tests: list[Test]) -> Totals:
    """Count `tests` by status."""
    counts = dict.fromkeys(STATUSES, 0)
    for test in tests:
        counts[test["status"]] += 1
    return {"total": len(tests), **counts}  # type: ignore[typeddict-item]
