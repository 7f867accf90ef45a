"""Runs the plan: leads a session from test to test and reports what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, Protocol

from harness.base import clock as wall
from harness.base.clock import FrameClock
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.determinism.findings import Findings, Found
from harness.determinism.leaks import Leaks
from harness.determinism.witness import Witness
from harness.errors import GameCrashed, HarnessError
from harness.input.devices import Devices
from harness.logs.buffer import LogBuffer
from harness.plan.tests import Test
from harness.records.artifact_names import attempt_stem
from harness.records.journal import PASSED, Ended, Journal
from harness.records.model import Artifact, Finding
from harness.records.outcome import PASSED as OUTCOME_PASSED
from harness.records.outcome import Outcome
from harness.records.store import Store
from harness.records.trace import Trace
from harness.running.collect import TestFile
from harness.running.file_vm import FileVm
from harness.running.leader import FRAME, GAME, PROCESS, Steps
from harness.screenshots.attempt_pictures import Shots
from harness.test_api.answers import Answers
from harness.test_api.calls import Calls

RESET_COMMAND = "reset_to_known_state"
_FAILED = ("failed", "timed_out", "crashed")
_SOUND = ("passed", "skipped")


class Assignment(NamedTuple):
    """A selected test, its file and its position in the plan."""

    position: int
    test: Test
    file: TestFile


def assigned(
    tests: Sequence[Test], files: Sequence[TestFile], positions: Iterable[int]
) -> list[Assignment]:
    """Return assignments of `tests`, each with its position in the plan."""
    files_by_name = {file.shown: file for file in files}
    return [
        Assignment(position, test, files_by_name[test.file])
        for position, test in zip(positions, tests, strict=True)
    ]


class Parts(NamedTuple):
    """What running tests needs of a session."""

    config: RunConfig
    clock: FrameClock
    log: LogBuffer
    devices: Devices
    calls: Calls
    shots: Shots
    store: Store
    journal: Journal
    trace: Trace
    witness: Witness
    findings: Findings
    begins: Callable[[int, str, int, int], None]
    """Called when an attempt begins: position in the plan, full name, its and the last number."""
    reseed: Callable[[str], None]
    """Has the game's random streams begin anew for a scope."""
    leaks: Leaks | None
    promise_final: Callable[[str], bool]
    """Keeps a picture of the last frame at a path, if there can be one: now or in `keep_final`."""
    keep_final: Callable[[], None]
    """Called when the failure is on record: drawing runs the game."""
    look: Callable[[str], None]
    """Has the game draw itself as for a picture of this name."""
    how_game_ended: Callable[[], str]
    """Tells how the game has ended by itself, or nothing."""
    one_game: bool
    """A fresh game, after the first one, takes another process."""
    keep_evidence: Callable[[int, int], None]
    """Keeps what the witness saw of an attempt, for the parent: position in the plan, number."""


class FilePlayer(Protocol):
    """Plays the tests of one file. Each step gives a frame to go on in, or an outcome."""

    def start(self, test: Test, frame: int) -> int | Outcome: ...
    def resume(self, frame: int) -> int | Outcome: ...

    def close(self, test: Test, frame: int) -> int | Outcome:
        """Run what is to run after the last test of a block."""

    def leave(self, test: Test, frame: int) -> int | Outcome:
        """Run what is to run after `test` where the file begins anew after it."""

    def evaluate(self, line: str, frame: int) -> tuple[bool, str]:
        """Run a line of Lua that a person has typed."""

    def settle(self) -> None:
        """Take note that the next test of the file is not to run again."""

    def problem(self) -> str:
        """Return what has gone wrong so far with the test that runs, or nothing."""

    def discard(self) -> None:
        """Forget a test whose game is gone."""


