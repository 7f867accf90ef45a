"""Which tests of a run are judged, and where what was seen of them is. See `judge`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.records.model import Planned, TestJudged
from harness.runs.private_folder import PrivateFolder
from harness.runs.worker_process import Inbox
from harness.wire.protocol import EVIDENCE

if TYPE_CHECKING:
    from harness.runs.judge import Judge, Start


class Judging:
    """Has tests judged that passed on a retry. `evidence` is the folder for what is seen, if any.

    Nothing is judged without digests, in a replay, and in `verify`, which compares more.
    """

    def __init__(
        self, config: RunConfig, private: PrivateFolder, start: Start, inbox: Inbox, evidence: str
    ) -> None:
        self._config, self._private = config, private
        self._start, self._inbox = start, inbox
        self._judge: Judge | None = None
        hosts = config.game not in (None, NO_GAME)
        self._judges = hosts and config.digest != "off" and config.proof == "none"
        self._judges = self._judges and config.replay is None
        self.evidence = os.path.join(private.path, EVIDENCE) if self._judges else evidence

    @property
    def is_busy(self) -> bool:
        return self._judge is not None and self._judge.is_busy

    def note(self, events: list[Any], planned: Sequence[Planned]) -> None:
        """Take note of events: a test that is flaky is judged, while the run continues."""
        if self._judges:
            for event in events:
                if event["type"] == "test_finished" and event["status"] == "flaky":
                    self._submit(event, planned)

    def _submit(self, event: Any, planned: Sequence[Planned]) -> None:
        from harness.runs.judge import Case, Judge

        if self._judge is None:
            wake = self._inbox.put
            self._judge = Judge(self._config, self._private.path, self._start, lambda: wake(None))
        name = planned[event["test"]]["full_name"]
        self._judge.submit(Case(event["test"], name, event["attempt"] - 1))

    def verdicts(self) -> list[TestJudged]:
        """Stop; return what has been found, in the order of the plan."""
        self.stop()
        return self._judge.events(self._config.run_id) if self._judge is not None else []

    def stop(self) -> None:
        if self._judge is not None:
            self._judge.stop()
