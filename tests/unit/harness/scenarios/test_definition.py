"""What a file means to a game, and everything that can be wrong with one."""

from __future__ import annotations

import enum
import importlib.util
import random
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, NamedTuple

import pytest

from harness.errors import HarnessError
from harness.scenarios.checks import Check
from harness.scenarios.definition import define
from harness.scenarios.matching import Expected
from harness.scenarios.source import Wrong, read_source

_PONG = Path(__file__).resolve().parents[3] / "cli" / "games" / "pong.py"
_spec = importlib.util.spec_from_file_location("pong_for_scenarios", _PONG)
pong = sys.modules["pong_for_scenarios"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(pong)

WHOLE = """\
name = "A rally"
description = "Two paddles"
tags = ["fast", "rally", "fast"]
timeout_frames = 900
retries = 2
skip = false
xfail = "known"

[setup]
level = "empty"
seed = 12345

[[setup.entities]]
type = "paddle"
id = "one"
side = "left"
y = 80

[[setup.entities]]
type = "paddle"
id = "two"
side = "right"

[[setup.entities]]
type = "ball"
velocity = [-4, 0.5]

[[input]]
frame = 10
one = { up = true }
ball = { serve = true }

[[input]]
frame = 0
one = { move = 0.5, serve = true }

[[input]]
frame = 20
one = { up = false }

[[expect.sequence]]
event = "Save"
paddle = "one"
frame_min = 35
frame_max = 45

[[expect.sequence]]
event = "Point"
tolerance = 0

[expect.state]
after_frame = 60
checks = ["one.y ~= 60 +- 4", "level = empty"]
"""
SMALL = """\
name = "small"
[setup]
level = "empty"
[expect.state]
after_frame = 1
checks = ["frame = 1"]
"""


def read(text: str, world=None):
    source = read_source("a.toml", text.encode())
    return source, define(source, world or pong.World())


def test_a_whole_file():
    source, found = read(WHOLE)
    assert source.name == "A rally"
    assert source.tags == ("fast", "rally")
    assert (source.timeout_frames, source.retries, source.skip, source.xfail) == (
        900, 2, False, "known",
    )  # fmt: skip
    assert found.level == "empty"
    assert found.seed == 12345
    assert found.entities == [
        {"type": "paddle", "id": "one", "side": "left", "y": 80.0},
        {"type": "paddle", "id": "two", "side": "right"},
        {"type": "ball", "velocity": [-4.0, 0.5]},
    ]
    assert found.inputs == {
        0: {"one": {"move": 0.5, "serve": True}},
        10: {"one": {"move": -1.0, "serve": True}, "ball": {"serve": True}},
        20: {"one": {"serve": True}},
    }
    assert found.sequence == [Expected("Save", "one", 35, 45), Expected("Point", tolerance=0)]
    assert found.checks == [
        Check("one.y ~= 60 +- 4", "one.y", "~=", 60.0, 4.0),
        Check("level = empty", "level", "=", "empty"),
    ]
    assert found.after_frame == 60
    assert found.last_frame == 60


def test_defaults():
    source, found = read(SMALL)
    assert (source.tags, source.timeout_frames, source.retries) == ((), 3600, None)
    assert (source.skip, source.xfail) == (False, False)
    assert (found.seed, found.entities, found.inputs, found.sequence) == (0, [], {}, [])
    assert found.picture is None
    _, sequence = read('name="x"\nsetup={level="empty"}\n[[expect.sequence]]\nevent="Point"\n')
    assert sequence.sequence == [Expected("Point", "", None, None, 5)]
    assert sequence.last_frame == 0
    assert sequence.after_frame == -1


@pytest.mark.parametrize(
    ("bounds", "last"),
    [
        ("", 1),
        ("frame_min = 30", 35),
        ("frame_max = 40", 45),
        ("frame_max = 40\ntolerance = 0", 40),
    ],
)
def test_length(bounds, last):
    assert read(f'{SMALL}[[expect.sequence]]\nevent = "Save"\n{bounds}\n')[1].last_frame == last


def test_the_last_input_lengthens():
    text = SMALL + '[[setup.entities]]\ntype="ball"\n[[input]]\nframe = 77\nball = {serve = true}\n'
    assert read(text)[1].last_frame == 77


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "A rally"\n', "", "a.toml:1: the field 'name' is missing"),
        ('"A rally"', '"  "', "a.toml:1: 'name' must be a text that is not empty, got \"  \""),
        ('"A rally"', "7", "a.toml:1: 'name' must be a text that is not empty, got 7"),
        ('"Two paddles"', "true", "a.toml:2: 'description' must be a text, got true"),
        ('"rally", "fast"]', '"a,b"]', "a.toml:3: 'tags' must be a list of texts without commas"),
        ("900", "0", "a.toml:4: 'timeout_frames' must be a whole number above 0, got 0"),
        ("retries = 2", "retries = -1", "a.toml:5: 'retries' must be a whole number from 0"),
        ("skip = false", "skip = 1", "a.toml:6: 'skip' must be true, false or a reason, got 1"),
        ("skip", "skipp", "a.toml:6: unknown field 'skipp'; nearest: skip"),
        ('xfail = "known"', "xfail = []", "a.toml:7: 'xfail' must be true, false or a reason"),
        ('level = "empty"\nseed', "seed", "a.toml:9: setup: the field 'level' is missing"),
        ('"empty"\nseed', '"emty"\nseed', "a.toml:10: setup: unknown level 'emty'; nearest: empty"),
        ('"empty"\nseed', "3\nseed", "a.toml:10: setup: 'level' must be a text, got 3"),
        ("12345", "1.5", "a.toml:11: setup: 'seed' must be a whole number, got 1.5"),
        ("12345", "-1", "a.toml:11: setup: 'seed' must be at least 0, got -1"),
        ("12345", f"{2**64}", f"'seed' must be at most {2**64 - 1}, got {2**64}"),
        ("12345", '"12"', "a.toml:11: setup: 'seed' must be a whole number, got \"12\""),
        ("seed", "sed", "a.toml:11: setup: unknown field 'sed'; nearest: seed"),
        ('"paddle"\nid = "one"', '"padle"\nid = "one"',
         "a.toml:14: setup.entities[1]: unknown type 'padle'; nearest: paddle"),
        ('type = "paddle"\nid = "one"', 'id = "one"',
         "a.toml:13: setup.entities[1]: the field 'type' is missing: one of ball, paddle"),
        ('"paddle"\nid = "one"', '5\nid = "one"',
         "a.toml:14: setup.entities[1]: the field 'type' must be a text: one of ball, paddle"),
        ('id = "two"\n', "", "a.toml:19: setup.entities[2]: the field 'id' is missing"),
        ('id = "two"', 'id = "one"', "a.toml:21: setup.entities[2]: the id \"one\" is given twice"),
        ('id = "two"', 'id = "frame"', "the id \"frame\" is taken: in [[input]] it is the frame"),
        ('id = "two"', "id = 2", "a.toml:21: setup.entities[2]: 'id' must be a text, got 2"),
        ('"left"', '"lift"',
         "a.toml:16: setup.entities[1]: 'side' must be 'left' or 'right', got \"lift\"; nearest"),
        ("y = 80", 'y = "80"', "a.toml:17: setup.entities[1]: 'y' must be a number, got \"80\""),
        ("y = 80", "y = true", "a.toml:17: setup.entities[1]: 'y' must be a number, got true"),
        ("y = 80", "y = nan", "a.toml:17: setup.entities[1]: 'y' must be a finite number, got nan"),
        ("y = 80", "y = 1979-05-27", "'y' must be a number, got 1979-05-27"),
        ("y = 80", "hight = 80", "a.toml:17: setup.entities[1]: unknown field 'hight'; nearest:"),
        ("[-4, 0.5]", '[-4, "x"]',
         "a.toml:26: setup.entities[3].velocity: item 2 must be a number, got \"x\""),
        ("[-4, 0.5]", "[-4]",
         "a.toml:26: setup.entities[3]: 'velocity' must be a list of 2, each a number, got [-4]"),
        ("[-4, 0.5]", "[-4, 0, 1]",
         "'velocity' must be a list of 2, each a number, got [-4, 0, 1]"),
        ("[-4, 0.5]", "4", "a.toml:26: setup.entities[3]: 'velocity' must be a list, got 4"),
        ("frame = 10\n", "", "a.toml:28: input[1]: 'frame' must be a whole number from 0"),
        ("frame = 10", "frame = -1",
         "a.toml:29: input[1]: 'frame' must be a whole number from 0 to 1000000, got -1"),
        ("frame = 10", "frame = 1.0", "'frame' must be a whole number from 0 to 1000000, got 1.0"),
        ("ball = {", "bal = {", "a.toml:31: input[1]: unknown entity 'bal'; nearest: ball"),
        ("one = { up = true }", "one = 3",
         "a.toml:30: input[1]: 'one' must be a table of inputs, got 3"),
        ("{ up = true }", "{ up = true, down = true }",
         "a.toml:30: input[1].one: 'up' and 'down' both set 'move': give one of them"),
        ("{ up = true }", "{ move = 1, up = false }",
         "a.toml:30: input[1].one: 'move' and 'up' both set 'move'"),
        ("{ up = true }", "{ upp = true }",
         "a.toml:30: input[1].one: unknown field 'upp'; nearest: up"),
        ("{ up = true }", "{ up = 1 }",
         "a.toml:30: input[1].one: 'up' must be true or false, got 1"),
        ("move = 0.5", 'move = "x"', "a.toml:35: input[2].one: 'move' must be a number, got \"x\""),
        ('"Save"', '"Sav"', "a.toml:42: expect.sequence[1]: unknown event 'Sav'; nearest: Save"),
        ('event = "Save"\n', "", "a.toml:41: expect.sequence[1]: the field 'event' is missing"),
        ('paddle = "one"', 'paddle = "oen"',
         "a.toml:43: expect.sequence[1]: unknown paddle 'oen'; nearest: one"),
        ('paddle = "one"', 'paddle = "ball"', "expect.sequence[1]: unknown paddle 'ball'"),
        ('paddle = "one"', 'entity = "bal"', "unknown entity 'bal'; nearest: ball"),
        ('paddle = "one"', 'paddle = "one"\nentity = "one"',
         "'entity' and 'paddle' both name an entity: give one of them"),
        ('paddle = "one"', 'player = "one"',
         "a.toml:43: expect.sequence[1]: unknown field 'player'"),
        ("frame_max = 45", "frame_max = 4",
         "a.toml:45: expect.sequence[1]: frame_max 4 lies before frame_min 35"),
        ("frame_max = 45", "frame_max = -4",
         "a.toml:45: expect.sequence[1]: 'frame_max' must be at least 0, got -4"),
        ("tolerance = 0", "tolerence = 0", "unknown field 'tolerence'; nearest: tolerance"),
        ("after_frame = 60", "after_frame = 1000001",
         "a.toml:52: expect.state: 'after_frame' must be at most 1000000, got 1000001"),
        ("frame_max = 45", "frame_max = 9999999", "'frame_max' must be at most 1000000"),
        ("tolerance = 0", "tolerance = 9999999", "'tolerance' must be at most 1000000"),
        ("frame = 10", "frame = 99999999", "'frame' must be a whole number from 0 to 1000000"),
        ("frame = 10\none = { up = true }", "frame = 0\none = { up = true }",
         "a.toml:35: input[2].one: 'up' and 'move' both set 'move': give one of them, in frame 0"),
        ("frame = 10\none = { up = true }", "frame = 0\none = { move = 0.5 }",
         "input[2].one: 'move' is given twice, in frame 0"),
        ("after_frame = 60", "after_frame = 6.5",
         "a.toml:52: expect.state: 'after_frame' must be a whole number, got 6.5"),
        ("after_frame = 60\n", "", "a.toml:51: expect.state: the field 'after_frame' is missing"),
        ("level = empty", "level == empty",
         "a.toml:53: expect.state.checks: \"level == empty\": unknown operator '=='"),
        ('["one.y ~= 60 +- 4", "level = empty"]', "[]",
         "a.toml:53: expect.state: 'checks' is empty"),
        ('"level = empty"', "5", "a.toml:53: expect.state.checks: item 2 must be a text, got 5"),
        ("[expect.state]", "[expect.stat]", "expect: unknown field 'stat'; nearest: state"),
    ],
)  # fmt: skip
def test_what_is_wrong(old, new, problem):
    assert WHOLE.count(old) >= 1
    with pytest.raises(Wrong) as error:
        read(WHOLE.replace(old, new, 1))
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('name = "x"', "a.toml:1: the field 'setup' is missing"),
        ('name = "x"\nsetup = 3', "a.toml:2: 'setup' must be a table, got 3"),
        ('name = "x"\n[setup]\nlevel = "empty"', "the field 'expect' is missing"),
        ('name = "x"\n[setup]\nlevel = "empty"\n[expect]',
         "a.toml:4: nothing is expected: give a sequence, a state, or both"),
        ('name = "x"\n[setup]\nlevel = "empty"\n[expect]\nscreenshot = "a"',
         "a.toml:4: nothing is expected"),
        ('name = "x"\nsetup = {level = "empty", entities = 3}\nexpect = []',
         "a.toml:2: setup: 'entities' must be a list, got 3"),
        ('name = "x"\nsetup = {level = "empty", entities = [3]}',
         "a.toml:2: setup.entities: item 1 must be a table, got 3"),
        ('name = "x"\ninput = [3]', "a.toml:2: input: item 1 must be a table, got 3"),
        (SMALL + 'x = 1', "a.toml:7: expect.state: unknown field 'x'"),
        (SMALL + '[expect.screenshot]\nname = "../x"', "a.toml:7: expect: a picture is named with"),
        (SMALL + '[expect.screenshot]\nregion = [1]',
         "a.toml:7: expect.screenshot: the picture needs a name"),
        (SMALL + '[expect.screenshot]\nname = "x"\nregion = [1]',
         "a.toml:7: expect: option 'region'"),
        (SMALL + '[expect.screenshot]\nname = "x"\nmask = []',
         "unknown field 'mask'; nearest: masks"),
        (SMALL + "[[expect.sequence]]\nevent = []", "'event' must be a text, got an empty list"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole(text, problem):
    with pytest.raises(Wrong) as error:
        read(text)
    assert problem in str(error.value)


def test_what_follows_from_a_mistake_is_not_told():
    with pytest.raises(Wrong) as error:
        read(WHOLE.replace('"paddle"', '"padle"'))
    assert [line.split(":")[1] for line in str(error.value).splitlines()] == ["14", "20"]


def test_everything_is_told_at_once_in_the_order_of_the_file():
    text = WHOLE.replace("seed", "sed").replace("Save", "Sav").replace("skip", "skipp")
    with pytest.raises(Wrong) as error:
        read(text.replace("retries = 2", "retries = 'x'"))
    lines = str(error.value).splitlines()
    assert [int(line.split(":")[1]) for line in lines] == [5, 6, 11, 42]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"name = ", "a.toml:1: the file is no TOML: invalid value"),
        (b"a = 1\nb = 2\nb = 3\n", "a.toml:3: the file is no TOML: cannot overwrite a value"),
        (b"a = 1\nb = \xff\n", "a.toml:2: the file is not UTF-8"),
        (b"a = 1\r\nb = 'x", "a.toml:2: the file is no TOML"),
        (b"a = " + b"9" * 5000, "a.toml:1: the file cannot be read"),
        (b"a = " + b"[" * 50_000, "a.toml:1: the file is nested too deeply"),
        (b"\x00", "a.toml:1: the file is no TOML"),
    ],
)
def test_what_is_no_toml(content, problem):
    with pytest.raises(HarnessError) as error:
        read_source("a.toml", content)
    assert problem in str(error.value)


