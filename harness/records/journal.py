"""Writes the events of a run, one JSON line each. Their shapes are in `harness.records.model`.

The lines of a test that passes are written without a JSON encoder: there may be very many.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from harness.base.printable import cut_middle
from harness.errors import Place
from harness.records.model import Artifact, Digests, Finding

LONGEST_TEXT = 100_000
"""Characters of a message that events and reports keep."""


_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode


class Ended(NamedTuple):
    """How an attempt ended."""

    status: str
    failure_kind: str | None = None
    message: str = ""
    traceback: str = ""
    watchdog: bool = False
    """It was ended by the wall clock."""
    stops: bool = False
    """The test asked for the run to end."""
    place: Place | None = None
    """Where it went wrong, if that is known."""


PASSED = Ended("passed")


class Journal:
    """Formats events and hands each line to `write_line`, or to `hold_line` if it may go out with
    the next one.
    """

    def __init__(
        self,
        run_id: str,
        write_line: Callable[[str], None],
        hold_line: Callable[[str], None] | None = None,
    ) -> None:
        self._write_line = write_line
        self._hold_line = hold_line or write_line
        self._run_id = run_id
        self._run_json = json.dumps(run_id)

    def test_started(self, test: int, attempt: int) -> None:
        self._hold_line(
            f'{{"type":"test_started","run":{self._run_json},"test":{test},"attempt":{attempt}}}'
        )

    def attempt_finished(
        self,
        test: int,
        attempt: int,
        ended: Ended,
        frames: int,
        seconds: float,
        artifacts: list[Artifact],
        digest: Digests | None = None,
        findings: Sequence[Finding] = (),
        screenshots: Sequence[str] = (),
        updated_baselines: Sequence[str] = (),
    ) -> None:
        milliseconds = round(seconds * 1000, 3)
        if ended == PASSED and not (artifacts or digest or findings or screenshots):
            self._hold_line(
                f'{{"type":"attempt_finished","run":{self._run_json},"test":{test},'
                f'"attempt":{attempt},"status":"passed","failure_kind":null,"message":"",'
                f'"traceback":"","frame":{frames},"duration_ms":{milliseconds},"artifacts":[]}}'
            )
            return
        event: dict[str, Any] = {
            "type": "attempt_finished",
            "run": self._run_id,
            "test": test,
            "attempt": attempt,
            "status": ended.status,
            "failure_kind": ended.failure_kind,
            "message": cut_middle(ended.message, LONGEST_TEXT),
            "traceback": cut_middle(ended.traceback, LONGEST_TEXT),
            "frame": frames,
            "duration_ms": milliseconds,
            "artifacts": artifacts,
        }
        if ended.place is not None:
            event["place"] = ended.place._asdict()
        if digest is not None:
            event["digest"] = digest
        if findings:
            event["findings"] = [
                {**finding, "message": cut_middle(finding["message"], LONGEST_TEXT)}
                for finding in findings
            ]
        if screenshots:
            event["screenshots"] = list(screenshots)
        if updated_baselines:
            event["updated_baselines"] = list(updated_baselines)
        if ended.watchdog:
            event["watchdog"] = True
        self.write(event)

    def test_finished(
        self, test: int, attempt: int, status: str, kind: str | None, exit_code: int | None = None
    ) -> None:
        kind_json = f'"{kind}"' if kind else "null"
        exit_json = "" if exit_code is None else f',"exit_code":{exit_code}'
        self._write_line(
            f'{{"type":"test_finished","run":{self._run_json},"test":{test},'
            f'"attempt":{attempt},"status":"{status}","failure_kind":{kind_json}{exit_json}}}'
        )

    def write(self, event: Any) -> None:
        """Write any event."""
        self._write_line(_encode(event))
