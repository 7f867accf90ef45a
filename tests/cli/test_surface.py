"""The Test API Surface: reading and writing state, queries, commands, and what is refused."""

import pytest

GET = {
    "player.health": "100",
    "player.name": '"hero"',
    "player.speed": "1.5",
    "inventory[1].name": '"sword"',
    "inventory.1.name": '"sword"',
    "inventory[2]": '{ name = "shield", tags = {} }',
    "inventory[1].tags[2]": '"old"',
    "inventory[1].tags": '{ "sharp", "old" }',
    "grid.rows[2][1]": "3",
    "grid.rows.2.1": "3",
    "grid.wide": "true",
    "grid.by_id.7": '"x"',
    "nothing": "nil",
    "accents": '"żółw 🐢"',
}
NIL = {
    "player.helth": "unknown state path 'player.helth'; nearest: player.health",
    "player": "unknown state path 'player'; nearest: player.",
    "inventory[3]": "",
    "inventory[0]": "",
    "inventory[1].nam": "it has name, tags",
    "inventory[1].tags[9].x": "",
    "player.health.x": "",
    "grid.rows[1].x": "",
    "nothing.at.all": "",
}
RAISES = {
    "get_state('a..b')": "a..b",
    "get_state('inventory[')": "inventory[",
    "get_state('.a')": ".a",
    "get_state('a b')": "a b",
    "get_state('unplain')": "state 'unplain' is a object, which is not plain data",
    "get_state('huge')": "no Lua number holds exactly",
    "get_state('broken')": "state 'broken' raised ZeroDivisionError",
    "set_state('player.health', 'x')": "state 'player.health' must be a whole number, got \"x\"",
    "set_state('player.health', 1.5)": "state 'player.health' must be a whole number, got 1.5",
    "set_state('player.health', nil)": "state 'player.health' must be a whole number, got nil",
    "set_state('player.health', -1)": "ValueError: health is never below 0 (",
    "set_state('player.name', print)": "state 'player.name': expected plain data",
    "set_state('player.name', { [print] = 1 })": "keys 1..n in a table, got the key a function",
    "set_state('inventory', { 1, nil, 3 })": "without gaps",
    "set_state('inventory', { 1, x = 2 })": "text keys or the keys 1..n",
    "query('sum')": "query 'sum': argument 'a' is missing",
    "query('sum', { a = 1, c = 2 })": "query 'sum': unknown argument 'c'; nearest: a, b",
    "query('sum', { 1, 2 })": "expected named arguments",
    "query('greet', { name = 5 })": "argument 'name' must be a text, got 5",
    "query('greet', { name = 'x', mood = 'hot' })": 'one of "warm", "cold", got "hot"',
    "query('fail')": "query 'fail' raised KeyError: 'absent' (",
    "command('heal')": "command 'heal': argument 'amount' is missing: expected a whole number",
    "command('heal', { amount = true })": "argument 'amount' must be a whole number, got true",
    "command('heal', { amount = 1, twice = 1 })": "argument 'twice' must be true or false, got 1",
    "command('tag', { kind = 'good', words = 'x' })": "argument 'words' must be a list, got \"x\"",
    "command('fail')": "command 'fail' raised KeyError: 'gone' (",
    "query('sum', { a = setmetatable({}, {}) , b = print })": "expected plain data",
}
BODIES = {
    "set_state writes": """
        assert.is_true(test_harness.set_state("player.health", 5))
        assert_state("player.health", 5)""",
    "set_state writes a part": """
        assert.is_true(test_harness.set_state("inventory[1].name", "axe"))
        assert_state("inventory", { { name = "axe", tags = { "sharp", "old" } },
          { name = "shield", tags = {} } })""",
    "set_state of what is read-only": """
        local value, message = test_harness.set_state("player.speed", 2)
        assert.is_nil(value) assert.equal("state 'player.speed' is read-only", message)""",
    "set_state of what is unknown": """
        local value, message = test_harness.set_state("player.spead", 2)
        assert.is_nil(value) assert.matches("nearest: player.speed", message, 1, true)""",
    "query with defaults": """
        assert.equal(11, test_harness.query("sum", { a = 1 }))
        assert.equal(3, test_harness.query("sum", { a = 1, b = 2 }))""",
    "query gives nested data": """
        assert.same({ text = "warm greetings, Al", letters = { "A", "l" } },
          test_harness.query("greet", { name = "Al" }))""",
    "query of an unknown name": """
        local value, message = test_harness.query("sun")
        assert.is_nil(value)
        assert.matches("unknown query 'sun'; nearest: sum", message, 1, true)""",
    "command of an unknown name": """
        local value, message = test_harness.command("heel")
        assert.is_nil(value)
        assert.matches("unknown command 'heel'; nearest: heal", message, 1, true)""",
    "command acts": """
        test_harness.set_state("player.health", 1)
        assert.is_true(test_harness.command("heal", { amount = 4, twice = true }))
        assert_state("player.health", 9)""",
    "an empty table is an empty list": """
        assert.is_true(test_harness.command("tag", { kind = "bad", words = {} }))
        assert.is_true(test_harness.command("tag", { kind = "good", words = { "a", "b" } }))
        assert_state("calls", { "bad", "good", "a", "b" })""",
    "an exception is an error that pcall catches": """
        local ok, message = pcall(test_harness.query, "fail")
        assert.is_false(ok) assert.matches("KeyError", message)""",
    "what was read is a copy": """
        local items = test_harness.get_state("inventory") items[1].name = "changed"
        assert.is_not.equal("changed", test_harness.get_state("inventory[1].name"))""",
}  # fmt: skip


