"""What a trace holds for the frame axis of each attempt.

A mark is a short list: its frame, counted from the start of the attempt, its type, and what that
type has to tell. `shown_inputs` describes the types of inputs to the page. Waits are brought to one
mark with a beginning and an end.
"""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import IO, Any

from harness.records.input_kinds import INPUT_KINDS, MOUSE_BUTTONS
from harness.records.input_kinds import Mark as InputMark

READ_BYTES = 96 * 1024 * 1024
MOST_MARKS = 5000
"""Of an attempt."""
TOTAL_MARKS = 250_000
"""Of the page."""
_LONGEST_LINE_BYTES = 1024 * 1024
_LONGEST_TEXT = 240
_LARGEST = 10**9
_UNSEEN = b'"at":"frame"'
"""Quotes inside of texts are escaped, so this stands in a digest of a frame and nowhere else."""

_decode = json.JSONDecoder().decode

Line = dict[str, Any]
Mark = list[Any]


def _key(line: Line) -> str:
    name = line.get("name")
    return name.removeprefix("KEY_") if isinstance(name, str) else f"key {line.get('key')}"


def _name_of_button(line: Line) -> str | None:
    button = line.get("button")
    return MOUSE_BUTTONS.get(button) if type(button) is int else None


def _mouse(line: Line) -> Any:
    return _name_of_button(line) or line.get("button")


def _mouse_label(line: Line) -> str:
    return _name_of_button(line) or f"button {line.get('button')}"


def _event(line: Line) -> str:
    return _text(line.get("name")).replace("_", " ", 1)


_READERS = {"key": _key, "mouse": _mouse, "mouse_label": _mouse_label, "event": _event}
"""By a name in braces in the texts of `input_kinds`; all others are those of fields."""
_IN_BRACES = re.compile(r"\{(\w+)\}")


def _names(mark: InputMark) -> list[str]:
    """Return the names of the values that a mark of an input has, each once."""
    return list(dict.fromkeys(_IN_BRACES.findall(f"{mark.lane} {mark.label} {mark.words}")))


def _told_of_input(mark: InputMark) -> Callable[[Line], list[Any]]:
    names = _names(mark)
    return lambda line: [_READERS[n](line) if n in _READERS else line.get(n) for n in names]


_TOLD: dict[str, Callable[[Line], list[Any]]] = {
    **{kind.name: _told_of_input(kind.mark) for kind in INPUT_KINDS},
    "game": lambda _: [],
    "reseed": lambda line: [line.get("scope")],
    "set_state": lambda line: [line.get("path"), _json(line.get("value"))],
    "command": lambda line: [line.get("name"), _json(line.get("args"))],
    "digest": lambda line: [line.get("at")],
    "crash": lambda line: [line.get("message")],
    "reload": lambda line: [line.get("path") or line.get("name")],
}


_PLACES = ("keys", "mouse", "text")
"""Devices whose lanes come first; the others follow in the order of their use."""


def shown_inputs() -> dict[str, Any]:
    """Return what the page makes of each kind of input.

    `{0}` in a text is the first of the values that a mark has after its type.
    """
    shown: dict[str, Any] = {}
    for kind in INPUT_KINDS:
        values = {name: f"{{{at}}}" for at, name in enumerate(_names(kind.mark))}
        place = _PLACES.index(kind.device) if kind.device in _PLACES else len(_PLACES)
        texts = {name: text.format_map(values) for name, text in kind.mark._asdict().items()}
        shown[kind.name] = {"device": kind.device, "place": place, **texts}
    return shown


