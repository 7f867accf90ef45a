"""What puts the repetition of a test in doubt, collected while it runs."""

from __future__ import annotations

from typing import NamedTuple

from harness.base.clock import FrameClock
from harness.records.model import FindingKind


class Found(NamedTuple):
    """One finding. `frame` counts from the game's start."""

    kind: FindingKind
    frame: int
    path: str
    message: str
    fails: bool
    """It fails the attempt."""


class Findings:
    """Those of the running attempt.

    `action` is that of `--on-nondeterminism`; `leaks` and `log_errors` are their flags'.
    """

    def __init__(
        self, clock: FrameClock, action: str, leaks: str = "warn", log_errors: str = "error"
    ) -> None:
        self._clock = clock
        self._action = action
        self._leaks = leaks
        self._log_errors = log_errors
        self._found: dict[tuple[str, str, str], Found] = {}

    def guard(self, what: str, place: str) -> None:
        """Note that the game, at `place`, did what cannot be sealed."""
        message = f"the game {what} at {place}, which differs from run to run"
        self._judge("guard", place, f"{message} (--on-nondeterminism)")

    def impure_draw(self, path: str) -> None:
        """Note that the state at `path` changed while the game drew itself."""
        message = f"drawing changed state {path!r}; a frame that nobody looks at is not drawn"
        self._judge("impure_draw", path, f"{message} (--on-nondeterminism)")

    def leak(self, what: str, message: str) -> None:
        """Note that the test left something behind."""
        self._add("leak", what, f"{message} (--leaks)", fails=self._leaks == "error")

    def log_error(self, message: str) -> None:
        """Note what is wrong with the errors in the log."""
        if self._log_errors != "off":
            fails = self._log_errors == "error"
            self._add("log_error", "", f"{message} (--log-errors)", fails=fails)

    def note(self, kind: FindingKind, path: str, message: str, frame: int | None = None) -> None:
        """Note what fails nothing, at a frame of the game, or now."""
        self._add(kind, path, message, fails=False, frame=frame)

    def take(self) -> list[Found]:
        """Return what was found since the last call, each thing once."""
        if not self._found:
            return []
        found = list(self._found.values())
        self._found.clear()
        return found

    def _judge(self, kind: FindingKind, path: str, message: str) -> None:
        if self._action != "off":
            self._add(kind, path, message, fails=self._action == "error")

    def _add(
        self, kind: FindingKind, path: str, message: str, *, fails: bool, frame: int | None = None
    ) -> None:
        found = Found(kind, self._clock.frame if frame is None else frame, path, message, fails)
        self._found.setdefault((kind, path, message), found)