SHOW = """
local function format(value) return assert:format({ value, n = 1 })[1] end
"""


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = ""
    for path in [*GET, *NIL]:
        show = f'local value, message = test_harness.get_state("{path}") print(format(value))'
        lua += f'it("get {path}", function() {show} print(message) end)\n'
    for call in RAISES:
        lua += f'it("{call}", function() test_harness.{call} end)\n'
    for name, body in BODIES.items():
        lua += f'it("{name}", function() {body} end)\n'
    shared_project.suite(SHOW + lua)
    return shared_project.run("--isolate", "test", game="surface.py:create")


@pytest.mark.parametrize("path", GET)
def test_get_state(ended, path):
    assert ended.log(f"get {path}") == [GET[path], "nil"]


@pytest.mark.parametrize("path", NIL)
def test_get_state_of_what_is_not_there(ended, path):
    value, message = ended.log(f"get {path}")
    assert value == "nil"
    assert message != "nil"
    assert NIL[path] in message


@pytest.mark.parametrize("call", RAISES)
def test_what_raises(ended, call):
    test = ended.test(call)
    assert (test["status"], test["failure_kind"]) == ("failed", "error")
    message = test["attempts"][0]["message"]
    assert message.startswith("tests/e2e/a_test.lua:")
    assert RAISES[call] in message


@pytest.mark.parametrize("name", BODIES)
def test_bodies(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)


STATES = {
    "assert_state('player.health', 100)": None,
    "assert_state('player.health', 99, { tolerance = 1 })": None,
    "assert_state('player.health', 98, { tolerance = 1 })": "expected: 98 +- 1\n  actual:   100",
    "assert_state('player.name', 'x', { message = 'the name' })":
        "the name\nstate 'player.name' differs\n  expected: \"x\"\n  actual:   \"hero\"",
    "assert_state('inventory[9]', nil)": None,
    "assert_state('inventory', { { name = 'sword', tags = { 'sharp' } } })": "[1].tags[2]",
}  # fmt: skip
ERRORS = {
    "assert_state('player.helth', nil)": "unknown state path 'player.helth'",
    "assert_state('broken', 1)": "state 'broken' raised ZeroDivisionError",
    "test_harness.wait_until_state('broken', 1)": "state 'broken' raised ZeroDivisionError",
    "test_harness.wait_until_state('absent', 1)": "unknown state path 'absent'",
}


@pytest.fixture(scope="module")
def asserted(shared_project):
    calls = [*STATES, *ERRORS]
    lua = "".join(f'it("{call}", function() {call} end)\n' for call in calls)
    shared_project.suite(lua, "b_test.lua")
    flags = ["--test-script", "tests/e2e/b_test.lua"]
    return shared_project.run(*flags, game="surface.py:create", run_id="asserted")


@pytest.mark.parametrize("call", STATES)
def test_assert_state(asserted, call):
    test = asserted.test(call)
    if STATES[call] is None:
        assert test["status"] == "passed"
        return
    assert test["failure_kind"] == "assertion"
    assert STATES[call] in asserted.message(call)


@pytest.mark.parametrize("call", ERRORS)
def test_state_errors(asserted, call):
    assert asserted.test(call)["failure_kind"] == "error"
    assert asserted.message(call).startswith("tests/e2e/b_test.lua:")
    assert ERRORS[call] in asserted.message(call)


def test_there_is_no_surface_without_a_game(project):
    project.suite('it("t", function() print(test_harness.get_state("x")) end)')
    assert project.run().log("t") == ["nil\tunknown state path 'x'; none is declared"]
