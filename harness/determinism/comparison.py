"""Compares two traces line by line and tells where they part first.

Draws are left out: whether somebody looked is one of the things that must not matter. So are
waits, which act on nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Any, NamedTuple

from harness.determinism.differences import differing_values
from harness.errors import UsageError
from harness.records.input_kinds import INPUT_TYPES
from harness.records.model import PHASES, RunResult

Line = dict[str, Any]

_LEFT_OUT = ("draw", "wait", "wait_end")
_END: Line = {}


class Parting(NamedTuple):
    """The first place where two traces differ."""

    test: str
    attempt: int
    frame: int
    """From the start of the attempt; of the game, before any attempt has begun."""
    path: str
    """The state that differs; or what else does: `digest of …`, or the type of a line."""
    first: str
    second: str
    inputs: tuple[str, ...]
    """What was delivered in that frame."""


class Comparison(NamedTuple):
    parting: Parting | None
    frames: int
    """How many frames of attempts were the same."""
    digests: int
    crash: str = ""
    """How the game crashed first, in both, if it did."""


class _Reader:
    """Keeps what the lines of one trace have said so far."""

    def __init__(self) -> None:
        self.paths: dict[str, list[str]] = {}
        self.sections: dict[str, str] = {}
        self.values: dict[str, list[Any]] = {}
        self.of: tuple[str, int] = ("", 0)
        self.start = 0
        self.inputs: list[str] = []
        self._frame = -1

    def read(self, line: Line) -> None:
        kind = line["type"]
        self.of = (line["test"], line["attempt"])
        if line["frame"] != self._frame:
            self._frame = line["frame"]
            self.inputs.clear()
        if kind == "surface":
            self.paths = _by_section(line["properties"])
        elif kind == "game":
            self.start = 0
        elif kind == "digest":
            self.sections |= line["sections"]
            self.values = _values_after(self.values, line)
            self.start = line["frame"] if line["at"] == "start" else self.start
        elif kind in INPUT_TYPES:
            self.inputs.append(describe(line))

    def rank(self, line: Line) -> tuple[int, ...]:
        """Return a number that is less for what comes earlier after what has been read."""
        if not line or line["type"] == "game":
            return (2 if line else 3,)
        of_this_attempt = (line["test"], line["attempt"]) == self.of
        return (0 if of_this_attempt else 1, line["frame"], PHASES.index(line["phase"]))


def _by_section(paths: list[str]) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for path in paths:
        sections.setdefault(path.replace("[", ".").partition(".")[0], []).append(path)
    return sections


def compare(first: Iterable[Line], second: Iterable[Line]) -> Comparison:
    """Return where the traces part first, and how much of them was equal."""
    reader, frames, digests, crash = _Reader(), 0, 0, ""
    for one, other in zip_longest(_acting(first), _acting(second), fillvalue=_END):
        if one is not other and _essence(one) != _essence(other):
            parting = _parting(reader, one, other)
            return Comparison(parting, frames + max(0, parting.frame - 1), digests)
        reader.read(one)
        if one["type"] == "digest":
            digests += 1
            frames += one["frame"] - reader.start if one["at"] == "end" else 0
        elif one["type"] == "crash":
            crash = crash or one["message"]
    return Comparison(None, frames, digests, crash)


def nothing_compared(compared: Comparison, result: RunResult) -> UsageError:
    """Return why traces hold no digests: what failed first, or else that there is no state."""
    attempts = [attempt for test in result.report["tests"] for attempt in test["attempts"]]
    messages = (attempt["message"] for attempt in attempts)
    no_state = "the game declares no state; give it properties in `expose`"
    why = next(filter(None, [compared.crash, result.reason, *messages]), no_state)
    return UsageError(f"nothing was compared: {why}")


def told(parting: Parting, first: str, second: str) -> list[str]:
    """Return the lines that tell a person of it; `first` and `second` name the traces."""
    attempt = f"attempt {parting.attempt}, " if parting.attempt > 1 else ""
    return [
        parting.test or "(before the first test)",
        f"{attempt}frame {parting.frame}, {parting.path}",
        f"  {first}: {parting.first}",
        f"  {second}: {parting.second}",
        f"inputs of that frame: {'; '.join(parting.inputs) or 'none'}",
    ]


def describe(line: Line) -> str:
    """Return what acted, in words: `key_down KEY_A`."""
    known = ("frame", "test", "attempt", "type", "phase", "key")
    values = [str(value) for name, value in line.items() if name not in known]
    return " ".join([line["type"], *values])


def _acting(lines: Iterable[Line]) -> Iterator[Line]:
    return (line for line in lines if line["type"] not in _LEFT_OUT)


def _essence(line: Line) -> Line:
    """Leave out the values that only one of the two may have recorded."""
    return {name: value for name, value in line.items() if name != "values"}


def _parting(reader: _Reader, one: Line, other: Line) -> Parting:
    path, first, second = _what_differs(reader, one, other)
    line = min(one, other, key=reader.rank)
    reader.read(line)
    frame = max(0, line["frame"] - reader.start)
    return Parting(line["test"], line["attempt"], frame, path, first, second, tuple(reader.inputs))


def _what_differs(reader: _Reader, one: Line, other: Line) -> tuple[str, str, str]:
    """Name the state that differs; where it only changed in one, it is as it was in the other."""
    ranks = reader.rank(one), reader.rank(other)
    earliest = min(ranks)
    lines = [
        line if rank == earliest and line["type"] == "digest" else None
        for line, rank in zip((one, other), ranks, strict=True)
    ]
    if any(rank == earliest and not line for line, rank in zip(lines, ranks, strict=True)):
        return "what happened", _told(one), _told(other)
    states = [{**reader.sections, **(line["sections"] if line else {})} for line in lines]
    both = states[0] | states[1]
    section = next(name for name in both if states[0].get(name) != states[1].get(name))
    values = [_values_after(reader.values, line) if line else reader.values for line in lines]
    paths = reader.paths.get(section, [section])
    if section in values[0] and section in values[1]:
        return differing_values(paths, values[0][section], values[1][section])
    digests = [state.get(section, "nothing") for state in states]
    return f"{section} ({', '.join(paths)})", f"digest {digests[0]}", f"digest {digests[1]}"


def _values_after(values: dict[str, list[Any]], line: Line) -> dict[str, list[Any]]:
    """Return the known values of sections after a digest, which may not have recorded them."""
    recorded = line.get("values", {})
    known = {name: value for name, value in values.items() if name not in line["sections"]}
    return {**known, **recorded}


def _told(line: Line) -> str:
    if not line:
        return "the trace has ended"
    if line["type"] == "digest":
        return f"frame {line['frame']}: {', '.join(line['sections']) or 'the state'} changed"
    rest = {
        key: value for key, value in line.items() if key not in ("test", "attempt", "phase", "key")
    }
    frame = rest.pop("frame")
    return f"frame {frame}: {rest.pop('type')} {json.dumps(rest) if rest else ''}".rstrip()
