"""Tells the line of a key in a TOML text, which `tomllib` does not.

Goes through a text that `tomllib` has read: tables, arrays of tables, inline tables, dotted and
quoted keys, lists over several lines. A key's path is that of its value in the data: indices count
from 0.
"""

from __future__ import annotations

import contextlib
import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]

_BETWEEN = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_WORD = re.compile(r"[^,\]}#\r\n]*")
"""A number, a date, true or false."""


class Locator:
    """Knows the lines of a text's keys."""

    def __init__(self, text: str) -> None:
        scanner = _Scanner(text)
        with contextlib.suppress(RecursionError, ValueError):  # what was found until then is found
            scanner.document()
        newlines = [i for i, character in enumerate(text) if character == "\n"]
        self._lines = {
            path: 1 + bisect_right(newlines, place - 1) for path, place in scanner.places.items()
        }

    def line(self, path: Path) -> int:
        """Return the line of a key, or of the nearest thing around it that has one."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1


class _Scanner:
    def __init__(self, text: str) -> None:
        self.places: dict[Path, int] = {}
        self._text = text
        self._at = 0
        self._counts: dict[Path, int] = {}
        """How many tables an array of tables has so far."""

    def document(self) -> None:
        table: Path = ()
        self._skip(_BETWEEN)
        while self._at < len(self._text):
            table = self._header() if self._sees("[") else self._pair(table)
            self._skip(_BETWEEN)

    def _header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]`; return the path of the table that begins."""
        start = self._at
        is_array = self._sees("[[")
        self._at += 2 if is_array else 1
        *outer, last = self._key()
        path: Path = ()
        for key in outer:
            self.places.setdefault((*path, key), start)
            path = self._entered((*path, key))
        path = (*path, last)
        if is_array:
            self.places.setdefault(path, start)
            self._counts[path] = self._counts.get(path, 0) + 1
        path = self._entered(path)
        self.places.setdefault(path, start)
        self._at += 2 if is_array else 1
        return path

    def _entered(self, path: Path) -> Path:
        """Return the path of a table, in an array of tables that of the last one."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _pair(self, table: Path) -> Path:
        """Read `key = value`; return the table it stands in."""
        start, path = self._at, table
        for key in self._key():
            path = (*path, key)
            self.places.setdefault(path, start)
        self._expect("=")
        self._skip(_SPACE)
        self._value(path)
        return table

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            quoted = _STRING.match(self._text, self._at)
            found = quoted or _BARE_KEY.match(self._text, self._at)
            if found is None:
                raise ValueError("no key")
            self._at = found.end()
            keys.append(tomllib.loads(f"key = {found[0]}")["key"] if quoted else found[0])
            self._skip(_SPACE)
            if not self._sees("."):
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        if self._sees("["):
            self._list(path)
        elif self._sees("{"):
            self._inline_table(path)
        else:
            self._skip(_STRING if self._sees('"') or self._sees("'") else _WORD)

    def _list(self, path: Path) -> None:
        self._at += 1
        self._skip(_BETWEEN)
        index = 0
        while not self._sees("]"):
            self.places[*path, index] = self._at
            self._value((*path, index))
            self._skip(_BETWEEN)
            if not self._sees("]"):
                self._expect(",")
                self._skip(_BETWEEN)
            index += 1
        self._at += 1

    def _inline_table(self, path: Path) -> None:
        self._at += 1
        self._skip(_BETWEEN)
        while not self._sees("}"):
            self._pair(path)
            self._skip(_BETWEEN)
            if not self._sees("}"):
                self._expect(",")
                self._skip(_BETWEEN)
        self._at += 1

    def _sees(self, text: str) -> bool:
        return self._text.startswith(text, self._at)

    def _expect(self, character: str) -> None:
        if not self._sees(character):
            raise ValueError(f"no {character}")
        self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