class Runner:
    """Runs assignments in order. `wake` is the frame in which `steps` wants to be sent on."""

    def __init__(self, parts: Parts, assignments: list[Assignment]) -> None:
        self.wake = self.ended = 0
        self._parts = parts
        self._assignments = assignments
        self._vm = FileVm(parts.config, parts.calls)
        self._player: FilePlayer = self._vm
        self._hosts = parts.config.game not in (None, NO_GAME)
        self._needs_game = True
        self._game_is_used = False
        self._before_closing = ""
        """What went wrong with the test before the after_all hooks began."""
        self.next_attempt: tuple[int, str | None] = (1, None)
        """Where to go on with the first test: its attempt, and the kind of its first failure."""

    def steps(self) -> Steps[None]:
        """Run everything; yield what is needed to go on."""
        for file, grouped in groupby(self._assignments, key=attrgetter("file")):
            assignments = list(grouped)
            self._enter(file, [assignment.test for assignment in assignments])
            self._needs_game = self._needs_game or self._parts.config.isolate == "file"
            for assignment in assignments:
                ended = yield from self._run_test(assignment)
                self.ended += 1
                if ended.stops:
                    return

    def evaluate(self, line: str) -> tuple[bool, str]:
        """Run a line of Lua in the world of the test that runs."""
        return self._player.evaluate(line, self._parts.clock.frame)

    def _enter(self, file: TestFile, tests: list[Test]) -> None:
        """Turn to a file, of which `tests` will run; who plays them follows from what it is."""
        if file.scenario is not None:
            from harness.scenarios.player import ScenarioPlayer

            self._player = ScenarioPlayer(file.scenario, self._parts.calls)
        else:
            self._vm.enter(file, tests)
            self._player = self._vm

    def _run_test(self, assignment: Assignment) -> Steps[Ended]:
        """Run a test until it is settled: again while it fails and may be retried."""
        retries = assignment.test.retries
        last = 1 + (self._parts.config.retry_failures if retries is None else retries)
        (attempt, first_kind), self.next_attempt = self.next_attempt, (1, None)
        while True:
            if self._parts.one_game and self._takes_a_process():
                self.next_attempt = (attempt, first_kind)
                self._parts.keep_final()
                yield PROCESS
            ended = yield from self._run_attempt(assignment, attempt, last)
            first_kind = first_kind or ended.failure_kind
            if attempt >= last or not _can_be_retried(ended):
                break
            self._needs_game = True
            self._player.discard()
            attempt += 1
        status, kind = ended.status, ended.failure_kind
        if status == "passed" and attempt > 1:
            status, kind = "flaky", first_kind
        exit_code = self._parts.calls.exit_code if ended.stops else None
        self._player.settle()
        self._parts.journal.test_finished(assignment.position, attempt, status, kind, exit_code)
        if ended.status in _FAILED:
            self._parts.keep_final()
        return ended

    def _takes_a_process(self) -> bool:
        """Tell whether a fresh game is due that this process cannot give."""
        if not self._game_is_used:
            return False
        alone = self._parts.config.isolate == "test"
        return self._needs_game or alone or bool(self._parts.how_game_ended())

    def _run_attempt(self, assignment: Assignment, attempt: int, last: int) -> Steps[Ended]:
        parts, test, clock = self._parts, assignment.test, self._parts.clock
        shots, log_errors = parts.shots, parts.calls.log_errors
        assert log_errors is not None
        self._open_attempt(assignment, attempt, last)
        if self._hosts:
            shots.begin_attempt(test.full_name, attempt_stem(test.full_name, attempt))
        log_errors.begin_attempt()
        began, start = wall.perf_counter(), clock.frame
        try:
            if self._needs_game or parts.config.isolate == "test":
                self._needs_game = False
                self._game_is_used = True
                start = 0
                yield GAME
            if parts.devices.reset():
                self.wake = clock.frame + 1
                yield FRAME
            if clock.frame != start:  # frames count from here
                parts.begins(assignment.position, test.full_name, attempt, last)
            start = clock.frame
            self._isolate(test)
            parts.witness.begin_attempt(takes_evidence=attempt < last)
            if parts.leaks is not None:
                parts.leaks.begin_attempt(parts.calls.registry)
            ended = yield from self._execute(test, attempt == last)
            if parts.calls.crash is not None:
                self._raise_crash()
        except GameCrashed as error:
            ended = self._crashed(error)
        except HarnessError as error:
            ended = Ended("failed", "hook", str(error), place=error.place)
        seconds = wall.perf_counter() - began
        digest = parts.witness.end_attempt(ended.status)
        if parts.leaks is not None:
            parts.leaks.end_attempt()
        log_errors.end_attempt()
        taken = shots.take_all()
        for kind, name, words in taken.remarks:
            parts.findings.note(kind, name, words)
        found = parts.findings.take()
        if ended is not PASSED:
            ended = _explained(ended, parts.calls.answers)
        ended = _judged(ended, found) if found else ended
        if attempt < last and _can_be_retried(ended):
            parts.keep_evidence(assignment.position, attempt)
            ended = yield from self._leave(test, ended)
        frames = clock.frame - start
        artifacts = [*taken.artifacts, *self._keep_files(test, attempt, ended)]
        parts.journal.attempt_finished(
            assignment.position,
            attempt,
            ended,
            frames,
            seconds,
            artifacts,
            digest,
            [_finding(item, start) for item in found] if found else (),
            taken.names,
            taken.updated,
        )
        return ended

    def _open_attempt(self, assignment: Assignment, attempt: int, last: int) -> None:
        parts, test = self._parts, assignment.test
        if attempt > 1:
            parts.keep_final()  # while progress still names the attempt that it shows
        parts.begins(assignment.position, test.full_name, attempt, last)
        parts.journal.test_started(assignment.position, attempt)
        parts.calls.begin_attempt(parts.log.begin_attempt())

    def _crashed(self, error: GameCrashed) -> Ended:
        """Give up a test whose game is gone; return how it ended."""
        self._needs_game = True
        message = _also(self._before_closing, self._player.problem(), str(error))
        self._player.discard()
        return Ended(error.status, "crash", message, error.traceback, place=error.place)

    def _raise_crash(self) -> None:
        """Raise what the game raised when it drew itself for a picture, which no test catches."""
        crash, self._parts.calls.crash = self._parts.calls.crash, None
        if crash is not None:
            raise crash

    def _execute(self, test: Test, last: bool) -> Steps[Ended]:
        """Run hooks and body, letting frames pass in between."""
        parts, player, clock = self._parts, self._player, self._parts.clock
        self._before_closing = ""
        step = player.start(test, clock.frame)
        outcome = (yield from self._played(step)) if isinstance(step, int) else step
        if outcome is OUTCOME_PASSED:
            return PASSED
        ended = _ended(outcome, parts.config.frame_seconds)
        if outcome.closes and (last or ended.stops or ended.status in _SOUND):
            self._before_closing = "" if ended.status in _SOUND else ended.message
            closing = yield from self._played(player.close(test, clock.frame))
            ended = _with_closing(ended, _ended(closing, parts.config.frame_seconds))
        return _with_end_of_game(ended, parts.how_game_ended())

    def _leave(self, test: Test, ended: Ended) -> Steps[Ended]:
        """Run the after_all hooks of a file that begins anew, as far as its game is still there."""
        try:
            outcome = yield from self._played(self._player.leave(test, self._parts.clock.frame))
            self._raise_crash()
        except GameCrashed as error:
            outcome = Outcome("crashed", "crash", str(error))
        closing = _ended(outcome, self._parts.config.frame_seconds)
        if closing.status in _SOUND:
            return ended
        return ended._replace(message=_also(ended.message, closing.message))

    def _played(self, step: int | Outcome) -> Steps[Outcome]:
        """Let frames pass until the file's player gives an outcome."""
        while isinstance(step, int):
            self.wake = step
            yield FRAME
            step = self._player.resume(self._parts.clock.frame)
        return step

    def _isolate(self, test: Test) -> None:
        """Bring log and game to a known state; the devices are at rest already."""
        calls = self._parts.calls
        calls.test = identity = test.identity
        calls.mark = self._parts.log.begin_test()
        if self._hosts:
            self._parts.reseed(identity)
            if calls.registry.has_command(RESET_COMMAND):
                calls.command(RESET_COMMAND)

    def _keep_files(self, test: Test, attempt: int, ended: Ended) -> list[Artifact]:
        """Keep the attempt's lines of the log, and a picture of how a failed one has ended."""
        parts, text, has_failed = (
            self._parts,
            self._parts.log.attempt_text(),
            ended.status in _FAILED,
        )
        if not (text or has_failed or self._hosts):
            return []
        artifacts: list[Artifact] = []
        stem = attempt_stem(test.full_name, attempt)
        if has_failed and parts.promise_final(self._full(f"{stem}.final.png")):
            artifacts.append({"kind": "final", "path": f"{stem}.final.png"})
        if (text or self._hosts) and parts.store.keep(self._full(f"{stem}.log"), text):
            artifacts.append({"kind": "log", "path": f"{stem}.log"})
        return artifacts

    def _full(self, artifact: str) -> str:
        return f"{self._parts.config.artifacts_dir}/{artifact}"


