"""What a test changes in the framework ends with it; what insulate encloses stays inside."""

import pytest

# What a first test does, and what the test after it finds.
ENDS_WITH_ITS_TEST = {
    "an assertion": ("assert_state = function() return true end",
                     "assert.is_false((pcall(assert_state, 'nothing.declared', 1)))"),
    "assert itself": ("assert = function() end", "if pcall(assert, false) then error('gone') end"),
    "a word of assert": ("assert.is_true = print",
                         "if pcall(assert.is_true, false) then error('gone') end"),
    "a word that was used": ("assert.same({}, {}) assert.same = print",
                             "assert.is_false((pcall(assert.same, 1, 2)))"),
    "a word after a modifier": ("assert.are.same({}, {}) assert.are.same = print",
                                "assert.is_false((pcall(assert.are.same, 1, 2)))"),
    "a matcher": ("match.is_table = print", "assert.is_true(match.is_table()({}))"),
    "a function of the harness": ("test_harness.now_frame = function() return -5 end",
                                  "assert.is_true(test_harness.now_frame() >= 0)"),
    "a new field of the harness": ("test_harness.extra = 5",
                                   "assert.has_error(function() return test_harness.extra end)"),
    "an argument": ("test_harness.args.seed = 'x'", "assert.is_number(test_harness.args.seed)"),
    "a new argument": ("test_harness.args.mine = 5",
                       "assert.has_error(function() return test_harness.args.mine end)"),
    "a global that is taken away": ("spy = nil", "assert.is_table(spy)"),
    "a library": ("string = 'a text'", "assert.equal('A', string.upper('a'))"),
    "a function of a library": ("math.floor = function() return 0 end",
                                "assert.equal(2, math.floor(2.5))"),
    "a function of a text": ("string.upper = string.lower", "assert.equal('A', ('a'):upper())"),
    "a base function": ("type = 'sword'", "assert.equal('number', type(5))"),
    "a spy's library": ("spy.new = print", "assert.is_true(spy.is_spy(spy.new()))"),
    "a stub that is left": ("stub(math, 'max').returns(7)", "assert.equal(2, math.max(1, 2))"),
    "a stub of a global": ("stub(_G, 'print')", "assert.is_function(print)"),
    "a word that is registered": (
        "assert:register('assertion', 'odd', function() return true end)",
        "assert.is_false((pcall(function() assert.is_odd(1) end)))"),
    "a word that is replaced": (
        "assert:register('assertion', 'equal', function() return true end)",
        "assert.is_false((pcall(assert.equal, 1, 2)))"),
    "a word that is taken away": ("assert:unregister('assertion', 'same')", "assert.same({}, {})"),
    "a message": ("require('say'):set('assertion.equals.positive', 'mine')",
                  "local _, e = pcall(assert.equal, 1, 2) assert.not_equal('mine', tostring(e))"),
    "a language": ("require('say'):set_namespace('de')",
                   "local _, e = pcall(assert.equal, 1, 2) assert.matches('exp', tostring(e))"),
    "after a failure": ("assert_state = print error('fails')", "assert.has_error(assert_state)"),
    "by rawset": ("rawset(_G, 'it', nil)", "assert.is_function(it)"),
    "a constant": ("assert.is_number(KEY_A) KEY_A = 5", "assert.equal(97, KEY_A)"),
    "a constant of the harness": ("test_harness.KEY_B = 5",
                                  "assert.equal(98, test_harness.KEY_B)"),
    "how assert is called": ("pcall(function() getmetatable(assert).__call = print end)",
                             "if pcall(assert, false) then error('gone') end"),
    "how a word is called": ("pcall(function() getmetatable(assert.is_true).__call = print end)",
                             "if pcall(assert.is_true, false) then error('gone') end"),
    "what assert falls back on": ("pcall(setmetatable, assert, { __call = print })",
                                  "if pcall(assert, false) then error('gone') end"),
    "what a library falls back on": (
        "pcall(setmetatable, string, { __index = function() return print end })",
        "assert.is_nil(string.extra)"),
    "a matcher's fallback": ("pcall(function() getmetatable(match).__index = print end)",
                             "assert.is_true(match.is_table()({}))"),
    "the library of messages": (
        "require('say').set = print",
        "local say = require('say') say:set('a', 'b') assert.equal('b', say('a'))"),
    "a module of the framework": ("require('framework.actions').press = 5",
                                  "assert.is_function(require('framework.actions').press)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = ""
    for name, (first, second) in ENDS_WITH_ITS_TEST.items():
        lua += f'describe("{name}", function()\n'
        lua += f'it("changes", function() {first} end) it("finds", function() {second} end) end)\n'
    shared_project.suite(lua)
    return shared_project.run()


@pytest.mark.parametrize("name", ENDS_WITH_ITS_TEST)
def test_what_a_test_changes_ends_with_it(ended, name):
    expected = "failed" if name == "after a failure" else "passed"
    assert ended.statuses[f"{name} > changes"] == expected, ended.message(f"{name} > changes")
    assert ended.statuses[f"{name} > finds"] == "passed", ended.message(f"{name} > finds")


def test_what_a_file_or_a_before_all_sets_stays(project):
    project.suite("""
    string.trim = function(s) return s:match("^%s*(.-)%s*$") end
    describe("block", function()
      before_all(function() math.answer = 42 end)
      for i = 1, 2 do
        it("test " .. i, function()
          assert.equal("a", (" a "):trim()) assert.equal(42, math.answer)
          math.answer = 43
        end)
      end
    end)
    """)
    ended = project.run()
    assert set(ended.statuses.values()) == {"passed"}, ended.out


INSULATED = """
local log = {}
insulate("inside", function()
  rawset(_G, "at_declaration", 1)
  local counter = require("counter")
  before_all(function() rawset(_G, "in_hook", 2) end)
  it("sees its own", function()
    rawset(_G, "in_test", 3)
    assert.equal(1, at_declaration) assert.equal(2, in_hook)
    assert_state = print
    assert.equal(1, counter.count())
  end)
  it("still sees them", function()
    assert.equal(3, in_test) assert.equal(2, require("counter").count())
  end)
end)
describe("after it", function()
  it("sees none", function()
    for _, name in ipairs({ "at_declaration", "in_hook", "in_test" }) do
      assert.is_nil(rawget(_G, name))
    end
    assert.equal(1, require("counter").count())
  end)
end)
"""


def test_insulate_keeps_inside_what_it_encloses(project):
    counter = "local n = 0 return { count = function() n = n + 1 return n end }"
    project.write("tests/e2e/counter.lua", counter)
    project.suite(INSULATED)
    ended = project.run()
    assert set(ended.statuses.values()) == {"passed"}, ended.out


@pytest.mark.parametrize(
    ("hook", "statuses"),
    [
        ("before_all", ["skipped", "not_run"]), ("before_each", ["skipped", "not_run"]),
        ("after_each", ["passed", "not_run"]),
    ],
)  # fmt: skip
def test_a_hook_that_ends_the_run_passes_no_test(project, hook, statuses):
    project.suite(
        f'describe("door", function() {hook}(function() test_harness.exit(5) end)\n'
        'it("opens", function() end) it("shuts", function() end) end)'
    )
    ended = project.run()
    assert (ended.code, list(ended.statuses.values())) == (5, statuses)
