"""One run in one process: the only place that knows all the parts.

Whoever owns the loop, a hosted game's host or a program's own `flip`, drives a session through
`begin_game`, `begin_frame` and `end_frame`, and does what `request` says.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import Any, NoReturn

from harness.base import clock as wall
from harness.base.clock import FrameClock
from harness.base.paths import shown
from harness.base.rng import Streams
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.determinism.findings import Findings
from harness.determinism.heap import Heap
from harness.determinism.leaks import Leaks
from harness.determinism.witness import Witness
from harness.errors import CannotWrite, GameCrashed, ProgramEnded
from harness.input.devices import Devices
from harness.logs.buffer import LogBuffer
from harness.logs.expected_errors import LogErrors
from harness.records import model
from harness.records.journal import Journal
from harness.records.store import Lines, Store
from harness.records.trace import FILE as TRACE_FILE
from harness.records.trace import Trace
from harness.running.environment import describe_environment
from harness.running.finals import Finals, NoFinals
from harness.running.jobs import Jobs
from harness.running.leader import FRAME, Leader, Request
from harness.running.runner import Assignment, Parts, Runner
from harness.screenshots.attempt_pictures import Shots
from harness.test_api.answers import Answers
from harness.test_api.calls import Calls
from harness.test_api.registry import Registry
from harness.version import __version__
from harness.wire.protocol import LOADING, STARTING, Progress

ProgressWriter = Callable[[int, int, int, int, int, int, int, float], None]


class Session:
    """`request` is what the tests need next: a frame, a fresh game, or nothing any more."""

    enter: Callable[[str], None] = staticmethod(lambda _stage: None)
    """Tells the parent what takes its time before frames can pass; nothing, where they do."""

    def __init__(
        self, config: RunConfig, progress: ProgressWriter, flush: Callable[[], None]
    ) -> None:
        self.config = config
        self.clock = FrameClock(config.fixed_fps)
        self.log = LogBuffer(self.clock)
        self.devices = Devices(
            self.clock,
            config.gamepads,
            config.resolution,
            warn=lambda text: self.log.write(text, "harness", "warning"),
        )
        self.calls = Calls(config, self.clock, self.log, self.devices)
        self.jobs = Jobs(self.clock)
        self.heap = Heap(fixed=config.proof != "perturbed")
        self.findings = Findings(
            self.clock, config.on_nondeterminism, config.leaks, config.log_errors
        )
        self.trace = Trace(self.clock, self._open_trace, self._trace_header)
        self.witness = Witness(
            config.digest, self.clock, self.trace, self.findings, config.proof != "none"
        )
        self.witness.reports_passed = not config.attached
        self.reseed_sealed: Callable[[str], None] = _nothing_is_sealed
        """Reseeds what is sealed outside of `context.random`; set by who hosts a game."""
        self.begin_import: Callable[[], None] = _nothing_is_noted
        """Called before the game is imported, when all that hosts it is there."""
        self.finals: Finals = NoFinals()
        """Takes pictures of the game as failed attempts have left it; set by who hosts one."""
        self.request: Request | None = None
        self.evaluate: Callable[[str], tuple[bool, str]] = _no_tests
        """Runs a line of Lua that a person has typed in the world of the running test."""
        self.reads_text = False
        """Whether a test may ask for the text on the screen of a program."""
        self.driver, self.has_lua = "", False
        """SDL's video driver, where there is a game; whether tests are written in Lua."""
        self.private = self.evidence = ""
        """The folders that take what a game writes, if that is to be kept apart, and what was seen
        of attempts that are retried, if that is wanted."""
        self.one_game = config.attached
        """Whether this process gives one game alone, so that a fresh one takes another process."""
        self._how_it_ended = ""
        self._promised = ""
        """Where the picture of the attempt that has just failed is to be."""
        self.leave: Callable[[], NoReturn] = _stay
        """Ends the process in order, wherever the program is that it runs."""
        self.total_frames = 0
        self.test, self.attempt, self.trace_path = "", 0, ""
        self._store = Store(config.output_roots)
        self._streams = Streams(config.seed, _GAME_SCOPE)
        self._progress = progress
        self._flush = flush
        self._beat = 0
        self.position = STARTING
        self._attempt_start = 0
        self._last, self._began = 1, 0.0
        self.devices.recorder = self.witness.record
        self.calls.recorder = self.witness.act
        self.shots = self.calls.shots = Shots(config, self._store, self._ask)
        self.calls.log_errors = LogErrors(self.log, self.findings.log_error)
        self.calls.answers = Answers(self.findings.note)
        if self.hosts:
            self.calls.tell_wait = self._trace_wait

    @property
    def attempt_frame(self) -> int:
        """The frame, counted from the start of the attempt that runs."""
        return self.clock.frame - self._attempt_start

    def frames_to_look(self) -> int:
        """Return in how many frames a test, or a digest, may look at the game."""
        return 0 if self.witness.watches else self._leader.wake - self.clock.frame

    @property
    def hosts(self) -> bool:
        """Whether there is a game at all."""
        return self.config.game not in (None, NO_GAME)

    def run(
        self,
        assignments: list[Assignment],
        journal: Journal,
        next_attempt: tuple[int, str | None] = (1, None),
    ) -> None:
        """Begin with the first assignment, at that attempt; from here on `request` leads."""
        runner = Runner(self.parts(journal), assignments)
        runner.next_attempt = next_attempt
        self.evaluate = runner.evaluate
        self.follow(runner)

    def parts(self, journal: Journal) -> Parts:
        """Return what a leader needs of this session."""
        self._store.lost = lambda error: journal.write(self._not_written(error))
        return Parts(
            self.config,
            self.clock,
            self.log,
            self.devices,
            self.calls,
            self.shots,
            self._store,
            journal,
            self.trace,
            self.witness,
            self.findings,
            self._attempt_begins,
            self.reseed,
            self._leaks() if self._watches_leaks else None,
            self._promise_final,
            self._keep_final,
            self._look,
            lambda: self._how_it_ended,
            self.one_game,
            self._keep_evidence,
        )

    def _leaks(self) -> Leaks:
        return Leaks(self.findings.leak, self.config.output_roots, self.private)

    def go_on_from(self, progress: Progress) -> None:
        """Count on from where another process has ended."""
        self._beat, self.total_frames = progress.beat, progress.total_frames
        self._began = progress.began

    def next_attempt(self) -> tuple[int, str | None]:
        """Return where another process goes on: see `Leader.next_attempt`."""
        return self._leader.next_attempt

    @property
    def ended(self) -> int:
        """How many of the tests that it runs have a result."""
        return self._leader.ended

    def follow(self, leader: Leader) -> None:
        """Let `leader` say what is needed."""
        self._leader = leader
        self._steps = leader.steps()
        self._advance()

    def begin_game(self) -> Streams:
        """Reset what belongs to one game start and return its random streams."""
        self.clock.frame = self._attempt_start = 0
        self.log.begin_game()
        self.devices.restart()
        self.jobs.clear()
        self.calls.registry = Registry(self.config.root)
        self._leader.wake = 0
        self.request = FRAME
        if self.hosts:
            self.enter(f"the start of {self.config.game_shown}")
            self.beat()
        self._streams = Streams(self.config.seed, _GAME_SCOPE)
        if self.hosts:
            self.reseed_sealed(_GAME_SCOPE)
            self.trace.write("game", "start", {})
            self.trace.flush()
        self.heap.begin_game()
        return self._streams

    def game_exposed(self, draws_every: int) -> None:
        """Watch the state that the game has declared; every so many frames will be drawn."""
        if not self.config.attached:
            self.enter("")
        if draws_every:
            self.trace.write("draw", "start", {"every": draws_every})
        self.witness.begin_game(self.calls.registry)

    def reseed(self, scope: str) -> None:
        """Have every random stream of the game begin anew, derived from the seed and `scope`."""
        if self.hosts:
            self.heap.settle_again()
            self._streams.reseed(scope)
            self.reseed_sealed(scope)
            self.trace.write("reseed", "test", {"scope": scope})

    def begin_frame(self) -> None:
        """Advance the clock and let the input happen that is due in the new frame."""
        self.clock.frame += 1
        self.total_frames += 1
        self.beat()
        self.devices.deliver()
        self.trace.flush()

    def end_frame(self) -> None:
        """Let the tests go on, if they wanted to be asked in this frame."""
        if self.clock.frame >= self._leader.wake:
            self._advance()
        self.trace.flush()

    def game_crashed(self, error: GameCrashed) -> None:
        """Tell the tests that the game raised instead of finishing its frame."""
        self.witness.lose_game()
        phase = "update" if self.clock.frame else "start"
        self.trace.write("crash", phase, {"message": str(error)})
        try:
            self.request = self._steps.throw(error)
        except StopIteration:
            self.request = None
        self.trace.flush()

    def program_ended(self, error: ProgramEnded) -> None:
        """Let a last frame pass, in which the test may find out; fail it if it waits on.

        Where the program has raised, nobody has to find out.
        """
        self._how_it_ended = str(error)
        if not error.raised:
            self.begin_frame()
            self.end_frame()
        if self.request == FRAME:
            self.game_crashed(error)

    def beat(self) -> None:
        """Show the parent that something moves, and where."""
        self._beat += 1
        now = self.clock.frame
        since = now - self._attempt_start
        self._progress(
            self._beat, self.position, self.attempt, since, self.total_frames, now, self._last,
            self._began,
        )  # fmt: skip

    def load(self, file: str) -> None:
        """Tell the parent that a test file's top level runs."""
        self.position = LOADING
        self.enter(file)
        self.beat()

    def prepare(self, stage: str) -> None:
        """Tell the parent that what the tests need is made ready, and what that is."""
        self.position = STARTING
        self.enter(stage)
        self.beat()

    def draw_fails(self, error: GameCrashed) -> None:
        """Take note that the game has raised when a test looked at it: the test ends with that."""
        self.witness.lose_game()
        self.trace.write("crash", "test", {"message": str(error)})
        self.calls.crash = error

    def _look(self, name: str) -> None:
        """Have the game draw itself as for a picture."""
        if self.shots.eye is not None:
            self.shots.eye.look(name)

    def _ask(self, name: str, args: Any) -> Any:
        """Ask the game that runs now."""
        return self.calls.registry.ask(name, args)

    def _trace_wait(self, kind: str, values: dict[str, Any]) -> None:
        self.trace.write(kind, "test", values)

    def _promise_final(self, path: str) -> bool:
        """Keep a failed attempt's picture, now or in `_keep_final`; tell whether there is one."""
        picture = self.finals.shown()
        if picture is not None:
            return self._store.keep(path, picture.to_png())
        self._promised = path if self.finals.can_draw() else ""
        return bool(self._promised)

    def _keep_final(self) -> None:
        """Keep the picture that was promised. Drawing has as much time as a frame."""
        path, self._promised = self._promised, ""
        if not path:
            return
        self.beat()
        picture = self.finals.drawn()
        if picture is not None:
            self._store.keep(path, picture.to_png())
        self.beat()

    def _keep_evidence(self, position: int, attempt: int) -> None:
        seen = self.witness.take_evidence()
        if seen is not None and self.evidence:
            with contextlib.suppress(OSError):  # without it, digests are compared
                os.makedirs(self.evidence, exist_ok=True)
                path = os.path.join(self.evidence, f"{position}-{attempt}.json")
                with open(path, "w", encoding="ascii") as file:
                    file.write(seen.to_json())

    def _advance(self) -> None:
        self.request = next(self._steps, None)
        self._flush()

    def _attempt_begins(self, position: int, test: str, attempt: int, last: int) -> None:
        if (position, attempt) != (self.position, self.attempt):
            self._began = wall.monotonic()
        self.position, self.test, self.attempt, self._last = position, test, attempt, last
        self.enter("")
        self._attempt_start = self.clock.frame
        self.trace.attempt(test, attempt)
        self.beat()

    @property
    def _watches_leaks(self) -> bool:
        return self.hosts and self.config.leaks != "off" and self.config.replay is None

    def _not_written(self, error: CannotWrite) -> model.NotWritten:
        path = os.path.relpath(error.path, self.config.out_dir).replace(os.sep, "/")
        run = self.config.run_id
        return {"type": "not_written", "run": run, "path": path, "reason": error.reason}

    def _open_trace(self) -> Lines:
        """Open the run's trace, which goes on where that of a lost worker ends."""
        path = self.trace_path or os.path.join(self.config.out_dir, TRACE_FILE)
        return self._store.append_to(path, keep=True)

    def _trace_header(self) -> model.TraceHeader:
        config = self.config
        header: model.TraceHeader = {
            "type": "header",
            "schema_version": model.TRACE_VERSION,
            "harness": __version__,
            "game": config.game_shown,
            "seed": config.seed,
            "fixed_fps": config.fixed_fps,
            "resolution": config.size_text,
            "gamepads": config.gamepads,
            "adapter": config.adapter_shown,
            "digest": config.digest,
            "args": list(config.args),
            "environment": describe_environment(config, self.driver, self.has_lua),
        }
        if config.program_cwd:
            header["program_cwd"] = shown(config.program_cwd, config.root)
        if config.program_args:
            header["program_args"] = list(config.program_args)
        return header


_GAME_SCOPE = "game"


def _stay() -> NoReturn:
    """Refuse: nobody has said how this process ends."""
    raise AssertionError


def _no_tests(_line: str) -> tuple[bool, str]:
    """Evaluate nothing: a replay has no test and no Lua."""
    return False, "a replay runs no Lua"


def _nothing_is_noted() -> None:
    """Take note of nothing: tests share this process."""


def _nothing_is_sealed(scope: str) -> None:
    """Reseed nothing: there is no game."""
