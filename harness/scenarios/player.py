"""Plays the scenario of a file, as the runner plays the tests of one in Lua."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.base.raised import words
from harness.errors import HarnessError
from harness.plan.tests import Test
from harness.records.outcome import PASSED, Outcome
from harness.scenarios.play import Play, Steps
from harness.scenarios.source import Source, Wrong
from harness.test_api.calls import Calls

if TYPE_CHECKING:
    from harness.scenarios.definition import Definition


class ScenarioPlayer:
    """Plays the scenario of one file, as often as it is started."""

    def __init__(self, source: Source, calls: Calls) -> None:
        self._source = source
        self._calls = calls
        self._steps: Steps | None = None

    def start(self, test: Test, frame: int) -> int | Outcome:
        source = self._source
        if source.skip and not source.problems:
            return Outcome("skipped", None, _reason(source.skip, "skipped"))
        self._steps = self._plays(frame)
        return self._stepped(next)

    def resume(self, frame: int) -> int | Outcome:
        return self._stepped(lambda play: play.send(frame))

    def close(self, test: Test, frame: int) -> int | Outcome:
        return PASSED

    def leave(self, test: Test, frame: int) -> int | Outcome:
        return PASSED

    def evaluate(self, line: str, frame: int) -> tuple[bool, str]:
        return False, "a scenario runs no Lua"

    def settle(self) -> None:
        """There is no other test in the file."""

    def problem(self) -> str:
        return ""

    def discard(self) -> None:
        self._steps = None

    def _stepped(self, step: Any) -> int | Outcome:
        assert self._steps is not None
        try:
            frame: int = step(self._steps)
        except StopIteration as ended:
            outcome: Outcome = ended.value
            return outcome
        return frame

    def _plays(self, start: int) -> Steps:
        """Play from beginning to end; what a broken file or game says is an error in any case."""
        try:
            definition = self._defined()
            play = Play(self._source, definition, self._calls, start)
            play.begin()
        except HarnessError as error:
            return self._held(Outcome("failed", "error", str(error), place=error.place))
        try:
            outcome = yield from play.run()
        except Wrong as error:
            outcome = play.failed("error", [str(error)])
            return self._held(outcome._replace(place=error.place))
        except HarnessError as error:
            outcome = play.failed("error", [str(error)])._replace(place=error.place)
        return self._held(self._judged(outcome))

    def _defined(self) -> Definition:
        from harness.scenarios.definition import define  # loads pydantic

        world = self._calls.registry.world
        if world is None:
            place = self._source.place(("setup",))
            raise Wrong(
                f"{place}: the game declares no scenarios: call api.scenarios(world) in its "
                "`expose`, or name another with --game",
                place,
            )
        try:
            return define(self._source, world)
        except HarnessError:
            raise
        except Exception as error:
            raise HarnessError(
                f"the scenarios that the game declares cannot be used: {words(error)}"
            ) from error

    def _judged(self, outcome: Outcome) -> Outcome:
        """Turn the outcome of a scenario that is to fail around."""
        xfail = self._source.xfail
        if not xfail or outcome.status == "timed_out":
            return outcome
        if outcome.status == "failed":
            return Outcome("passed", None, f"failed as expected: {_reason(xfail, 'xfail')}")
        words = f"expected to fail ({_reason(xfail, 'xfail')}) but passed"
        place = self._source.place(("xfail",))
        return Outcome("failed", "assertion", f"{place}: {words}", place=place)

    def _held(self, outcome: Outcome) -> Outcome:
        """Let a person look at the game as a failure has left it."""
        if outcome.status != "passed":
            self._calls.hold_failure(outcome.message)
        return outcome


def _reason(value: bool | str, default: str) -> str:
    return value if isinstance(value, str) and value else default
