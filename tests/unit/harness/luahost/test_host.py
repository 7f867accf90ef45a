"""The tests' VM: what it lets a test do, what it keeps away, and how it ends what does not end."""

from __future__ import annotations

import subprocess
import sys

import pytest

from harness.errors import HarnessError, LuaFailure, LuaRunaway
from harness.luahost.host import Outcome, Vm, _guarded


def body(code):
    return f"it('a', function()\n{code}\nend)"


@pytest.mark.parametrize("raised", ["{1}", "print", "setmetatable({}, {})"])
def test_error_objects_are_shown_without_addresses_also_at_the_top(lua, raised):
    with pytest.raises(LuaFailure, match=r"a_test\.lua:1: error object: ") as caught:
        lua().load(f"error({raised})")
    assert "0x" not in caught.value.message


@pytest.mark.parametrize(
    "loop",
    [
        "while true do end",
        "while true do pcall(error) end",
        "repeat local ok = pcall(function() while true do end end) until not ok",
        "coroutine.wrap(function() while true do end end)()",
        "('x'):rep(3):gsub('x', function() while true do end end)",
        "local function f() return f() end f()",
        "xpcall(function() while true do end end, function() end)",
    ],
)
def test_endless_code_is_stopped_with_its_line(lua, loop):
    outcome = lua(frame_seconds=0.05).outcome(body(loop))
    assert (outcome.status, outcome.message) == ("runaway", "a_test.lua:2")
    assert outcome.traceback.startswith("a_test.lua:2: ")


def test_an_endless_top_is_stopped_with_its_line(lua):
    with pytest.raises(LuaRunaway, match=r"a_test\.lua:2: the top level of the file did not end"):
        lua(frame_seconds=0.05).load("local x = 1\nwhile true do x = x + 1 end")


def test_time_between_frames_does_not_count(lua):
    file = lua(frame_seconds=0.2)
    file.load(body("for i = 1, 4 do local s = 0 for j = 1, 3e6 do s = s + j end "
                   "test_harness.wait_frames(1) end"))  # fmt: skip
    file.vm.select([1])
    assert file._finish(file.vm.start(1, 0)).status == "passed"


@pytest.mark.parametrize(
    "code",
    [
        "local s = ('x'):rep(3e8) error(#s)",
        "local t = {} for i = 1, 1e9 do t[i] = ('x'):rep(1e6) .. i end",
    ],
)
def test_memory_is_limited(lua, code):
    outcome = lua().outcome(body(code))
    assert outcome.status in ("failed", "broken")
    assert outcome.failure_kind == "error"
    assert "not enough memory" in outcome.message


def test_too_deep_a_recursion_is_an_error(lua):
    outcome = lua().outcome(body("local function f() return 1 + f() end f()"))
    assert (outcome.status, outcome.failure_kind) == ("failed", "error")
    assert "stack overflow" in outcome.message


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("it(", "a_test.lua:1: "),
        ("error('boom')", "a_test.lua:1: boom"),
        ("\n\nundeclared = 1", "a_test.lua:3: undeclared global 'undeclared' is assigned"),
        (b"\x1bLJ\x02", "a_test.lua: "),
        ("require('nothing')", "require: no module 'nothing'"),
        ("describe('d', function() test_harness.wait_frames(1) end)", "was called inside describe"),
        ("it('a', { retires = 1 }, print)", "unknown option"),
    ],
)
def test_files_that_do_not_load(lua, source, message):
    with pytest.raises(LuaFailure) as caught:
        lua().load(source)
    assert message in caught.value.message


NESTED = """describe('d', { tags = {'o'} }, function()
  describe('e', function()
    it('x', { tags = {'i'} }, print)
  end)
  it('y', print)
end)
"""


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", [((), None, 1, (), False, None)]),
        ("print('a script')", [((), None, 1, (), False, None)]),
        ("test_harness.wait_frames(1) it('x', print)", [((), None, 1, (), False, None)]),
        ("#!/usr/bin/lua\nit('x', print)", [((), "x", 2, (), False, None)]),
        ("\ufeffit('x', print)", [((), "x", 1, (), False, None)]),
        ("it('x', { tags = {'a', 'b', 'a'}, only = true, retries = 2 }, print)",
         [((), "x", 1, ("a", "b"), True, 2)]),
        (NESTED,
         [(("d", "e"), "x", 3, ("o", "i"), False, None), (("d",), "y", 5, ("o",), False, None)]),
        ("it('a\\nb\\255', print)", [((), "a\\nb\\xff", 1, (), False, None)]),
    ],
)  # fmt: skip
def test_declared_tests(lua, source, expected):
    assert [tuple(test) for test in lua().load(source)] == expected


@pytest.mark.parametrize(
    ("code", "status", "kind", "message"),
    [
        ("", "passed", None, ""),
        ("error('boom')", "failed", "error", "a_test.lua:2: boom"),
        ("assert.is_true(false)", "failed", "assertion", "a_test.lua:2: "),
        ("pending('later')", "skipped", None, "later"),
        ("test_harness.get_state(5)", "failed", "error", "argument 'path' must be a text"),
        ("test_harness.press_key(1)", "failed", "error", "must be one of the KEY_ constants"),
        ("test_harness.wait_until(function() end, {timeout_frames = 3})", "failed", "timeout",
         "timed out after 3 frames"),
        ("while true do test_harness.wait_frames(100) end", "timed_out", "timeout",
         "used up its 3600 frames"),
        ("test_harness.nope()", "failed", "error", "test_harness has no field 'nope'"),
        ("nope()", "failed", "error", "undeclared global 'nope'"),
        ("local x = KEY_NOPE", "failed", "error", "undeclared global 'KEY_NOPE'"),
    ],
)  # fmt: skip
def test_outcomes(lua, code, status, kind, message):
    outcome = lua().outcome(body(code))
    assert (outcome.status, outcome.failure_kind) == (status, kind)
    assert message in outcome.message


def test_an_exit_is_told(lua, calls):
    outcome = lua().outcome(body("test_harness.exit(7)"))
    assert outcome.exits
    assert calls.exit_code == 7


@pytest.mark.parametrize(
    ("raised", "expected"),
    [
        (HarnessError("plain"), (False, "plain")),
        (ValueError("bad"), (False, "ValueError: bad")),
        (SystemExit(3), (False, "SystemExit: 3")),
    ],
)
def test_python_exceptions_reach_lua_as_texts(raised, expected):
    def function():
        raise raised

    assert _guarded(function, None, None)() == expected


def test_an_interrupt_is_no_lua_error():
    def function():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _guarded(function, None, None)()


def test_an_engine_without_its_lua_says_so(monkeypatch):
    monkeypatch.setattr("harness.luahost.host.framework_source", lambda _: None)
    with pytest.raises(HarnessError, match="reinstall the harness"):
        Vm({}, {})


def test_outcomes_have_defaults():
    assert Outcome("passed") == ("passed", None, "", "", False, False, None)


def test_importing_the_host_needs_no_pygame():
    code = "import sys, harness.luahost.host; print('pygame' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
