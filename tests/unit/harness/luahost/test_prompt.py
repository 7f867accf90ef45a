"""What a person types while a test is held."""

from __future__ import annotations

import pytest

SUITE = """
local shared = 5
local function helper(count)
  local inner, gone = count * 2, nil
  test_harness.wait_frames(100)
  return inner, gone, shared
end
it("x", function()
  local outer, count = "o", "hidden"
  helper(4)
  return outer, count
end)
"""


@pytest.fixture
def held(lua):
    """Return a VM whose test waits inside of a helper."""
    file = lua()
    file.load(SUITE)
    file.vm.select([1])
    assert file.vm.start(1, 3) == 103
    return file.vm


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("1 + 1", "2"),
        ("'text'", '"text"'),
        ("{ 1, a = { true } }", "{ 1, a = { true } }"),
        ("nil", "nil"),
        ("nil, 'why'", 'nil, "why"'),
        ("local x = 3", ""),
        ("for i = 1, 2 do print(i, { i }) end", "1\t{ 1 }\n2\t{ 2 }"),
        ("print('a') return 2", "a\n2"),
        ("test_harness.now_frame()", "7"),
        ("inner, count, outer, shared", '8, 4, "o", 5'),
        ("gone", "nil"),
        ("assert_state", "function <harness>"),
        ("'\\255'", '"\\xff"'),
        ("print('\\255')", "\\xff"),
        ("-- nothing", ""),
        ("wait_frames or 1", None),
    ],
)
def test_lines(held, line, expected):
    ok, text = held.evaluate(line, 7)
    if expected is None:
        assert (ok, text) == (
            False,
            "undeclared global 'wait_frames'; it is test_harness.wait_frames",
        )
    else:
        assert ok, text
        assert text.startswith(expected) if "function" in expected else text == expected


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nope", "undeclared global 'nope'"),
        ("1 +", "unexpected symbol near '<eof>'"),
        ("a b", "'<eof>' expected near 'b'"),
        ("if", "unexpected symbol near '<eof>'"),
        ("error('boom')", "boom"),
        ("error({})", "error object: {}"),
        ("error(nil)", "error object: nil"),
        ("assert.equal(1, 2)", "expected values to be equal\nexpected: 1\nactual:   2"),
        ("test_harness.press_key('x')", "test_harness.press_key: argument 'keycode' must be "),
        ("test_harness.wait_frames(1)", "no frame passes at the prompt, so nothing can be waited"),
        ("pcall(test_harness.wait_frames, 1)", "no frame passes at the prompt"),
        ("coroutine.wrap(function() test_harness.wait_frames(1) end)()", "no frame passes at the"),
        ("coroutine.yield(1)", "attempt to yield from outside a coroutine"),
        ("test_harness.exit(2)", "a run is not ended by a line: use .quit"),
        ("pending('x')", "a test is skipped by itself alone"),
        ("print('seen') error('boom')", "seen\nboom"),
        ("local function f() return f() + 1 end f()", "stack overflow"),
        ("\0", "unexpected symbol"),
    ],
)
def test_mistakes_are_told_in_one_message(held, line, message):
    ok, text = held.evaluate(line, 7)
    assert not ok
    assert text.startswith(message), text
    assert "traceback" not in text


def test_assignments_are_the_prompts_own_and_stay(held):
    assert held.evaluate("x = inner", 7) == (True, "")
    assert held.evaluate("x * 2", 8) == (True, "16")
    assert held.evaluate("inner = 1", 8) == (True, "")
    assert held.evaluate("_G.x", 8)[0] is False


def test_the_test_goes_on_as_if_nothing_had_been_asked(held):
    for line in ("test_harness.wait_frames(5)", "test_harness.exit(1)", "error('x')", "pending()"):
        held.evaluate(line, 50)
    assert held.resume(103).status == "passed"


def test_endless_lines_are_stopped(lua):
    file = lua(frame_seconds=0.05)
    file.load(SUITE)
    file.vm.select([1])
    file.vm.start(1, 3)
    for line in ("while true do end", "pcall(function() while true do end end)"):
        ok, text = file.vm.evaluate(line, 3)
        assert not ok
        assert text == "the line did not end and was stopped (--frame-seconds)"
    assert file.vm.evaluate("1", 3) == (True, "1")
    assert file.vm.resume(103).status == "passed"


def test_before_and_after_tests_there_are_no_variables(lua):
    file = lua()
    file.load("it('x', function() local gone = 1 end)")
    file.vm.select([1])
    assert file.vm.evaluate("1", 0) == (True, "1")
    file.vm.start(1, 0)
    assert file.vm.evaluate("gone", 0) == (False, "undeclared global 'gone'")


FAILING = """
local events = {}
after_each(function() events[#events + 1] = "after" end)
it("x", function()
  finally(function() events[#events + 1] = "finally" end)
  local answer = 42
  %s
end)
it("y", function() error(table.concat(events, " "), 0) end)
"""


@pytest.mark.parametrize(
    "failing",
    ["error('boom')", "assert.equal(answer, 1)", "pcall(error, 'x') answer.x.y = 1",
     "coroutine.wrap(function() error('inside') end)()"],
)  # fmt: skip
def test_a_failure_is_held_before_it_is_cleaned_up(lua, calls, failing):
    seen = []
    file = lua(pause_on_failure=True)

    def hold(message: str) -> None:
        seen.append((message.startswith("a_test.lua:7: "), file.vm.evaluate("answer, #events", 0)))

    calls.hold_failure = hold
    file.load(FAILING % failing)
    file.vm.select([1, 2])
    assert file.vm.start(1, 0).status == "failed"
    assert len(seen) == 1
    assert seen[0][0]
    calls.hold_failure = lambda _message: None
    assert file.vm.start(2, 0).message == "finally after"


HOOKS = """
describe("a", function()
  before_all(function() %s end)
  before_each(function() %s end)
  after_each(function() %s end)
  it("x", function() %s end)
end)
"""


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        (("", "", "", ""), []),
        (("error('1', 0)", "", "", ""), ["before_all of 'a' (line 3) failed: 1"]),
        (("", "error('2', 0)", "", ""), ["before_each of 'a' (line 4) failed: 2"]),
        (("", "", "error('3', 0)", ""), ["after_each of 'a' (line 5) failed: 3"]),
        (("", "", "error('3', 0)", "error('4', 0)"), ["4"]),
        (("", "", "", "test_harness.wait_until(function() end, { timeout_frames = 0 })"),
         ["a_test.lua:6: timed out after 0 frames waiting for the condition; the last "]),
    ],
)  # fmt: skip
def test_the_first_failure_of_a_test_is_held(lua, calls, bodies, expected):
    seen = []
    calls.hold_failure = seen.append
    file = lua(pause_on_failure=True)
    file.outcome(HOOKS % bodies)
    assert len(seen) == len(expected)
    assert all(map(str.startswith, seen, expected))


def test_without_the_flag_nothing_is_held(lua, calls):
    calls.hold_failure = pytest.fail
    assert lua().outcome("it('x', function() error('x') end)").status == "failed"
