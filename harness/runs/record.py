"""What has happened in a run: the ledger of its results, and its journal on disk."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from harness.config.resolve import RunConfig
from harness.records import trace_set
from harness.records.model import Artifact, Event
from harness.records.store import Lines, Losses, Store, clear_run
from harness.records.trace import end_trace
from harness.runs.ledger import Ledger
from harness.runs.losses import crash_line
from harness.runs.resume import JOURNAL, Recorded, ledger_of, open_journal
from harness.wire.protocol import Progress

_FRAME = re.compile(r"^\[ *(\d+)\]")


class Record:
    """Continues what is `recorded` of a run. Files that cannot be written are passed to `lost`."""

    def __init__(self, config: RunConfig, recorded: Recorded | None, lost: Losses) -> None:
        self.ledger = ledger_of(config, recorded) if recorded else Ledger(config)
        self.resumes = recorded is not None
        """The run is resumed, and nothing has happened yet."""
        self._config, self._recorded, self._lost = config, recorded, lost
        self._store = Store(config.output_roots, lost.add)
        self._journal: Lines | None = None
        self._forgotten: frozenset[str] = frozenset()
        self._early: list[Event] = []
        """Losses before the run's first event, which clears what an earlier run has written."""

    def take(self, lines: bytes, events: list[Any]) -> None:
        """Take note of events that a worker has sent."""
        if lines:
            self.resumes = False
            self._append(lines)
        for event in events:
            self.ledger.apply(event)
            if event["type"] == "not_written":
                path = os.path.join(self._config.out_dir, event["path"])
                self._lost.note(os.path.normpath(path), event["reason"])
        if self._early and self.ledger.started:
            self.write_early()

    def lose(self, events: list[Event]) -> None:
        """Take note of the loss of a worker; its events come after the run's first one."""
        for event in events:
            self.ledger.apply(event)
        self._early += events
        if self.ledger.started:
            self.write_early()

    def clear(self) -> None:
        """Remove what an earlier run has left in the folder: this one begins."""
        clear_run(self._store, self._config.out_dir)

    def begin(self, line: bytes, event: Any) -> None:
        """Begin a run for which no worker came so far as to be ready."""
        self.clear()
        self.take(line, [event])

    def forget(self, names: list[str]) -> None:
        """Remove what tests have left that would not have run, had tests run one by one."""
        from harness.records.artifact_names import attempt_stem

        self._forgotten = frozenset(names)
        for name in names:
            folder = os.path.dirname(attempt_stem(name, 1))
            self._store.remove(os.path.join(self._config.artifacts_dir, folder))

    def merge_traces(self) -> None:
        """Make one trace of those that the parts of the plan have written."""
        trace_set.merge(self._store, self._config.out_dir, self._forgotten)

    def write_early(self) -> None:
        early, self._early = self._early, []
        for event in early:
            self.write(event)

    def write(self, event: Event) -> None:
        self._append(json.dumps(event, separators=(",", ":")).encode() + b"\n")

    def end_trace(self, progress: Progress, reason: str) -> None:
        """Have the trace say in which frame of the game the worker was lost."""
        path = trace_set.file_of(self._config.out_dir, progress.test)
        if not os.path.exists(path):
            return
        line = crash_line(progress, self.ledger.planned[progress.test]["full_name"], reason)
        with self._store.append_to(path, keep=True) as file:
            end_trace(file, {**line})

    def keep_log(self, progress: Progress, lines: list[str]) -> list[Artifact]:
        """Keep what a lost attempt had logged, with its frames counted from its start."""
        from harness.records.artifact_names import attempt_stem

        name = self.ledger.planned[progress.test]["full_name"]
        path = f"{attempt_stem(name, progress.attempt)}.log"
        start = progress.game_frame - progress.frame
        counted = [_FRAME.sub(lambda found: _counted(found, start), line) for line in lines]
        text = "".join(f"{line}\n" for line in counted)
        if not text or not self._store.keep(f"{self._config.artifacts_dir}/{path}", text):
            return []
        return [{"kind": "log", "path": path}]

    def close(self) -> None:
        if self._journal:
            self._journal.close()

    def _append(self, lines: bytes) -> None:
        if self._journal is None and self._recorded:
            self._journal = open_journal(self._store, self._recorded)
        elif self._journal is None:
            path = os.path.join(self._config.out_dir, JOURNAL)
            self._journal = self._store.append_to(path)
        self._journal.write(lines)


def _counted(found: re.Match[str], start: int) -> str:
    """Return the frame of a line of the log, counted from `start` of the game."""
    return f"[{max(0, int(found[1]) - start):>6}]"