def _can_be_retried(ended: Ended) -> bool:
    return ended.status in _FAILED and not ended.stops


def _finding(found: Found, start: int) -> Finding:
    frame = max(0, found.frame - start)
    return {"kind": found.kind, "frame": frame, "path": found.path, "message": found.message}


def _explained(ended: Ended, answers: Answers) -> Ended:
    """Add to a failure that speaks of nil why a call of the test gave nil."""
    if ended.status not in _FAILED or not ended.message:
        return ended
    return ended._replace(message=answers.explain(ended.message))


def _judged(ended: Ended, found: list[Found]) -> Ended:
    """Fail an attempt for what was found in it, and add that to what it says."""
    fatal = [item.message for item in found if item.fails]
    if not fatal:
        return ended
    message = "\n".join([*filter(None, [ended.message]), *fatal])
    if ended.status in _SOUND:
        return ended._replace(status="failed", failure_kind="error", message=message)
    return ended._replace(message=message)


def _with_end_of_game(ended: Ended, how: str) -> Ended:
    """Say of a test that has failed that its game had ended."""
    if not how or ended.status not in _FAILED or how in (ended.message or ""):
        return ended
    return ended._replace(message=f"{ended.message}\n{how}")


def _with_closing(ended: Ended, closing: Ended) -> Ended:
    """Add how the after_all hooks ended: the first problem decides, none is dropped."""
    stops = ended.stops or closing.stops
    if closing.status in _SOUND:
        return ended._replace(stops=stops)
    if ended.status in _SOUND:
        return closing._replace(stops=stops)
    return ended._replace(
        message=_also(ended.message, closing.message),
        watchdog=ended.watchdog or closing.watchdog,
        stops=stops,
    )


def _also(*messages: str) -> str:
    """Join what went wrong, in order, without what an earlier message contains already."""
    said = list[str]()
    for message in filter(None, messages):
        if not any(message in earlier for earlier in said):
            said.append(message)
    return "\nalso: ".join(said)


def _ended(outcome: Outcome, frame_seconds: float) -> Ended:
    if outcome is OUTCOME_PASSED:
        return PASSED
    status, kind, message, traceback, _, exits, place = outcome
    if status == "broken":
        return Ended("failed", "error", message, traceback, place=place)
    if status == "runaway":
        message = f"{message}: ran for more than {frame_seconds:g} seconds (--frame-seconds)"
        return Ended("timed_out", "timeout", message, traceback, watchdog=True, place=place)
    return Ended(status, kind, message, traceback, stops=exits, place=place)
