"""The log: what gets into it, and how tests look for it."""

import pytest

H = "test_harness"


def say(how: str, text: str) -> str:
    return f'test_harness.command("say", {{ how = "{how}", text = "{text}" }}) '


CASES = {
    "print joins with tabs": """
        print("a", 1, nil, true, 1.5, {})
        assert_log_contains("a\\t1\\tnil\\ttrue\\t1.5\\ttable: 1")""",
    "print of many lines": f"""
        local mark = {H}.log_mark() print("one\\ntwo")
        local _, first = {H}.find_log("one") local _, second = {H}.find_log("two")
        assert.equal(mark, first) assert.equal(mark + 1, second)""",
    "find gives index and line": f"""
        local mark = {H}.log_mark() print("needle in hay")
        local found, index, line = {H}.find_log("needle")
        assert.is_true(found) assert.equal(mark, index) assert.equal("needle in hay", line)""",
    "find without a hit": f"""
        assert.equal(3, select("#", {H}.find_log("absent")))
        local found, index, line = {H}.find_log("absent")
        assert.is_false(found) assert.is_nil(index) assert.is_nil(line)""",
    "find gives the first hit": f"""
        print("x1") print("x2") assert.equal("x1", (select(3, {H}.find_log("x"))))""",
    "find since a mark": f"""
        print("early") local mark = {H}.log_mark() print("late")
        assert.is_false({H}.find_log("early", {{ since = mark }}))
        assert.is_true({H}.find_log("late", {{ since = mark }}))""",
    "find is plain text": f"""
        print("a.c (x) %d") assert.is_true({H}.find_log("a.c (x) %d"))
        assert.is_false({H}.find_log("a%.c"))""",
    "find with a regex": f"""
        print("score: 42") assert.is_true({H}.find_log("^score: \\\\d+$", {{ regex = true }}))
        assert.is_false({H}.find_log("^core", {{ regex = true }}))""",
    "clear forgets lines and indices go on": f"""
        print("gone") local mark = {H}.log_mark() {H}.clear_logs()
        assert.is_false({H}.find_log("gone", {{ since = 1 }}))
        assert.equal(mark, {H}.log_mark()) print("new")
        assert.equal(mark, (select(2, {H}.find_log("new"))))""",
    "the default window begins with the test": f"""
        assert.is_false({H}.find_log("needle in hay"))
        assert.is_true({H}.find_log("joins", {{ since = 1 }}) == false)
        assert.is_true({H}.find_log("one", {{ since = 1 }}) ~= nil)""",
    "the game's print": say("print", "from the game") + 'assert_log_contains("from the game")',
    "the game's print without a newline": say("partial", "pa") + say("print", "rt")
    + 'assert_log_contains("part")',
    "the game's stderr": say("stderr", "oh no") + 'assert_log_contains("oh no")',
    "the game's logging": say("logging", "logged") + 'assert_log_contains("logged")',
    "the game's warnings are formatted": say("warning", "careful")
    + 'assert_log_contains("careful!")',
    "assert_log_contains returns true": 'print("x") assert.is_true(assert_log_contains("x"))',
    "assert with regex and since": f"""
        local mark = {H}.log_mark() print("n 7")
        assert_log_contains("n \\\\d", {{ regex = true, since = mark }})""",
    "bytes that are no text": """
        print("bad \\255 byte \\0 zero") assert_log_contains("bad \\\\xff byte")""",
    "code points beyond": 'print("żółw 🐢") assert_log_contains("🐢")',
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(f'it("{name}", function() {body} end)\n' for name, body in CASES.items())
    shared_project.suite(lua)
    return shared_project.run(game="probe.py:create")


@pytest.mark.parametrize("name", CASES)
def test_log(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)


def test_a_missing_line_shows_the_last_ones(project):
    project.suite("""
it("t", function()
  for i = 1, 12 do print("line " .. i) end
  assert_log_contains("absent", { message = "the door never opened" })
end)
it("silent", function() assert_log_contains("absent") end)
""")
    ended = project.run()
    message = ended.message("t")
    assert message.startswith("tests/e2e/a_test.lua:4: the door never opened\n")
    assert 'no log line contains "absent"; the last lines were' in message
    assert "line 3\n" in message
    assert "line 2\n" not in message
    assert "nothing was logged" in ended.message("silent")
    assert ended.test("t")["failure_kind"] == "assertion"


def test_lines_are_stamped_with_the_frame(project):
    project.suite("""
it("t", function()
  print("now") test_harness.wait_frames(3) print("later")
end)
""")
    ended = project.run()
    path = ended.folder / ended.test("t")["artifacts"][0]["path"]
    frames = [line.split("]")[0].strip("[ ") for line in path.read_text().splitlines()]
    assert int(frames[1]) - int(frames[0]) == 3


def test_each_attempt_keeps_its_log(project):
    project.suite("""
it("t", { retries = 1 }, function()
  local n = test_harness.get_state("starts")
  test_harness.clear_logs()
  print("try " .. n)
  assert(n > 1)
end)
it("u", function() end)
""")
    ended = project.run(game="probe.py:create")
    attempts = ended.test("t")["attempts"]
    assert [[part["kind"] for part in attempt["artifacts"]] for attempt in attempts] == [
        ["final", "log"], ["log"],
    ]  # fmt: skip
    assert (ended.log("t", 1), ended.log("t", 2)) == (["try 1"], ["try 2"])


def test_an_attempt_in_which_nothing_is_logged_keeps_its_log(project):
    project.suite("""
it("quiet", function() end)
it("cleared", function() print("x") test_harness.clear_logs() end)
it("skipped", { skip = true }, function() end)
""")
    ended = project.run("--isolate", "run", game="pong.py:create")
    for test in ended.report["tests"]:
        (log,) = [part for part in test["artifacts"] if part["kind"] == "log"]
        assert (ended.folder / log["path"]).read_text() == ""
    project.suite('it("t", function() end)')
    assert project.run().test("t")["artifacts"] == []  # without a game there is no log to keep


STARTS = {
    "g.py:create": """
print("imported")
class Game:
    def __init__(self, context): print("made")
    def update(self, dt): pass
    def draw(self, surface): pass
create = Game
""",
    "g.py": """
import pygame
print("imported")
pygame.init()
screen = pygame.display.set_mode((64, 48))
print("made")
while True:
    pygame.display.flip()
""",
}


@pytest.mark.parametrize("game", STARTS)
def test_what_a_game_prints_at_its_start_is_in_the_log_of_its_first_attempt(project, game):
    project.write("g.py", STARTS[game])
    project.suite("""
it("first", function()
  assert.is_false(test_harness.find_log("made", { since = test_harness.log_mark() }))
  assert.has_error(function() assert_log_contains("imported") end)
  print("test")
end)
it("second", function() print("test") end)
""")
    ended = project.run("--game", game, "--isolate", "run", game=None)
    assert ended.code == 0, ended.text
    assert ended.log("first") == ["imported", "made", "test"]
    assert ended.log("second") == ["test"]


def test_the_ring_holds_the_last_lines(project):
    project.suite("""
it("t", function()
  for i = 1, 10005 do print("line " .. i .. ".") end
  assert.is_false(test_harness.find_log("line 5."))
  assert.is_true(test_harness.find_log("line 6."))
end)
""")
    assert project.run().statuses == {"t": "passed"}


def test_output_of_the_game_is_not_on_the_console(project):
    project.suite(f'it("t", function() {say("print", "hidden")} {say("stderr", "hidden")} end)')
    ended = project.run(game="probe.py:create")
    assert "hidden" not in ended.out + ended.err
