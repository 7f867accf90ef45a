"""A game that writes to descriptors which are not its own costs its test, and nothing else."""

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it writes to POSIX descriptors")

GAME = """
import os, stat

WORDS = {words!r}

def say(words):
    for descriptor in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(descriptor).st_mode):
                os.write(descriptor, words)
        except OSError:
            pass

class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.command("say", self.say)
        api.command("close", lambda: os.closerange(3, 64))
    def say(self, words: str):
        say(WORDS[words])

def create(context):
    {imported}
    return Game()
"""
WORDS = {
    "no JSON": b"{garbage\n",
    "no text": b"\xff\xfe\x00\n",
    "no end": b"half a line",
    "a number": b"5\n",
    "nothing": b"null\n",
    "a list": b"[1, 2]\n",
    "an object": b"{}\n",
    "a type that is a list": b'{"type": ["test_finished"]}\n',
    "an event without its fields": b'{"type":"test_finished"}\n',
    "an event of another run": b'{"type":"test_started","run":"other","test":0,"attempt":1}\n',
    "an event out of place": b'{"type":"run_started"}\n{"type":"ready"}\n',
    "an answer to no question": b'{"type":"refused"}\n',
    "very deep": b"[" * 100_000 + b"\n",
    "very much": b"x" * 50_000 + b"\n",
}


def game(imported: str = "pass") -> str:
    return GAME.format(words=WORDS, imported=imported)


SAYS = """
it("says", function()
  assert(test_harness.command("say", {{ words = "{}" }}))
  test_harness.wait_frames(50)
end)
it("after", function() test_harness.wait_frames(2) end)
"""
GOOD = 'it("t", function() test_harness.wait_frames(2) end)'


@pytest.fixture(scope="module")
def said(together, tmp_path_factory, check_consistent):
    """One run in which the game says all of them, each in a file, between files that do nothing."""
    file = tmp_path_factory.mktemp("game") / "game.py"
    file.write_text(game())
    suites = {"before": GOOD} | {name: SAYS.format(name) for name in WORDS} | {"else": GOOD}
    ended = together(suites, code=4, game=f"{file}:create")
    check_consistent(ended["else"].whole, 4)
    return ended


@pytest.mark.parametrize("name", WORDS)
def test_its_test_is_crashed_and_the_rest_runs(said, name):
    assert said["before"].statuses == said["else"].statuses == {"t": "passed"}
    ended = said[name]
    assert ended.statuses == {"says": "crashed", "after": "passed"}, ended.text
    assert "to a file descriptor of the harness" in ended.message("says")
    assert "Traceback" not in ended.text


def test_at_its_start(project):
    project.write("game.py", game("say(b'{garbage' + bytes([10]))"))
    project.suite('it("a", function() end)')
    ended = project.run("--game", "game.py:create", game=None)
    assert ended.code == 4, ended.text
    assert "Traceback" not in ended.text
    assert ended.report["totals"]["total"] == 1


def test_one_that_closes_all_descriptors(project):
    project.write("game.py", game())
    project.suite('it("says", function() test_harness.command("close") end)', "a_test.lua")
    project.suite('it("b", function() test_harness.wait_frames(2) end)', "b_test.lua")
    ended = project.run("--game", "game.py:create", game=None)
    assert ended.code == 4, ended.text
    assert set(ended.statuses.values()) == {"passed"}, ended.text
    assert "the game has closed a file descriptor of the harness" in ended.out
    assert "Traceback" not in ended.text
