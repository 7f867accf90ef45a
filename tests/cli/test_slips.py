"""What a test file with a slip of the pen reports: the slip itself, and what to write instead."""

import pytest

# A test's body and what its message says.
BODIES = {
    "assert.are.eqaul(1, 1)": "unknown assertion 'eqaul'; nearest: equal, equals",
    "assert.is_not.tru(1)": "unknown assertion 'tru'; nearest: true",
    "assert.spy(spy.new()).was.caled()": "unknown assertion 'caled'; nearest: called",
    "match.is_nmber()": "unknown matcher 'nmber'; nearest: number",
    "test_harness:wait_frames(3)": "called with a colon; call it with a dot: test_harness.",
    "test_harness:log_mark()": "called with a colon; call it with a dot",
    "assert:is_true(true)": "'true' was called with a colon; write a dot before it",
    "assert:truthy(false)": "'truthy' was called with a colon",
    "assert.are:equal(1, 1)": "'equal' was called with a colon",
    "assert.is_not:is_nil(nil)": "'nil' was called with a colon",
    "spy:new(print)": "spy.new was called with a colon; call it with a dot",
    "stub:new({}, 'x')": "stub.new was called with a colon",
    "mock:new({})": "mock.new was called with a colon",
    "wait_frames(3)": "undeclared global 'wait_frames'; it is test_harness.wait_frames",
    "asert_state('x', 1)": "undeclared global 'asert_state'; nearest: assert_state",
    "test_harness.tap_key(MOUSE_LEFTT)": "undeclared global 'MOUSE_LEFTT'; nearest: MOUSE_LEFT",
    "io.open('save.json')": "tests have no 'io': tests read and write no files; ask the game",
    "os.exit(1)": "tests have no 'os.exit': use test_harness.exit(code)",
    "print(os.getenv('HOME'))": "tests have no 'os.getenv': the environment differs",
    "setfenv(1, {})": "tests have no 'setfenv': use load(",
    "dofile('x.lua')": "tests have no 'dofile': use require",
    "print(package.path)": "tests have no 'package': require finds files next to the test file",
    "print(rawlen({}))": "attempt to call global 'rawlen' (a nil value)",
    "lazy_setup(print)": "tests have no 'lazy_setup': use before_all",
    "assert_state('x', 5, { tolerance = math.huge })":
        "must be a finite number of at least 0, got inf",
    "error(setmetatable({}, { __tostring = function() test_harness.wait_frames(1e6) end }))":
        "error object: <error in __tostring>",
    "finally(5)": "finally: argument 'fn' must be a function, got 5",
    "finally(function() finally(print) end)": "finally was called outside of a test",
    "pending(5)": "pending: argument 'reason' must be a text, got 5",
    "finally(function() pending('late') end)": "pending was called after the test's body had ended",
    "describe('x', function() end)": "describe was called while tests run",
    "require('framework.control')": "require: 'framework.control' is internal to the framework",
    "assert_screenshot('x.png', { masks = { true } })": "given: true",
    "assert_screenshot('x.png', { threshold_percent = true })": "got true",
    "local s = spy.new() s(4711, 'toffee')"
    " assert.spy(s).was_not.called_with(match.is_number(), match._)": 'found:    (4711, "toffee")',
    "local s = spy.new(function() return 42 end) s()"
    " assert.spy(s).has_not.returned_with(42)": "found:    (42)",
    "local s = spy.new() s('toffee') assert.spy(s).was_not.called()": 'last call: ("toffee")',
}  # fmt: skip
PYTHON = ("True", "False", "None", "NoneType", "dict", "<Lua")

# The top of a file, the line that is named, and what is said of it.
TOPS = {
    "finally": ("describe('a', function()\n  finally(print)\n  it('x', print)\nend)", 2,
                "finally was called outside of a test"),
    "state": ("local x = test_harness.get_state('player.health')\ndescribe('a', print)", 1,
              "test_harness.get_state was called at the top of a file that declares tests"),
    "wait": ("it('x', print)\n\ntest_harness.wait_frames(1)\nit('y', print)", 3,
             "test_harness.wait_frames was called at the top of a file that declares tests"),
    "hook": ("test_harness.log_mark()\nbefore_each(print)", 1, "test_harness.log_mark was called"),
    "block": ("describe('a', function()\n  assert_state('x', 1)\nend)", 2,
              "assert_state was called inside describe"),
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(f'it("{i}", function() {body} end)\n' for i, body in enumerate(BODIES))
    shared_project.suite(lua)
    for name, (text, _, _) in TOPS.items():
        shared_project.suite(text, f"{name}_test.lua")
    return shared_project.run(game="surface.py:create")


@pytest.mark.parametrize("body", BODIES)
def test_a_slip_is_told_as_what_it_is(ended, body):
    number = list(BODIES).index(body)
    message = ended.message(str(number))
    assert ended.statuses[str(number)] == "failed"
    assert f"a_test.lua:{number + 1}: " in message
    assert BODIES[body] in message
    assert "lua/framework" not in message
    assert not [word for word in PYTHON if word in message]


@pytest.mark.parametrize("name", TOPS)
def test_what_cannot_be_at_the_top_is_named(ended, name):
    _, line, expected = TOPS[name]
    test = next(t for t in ended.report["tests"] if t["file"].endswith(f"/{name}_test.lua"))
    message = test["attempts"][0]["message"]
    assert test["status"] == "failed"
    assert f"{name}_test.lua:{line}: " in message
    assert expected in message
    assert "lua/framework" not in message


LIBRARY = """
local known = { type(rawlen), type(jit), type(utf8), type(io), type(ffi), type(debug),
  type(setfenv), type(getfenv), type(os.getenv), type(string.dump), type(table.unpack) }
local unpack = table.unpack or unpack
return { known = table.concat(known, " "), one = unpack({ 1 }),
  separator = package.config:sub(1, 1), loaded = package.loaded,
  misspelt = function() return prnt end }
"""


def test_a_library_may_ask_which_lua_it_is_in(project):
    project.write("tests/e2e/library.lua", LIBRARY)
    project.suite("""
    local probe = require("library")
    it("standard names are nil", function()
      assert.equal(string.rep("nil", 11, " "), probe.known) assert.equal(1, probe.one)
      assert.equal("/", probe.separator) assert.equal(probe, probe.loaded["library"])
    end)
    it("others are undeclared", function() probe.misspelt() end)
    """)
    ended = project.run()
    assert ended.statuses["standard names are nil"] == "passed", ended.out
    expected = "library.lua:7: undeclared global 'prnt'; nearest: print"
    assert expected in ended.message("others are undeclared")