class Axis:
    """The last marks of one attempt, as its lines are added: it failed at its end."""

    def __init__(self) -> None:
        self.marks: deque[Mark] = deque(maxlen=MOST_MARKS)
        self.cut = 0
        self._start: int | None = None
        self._wait: Mark | None = None
        """The last one, which may have no end yet."""

    def add(self, line: Line) -> None:
        frame, kind = line["frame"], line.get("type")
        if self._start is None and line.get("phase") == "test":
            self._start = frame
        if kind == "wait":
            until = line.get("until")
            end = until if type(until) is int and 0 <= until < _LARGEST else None
            mark = [frame, "wait", _text(line.get("name")), end, _text(line.get("text"))]
            self._keep(mark)
            self._wait = mark
        elif kind == "wait_end":
            if self._wait is not None and self._wait[3] is None:
                self._wait[3] = frame
        elif kind == "draw" and line.get("name"):
            self._keep([frame, "picture", _text(line["name"])])
        elif kind in _TOLD:
            self._keep([frame, kind, *map(_value, _TOLD[kind](line))])

    def told(self, most: int = MOST_MARKS) -> dict[str, Any]:
        """Return what the page gets, its last marks: frames count from the attempt's `start`."""
        start = self._start
        if start is None:
            start = min((mark[0] for mark in self.marks), default=0)
        kept = list(self.marks)[max(0, len(self.marks) - most) :]
        cut = self.cut + len(self.marks) - len(kept)
        for mark in kept:
            mark[0] -= start
            if mark[1] == "wait" and mark[3] is not None:
                mark[3] -= start
        told: dict[str, Any] = {"start": start, "marks": kept}
        return told | {"cut": cut} if cut else told

    def _keep(self, mark: Mark) -> None:
        self.cut += len(self.marks) == MOST_MARKS
        self.marks.append(mark)


Axes = dict[tuple[str, int], Axis]


def read_axes(path: str) -> tuple[Axes, str]:
    """Return the axes of a trace by test and attempt, and a remark where lines are missing.

    Of a very long trace the beginning and the end are read.
    """
    axes: Axes = {}
    if not path:
        return axes, ""
    try:
        with open(path, "rb") as file:
            left_out = os.fstat(file.fileno()).st_size - READ_BYTES
            if left_out <= 0:
                _add(axes, _lines(file, READ_BYTES))
                return axes, ""
            _add(axes, _lines(file, READ_BYTES // 2))
            file.seek(-(READ_BYTES // 2), os.SEEK_END)
            file.readline()
            _add(axes, _without_torn(axes, _lines(file, READ_BYTES // 2)))
            return axes, f"the trace is very long: {left_out >> 20} MB in its middle were not read"
    except FileNotFoundError:
        return axes, ""
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "it is broken"
        return axes, f"the trace could not be read to its end: {reason}"


def _add(axes: Axes, lines: Iterator[Line]) -> None:
    for line in lines:
        key = (line["test"], line["attempt"])
        axis = axes.get(key)
        if axis is None:
            axis = axes[key] = Axis()
        axis.add(line)


def _without_torn(axes: Axes, lines: Iterator[Line]) -> Iterator[Line]:
    """Leave out the attempt whose start was not read: its frames could not be counted."""
    torn = None
    for line in lines:
        key = (line["test"], line["attempt"])
        torn = torn or key
        if key != torn or key in axes:
            yield line


def _lines(file: IO[bytes], room: int) -> Iterator[Line]:
    """Yield what looks like a line of a trace. A torn or foreign line is left out."""
    while room > 0 and (raw := file.readline(_LONGEST_LINE_BYTES)):
        room -= len(raw)
        if _UNSEEN in raw:
            continue
        try:
            line = _decode(raw.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            continue
        if _is_line(line):
            yield line


def _is_line(line: Any) -> bool:
    return (
        isinstance(line, dict)
        and type(line.get("frame")) is int
        and 0 <= line["frame"] < _LARGEST
        and isinstance(line.get("test"), str)
        and type(line.get("attempt")) is int
        and isinstance(line.get("type"), str)
    )


def _value(value: Any) -> Any:
    return value if isinstance(value, int | float) and abs(value) < _LARGEST else _text(value)


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else str(value)
    return text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "…"


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False)
