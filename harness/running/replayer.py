"""Plays a recorded trace: leads a session through the same frames without any test.

What the trace holds of tests is carried out in the frames in which they did it; what follows from
that, the digests above all, is recorded anew, so that two traces can be compared.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import Any

from harness.base import clock as wall
from harness.errors import GameCrashed, HarnessError, SurfaceError
from harness.input.inputs import Input
from harness.records.input_kinds import INPUT_TYPES
from harness.records.journal import PASSED
from harness.running.leader import FRAME, GAME, PROCESS, Steps
from harness.running.runner import Parts

Line = dict[str, Any]

_NO_VALUE = ("frame", "test", "attempt", "type", "phase")
_FOLLOWS = ("surface",)
"""Types of lines that come about by themselves."""
_TOLD = ("wait", "wait_end")
"""Types of lines that do nothing."""


class Player:
    """Implements `harness.running.leader.Leader`."""

    def __init__(self, parts: Parts, lines: Sequence[Line], first: int = 0) -> None:
        self.wake = 0
        self.next_attempt: tuple[int, str | None] = (1, None)
        self.ended = 0
        """Where another process goes on: at that line, counted from 1."""
        self._parts = parts
        self._lines = lines
        self._next = self._first = first
        self._has_game = False
        self._last_start = _last_start(lines)
        self._of: tuple[str, int] = ("", 0)
        self._scheduled = 0
        """The last frame for which there is input."""

    def steps(self) -> Steps[None]:
        parts, began = self._parts, wall.perf_counter()
        parts.begins(0, "", 0, 1)
        if self._first == 0:
            parts.journal.test_started(0, 1)
        ended = PASSED
        try:
            yield from self._play()
        except HarnessError as error:
            ended = PASSED._replace(status="failed", failure_kind="error", message=str(error))
        seconds = wall.perf_counter() - began
        parts.findings.take()
        parts.keep_evidence(0, 1)
        parts.journal.attempt_finished(0, 1, ended, parts.clock.frame, seconds, [])
        parts.journal.test_finished(0, 1, ended.status, ended.failure_kind)

    def _play(self) -> Steps[None]:
        while self._next < len(self._lines):
            try:
                yield from self._take(self._lines[self._next])
            except GameCrashed:
                if not self._crashed_before():
                    return
                self._scheduled = 0
            self._next += 1
        yield from self._finish_scheduled()

    def _take(self, line: Line) -> Steps[None]:
        """Carry out one line."""
        kind, frame = line["type"], line["frame"]
        if (line["test"], line["attempt"]) != self._of:
            self._of = (line["test"], line["attempt"])
            self._parts.begins(0, *self._of, 1)
        if kind == "game":
            yield from self._finish_scheduled()
            if self._parts.config.attached and self._has_game:
                self.next_attempt = (self._next + 1, None)
                yield PROCESS
            self._has_game = True
            yield GAME
        elif kind in INPUT_TYPES:
            yield from self._until(frame - 1)
            self._parts.devices.schedule(Input(kind, _values(line)))
            self._scheduled = frame
        elif kind == "crash":
            yield from self._until(frame + 1)
            raise HarnessError(f"the game crashed in the trace and does not now: {line['message']}")
        elif kind == "draw" and line["phase"] != "test":
            pass  # every so many frames, as the loop does by itself
        elif kind not in _FOLLOWS and line.get("at") != "frame":
            yield from self._until(frame)
            self._act(kind, line)

    def _act(self, kind: str, line: Line) -> None:
        """Do what the test did after the frame."""
        parts = self._parts
        if kind == "reseed":
            parts.reseed(line["scope"])
        elif kind == "digest" and line["at"] == "start":
            parts.witness.begin_attempt(takes_evidence=self._next == self._last_start)
        elif kind == "digest":
            parts.witness.end_attempt("passed")
        elif kind in _TOLD:
            parts.trace.write(kind, "test", _values(line))
        elif kind == "draw":
            parts.look(line.get("name", ""))
        else:
            values = _values(line)
            parts.witness.act(kind, values)
            with contextlib.suppress(SurfaceError):
                if kind == "command":
                    parts.calls.registry.act(values["name"], values.get("args"))
                else:
                    parts.calls.registry.set_state(values["path"], values.get("value"))

    def _finish_scheduled(self) -> Steps[None]:
        """Let the inputs happen after which the trace tells nothing more of this game."""
        if self._scheduled > self._parts.clock.frame:
            yield from self._until(self._scheduled)
        self._scheduled = 0

    def _until(self, frame: int) -> Steps[None]:
        """Let frames pass until the end of `frame`."""
        if self._parts.clock.frame > frame:
            raise HarnessError(
                f"the trace is out of order: line {self._next + 2} belongs to frame {frame}, "
                f"frame {self._parts.clock.frame} has passed"
            )
        while self._parts.clock.frame < frame:
            self.wake = frame
            yield FRAME

    def _crashed_before(self) -> bool:
        """Go to the crash in the trace that has just come about again, if it has one there."""
        for number in range(self._next, len(self._lines)):
            kind = self._lines[number]["type"]
            if kind == "crash":
                self._next = number
                return True
            if kind == "game" and number > self._next:
                return False
        return False


def _last_start(lines: Sequence[Line]) -> int:
    """Return the index of the line that begins the last attempt, -1 if there is none."""
    return next(
        (i for i in reversed(range(len(lines))) if lines[i].get("at") == "start"),
        -1,
    )


def _values(line: Line) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name not in _NO_VALUE}
