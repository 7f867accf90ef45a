"""State paths: how they are read, followed and written through."""

from __future__ import annotations

import re

import pytest

from harness.errors import SurfaceError, Undeclared
from harness.test_api import paths


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("game", ("game",)),
        ("game.paused", ("game", "paused")),
        ("_a-b.c_1", ("_a-b", "c_1")),
        ("enemies.1.health", ("enemies", 1, "health")),
        ("inventory[1].name", ("inventory", 1, "name")),
        ("a[1][20]", ("a", 1, 20)),
        ("a[-1].-20", ("a", -1, -20)),
        ("a.-01", ("a", "-01")),
        ('a["two words"].b', ("a", "two words", "b")),
        ("a['x.y']", ("a", "x.y")),
        ("1.a", (1, "a")),
        ("a.0", ("a", 0)),
        ("a.01", ("a", "01")),
        ('a["²"]', ("a", "²")),
        ('a["01"]', ("a", "01")),
        ("a." + "9" * 5000, ("a", "9" * 5000)),
    ],
)
def test_reading(path, expected):
    assert paths.parse(path) == expected


@pytest.mark.parametrize(
    ("path", "character"),
    [
        ("", 1), (".a", 1), ("a.", 2), ("a..b", 2), ("a b", 2), ("a[", 2), ("a[]", 2),
        ("a[--1]", 2),
        ("a[x]", 2), ("a['']", 2), ("é", 1), ("a\n", 2), ("a.1x", 4), ("a.٣", 2),
    ],
)  # fmt: skip
def test_malformed(path, character):
    message = f"{path!r} is no state path (at character {character})"
    with pytest.raises(SurfaceError, match=re.escape(message)) as caught:
        paths.parse(path)
    assert not isinstance(caught.value, Undeclared)


DATA = {
    "list": [10, {"name": "orc"}, [True, None]],
    "by_number": {1: "one", "2": "two"},
    "quoted": {"01": "zero-one", "two words": 2},
    "text": "abc",
    "none": None,
    "flag": False,
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("list", DATA["list"]),
        ("list.1", 10),
        ("list[2].name", "orc"),
        ("list.3.1", True),
        ("list.3.2", None),
        ("by_number.1", "one"),
        ("by_number.2", "two"),
        ("quoted.01", "zero-one"),
        ("quoted['two words']", 2),
        ("list.0", "index 0 of 'data.list' is out of range 1 to 3"),
        ("list[-1]", "index -1 of 'data.list' is out of range 1 to 3"),
        ("list.4", "index 4 of 'data.list' is out of range 1 to 3"),
        ("list.x", "'data.list' is a list: expected an index from 1, got 'x'"),
        ("list.3.9", "index 9 of 'data.list.3' is out of range 1 to 2"),
        ("absent", "'data' has no part 'absent'; it has by_number, flag, list, none, quoted, text"),
        ("text.1", "'data.text' is a text and has no part '1'"),
        ("none.x", "'data.none' is nil and has no part 'x'"),
        ("flag.x", "'data.flag' is false and has no part 'x'"),
        ("list.1.x", "'data.list.1' is a number and has no part 'x'"),
    ],
)
def test_following(path, expected):
    inner = paths.parse(path)
    if isinstance(expected, str) and " " in expected:
        with pytest.raises(Undeclared, match=re.escape(expected)):
            paths.descend(DATA, inner, "data")
    else:
        assert paths.descend(DATA, inner, "data") == expected


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ([1, 2, 3], "2", [1, 9, 3]),
        ({"a": {"b": 1, "c": 2}}, "a.b", {"a": {"b": 9, "c": 2}}),
        ({1: "x"}, "1", {1: 9}),
        ({"1": "x"}, "1", {"1": 9}),
        ([{"a": [1, 2]}], "1.a.2", [{"a": [1, 9]}]),
    ],
)
def test_writing_through_leaves_the_original_alone(value, path, expected):
    before = repr(value)
    assert paths.replaced(value, paths.parse(path), 9, "data") == expected
    assert repr(value) == before


@pytest.mark.parametrize("path", ["4", "x", "1.x"])
def test_nothing_is_written_where_nothing_is(path):
    with pytest.raises(Undeclared):
        paths.replaced([1, 2], paths.parse(path), 9, "data")


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("list[4]", "absent"), ("list[0]", "absent"), ("list[-1]", "absent"),
        ("list[99999999999999999999]", "absent"), ("absent", "absent"),
        ("none.x", "absent"), ("list.x", "impossible"), ("text.1", "impossible"),
        ("text.lenght", "impossible"), ("flag.x", "impossible"), ("list[1].x", "impossible"),
    ],
)  # fmt: skip
def test_what_is_not_there_differs_from_what_cannot_be(path, why):
    with pytest.raises(Undeclared) as raised:
        paths.descend(DATA, paths.parse(path), "data")
    assert raised.value.why == why
