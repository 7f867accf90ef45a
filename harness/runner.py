"""Runs the plan: one generator that asks for frames and games and reports what happened.

`steps` yields what it needs next, `FRAME` or `GAME`, and is sent on at the end of a frame. When the
game crashes, `GameCrashed` is thrown into it instead. A generator, not a loop, because a program
that owns its own loop must be able to drive it too.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Literal, NamedTuple, TypeVar

from harness import clock as wall
from harness.artifacts import Store, slug
from harness.bindings import Calls
from harness.clock import FrameClock
from harness.collect import TestFile, collect_file
from harness.config import RunConfig
from harness.errors import GameCrashed, HarnessError, LuaFailure, LuaRunaway
from harness.input.devices import Devices
from harness.journal import Ended, Journal
from harness.log import LogBuffer
from harness.luahost.host import Outcome, Vm
from harness.model import Artifact
from harness.plan.tests import Test

Request = Literal["frame", "game"]
FRAME: Request = "frame"
GAME: Request = "game"

_Value = TypeVar("_Value")
Steps = Generator[Request, None, _Value]

RESET_COMMAND = "reset_to_known_state"
_RETRIED = ("failed", "timed_out")


class Assignment(NamedTuple):
    """A selected test, its file and its position in the plan."""

    position: int
    test: Test
    file: TestFile


class Parts(NamedTuple):
    """What running tests needs of a session."""

    config: RunConfig
    clock: FrameClock
    log: LogBuffer
    devices: Devices
    calls: Calls
    store: Store
    journal: Journal
    progress: Callable[[int, int], None]
    """Told the position in the plan and the attempt when one begins."""


class Runner:
    """Runs assignments in order. `wake` is the frame in which `steps` wants to be sent on."""

    def __init__(self, parts: Parts, assignments: list[Assignment]) -> None:
        self.wake = 0
        self._parts = parts
        self._assignments = assignments
        self._alone = parts.config.isolate == "test"
        self._file: TestFile | None = None
        self._vm: Vm | None = None
        self._needs_game = True

    def steps(self) -> Steps[None]:
        """Run everything; yield what is needed to go on."""
        for assignment in self._assignments:
            if assignment.file is not self._file:
                self._enter_file(assignment)
            ended = yield from self._run_test(assignment)
            if ended.stops:
                return

    def _enter_file(self, assignment: Assignment) -> None:
        self._file, self._vm = assignment.file, assignment.file.vm
        self._needs_game = self._needs_game or self._parts.config.isolate == "file"
        if self._vm:
            self._vm.select(self._rest_of_file(assignment))

    def _rest_of_file(self, assignment: Assignment) -> list[int]:
        """Return the indices of the file's tests that run in its VM from `assignment` on."""
        if self._alone:
            return [assignment.test.number]
        return [
            other.test.number
            for other in self._assignments
            if other.file is assignment.file and other.position >= assignment.position
        ]

    def _run_test(self, assignment: Assignment) -> Steps[Ended]:
        """Run a test until it is settled."""
        retries = assignment.test.retries
        last = 1 + (self._parts.config.retry_failures if retries is None else retries)
        attempt, first_kind = 1, None
        while True:
            ended = yield from self._run_attempt(assignment, attempt, attempt == last)
            first_kind = first_kind or ended.failure_kind
            again = ended.status in _RETRIED and not ended.watchdog and not ended.stops
            if attempt == last or not again:
                break
            attempt += 1
        status, kind = ended.status, ended.failure_kind
        if status == "passed" and attempt > 1:
            status, kind = "flaky", first_kind
        exit_code = self._parts.calls.exit_code if ended.stops else None
        self._parts.journal.test_finished(assignment.position, attempt, status, kind, exit_code)
        return ended

    def _run_attempt(self, assignment: Assignment, attempt: int, last: bool) -> Steps[Ended]:
        parts, test = self._parts, assignment.test
        parts.progress(assignment.position, attempt)
        parts.journal.test_started(assignment.position, attempt)
        began = wall.perf_counter()
        parts.calls.mark = parts.log.mark()
        start = parts.clock.frame
        try:
            if self._needs_game or self._alone:
                self._needs_game = False
                start = 0
                yield GAME
            start = yield from self._isolate(test)
            ended = yield from self._execute(assignment, last)
        except GameCrashed as error:
            self._needs_game = True
            ended = Ended("crashed", "crash", str(error), error.traceback)
        except HarnessError as error:
            ended = Ended("failed", "hook", str(error))
        seconds = wall.perf_counter() - began
        frames = parts.clock.frame - start
        artifacts = self._keep_log(test, attempt)
        parts.journal.attempt_finished(
            assignment.position, attempt, ended, frames, seconds, artifacts
        )
        return ended

    def _isolate(self, test: Test) -> Steps[int]:
        """Bring devices, log and game to a known state; the value is the frame of the start."""
        parts = self._parts
        parts.calls.test = test.full_name
        if parts.devices.reset():
            yield from self._frames_until(parts.clock.frame + 1)
        parts.calls.mark = parts.log.mark()
        if parts.calls.registry.has_command(RESET_COMMAND):
            parts.calls.registry.act(RESET_COMMAND, None)
        return parts.clock.frame

    def _execute(self, assignment: Assignment, last: bool) -> Steps[Ended]:
        parts, index = self._parts, assignment.test.number
        failure = assignment.file.failure
        if not failure and (self._vm is None or self._alone):
            failure = self._reload(assignment)
        if failure or self._vm is None:
            return _not_loaded(failure)
        outcome = yield from self._drive(self._vm, self._vm.start(index, parts.clock.frame))
        settled = last or outcome.status not in _RETRIED
        if outcome.closes and settled and not outcome.exits:
            closing = yield from self._drive(self._vm, self._vm.close(index, parts.clock.frame))
            outcome = _with_closing(outcome, closing)
        if outcome.status in ("runaway", "broken"):
            self._vm = None
        return _ended(outcome, parts.config.frame_seconds)

    def _drive(self, vm: Vm, step: int | Outcome) -> Steps[Outcome]:
        """Let frames pass until the VM has an outcome."""
        while isinstance(step, int):
            yield from self._frames_until(step)
            step = vm.resume(self._parts.clock.frame)
        return step

    def _frames_until(self, frame: int) -> Steps[None]:
        self.wake = frame
        yield FRAME

    def _reload(self, assignment: Assignment) -> LuaFailure | None:
        """Give the file a fresh VM: for `--isolate test`, and after one had to be stopped."""
        parts = self._parts
        file = collect_file(assignment.file.path, parts.config, parts.calls)
        if file.failure or file.vm is None:
            return file.failure
        wanted = assignment.test.full_name
        if wanted not in [
            test.full_name for test in file.tests if test.number == assignment.test.number
        ]:
            return LuaFailure(f"{file.shown} declared other tests when it was loaded again")
        self._vm = file.vm
        self._vm.select(self._rest_of_file(assignment))
        return None

    def _keep_log(self, test: Test, attempt: int) -> list[Artifact]:
        """Write the attempt's lines of the log, if there are any."""
        parts = self._parts
        lines = parts.log.since(parts.calls.mark)
        if not lines:
            return []
        name = f"{artifact_folder(test.full_name)}/attempt-{attempt}.log"
        text = "".join(f"{line}\n" for line in lines)
        parts.store.write(f"{parts.config.artifacts_dir}/{name}", text)
        return [{"kind": "log", "path": name}]


def artifact_folder(full_name: str) -> str:
    """Return the folder of a test's artifacts: readable, and different for every name."""
    from hashlib import blake2b

    digest = blake2b(full_name.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
    return f"{slug(full_name)}-{digest}"


def _not_loaded(failure: LuaFailure | None) -> Ended:
    if failure is None:
        return Ended("failed", "error", "the file could not be loaded")
    if isinstance(failure, LuaRunaway):
        return Ended("timed_out", "timeout", failure.message, failure.traceback, watchdog=True)
    return Ended("failed", "error", failure.message, failure.traceback)


def _with_closing(outcome: Outcome, closing: Outcome) -> Outcome:
    """Add how the after_all hooks ended; the first problem is kept."""
    if closing.status in ("passed", "skipped") or outcome.status in _RETRIED:
        return outcome
    return closing


def _ended(outcome: Outcome, frame_seconds: float) -> Ended:
    status, kind, message, traceback, _, exits = outcome
    if status == "broken":
        return Ended("failed", "error", message)
    if status == "runaway":
        message = f"{message}: ran for more than {frame_seconds:g} seconds (--frame-seconds)"
        return Ended("timed_out", "timeout", message, traceback, watchdog=True)
    return Ended(status, kind, message, traceback, stops=exits)
