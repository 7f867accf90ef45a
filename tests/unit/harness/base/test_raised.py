"""Whatever an exception is, it is put into words: cut to a bound, with all that led to it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.base.raised import LONGEST_TEXT, Raised, describe, representation, words

_SOURCE = """
class Mute(Exception):
    def __str__(self):
        raise ValueError("no words")

class Numeric(Exception):
    def __str__(self):
        return 5

class Leaving(Exception):
    def __str__(self):
        raise SystemExit(3)

class Hidden(Exception):
    @property
    def __cause__(self):
        raise KeyError("cause")
    @property
    def __traceback__(self):
        raise KeyError("traceback")

class Named(type):
    @property
    def __name__(cls):
        raise KeyError("name")

class Nameless(Exception, metaclass=Named):
    pass

def fail(error):
    raise error

def load():
    try:
        return {}["level"]
    except KeyError as error:
        raise RuntimeError("cannot load") from error

def clean_up():
    try:
        fail(OSError("no disk"))
    except OSError:
        fail(ValueError("and no cleaning"))

def silent():
    try:
        fail(OSError("no disk"))
    except OSError:
        raise ValueError("only this") from None

def several():
    raise ExceptionGroup("two", [ValueError("one"), TypeError("other")])

def in_circles():
    first, second = ValueError("first"), TypeError("second")
    first.__cause__, second.__cause__ = second, first
    raise first

def many():
    error = None
    for number in range(40):
        try:
            raise ValueError(number) from error
        except ValueError as raised:
            error = raised
    raise error

def endless(n=0):
    return endless(n + 1)

def noted():
    try:
        fail(OSError("no disk"))
    except OSError as error:
        error.add_note("mount it")
        other = ValueError("no level")
        other.add_note("in level 3\\nof the tower")
        raise other from error

def noted_at_length():
    error = ValueError("noted")
    error.__notes__ = range(40)
    raise error

def oddly_noted():
    error = ValueError("odd")
    error.__notes__ = 5
    raise error

def in_library():
    import json
    json.loads("{")

def unreadable():
    compile("x = (\\n", __file__, "exec")
"""


@pytest.fixture
def game(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "g.py"
    path.write_text(_SOURCE)
    names: dict[str, Any] = {"__file__": str(path)}
    exec(compile(_SOURCE, str(path), "exec"), names)
    return names


def raised_by(function: Callable[..., Any], *args: Any, root: str = "") -> Raised:
    try:
        function(*args)
    except BaseException as error:
        return describe(error, root)
    raise AssertionError


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mute", "Mute: (its text cannot be made: that raised ValueError)"),
        ("Numeric", "Numeric: (its text cannot be made: that raised TypeError)"),
        ("Leaving", "Leaving: (its text cannot be made: that raised SystemExit)"),
        ("Hidden", "Hidden"),
        ("Nameless", "an exception"),
    ],
)
def test_an_exception_that_cannot_be_shown_is_described(
    game: dict[str, Any], name: str, expected: str
) -> None:
    raised = raised_by(game["fail"], game[name]())
    assert raised.text == expected
    assert not raised.leading


def test_a_long_text_is_cut_and_broken_characters_are_escaped() -> None:
    cut = words(ValueError("x" * 1_000_000))
    assert len(cut) < LONGEST_TEXT + 100
    assert f"{1_000_000 - LONGEST_TEXT} characters cut" in cut
    assert words(ValueError("caf\udce9")) == "ValueError: caf\\udce9"
    assert representation("\udce9" * 3).isprintable()


@pytest.mark.parametrize(
    ("function", "leading"),
    [
        ("load", ["  caused by KeyError: 'level' at g.py:35 in load"]),
        ("clean_up", ["  raised while handling OSError: no disk at g.py:31 in fail"]),
        ("silent", []),
        ("several", ["    1 of 2: ValueError: one", "    2 of 2: TypeError: other"]),
        ("in_circles", ["  caused by TypeError: second"]),
    ],
)
def test_what_led_to_an_exception_is_listed_with_its_place(
    game: dict[str, Any], function: str, leading: list[str]
) -> None:
    assert list(raised_by(game[function]).leading) == leading


def test_long_chains_and_deep_stacks_are_cut(game: dict[str, Any]) -> None:
    assert len(raised_by(game["many"]).leading) <= 11
    endless = raised_by(game["endless"])
    assert endless.text.startswith("RecursionError")
    assert len(endless.lines) < 50
    assert endless.place is not None


def test_the_place_is_in_the_project(game: dict[str, Any], tmp_path: Path) -> None:
    raised = raised_by(game["in_library"], root=os.path.realpath(tmp_path))
    assert raised.place is not None
    assert (raised.place.file, raised.place.line) == ("g.py", 92)
    assert "decoder.py" in raised.lines[0]


def test_the_place_of_a_syntax_error_is_where_it_is(game: dict[str, Any], tmp_path: Path) -> None:
    raised = raised_by(game["unreadable"], root=os.path.realpath(tmp_path))
    assert raised.place is not None
    assert (raised.place.file, raised.place.line) == ("g.py", 1)


def test_notes_belong_to_their_exceptions(game: dict[str, Any]) -> None:
    lines = "\n".join(raised_by(game["noted"]).leading).splitlines()
    assert lines[:2] == ["  note: in level 3", "  of the tower"]
    assert lines[2].startswith("  caused by OSError: no disk")
    assert lines[3:] == ["    note: mount it"]


@pytest.mark.parametrize(("name", "lines"), [("noted_at_length", 11), ("oddly_noted", 0)])
def test_notes_are_bounded_and_may_be_anything(game: dict[str, Any], name: str, lines: int) -> None:
    assert len(raised_by(game[name]).leading) == lines


def test_an_exception_without_a_text_is_its_class() -> None:
    assert words(KeyboardInterrupt()) == "KeyboardInterrupt"
