"""What the world of a test file is like: facts that waits, order and reports lean on."""

from __future__ import annotations

import re

import pytest


def body(code):
    return f"it('a', function()\n{code}\nend)"


WAITING_INDEX = """
local t = setmetatable({}, { __index = function(_, key)
  test_harness.wait_frames(1)
  return key
end })
assert.are.equal("x", t.x)
"""
WAITING_ITERATOR = """
local seen = 0
for i in function(_, i)
  test_harness.wait_frames(1)
  return (i or 0) < 3 and (i or 0) + 1 or nil
end do
  seen = i
end
assert.are.equal(3, seen)
"""
WAITING_COROUTINE = """
local next_value = coroutine.wrap(function()
  test_harness.wait_frames(2)
  coroutine.yield(5)
end)
assert.are.equal(5, next_value())
"""


@pytest.mark.parametrize(
    "code",
    [
        "assert.is_true((pcall(test_harness.wait_frames, 2)))",
        "assert.is_true((xpcall(function() test_harness.wait_frames(2) end, print)))",
        WAITING_INDEX,
        WAITING_ITERATOR,
        WAITING_COROUTINE,
    ],
    ids=["pcall", "xpcall", "__index", "iterator", "coroutine"],
)
def test_a_wait_crosses(lua, code):
    assert lua().outcome(body(code)).status == "passed"


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("io", "tests have no 'io': "),
        ("ffi", "tests have no 'ffi': "),
        ("debug", "tests have no 'debug': "),
        ("package", "tests have no 'package': "),
        ("jit", "tests have no 'jit': "),
        ("python", "undeclared global 'python'"),
        ("getfenv", "tests have no 'getfenv': "),
        ("setfenv", "tests have no 'setfenv': "),
        ("dofile", "tests have no 'dofile': "),
        ("loadfile", "tests have no 'loadfile': "),
        ("collectgarbage", "tests have no 'collectgarbage': "),
        ("newproxy", "tests have no 'newproxy': "),
        ("os.execute", "tests have no 'os.execute': "),
        ("os.getenv", "tests have no 'os.getenv': "),
        ("os.remove", "tests have no 'os.remove': "),
        ("os.exit", "tests have no 'os.exit': "),
        ("string.dump", "tests have no 'string.dump': "),
        ("('').dump", "tests have no 'string.dump': "),
        ("getmetatable('')", "nil"),
        ("getmetatable(_G)", "nil"),
        ("getmetatable(test_harness)", "nil"),
        ("load('\\27LJ')", "nil"),
        ("load('return 1', 'x', 'b') ()", "1"),
        ("require('ffi')", "no module 'ffi'"),
        ("require('python')", "no module 'python'"),
    ],
)
def test_what_is_kept_away(lua, expression, expected):
    outcome = lua().outcome(body(f"error(tostring(({expression})), 0)"))
    assert outcome.status == "failed"
    assert expected in outcome.message


def test_the_vm_does_not_compile(lua):
    """A compiled loop would not see the count hook, and computes x^2 differently."""
    assert lua().vm._runtime.eval("(jit.status())") is False


SHOW_ORDER = body(
    "local t, keys = {}, {}\n"
    "for _, k in ipairs({'q', 'b', 3, 'zz', 1, true, 'a', 2.5, false}) do t[k] = 1 end\n"
    "t[print], t[{}] = 1, 1\n"
    "for k in pairs(t) do keys[#keys + 1] = tostring(k) end\n"
    "for k in next, t do keys[#keys + 1] = tostring(k) end\n"
    "error(table.concat(keys, ' '), 0)"
)


def test_order_is_that_of_the_keys(lua):
    shown = lua().outcome(SHOW_ORDER).message
    keys = "1 2.5 3 a b q zz false true function: 1 table: 1"
    assert shown == f"{keys} {keys}"


@pytest.mark.parametrize(
    "expression",
    [
        "tostring({})", "tostring(print)", "tostring(function() end)", "('%s'):format({})",
        "string.format('%s %s', {}, print)", "tostring(coroutine.create(print))",
        "tostring(test_harness)", "tostring(assert)", "tostring(setmetatable({}, {}))",
    ],
)  # fmt: skip
def test_no_address_is_shown(lua, expression):
    messages = {lua().outcome(body(f"error({expression}, 0)")).message for _ in range(2)}
    assert len(messages) == 1
    assert not re.search(r"0x|[0-9a-f]{8}", messages.pop())
