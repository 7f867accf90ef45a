"""Arguments are checked against the annotations of the game's functions."""

from __future__ import annotations

import enum
import functools
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, Optional, Union

import pytest

from harness.errors import SurfaceError
from harness.test_api.signature import Signature, convert, describe, setter_annotation

if TYPE_CHECKING:
    from nowhere import Unknown

NO = object()


class Archetype(enum.Enum):
    ORC = "orc"
    ELF = "elf"


class Size(enum.StrEnum):
    BIG = "big"


@pytest.mark.parametrize(
    ("value", "annotation", "expected"),
    [
        (1, int, 1), (True, int, NO), (1.5, int, NO), ("1", int, NO), (None, int, NO),
        (1, float, 1.0), (1.5, float, 1.5), (True, float, NO), ("1", float, NO),
        ("a", str, "a"), (1, str, NO), (True, bool, True), (0, bool, NO), (1, bool, NO),
        (None, None, None), (1, None, NO),
        ([1], list, [1]), ([1], list[int], [1]), ({}, list, []), ("ab", list, NO),
        ([1, 2], tuple, (1, 2)), ([1, 2], tuple[int, int], (1, 2)), ({}, tuple, ()),
        ({"a": 1}, dict, {"a": 1}), ([1], dict, NO), ({}, dict[str, int], {}),
        (None, int | None, None), (1, int | None, 1), ("a", int | None, NO),
        ("a", Union[int, str], "a"), (None, Optional[int], None),  # noqa: UP007, UP045
        (2, float | None, 2.0), (1, int | float, 1),
        ("a", Literal["a", "b"], "a"), ("c", Literal["a", "b"], NO),
        (3, Annotated[int, "hp"], 3), ("x", Annotated[int, "hp"], NO),
        ("orc", Archetype, Archetype.ORC), ("troll", Archetype, NO), (1, Archetype, NO),
        ("big", Size, Size.BIG), ("orc", Archetype | None, Archetype.ORC),
        ([], Any, []), ("x", object, "x"), ("x", Signature, "x"),
    ],
)  # fmt: skip
def test_converting(value, annotation, expected):
    accepted, converted = convert(value, annotation)
    assert accepted is (expected is not NO)
    if accepted:
        assert (type(converted), converted) == (type(expected), expected)


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (int, "a whole number"), (float, "a number"), (str, "a text"), (bool, "true or false"),
        (list[int], "a list"), (dict, "a table with text keys"),
        (tuple[int, int], "a list of 2, each a whole number"),
        (int | None, "a whole number or nil"), (Literal["a", "b"], 'one of "a", "b"'),
        (Annotated[int, 1], "a whole number"), (Any, "any value"), (type(None), "nil"),
        (Archetype, 'one of "orc", "elf"'),
    ],
)  # fmt: skip
def test_describing(annotation, expected):
    assert describe(annotation) == expected


def spawn(archetype: str, x: float, y: float = 0.0, *, boss: bool = False) -> None: ...


def anything(**options: Any) -> None: ...


def half_known(thing: Unknown, count: int) -> None: ...


def bare(a, b=1) -> None: ...


class Callable_:  # noqa: N801
    def __call__(self, count: int) -> None: ...


BAD_COUNT = 'must be a whole number, got "x"'


@pytest.mark.parametrize(
    ("function", "args", "expected"),
    [
        (spawn, {"archetype": "orc", "x": 1}, {"archetype": "orc", "x": 1.0}),
        (
            spawn,
            {"archetype": "o", "x": 1, "boss": True},
            {"archetype": "o", "x": 1.0, "boss": True},
        ),
        (spawn, {"archetype": "orc"}, "command 'c': argument 'x' is missing: expected a number"),
        (spawn, {"archetype": 1, "x": 1}, "argument 'archetype' must be a text, got 1"),
        (spawn, {"archetyp": "o", "x": 1}, "unknown argument 'archetyp'; nearest: archetype"),
        (spawn, ["orc", 1], "expected named arguments like { name = … }"),
        (spawn, "orc", "expected named arguments like { name = … }"),
        (spawn, None, "argument 'archetype' is missing: expected a text"),
        (anything, {"a": [1]}, {"a": [1]}),
        (anything, None, {}),
        (lambda: None, [], {}),
        (lambda: None, {}, {}),
        (lambda: None, {"a": 1}, "unknown argument 'a'; none is declared"),
        (bare, {"a": object}, {"a": object}),
        (half_known, {"thing": 1, "count": 2}, {"thing": 1, "count": 2}),
        (half_known, {"thing": 1, "count": "x"}, BAD_COUNT),
        (Callable_(), {"count": "x"}, BAD_COUNT),
        (Callable_().__call__, {"count": 3}, {"count": 3}),
        (functools.partial(spawn, "orc"), {"x": 3}, {"x": 3}),
    ],
)
def test_binding(function, args, expected):
    signature = Signature("command 'c'", function)
    if isinstance(expected, str):
        with pytest.raises(SurfaceError, match=re.escape(expected)):
            signature.bind(args)
    else:
        assert signature.bind(args) == expected


class Player:
    def heal(self, amount: int) -> None: ...


def set_named(value: str) -> None: ...


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (set_named, str),
        (Player().heal, int),
        (print, Any),
        ([].append, Any),
        ({}.update, Any),
        (half_known, Any),
    ],
)
def test_what_a_setter_takes(function, expected):
    assert setter_annotation(function) is expected
