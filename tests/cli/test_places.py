"""Where something went wrong is kept with the attempt: a file and a line, shown with the source."""

from __future__ import annotations

import pytest

SUITE = """
local function recurse(n)
  return 1 + recurse(n + 1)
end
it("assertion", function()
  assert.equal(1, 2) -- HERE assertion
end)
it("runtime error", function()
  local t
  return t.x -- HERE runtime error
end)
it("recursion", function()
  recurse(1)
end)
it("time is up", { timeout_frames = 3 }, function()
  test_harness.wait_frames(9) -- HERE time is up
end)
it("raised for a caller", function()
  local function check() error("no", 2) end
  check() -- HERE raised for a caller
end)
it("a text without a place", function()
  error("bare", 0) -- HERE a text without a place
end)
it("in a function that C calls", function()
  string.gsub("abc", ".", function(c)
    assert.equal("b", c) -- HERE in a function that C calls
  end)
end)
it("in a coroutine", function()
  coroutine.wrap(function()
    assert.equal(1, 2) -- HERE in a coroutine
  end)()
end)
it("wait in sort", function()
  table.sort({ 3, 2, 1 }, function(a, b)
    test_harness.wait_frames(1) return a < b
  end) -- C has called, and its own place is known alone
end)
it("wait in gsub", function()
  string.gsub("abc", ".", function() test_harness.wait_frames(1) end) -- HERE wait in gsub
end)
it("library", function()
  os.time({}) -- HERE library
end)
it("caught and raised", function()
  local ok, err = pcall(os.time, {}) -- HERE caught and raised
  error(err, 0)
end)
it("wrong argument", function()
  test_harness.wait_frames("x") -- HERE wrong argument
end)
describe("hooks", function()
  before_each(function()
    error("hook") -- HERE hooks > hook
  end)
  it("hook", function() end)
end)
it("much memory", function()
  local t = {}
  while true do
    t[#t + 1] = string.rep("x" .. #t, 100000) -- HERE much memory
  end
end)
"""
LINES = SUITE.splitlines()
WORDS = {
    "recursion": "stack overflow",
    "wait in sort": "nothing can be waited for inside of table.sort",
    "wait in gsub": "nothing can be waited for inside of string.gsub",
    "much memory": "not enough memory",
    "library": "field 'day' missing",
    "caught and raised": "field 'day' missing",
}
NAMES = [line.partition("-- HERE ")[2] for line in LINES if "-- HERE " in line]


@pytest.fixture(scope="module")
def ended(shared_project):
    shared_project.suite(SUITE)
    return shared_project.run(run_id="places")


@pytest.mark.parametrize("name", NAMES)
def test_the_line_is_kept_and_shown(ended, name):
    line = next(n for n, text in enumerate(LINES, 1) if text.endswith(f"-- HERE {name}"))
    attempt = ended.test(name)["attempts"][0]
    assert attempt["place"] == {"file": "tests/e2e/a_test.lua", "line": line}
    assert f"> {line:>4} | {LINES[line - 1]}" in ended.text


@pytest.mark.parametrize("name", WORDS)
def test_the_message_begins_in_the_test(ended, name):
    message = ended.message(name)
    assert WORDS[name] in message
    assert message.startswith("tests/e2e/a_test.lua:")


def test_no_message_begins_in_the_framework(ended):
    for test in ended.report["tests"]:
        for attempt in test["attempts"]:
            assert "lua/framework" not in attempt["message"] + attempt["traceback"]


TOPS = {
    "it('x', function()\n  local x = = 2\nend)": 2,
    "local function f() return 1 + f() end\nf()": 1,
    "local x\n\nx.y = 1": 3,
    "error('no', 0)": 1,
}


@pytest.mark.parametrize("text", TOPS)
@pytest.mark.parametrize("name", ["a_test.lua", "steps.lua"])
def test_a_file_that_does_not_load(project, text, name):
    project.suite("require('steps')")
    project.suite(text, name=name)
    ended = project.run()
    (test,) = ended.report["tests"]
    place = test["attempts"][0]["place"]
    if "f()" in text and name == "steps.lua":  # LuaJIT calls no handler: the line of require
        name = "a_test.lua"
    assert place == {"file": f"tests/e2e/{name}", "line": TOPS[text]}


GAME = """
class Game:
    def __init__(self, context): self.frame = 0
    def update(self, dt):
        self.frame += 1
        if self.frame == 3:
            raise ValueError("no")  # HERE
    def draw(self, surface): pass
create = Game
"""
PROGRAM = """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
for _ in range(3):
    pygame.display.flip()
raise ValueError("no")  # HERE
"""


@pytest.mark.parametrize(("source", "game"), [(GAME, "g.py:create"), (PROGRAM, "g.py")])
def test_the_line_of_a_game_that_raises(project, source, game):
    project.write("g.py", source)
    project.suite('it("t", function() test_harness.wait_frames(60) end)')
    ended = project.run("--game", game, game=None)
    (attempt,) = ended.test("t")["attempts"]
    line = next(n for n, text in enumerate(source.splitlines(), 1) if "HERE" in text)
    assert attempt["place"] == {"file": "g.py", "line": line}
    assert f"> {line:>4} | {source.splitlines()[line - 1]}" in ended.text
    assert 'raise ValueError(\\"no\\")  # HERE' in (ended.folder / "report.html").read_text()


HOOK_WORDS = ["before_all", "after_all", "before_each", "after_each", "setup", "teardown"]
WORDS_OF_BLOCKS = ["describe", "context", "insulate", "it", "spec", "test"]


@pytest.mark.parametrize("word", HOOK_WORDS)
def test_a_hook_is_named_by_the_word_that_was_written(project, word):
    project.suite(f"{word}(5)\nit('t', function() end)")
    assert f"a_test.lua:1: {word}: argument 'fn'" in project.run().text
    project.suite(f"{word}(function() error('no') end)\nit('t', function() end)")
    assert f"{word} (line 1) failed: tests/e2e/a_test.lua:1: no" in project.run().message("t")


@pytest.mark.parametrize("word", WORDS_OF_BLOCKS)
def test_a_block_is_named_by_the_word_that_was_written(project, word):
    project.suite(f"{word}(5)")
    assert f"a_test.lua:1: {word}: argument 'name'" in project.run().text


def test_the_line_in_which_a_game_hangs(project):
    lines = ["class Game:", "    def __init__(self, context): pass", "    def update(self, dt):",
             "        while True:", "            pass", "    def draw(self, surface): pass",
             "create = Game"]  # fmt: skip
    project.write("g.py", "\n".join(lines))
    project.suite('it("t", function() test_harness.wait_frames(60) end)')
    ended = project.run("--game", "g.py:create", "--frame-seconds", "0.5", game=None)
    assert ended.code == 3
    place = ended.test("t")["attempts"][0]["place"]
    assert place["file"] == "g.py"
    assert place["line"] in (4, 5)
