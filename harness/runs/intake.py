"""What a worker sends, checked line by line: a game may write anything to any descriptor.

Events go to the journal as they came. The plan of a run is kept back until the worker is ready,
which it says when the game is there: a run whose game is refused has not begun.
"""

from __future__ import annotations

import json
import re
import typing
from functools import cache
from typing import Any, NamedTuple

from harness.records import model
from harness.records.shapes import fits
from harness.wire.protocol import AGAIN, BROKEN, LEFT, READY, REFUSED, SAID

_CONTROLS: dict[str, dict[str, type]] = {
    REFUSED: {"message": str},
    BROKEN: {"message": str, "stacks": str},
    AGAIN: {"attempt": int},
    LEFT: {"message": str},
    SAID: {"text": str, "prompt": str},
}
"""Lines that are not events, and what they must hold."""


_LONGEST_LINE_BYTES = 256 * 1024 * 1024
_ENVIRONMENT = b'"environment":'


class Batch(NamedTuple):
    """What arrived: `events` as values and as `lines`, in order."""

    lines: bytes
    events: list[Any]
    controls: list[Any]
    garbage: bytes
    """The first line that no worker writes; nothing after it is looked at."""


class Intake:
    """Reads the lines of the workers of the run with that id."""

    def __init__(self, run_id: str, has_begun: bool) -> None:
        self._run_id = run_id
        self._common = _common_lines(run_id)
        self._partial: dict[int, bytes] = {}
        """By the id of the worker that has sent the beginning of a line."""
        self._plan_line = b""
        self._has_begun = has_begun
        self.plan: Any = None
        """The event with which the run begins as soon as the worker is ready."""

    def forget(self, worker: int) -> None:
        """Drop the beginning of a line of a worker that has ended."""
        self._partial.pop(worker, None)

    def take(self, worker: int, chunk: bytes) -> Batch:
        """Return what is complete of the lines of a worker so far."""
        whole, newline, partial = (self._partial.get(worker, b"") + chunk).rpartition(b"\n")
        self._partial[worker] = partial
        if not newline:
            endless = len(partial) > _LONGEST_LINE_BYTES
            return Batch(b"", [], [], partial if endless else b"")
        if self._common.fullmatch(whole + newline):
            events = json.loads(b"[" + whole.replace(b"\n", b",") + b"]")
            return Batch(whole + newline, events, [], b"")
        return self._take_each(whole.split(b"\n"))

    def begin_run(self, environment: Any = None) -> tuple[bytes, Any]:
        """Return the line and the event with which the run begins.

        What it runs on is known in full when the game is there.
        """
        line, (event, self.plan) = self._plan_line, (self.plan, None)
        self._has_begun = True
        if environment is not None:
            before, now = (_ENVIRONMENT + _dump(of) for of in (event["environment"], environment))
            line, event = line.replace(before, now, 1), {**event, "environment": environment}
        return line, event

    def _take_each(self, whole: list[bytes]) -> Batch:
        lines, events, controls = list[bytes](), list[Any](), list[Any]()
        for line in whole:
            value = self._parsed(line)
            if value is None:
                return Batch(b"".join(lines), events, controls, line)
            if value["type"] == "run_started":
                self._plan_line, self.plan = line + b"\n", value
            elif value["type"] == READY:
                first, event = self.begin_run(value["environment"])
                lines.append(first)
                events.append(event)
            elif value["type"] in (SAID, LEFT):
                events.append(value)
            elif value["type"] in _CONTROLS:
                controls.append(value)
            else:
                lines.append(line + b"\n")
                events.append(value)
        return Batch(b"".join(lines), events, controls, b"")

    def _parsed(self, line: bytes) -> Any:
        """Return the value of a line that a worker writes, `None` for any other."""
        if self._common.fullmatch(line + b"\n"):
            return json.loads(line)
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            return None
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            return None
        if kind == READY:
            fine = self.plan is not None and fits(value.get("environment"), model.Environment)
            return value if fine else None
        if kind == "run_started" and self._has_begun:
            return None
        if kind in _CONTROLS:
            named = _CONTROLS[kind].items()
            return value if all(isinstance(value.get(key), of) for key, of in named) else None
        shape = event_shapes().get(kind)
        # The plan may be very long, and is sent before the game can write anything.
        looked_at = {**value, "tests": value["tests"][:1]} if _has_tests(value) else value
        known = shape is not None and fits(looked_at, shape) and value["run"] == self._run_id
        return value if known else None


def _has_tests(value: dict[str, Any]) -> bool:
    return isinstance(value.get("tests"), list)


def _dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


@cache
def event_shapes() -> dict[str, Any]:
    """Return what each type of event is declared to be."""
    shapes = typing.get_args(model.Event)
    return {typing.get_args(typing.get_type_hints(shape)["type"])[0]: shape for shape in shapes}


def _common_lines(run_id: str) -> re.Pattern[bytes]:
    """Return what matches lines of tests that pass, of which there may be very many.

    `records.journal` writes them without an encoder, and here they are checked without a decoder.
    """
    of = rb'","run":' + re.escape(json.dumps(run_id).encode()) + rb',"test":\d+,"attempt":\d+'
    passed = (
        rb',"status":"passed","failure_kind":null,"message":"","traceback":"","frame":\d+,'
        rb'"duration_ms":\d+\.\d+,"artifacts":\[\]'
    )
    settled = rb',"status":"(?:passed|skipped)","failure_kind":null'
    kinds = (
        b"test_started" + of,
        b"attempt_finished" + of + passed,
        b"test_finished" + of + settled,
    )
    return re.compile(rb'(?:\{"type":"(?:' + b"|".join(kinds) + rb")\}\n)++")
