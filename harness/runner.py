"""Runs the plan: one generator that asks for frames and games and reports what happened.

`steps` yields what it needs next, `FRAME` or `GAME`, and is sent on at the end of a frame. When the
game crashes, `GameCrashed` is thrown into it instead. A generator, not a loop, because a program
that owns its own loop must be able to drive it too.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar

from harness import clock as wall
from harness.artifacts import Store, slug
from harness.bindings import Calls
from harness.clock import FrameClock
from harness.collect import TestFile
from harness.config import RunConfig
from harness.errors import GameCrashed, HarnessError
from harness.file_vm import FileVm
from harness.input.devices import Devices
from harness.journal import Ended, Journal
from harness.log import LogBuffer
from harness.luahost.host import PASSED, Outcome
from harness.model import Artifact
from harness.plan.tests import Test

Request = Literal["frame", "game"]
FRAME: Request = "frame"
GAME: Request = "game"

_Value = TypeVar("_Value")
Steps = Generator[Request, None, _Value]

RESET_COMMAND = "reset_to_known_state"
_RETRIED = ("failed", "timed_out")
_PASSED = Ended("passed")


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
        self._vm = FileVm(parts.config, parts.calls)
        self._needs_game = True

    def steps(self) -> Steps[None]:
        """Run everything; yield what is needed to go on."""
        for file, grouped in groupby(self._assignments, key=attrgetter("file")):
            assignments = list(grouped)
            self._vm.enter(file, [assignment.test for assignment in assignments])
            self._needs_game = self._needs_game or self._parts.config.isolate == "file"
            for assignment in assignments:
                ended = yield from self._run_test(assignment)
                if ended.stops:
                    return

    def _run_test(self, assignment: Assignment) -> Steps[Ended]:
        """Run a test until it is settled: again while it fails and may be retried."""
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
        self._vm.settle()
        self._parts.journal.test_finished(assignment.position, attempt, status, kind, exit_code)
        return ended

    def _run_attempt(self, assignment: Assignment, attempt: int, last: bool) -> Steps[Ended]:
        parts, test, clock = self._parts, assignment.test, self._parts.clock
        parts.progress(assignment.position, attempt)
        parts.journal.test_started(assignment.position, attempt)
        parts.calls.mark = parts.log.mark()
        began, start = wall.perf_counter(), clock.frame
        try:
            if self._needs_game or parts.config.isolate == "test":
                self._needs_game = False
                start = 0
                yield GAME
            if parts.devices.reset():
                self.wake = clock.frame + 1
                yield FRAME
            start = clock.frame
            ended = yield from self._execute(test, last)
        except GameCrashed as error:
            self._needs_game = True
            self._vm.discard()
            ended = Ended("crashed", "crash", str(error), error.traceback)
        except HarnessError as error:
            ended = Ended("failed", "hook", str(error))
        seconds = wall.perf_counter() - began
        frames, artifacts = clock.frame - start, self._keep_log(test, attempt)
        parts.journal.attempt_finished(
            assignment.position, attempt, ended, frames, seconds, artifacts
        )
        return ended

    def _execute(self, test: Test, last: bool) -> Steps[Ended]:
        """Run hooks and body, letting frames pass in between."""
        parts, vm, clock = self._parts, self._vm, self._parts.clock
        self._isolate(test)
        step = vm.start(test, clock.frame)
        while isinstance(step, int):
            self.wake = step
            yield FRAME
            step = vm.resume(clock.frame)
        outcome = step
        if outcome.closes and (last or outcome.status not in _RETRIED):
            step = vm.close(test, clock.frame)
            while isinstance(step, int):
                self.wake = step
                yield FRAME
                step = vm.resume(clock.frame)
            outcome = _with_closing(outcome, step)
        return _ended(outcome, parts.config.frame_seconds)

    def _isolate(self, test: Test) -> None:
        """Bring log and game to a known state; the devices are at rest already."""
        calls = self._parts.calls
        calls.test = test.identity
        calls.mark = self._parts.log.mark()
        if calls.registry.has_command(RESET_COMMAND):
            calls.registry.act(RESET_COMMAND, None)

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


def _with_closing(outcome: Outcome, closing: Outcome) -> Outcome:
    """Add how the after_all hooks ended; the first problem is kept."""
    if closing.status in ("passed", "skipped") or outcome.status in _RETRIED:
        return outcome._replace(exits=True) if closing.exits else outcome
    return closing


def _ended(outcome: Outcome, frame_seconds: float) -> Ended:
    if outcome is PASSED:
        return _PASSED
    status, kind, message, traceback, _, exits = outcome
    if status == "broken":
        return Ended("failed", "error", message)
    if status == "runaway":
        message = f"{message}: ran for more than {frame_seconds:g} seconds (--frame-seconds)"
        return Ended("timed_out", "timeout", message, traceback, watchdog=True)
    return Ended(status, kind, message, traceback, stops=exits)
