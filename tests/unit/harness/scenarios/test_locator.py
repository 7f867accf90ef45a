"""The line of a key: everything that TOML has, held against the text itself."""

from __future__ import annotations

import random
import tomllib

import pytest

from harness.config.toml_lines import Locator

TEXT = '''\
# a comment with [brackets] and "quotes"
name = "one"  # [not.a.table]
"quoted key" = 1
a.b.c = 3
long = """
[not a table]
x = 1 \\""" still
""""
literal = \'\'\'
[[no]]\'\'\'
list = [
  1,
  "two # no comment",  # a comment
  { x = 1, y = [2,
    3] },
]

[setup]
level = "x"
entities = [{ id = "a" }, { id = "b" }]
date = 1979-05-27T07:32:00Z

[[input]]
frame = 0
a = { up = true, down.deep = 1 }

[[input]]
frame = 2

[[input.inner]]
z = 1

[[input.inner]]
z = 2

[expect."state x".y]
checks = []
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("name",), 2),
        (("quoted key",), 3),
        (("a",), 4),
        (("a", "b", "c"), 4),
        (("long",), 5),
        (("literal",), 9),
        (("list",), 11),
        (("list", 0), 12),
        (("list", 1), 13),
        (("list", 2), 14),
        (("list", 2, "x"), 14),
        (("list", 2, "y"), 14),
        (("list", 2, "y", 1), 15),
        (("setup",), 18),
        (("setup", "level"), 19),
        (("setup", "entities", 1, "id"), 20),
        (("setup", "date"), 21),
        (("input",), 23),
        (("input", 0), 23),
        (("input", 0, "frame"), 24),
        (("input", 0, "a", "down", "deep"), 25),
        (("input", 1), 27),
        (("input", 1, "frame"), 28),
        (("input", 1, "inner", 0, "z"), 31),
        (("input", 1, "inner", 1, "z"), 34),
        (("expect", "state x", "y", "checks"), 37),
        # what is not there is where it would be
        (("setup", "entities", 1, "nothing"), 20),
        (("setup", "nothing"), 18),
        (("nothing",), 1),
        ((), 1),
    ],
)
def test_line(path, line):
    assert tomllib.loads(TEXT)  # it is TOML
    assert Locator(TEXT).line(path) == line


def test_every_key_of_the_data_has_a_line():
    def walk(value, path):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in items:
            yield (*path, key)
            if isinstance(inner, dict | list):
                yield from walk(inner, (*path, key))

    lines = TEXT.splitlines()
    for path in walk(tomllib.loads(TEXT), ()):
        key = str(path[-1])
        line = lines[Locator(TEXT).line(path) - 1]
        assert isinstance(path[-1], int) or key in line, path


def test_damaged_texts_end(count):
    stream = random.Random(5)
    for _ in range(count(300, 5000)):
        content = list(TEXT)
        for _ in range(stream.randint(1, 8)):
            content[stream.randrange(len(content))] = stream.choice("[]{}=\"',\n#.\\ax1")
        Locator("".join(content)).line(("setup", "level"))


def test_deep_nesting_ends():
    assert Locator("x = 1\ny = " + "[" * 5000).line(("x",)) == 1
