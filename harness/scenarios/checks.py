"""Checks of the state: `attacker.holding_ball = true`, `ball.x ~= 400 +- 5`.

A check is a path into the game's state, an operator and a value: a number, true or false, or a
text, quoted or bare. `=` takes numbers for equal that differ by a millionth; `~=` is "about", by
default within 1.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple, TypeGuard

from harness.errors import SurfaceError
from harness.test_api import paths

Value = bool | float | str

ABOUT = "~="
DEFAULT_MARGIN = 1.0
_EQUAL_WITHIN = 1e-6
_MOST_PARTS = 10
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FORM = re.compile(r"\s*(?P<path>[^\s=<>!~]+)\s*(?P<op>[=<>!~]+)\s*(?P<value>.*?)\s*", re.DOTALL)
_OPERATORS = ("=", "!=", "<", "<=", ">", ">=", ABOUT)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_QUOTED = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'")
_BARE = re.compile(r"[^\"'=<>!~\n]+")
_MARGIN = re.compile(r"(?P<value>.*?)\s*\+-\s*(?P<margin>\S+)")
_TRUTHS = {"true": True, "false": False}
NOTHING = "none"
"""How a check says that there is nothing."""
_MISTAKEN = {
    "True": "true", "False": "false", "TRUE": "true", "FALSE": "false",
    "None": NOTHING, "nil": NOTHING, "null": NOTHING,
}  # fmt: skip
"""Words of other languages, with what a check says."""
_NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


class Check(NamedTuple):
    text: str
    """As it was written, with single spaces."""
    path: str
    op: str
    value: Value
    margin: float = DEFAULT_MARGIN

    @property
    def root(self) -> str:
        return str(paths.parse(self.path)[0])

    def look(self, state: dict[str, Any]) -> Any:
        """Return what the path leads to; raise `Undeclared` where it leads to nothing."""
        return paths.descend(state, paths.parse(self.path), "state")

    def misfit(self, actual: Any) -> str:
        """Return why the check says nothing about a value of the state, or nothing.

        A value that is absent fits every check.
        """
        if isinstance(actual, dict | list):
            names = [f"{self.path}.{name}" for name in _parts(actual)]
            return f"{self.path} is a table: check one of its parts: {', '.join(names) or 'none'}"
        if actual is None or self.value == NOTHING or _kind(actual) == _kind(self.value):
            return ""
        return (
            f"{self.path} is {_kind(actual)} ({shown(actual)}), "
            f"which {self.op} cannot compare with {_kind(self.value)}"
        )

    def holds(self, actual: Any) -> bool:
        if _is_number(actual) and math.isnan(actual):
            return False
        if self.op == "=":
            return _equal(actual, self.value)
        if self.op == "!=":
            return not _equal(actual, self.value)
        if not (_is_number(actual) and _is_number(self.value)):
            return False
        if self.op == ABOUT:
            return _apart(actual, self.value) <= self.margin + _EQUAL_WITHIN
        return _ORDER[self.op](actual, self.value)


def parse(text: str) -> Check:
    """Read a check, or raise `ValueError` that says what is wrong with it."""
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError("expected a path, an operator and a value, like 'ball.x >= 100'")
    path, op, value = form["path"], form["op"], form["value"]
    if op not in _OPERATORS:
        raise ValueError(f"unknown operator {op!r}; there are {' '.join(_OPERATORS)}")
    try:
        paths.parse(path)
    except SurfaceError as error:
        raise ValueError(str(error)) from None
    value, margin = _split_margin(op, value)
    read = _value(value)
    if op not in ("=", "!=") and not _is_number(read):
        raise ValueError(f"{op} compares numbers, and {value} is none")
    return Check(" ".join(text.split()), path, op, read, margin)


def shown(value: Any) -> str:
    """Return a value of the state as a check would say it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return NOTHING
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "true or false"
    return "a number" if isinstance(value, int | float) else "a text"


def _parts(value: dict[str, Any] | list[Any]) -> list[Any]:
    """Return the first parts of a table, as a path names them."""
    return (list(value) if isinstance(value, dict) else list(range(1, len(value) + 1)))[
        :_MOST_PARTS
    ]


def _split_margin(op: str, value: str) -> tuple[str, float]:
    found = _MARGIN.fullmatch(value)
    if found is None:
        return value, DEFAULT_MARGIN
    if op != ABOUT:
        raise ValueError(f"+- belongs to {ABOUT} alone, not to {op}")
    margin = _NUMBER.fullmatch(found["margin"])
    number = float(margin[0]) if margin else -1.0
    if not (0 <= number < math.inf):
        raise ValueError(f"+- must be followed by a number from 0, got {found['margin']!r}")
    return found["value"], number


def _value(text: str) -> Value:
    if text in _TRUTHS:
        return _TRUTHS[text]
    if _NUMBER.fullmatch(text):
        return _finite(text)
    quoted = _QUOTED.fullmatch(text)
    if quoted:
        return quoted[1] if quoted[1] is not None else quoted[2]
    if not text:
        raise ValueError("the value is missing")
    if text in _MISTAKEN:
        raise ValueError(f"write {_MISTAKEN[text]}; a text of this name is quoted: '{text}'")
    if _NO_NUMBER.fullmatch(text):
        raise ValueError(f"{text} is no number to compare with; a text of this name is quoted")
    if not _BARE.fullmatch(text):
        raise ValueError(f"{text!r} is no value: write a number, true, false or a text")
    return text


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:20]} is too large")
    return number


def _equal(actual: Any, value: Value) -> bool:
    if isinstance(value, bool) or isinstance(actual, bool):
        return isinstance(actual, bool) and actual is value
    if _is_number(value) and _is_number(actual):
        return _apart(actual, value) <= _EQUAL_WITHIN
    if actual is None:
        return value == NOTHING
    return isinstance(actual, str) and actual == value


def _apart(one: Any, other: Any) -> float:
    return abs(float(one) - float(other))


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
