"""What the game raises is reported wherever it does: class, place, causes, and that alone."""

from __future__ import annotations

import pytest

_GAME = """
class NoLevel(Exception):
    def __str__(self):
        raise KeyError("words")

class Stop(BaseException):
    pass

def read_level():
    with open("level-3.json"):
        pass

def mute(*_):
    raise NoLevel(3)

def caused(*_):
    try:
        read_level()
    except OSError as error:
        raise RuntimeError("the level cannot be loaded") from error

def group(*_):
    raise ExceptionGroup("two", [ValueError("left"), TypeError("right")])

def huge(*_):
    raise ValueError("x" * 3_000_000)

def broken(*_):
    raise ValueError("caf\\udce9")

def stop(*_):
    raise Stop("now")

def noted(*_):
    error = ValueError("no such level")
    error.add_note("in level 3")
    raise error

WAYS = dict(mute=mute, caused=caused, group=group, huge=huge, broken=broken, stop=stop, noted=noted)

class Game:
    def __init__(self, context):
        self.context, self.way = context, None
    def update(self, dt):
        way, self.way = self.way, None
        if way:
            WAYS[way]()
    def draw(self, surface): pass
    def later(self, way: str):
        self.context.submit(WAYS[way])
    def doom(self, way: str):
        self.way = way
    def expose(self, api):
        for name, way in WAYS.items():
            api.property(name, way, way)
            api.query(name, way)
            api.command(name, way)
        api.command("doom", self.doom)
        api.command("later", self.later)

create = Game
"""

WAYS = {
    "mute": ["NoLevel: (its text cannot be made: that raised KeyError)", "g.py:"],
    "caused": [
        "RuntimeError: the level cannot be loaded",
        "caused by FileNotFoundError: [Errno 2] No such file or directory: 'level-3.json' at g.py:",
        "in read_level",
    ],
    "group": ["ExceptionGroup: two", "1 of 2: ValueError: left", "2 of 2: TypeError: right"],
    "huge": ["ValueError: xxx", "characters cut"],
    "broken": ["ValueError: caf\\udce9"],
    "stop": ["Stop: now"],
    "noted": ["ValueError: no such level", "note: in level 3"],
}
PLACES = {
    "a property": 'test_harness.get_state("{0}")',
    "a setter": 'test_harness.set_state("{0}", 1)',
    "a query": 'test_harness.query("{0}")',
    "a command": 'test_harness.command("{0}")',
    "update": 'test_harness.command("doom", {{ way = "{0}" }}) test_harness.wait_frames(2)',
    "a job": 'test_harness.command("later", {{ way = "{0}" }}) test_harness.wait_frames(2)',
}


@pytest.fixture(scope="module")
def ended(shared_project):
    shared_project.write("g.py", _GAME)
    tests = [
        f'it("{way} in {place}", function() {lua.format(way)} end)'
        for place, lua in PLACES.items()
        for way in WAYS
    ]
    shared_project.suite("\n".join([*tests, 'it("last", function() end)']))
    return shared_project.run("--game", "g.py:create", game=None, run_id="raising")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("way", WAYS)
def test_an_exception_is_reported(ended, way, place):
    test = ended.test(f"{way} in {place}")
    message = test["attempts"][0]["message"]
    assert test["status"] == ("crashed" if place in ("update", "a job") else "failed")
    assert all(words in message for words in WAYS[way]), message
    assert len(message) < 5000
    assert "worker" not in message


def test_the_run_continues(ended):
    assert ended.code == 4
    assert ended.test("last")["status"] == "passed"
    assert not [event for event in ended.events if event["type"] == "worker_lost"]
    assert "caused by FileNotFoundError" in ended.text


STARTS = {
    "the import": ("raise NoLevel(3)", "", 2),
    "a file that does not compile": ("x = (\n", "", 2),
    "the factory": ("", "mute()", 4),
}


@pytest.mark.parametrize("start", STARTS)
def test_a_game_that_does_not_start(project, start):
    at_import, in_factory, code = STARTS[start]
    factory = f"def start(context):\n    {in_factory or 'return Game(context)'}\n"
    project.write("g.py", _GAME + factory + at_import)
    project.suite('it("t", function() end)')
    ended = project.run("--game", "g.py:start", game=None)
    assert ended.code == code, ended.text
    told = ended.text if code == 2 else ended.message("t")
    assert "NoLevel" in told or "SyntaxError" in told
    assert "g.py:" in told
    assert "Traceback" not in ended.text


BAD_VALUE = """
class Value:
    def __getattr__(self, name):
        raise RuntimeError("not loaded") from KeyError("level")
class Game:
    def __init__(self, context): pass
    def update(self, dt): pass
    def draw(self, surface): raise ValueError("no picture")
    def expose(self, api): api.property("value", Value)
create = Game
"""


def test_a_value_that_raises_when_it_is_read(project):
    project.write("g.py", BAD_VALUE)
    project.suite('it("t", function() test_harness.get_state("value") end)')
    message = project.run("--game", "g.py:create", game=None).message("t")
    assert "state 'value' cannot be read: RuntimeError: not loaded (g.py:4)" in message
    assert "caused by KeyError: 'level'" in message


def test_a_draw_that_raises_is_reported_once(project):
    project.write("g.py", BAD_VALUE)
    project.suite('it("t", function() test_harness.screenshot("x") end)')
    ended = project.run("--game", "g.py:create", game=None)
    assert ended.code == 4, ended.text
    assert ended.message("t").count("no picture") == 1
