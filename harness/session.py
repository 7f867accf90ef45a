"""One run in one process: the only place that knows all the parts.

Whoever owns the loop, a hosted game's host or a program's own `flip`, drives a session through
`begin_game`, `begin_frame` and `end_frame`, and does what `request` says.
"""

from __future__ import annotations

from collections.abc import Callable

from harness.artifacts import Store
from harness.bindings import Calls
from harness.clock import FrameClock
from harness.collect import TestFile
from harness.config import RunConfig
from harness.errors import GameCrashed
from harness.input.devices import Devices
from harness.journal import Journal
from harness.log import LogBuffer
from harness.plan.tests import Test
from harness.rng import Streams
from harness.runner import FRAME, Assignment, Parts, Request, Runner
from harness.supervisor.protocol import LOADING, STARTING
from harness.testapi.registry import Registry

ProgressWriter = Callable[[int, int, int, int, int], None]


class Session:
    """`request` is what the tests need next: a frame, a fresh game, or nothing any more."""

    def __init__(
        self, config: RunConfig, progress: ProgressWriter, flush: Callable[[], None]
    ) -> None:
        self.config = config
        self.clock = FrameClock(config.fixed_fps)
        self.log = LogBuffer(self.clock)
        self.devices = Devices(self.clock)
        self.calls = Calls(config, self.clock, self.log, self.devices)
        self.request: Request | None = None
        self.total_frames = 0
        self._progress = progress
        self._flush = flush
        self._beat = 0
        self._position = STARTING
        self._attempt = 0
        self._attempt_start = 0

    def run(self, plan: list[Test], files: list[TestFile], first: int, journal: Journal) -> None:
        """Begin with the `first` test of the plan; from here on `request` leads."""
        file_of = {test.full_name: file for file in files for test in file.tests}
        assignments = [
            Assignment(position, test, file_of[test.full_name])
            for position, test in enumerate(plan)
            if position >= first
        ]
        parts = Parts(
            self.config,
            self.clock,
            self.log,
            self.devices,
            self.calls,
            Store(self.config.output_roots),
            journal,
            self._attempt_begins,
        )
        self._runner = Runner(parts, assignments)
        self._steps = self._runner.steps()
        self._advance()

    def begin_game(self) -> Streams:
        """Reset what belongs to one game start and return its random streams."""
        self.clock.frame = self._attempt_start = 0
        self.devices.restart()
        self.calls.registry = Registry()
        self._runner.wake = 0
        self.request = FRAME
        return Streams(self.config.seed, "game")

    def begin_frame(self) -> None:
        """Advance the clock and let the input happen that is due in the new frame."""
        self.clock.frame += 1
        self.total_frames += 1
        self.beat()
        self.devices.deliver()

    def end_frame(self) -> None:
        """Let the tests go on, if they wanted to be asked in this frame."""
        if self.clock.frame >= self._runner.wake:
            self._advance()

    def game_crashed(self, error: GameCrashed) -> None:
        """Tell the tests that the game raised instead of finishing its frame."""
        try:
            self.request = self._steps.throw(error)
        except StopIteration:
            self.request = None

    def beat(self) -> None:
        """Show the parent that something moves, and where."""
        self._beat += 1
        frame = self.clock.frame - self._attempt_start
        self._progress(self._beat, self._position, self._attempt, frame, self.total_frames)

    def loading(self, active: bool) -> None:
        """Tell the parent whether a test file's top level runs."""
        self._position = LOADING if active else STARTING
        self.beat()

    def _advance(self) -> None:
        self.request = next(self._steps, None)
        self._flush()

    def _attempt_begins(self, position: int, attempt: int) -> None:
        self._position, self._attempt = position, attempt
        self._attempt_start = self.clock.frame
        self.beat()
