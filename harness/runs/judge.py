"""Replays the games of failed attempts whose tests passed on a retry, while the run continues.

One replay at a time, in a worker of its own zygote, with its files in a folder of its own. The
replays end with the run: they are waited for within `--timeout-seconds`, and killed with it.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from harness.base import clock as wall
from harness.config.resolve import RunConfig
from harness.determinism.evidence import Evidence
from harness.determinism.judgement import judge, lines_of_game
from harness.errors import HarnessError
from harness.processes.zygote import Source
from harness.records import trace_set
from harness.records.model import Event, Finding, TestJudged
from harness.records.store import Store
from harness.records.trace import FILE as TRACE_FILE
from harness.records.trace import read_lines
from harness.runs.source import start_source
from harness.wire.protocol import EVIDENCE

_JOIN_SECONDS = 10.0
_APART_SECONDS = 1.1
"""How long after the attempt its replay starts: clocks may count whole seconds."""


class Case(NamedTuple):
    """A test that passed on a retry."""

    position: int
    test: str
    failed: int
    """The attempt to replay: the last that failed. Nothing of the test ran in its game before."""


class Replay(Protocol):
    """A run of a replay."""

    def __iter__(self) -> Iterator[Event]: ...
    def interrupt(self, number: int) -> None: ...


Start = Callable[[RunConfig, Source, str], Replay]
"""Starts a run with workers of a source and a folder for the evidence."""


class Judge:
    """Takes cases with `submit`. `wake` is called, in another thread, when none is left."""

    def __init__(
        self, config: RunConfig, folder: str, start: Start, wake: Callable[[], None]
    ) -> None:
        self._config, self._folder = config, folder
        self._start, self._wake = start, wake
        self._cases: queue.SimpleQueue[tuple[Case, float] | None] = queue.SimpleQueue()
        self._submitted = self._done = 0
        self._findings: dict[Case, Finding] = {}
        self._stops = threading.Event()
        self._running: Replay | None = None
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        return self._done < self._submitted

    def submit(self, case: Case) -> None:
        self._submitted += 1
        self._cases.put((case, wall.monotonic()))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def events(self, run: str) -> list[TestJudged]:
        """Return the verdicts so far, in the order of the plan."""
        return [
            {
                "type": "test_judged", "run": run, "judged": case.position,
                "attempt": case.failed + 1, "finding": finding,
            }
            for case, finding in sorted(self._findings.items(), key=lambda item: item[0])
        ]  # fmt: skip

    def stop(self) -> None:
        """End at once, with what is known."""
        self._stops.set()
        if self._running is not None:
            self._running.interrupt(signal.SIGTERM)
        self._cases.put(None)
        if self._thread is not None:
            self._thread.join(_JOIN_SECONDS)

    def _work(self) -> None:
        source = start_source()
        try:
            while (submitted := self._cases.get()) is not None:
                case, moment = submitted
                with contextlib.suppress(HarnessError, OSError):  # then there is no verdict
                    if not self._stops.wait(moment + _APART_SECONDS - wall.monotonic()):
                        self._judge(case, source)
                self._done += 1
                self._wake()
        finally:
            source.end()

    def _judge(self, case: Case, source: Source) -> None:
        lines = lines_of_game(trace_set.lines(self._config.out_dir), case.test, case.failed)
        if not lines:
            return
        out = os.path.join(self._folder, f"replay-{case.position}-{case.failed}")
        recorded = os.path.join(out, "recorded.jsonl")
        Store((self._folder,)).write(recorded, b"".join(lines))
        config = _config_of_replay(self._config, out, recorded)
        if not self._replays(config, source):
            return
        replayed = os.path.join(config.out_dir, TRACE_FILE)
        seen = os.path.join(self._folder, EVIDENCE, f"{case.position}-{case.failed}.json")
        finding = judge(
            case.test,
            list(read_lines(recorded)),
            list(read_lines(replayed)) if os.path.exists(replayed) else [],
            _evidence(seen),
            _evidence(os.path.join(out, "0-1.json")),
        )
        if finding is not None:
            self._findings[case] = finding

    def _replays(self, config: RunConfig, source: Source) -> bool:
        """Replay; tell whether that came to its end."""
        self._running = self._start(config, source, os.path.dirname(config.out_dir))
        if self._stops.is_set():  # it may have been set before `stop` could see what runs
            self._running.interrupt(signal.SIGTERM)
        for _ in self._running:
            pass
        return not self._stops.is_set()


def _config_of_replay(config: RunConfig, folder: str, trace: str) -> RunConfig:
    out = os.path.join(folder, "run")
    return config._replace(
        replay=trace,
        out_dir=out,
        artifacts_dir=os.path.join(out, "artifacts"),
        reports={**config.reports, "json": os.path.join(out, "report.json")},
        output_roots=(*config.output_roots, out),
        headless=True,
        keep_writes=False,
        real_input="ignore",
        on_nondeterminism="warn",
        update_baselines=False,
        pause_on_failure=False,
    )


def _evidence(path: str) -> Evidence | None:
    try:
        with open(path, encoding="ascii") as file:
            return Evidence.from_json(file.read())
    except OSError:
        return None
