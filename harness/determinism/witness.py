"""Watches the declared state of the game that runs: writes digests to the trace, and notes where
the state changes as it must not.
"""

from __future__ import annotations

from typing import Any

from harness.base.clock import FrameClock
from harness.determinism.differences import differing_values, first_difference
from harness.determinism.evidence import Evidence, State
from harness.determinism.findings import Findings
from harness.input.inputs import Input
from harness.records.model import Digests
from harness.records.trace import Trace
from harness.test_api.digest import digest, digest_of_all, read_state, snapshot, values_of
from harness.test_api.registry import Registry

_GOOD = ("passed", "skipped")


class Witness:
    """`mode` is that of `--digest`; `records_values` has the trace hold the values as well."""

    def __init__(
        self,
        mode: str,
        clock: FrameClock,
        trace: Trace,
        findings: Findings,
        records_values: bool = False,
    ) -> None:
        self.watches = False
        """Whether `game_updated` wants to be called in every frame."""
        self.reports_passed = True
        """Whether a test that passed is reported where it began in another state than the first
        one of its game. A program in its own loop changes while no test acts."""
        self._mode = mode
        self._clock = clock
        self._trace = trace
        self._findings = findings
        self._records_values = records_values
        self._registry: Registry | None = None
        self._known: State | None = None
        self._began_elsewhere: tuple[str, str] | None = None
        """The path at which the attempt began in another state, and the message."""
        self._last: State = {}
        """As the last line of the trace left it."""
        self._seen: State = {}
        """As the last frame left it."""
        self._before_draw = b""
        self._start = 0
        self._start_digest = ""
        self._evidence: Evidence | None = None

    def begin_game(self, registry: Registry) -> None:
        """Watch a game that has just declared its surface."""
        self._registry = registry if registry.sections and self._mode != "off" else None
        self._known = None
        self.watches = False
        self._trace.write("surface", "start", {"properties": _paths(registry)})
        self._trace.flush()

    def begin_attempt(self, takes_evidence: bool) -> None:
        """Take the state in which an attempt begins; `takes_evidence` of every frame as well."""
        self._start = self._clock.frame
        self._began_elsewhere = None
        self._evidence = None
        if self._registry is None:
            return
        state = self._read()
        self._look_at_start(state)
        self._last = self._seen = state
        self._start_digest = self._write("start", state)
        if takes_evidence:
            sections = self._registry.sections
            paths = {name: _section_paths(self._registry, name) for name in sections}
            self._evidence = Evidence(paths, state)
        self.watches = self._mode == "frames" or takes_evidence

    def record(self, item: Input) -> None:
        """Take note of an input that is delivered."""
        self._trace.write(item.type, "input", item.values)

    def act(self, kind: str, values: dict[str, Any]) -> None:
        """Take note of what the test does to the game directly."""
        self._trace.write(kind, "test", values)

    def game_updated(self) -> None:
        """Look at a frame, before it is drawn."""
        state = self._read()
        changed = _changes(self._seen, state)
        self._seen = state
        if self._mode == "frames" and changed:
            self._last = state
            self._write("frame", changed)
        if self._evidence is not None:
            self._evidence.add(self._clock.frame - self._start, changed)

    def before_draw(self) -> None:
        """Keep the state that a draw must not change."""
        if self._registry is not None:
            self._before_draw = snapshot(self._registry)

    def after_draw(self) -> None:
        """Compare with the state before the draw."""
        if self._registry is None:
            return
        after = snapshot(self._registry)
        if after != self._before_draw:
            path = self._first_change(values_of(self._before_draw), values_of(after))
            self._findings.impure_draw(path)

    def end_attempt(self, status: str) -> Digests | None:
        """Take the state in which the attempt ends; `None` where there is nothing to see."""
        self.watches = False
        self._report_start(status)
        if self._registry is None:
            return None
        state = self._read()
        changed = _changes(self._last, state)
        self._last = state
        end = self._write("end", changed)
        return {"start": self._start_digest, "end": end}

    def lose_game(self) -> None:
        """Forget a game that has crashed: its state may be anything."""
        self._registry, self.watches = None, False

    def take_evidence(self) -> Evidence | None:
        """Return what was seen of the last attempt, if that was wanted."""
        evidence, self._evidence = self._evidence, None
        return evidence

    def _read(self) -> State:
        assert self._registry is not None
        return read_state(self._registry)

    def _write(self, at: str, changed: State) -> str:
        """Write a digest line; return the digest of the whole state, but for single frames."""
        sections = ",".join(f'"{name}":"{digest(text)}"' for name, text in changed.items())
        rest = f',"at":"{at}","sections":{{{sections}}}'
        if self._records_values:
            values = ",".join(f'"{name}":{text}' for name, text in changed.items())
            rest += f',"values":{{{values}}}'
        self._trace.write_raw("digest", "end" if at == "frame" else "test", rest + "}")
        return "" if at == "frame" else digest_of_all(self._last)

    def _look_at_start(self, state: State) -> None:
        """Compare with how the first test of this game began."""
        if self._known is None:
            self._known = state
        elif state != self._known:
            known, section = self._known, _first_section(self._known, state)
            paths = _section_paths(self._registry, section)
            path, first, now = first_difference(paths, known[section], state[section])
            message = (
                f"began in a state that tests before it had left: {path} was {now}, and {first} "
                "for the first test of this game; declare reset_to_known_state, or run with "
                "--isolate test"
            )
            self._began_elsewhere = (path, message)

    def _report_start(self, status: str) -> None:
        if self._began_elsewhere is None:
            return
        if self.reports_passed or status not in _GOOD:
            self._findings.note("order_dependent", *self._began_elsewhere, frame=self._start)

    def _first_change(self, before: list[list[Any]], after: list[list[Any]]) -> str:
        assert self._registry is not None
        for name, one, other in zip(self._registry.sections, before, after, strict=True):
            if one != other:
                return differing_values(_section_paths(self._registry, name), one, other).path
        return "state"


def _changes(before: State, now: State) -> State:
    return {name: text for name, text in now.items() if before.get(name) != text}


def _first_section(one: State, other: State) -> str:
    return next(name for name in one if other.get(name) != one[name])


def _section_paths(registry: Registry | None, section: str) -> list[str]:
    assert registry is not None
    return [declared.path for declared in registry.sections[section]]


def _paths(registry: Registry) -> list[str]:
    return [declared.path for part in registry.sections.values() for declared in part]
