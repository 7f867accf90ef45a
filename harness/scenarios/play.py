"""One play of a scenario, from its beginning in the game to the verdict.

Frame 0 of a scenario is the game's first update after its beginning. Inputs of frame F are set
after frame F-1, so that the update of F is the first to see them.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from harness.config.toml_lines import Path
from harness.errors import GameCrashed, Place, SurfaceError
from harness.records.outcome import PASSED, Outcome
from harness.scenarios import checks
from harness.scenarios.matching import Event, Match
from harness.scenarios.source import Source, Wrong, brief, unknown
from harness.test_api.calls import Calls

if TYPE_CHECKING:
    from harness.scenarios.definition import Definition

MOST_AWAITED_FRAMES = 600
"""How much longer than it says a scenario goes on for an event without bounds."""
_MOST_EVENTS_TOLD = 200

Steps = Generator[int, int, Outcome]
"""Yields the frame in which to go on, and is sent the frame it is."""


class Play:
    """Moments count the frames that have been run; frame F has been run at moment F + 1."""

    def __init__(self, source: Source, definition: Definition, calls: Calls, start: int) -> None:
        self._source = source
        self._definition = definition
        self._calls = calls
        self._start = start
        self._match = Match(definition.sequence)
        self._state: dict[str, Any] = {}
        self._now = 0
        """The moment."""

    def begin(self) -> None:
        """Set the game up. Raises `Wrong` for what it refuses."""
        told = self._definition
        args = {"level": told.level, "seed": told.seed, "entities": told.entities}
        self._command("scenario_begin", args, ("setup",))
        self._check_roots(self._ask("scenario_state"))

    def run(self) -> Steps:
        told = self._definition
        inputs, looks, ends = told.inputs, told.after_frame + 1, told.last_frame + 1
        for moment in sorted({*inputs, looks, ends}):
            if not (yield from self._reach(moment)):
                return self._timed_out()
            if moment == looks and told.checks:
                self._state = self._ask("scenario_state")
            for entity, values in inputs.get(moment, {}).items():
                path = self._source.input_path(moment, entity)
                self._command("scenario_input", {"entity": entity, "inputs": values}, path)
        self._take_events()
        for moment in range(ends + 1, ends + MOST_AWAITED_FRAMES + 1):
            if not self._match.waits:
                break
            if not (yield from self._reach(moment)):
                return self._timed_out()
            self._take_events()
        outcome = self._judge()
        if outcome is PASSED and told.picture is not None:
            return (yield from self._look())
        return outcome

    def failed(self, kind: str, messages: list[str], places: Sequence[Place] = ()) -> Outcome:
        """Return a failure, with all that happened until then where tracebacks stand."""
        events = self._match.events
        lines = [f"frame {event.frame}: {event.name} {event.entity}".rstrip() for event in events]
        left_out = len(lines) - _MOST_EVENTS_TOLD
        if left_out > 0:
            lines = [f"{left_out} events before these", *lines[left_out:]]
        traceback = "\n".join([*map(str, places), *lines])
        place = places[0] if places else None
        return Outcome("failed", kind, "\n".join(messages), traceback, place=place)

    def _reach(self, moment: int) -> Generator[int, int, bool]:
        """Let frames pass until a moment; tell whether the scenario has frames enough for it."""
        limit = self._source.timeout_frames
        while self._now < min(moment, limit):
            self._now = (yield self._start + min(moment, limit)) - self._start
        return moment <= limit

    def _timed_out(self) -> Outcome:
        self._take_events()
        words = f"the scenario used up its {self._source.timeout_frames} frames (timeout_frames)"
        place = self._source.place(("timeout_frames",))
        return self.failed("timeout", [words], [place])._replace(status="timed_out")

    def _judge(self) -> Outcome:
        """Hold what happened, and the state that was kept, against what was expected."""
        failures: list[tuple[str, str, Place]] = []
        if not self._match.complete:
            place = self._source.place(("expect", "sequence", self._match.next))
            failures.append((*self._match.failure(), place))
        for i in range(len(self._definition.checks)):
            failures += self._checked(i)
        if not failures:
            return PASSED
        messages = [line for told, found, _ in failures for line in _told(told, found)]
        return self.failed("assertion", messages, [place for _, _, place in failures])

    def _checked(self, i: int) -> list[tuple[str, str, Place]]:
        check, path = self._definition.checks[i], ("expect", "state", "checks", i)
        try:
            actual = check.look(self._state)
        except SurfaceError as error:
            raise self._wrong_checks([(i, str(error))]) from None
        misfit = check.misfit(actual)
        if misfit:
            raise self._wrong_checks([(i, misfit)])
        if check.holds(actual):
            return []
        expected = f"{check.text} after frame {self._definition.after_frame}"
        return [(expected, f"{check.path} = {checks.shown(actual)}", self._source.place(path))]

    def _check_roots(self, state: dict[str, Any]) -> None:
        """Refuse checks of what the game does not know, before any frame is run."""
        wrong = [
            (i, unknown("state path", check.root, state))
            for i, check in enumerate(self._definition.checks)
            if check.root not in state
        ]
        if wrong:
            raise self._wrong_checks(wrong)

    def _wrong_checks(self, wrong: list[tuple[int, str]]) -> Wrong:
        """Return what is wrong with some of the checks."""
        path, all_checks = ("expect", "state", "checks"), self._definition.checks
        told = [((*path, i), f"{brief(all_checks[i].text)}: {words}") for i, words in wrong]
        return self._source.wrong(told)

    def _look(self) -> Steps:
        """Hold the game's picture against its baseline, once it has come to rest if it must."""
        picture, shots = self._definition.picture, self._calls.shots
        assert picture is not None
        assert shots is not None
        try:
            last = self._now + shots.begin(picture.name, picture.options)
            while last > self._now and not shots.is_stable():
                self._now = (yield self._start + self._now + 1) - self._start
            verdict = shots.finish()
        except GameCrashed as error:  # the runner has been told too, and takes it from there
            return Outcome("failed", "error", str(error))
        if verdict is None:
            return PASSED
        place = self._source.place(("expect", "screenshot"))
        return self.failed(verdict.kind, [verdict.message], [place])

    def _take_events(self) -> None:
        happened = self._ask("scenario_events", {"since": len(self._match.events)})
        self._match.take([Event(e["frame"], e["name"], e["entity"]) for e in happened])

    def _command(self, name: str, args: dict[str, Any], path: Path) -> None:
        """Act on the game, on record. What it refuses is wrong with the file, at `path`."""
        self._calls.recorder("command", {"name": name, "args": args})
        try:
            self._calls.registry.act(name, args)
        except SurfaceError as error:
            refused = isinstance(error.__cause__, ValueError)
            words = str(error.__cause__ if refused else error)
            raise self._source.wrong([(path, words)]) from error

    def _ask(self, name: str, args: dict[str, Any] | None = None) -> Any:
        return self._calls.registry.ask(name, args)


def _told(expected: str, actual: str) -> list[str]:
    return [f"Expected: {expected}", f"Actual: {actual}"]