def test_a_byte_order_mark_and_windows_lines():
    source = read_source("a.toml", b"\xef\xbb\xbf" + WHOLE.replace("\n", "\r\n").encode())
    assert source.name == "A rally"
    assert source.line("setup", "seed") == 11


def test_names_are_one_line():
    assert read_source("a.toml", b'name = "a\\nb\\u001b[31m"').name == "a\\nb\\x1b[31m"


class Colour(enum.Enum):
    RED = "red"


class Cell(NamedTuple):
    id: str
    copy: int = 0
    json: float | None = None


@dataclass(slots=True)
class Thing:
    colour: Colour
    sizes: list[int] = field(default_factory=list)
    at: tuple[int, int] | None = None
    kinds: ClassVar[int] = 3


class Odd(pong.World):
    """A game whose words are those of the models, and of kinds that pong has not."""

    levels = ("one",)
    entities = {"cell": Cell, "thing": Thing, "entity": Cell}
    aliases = {}


@pytest.mark.parametrize(
    ("entity", "problem"),
    [
        ('{type="cell", id="a", copy=3, json=1}', None),
        ('{type="entity", id="a"}', None),
        ('{type="thing", colour="red", sizes=[1, 2], at=[1, 2]}', None),
        ('{type="thing", colour="green"}', "'colour' must be 'red', got \"green\"; nearest: red"),
        ('{type="thing", colour="red", kinds=3}', "unknown field 'kinds'; nearest"),
        ('{type="cell", id="a", copy=1.5}', "'copy' must be a whole number, got 1.5"),
        ('{type="thing", colour="red", sizes=[1, "2"]}', "sizes: item 2 must be a whole number"),
    ],
)
def test_classes_of_a_game(entity, problem):
    text = (
        f'name="x"\nsetup={{level="one", entities=[{entity}]}}\n[[expect.sequence]]\nevent="Save"\n'
    )
    if problem is None:
        assert read(text, Odd())[1].entities[0]["type"] in entity
        return
    with pytest.raises(Wrong) as error:
        read(text, Odd())
    assert problem in str(error.value)


def damaged(stream: random.Random) -> str:
    """Return a file with some words replaced, lines doubled, dropped or moved."""
    lines = WHOLE.splitlines()
    for _ in range(stream.randint(1, 5)):
        place = stream.randrange(len(lines))
        what = stream.randrange(5)
        if what == 0:
            del lines[place]
        elif what == 1:
            lines.insert(place, stream.choice(lines))
        elif what == 2:
            values = ("3", "-1", '"x"', "[]", "{}", "[[1]]", "nan", "1e400", "1979-05-27", "{a={}}")
            lines[place] = lines[place].partition("=")[0] + "= " + stream.choice(values)
        elif what == 3:
            other = stream.randrange(len(lines))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            cut = stream.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:cut] + stream.choice("\"[]{}=.,a#\\'") + lines[place][cut:]
    return "\n".join(lines)


def test_damaged_files_are_read_or_refused(count):
    stream = random.Random(11)
    for _ in range(count(400, 20_000)):
        text = damaged(stream)
        try:
            read(text)
        except HarnessError as error:
            for line in str(error).splitlines():
                assert line.startswith("a.toml:"), (text, line)
