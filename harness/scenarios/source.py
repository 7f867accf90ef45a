"""A scenario's file as it stands: its data, the lines of its keys, and what planning needs of it.

Neither a game nor pydantic is needed for that, so that `--list-tests` is quick. What the scenario
says beyond that is checked against the game's words in `definition`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from harness.base.suggest import did_you_mean
from harness.config.toml_lines import Locator, Path
from harness.errors import HarnessError, LuaFailure, Place

Problem = tuple[Path, str]
"""A key, and what is wrong there."""

DEFAULT_TIMEOUT_FRAMES = 3600
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_BAD_TAG = re.compile(r"[,\x00-\x1f\x7f]")
_LONGEST_SHOWN = 60
_MISSING = object()


class Wrong(HarnessError):
    """A scenario cannot be played: all that is wrong with its file."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place


class Source:
    """What a file says. `problems` is what is wrong with the parts that planning needs."""

    def __init__(self, shown: str, text: str, data: dict[str, Any]) -> None:
        self.shown = shown
        self.data = data
        self._text = text
        self.problems: list[Problem] = []
        self.name: str = _one_line(self._read("name", _is_name, "a text that is not empty", ""))
        self.tags: tuple[str, ...] = tuple(
            dict.fromkeys(self._read("tags", _is_tags, "a list of texts without commas", []))
        )
        self.retries: int | None = self._read("retries", _is_count, "a whole number from 0", None)
        self.timeout_frames: int = self._read(
            "timeout_frames", _is_positive, "a whole number above 0", DEFAULT_TIMEOUT_FRAMES
        )
        self.skip: bool | str = self._read("skip", _is_reason, "true, false or a reason", False)
        self.xfail: bool | str = self._read("xfail", _is_reason, "true, false or a reason", False)
        if "name" not in data:
            self.problems.append((("name",), "the field 'name' is missing"))

    @staticmethod
    def suite(name: str) -> tuple[str, ...]:
        """Return the folders of a file that is named from the suite's root."""
        return tuple(name.split("/")[:-1])

    @cached_property
    def _locator(self) -> Locator:
        return Locator(self._text)

    def line(self, *path: str | int) -> int:
        return self._locator.line(path)

    def place(self, path: Path) -> Place:
        return Place(self.shown, self._locator.line(path))

    def message(self, path: Path, words: str) -> str:
        """Return what is wrong at a key, with its place and, inside of a table, its path."""
        within = path_words(path[:-1])
        return f"{self.place(path)}: {within}{': ' if within else ''}{words}"

    def wrong(self, problems: Sequence[Problem]) -> Wrong:
        """Return an error with what is wrong, a line each, in the order of the file."""
        ordered = sorted(problems, key=lambda problem: self._locator.line(problem[0]))
        message = "\n".join(self.message(*problem) for problem in ordered)
        return Wrong(message, self.place(ordered[0][0]))

    def input_path(self, frame: int, entity: str) -> Path:
        """Return where an entity is told something for a frame."""
        for i, table in enumerate(self.data["input"]):
            if table["frame"] == frame and entity in table:
                return ("input", i, entity)
        return ("input",)

    def _read(self, key: str, fits: Any, expected: str, default: Any) -> Any:
        value = self.data.get(key, _MISSING)
        if value is _MISSING:
            return default
        if fits(value):
            return value
        self.problems.append(((key,), wrong(key, expected, value)))
        return default


def read_source(shown: str, content: bytes) -> Source:
    """Read a file, or raise `LuaFailure` with the line where it is no TOML."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(Place(shown, line), "the file is not UTF-8: save it as UTF-8") from None
    text = text.replace("\r\n", "\n")
    try:
        return Source(shown, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(shown, text, str(error)) from None
    except RecursionError:
        raise _unreadable(Place(shown, 1), "the file is nested too deeply") from None
    except ValueError as error:  # numbers of thousands of digits
        raise _unreadable(Place(shown, 1), f"the file cannot be read: {error}") from None


def _unreadable(place: Place, words: str) -> LuaFailure:
    return LuaFailure(f"{place}: {words}", place=place)


def path_words(path: Path) -> str:
    """Return a path as it is told: lists count from 1, as on a person's fingers."""
    words = ""
    for key in path:
        words += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if words else key
    return words


def wrong(key: str | int, expected: str, value: Any) -> str:
    """Return that a field, or an item of a list, is of the wrong kind."""
    return f"{named(key)} must be {expected}, got {brief(value)}"


def named(key: str | int) -> str:
    return f"item {key + 1}" if isinstance(key, int) else repr(key)


def brief(value: Any) -> str:
    """Return a value as TOML has it, cut to a length that a message bears."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, dict | list):
        noun = "a list" if isinstance(value, list) else "a table"
        if isinstance(value, list) and value and not any(isinstance(v, dict | list) for v in value):
            text = f"[{', '.join(map(brief, value[: _LONGEST_SHOWN // 2]))}]"
            return text if len(text) <= _LONGEST_SHOWN else f"a list of {len(value)}"
        return noun if value else f"an empty {noun[2:]}"
    try:
        text = f'"{_one_line(value)}"' if isinstance(value, str) else str(value)
    except ValueError:
        return "a number of very many digits"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def unknown(what: str, name: str, known: Any) -> str:
    """Return that a name is not known, with those that look like it."""
    name = _one_line(name)[:_LONGEST_SHOWN]
    return f"unknown {what} '{name}'{did_you_mean(name, known)}"


def _not_toml(shown: str, text: str, problem: str) -> LuaFailure:
    place = _PLACE.search(problem)
    line = int(place[1]) if place and place[1] else text.count("\n") + 1
    words = problem[: place.start()] if place else problem
    words = f"the file is no TOML: {words[:1].lower()}{words[1:]}"
    return _unreadable(Place(shown, line), words)


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda match: repr(match[0])[1:-1], text)


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_tags(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(tag, str) and tag and not _BAD_TAG.search(tag) for tag in value
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_positive(value: Any) -> bool:
    return _is_count(value) and value > 0


def _is_reason(value: Any) -> bool:
    return isinstance(value, bool | str)
