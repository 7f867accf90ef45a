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


ATTEMPTS = {
    "load with any environment": """
        for _, env in ipairs({ 5, "x", true, false, print, coroutine.create(print) }) do
          assert.has_error(function() load("return io", "x", "t", env) end)
        end""",
    "load without one": """
        for _, chunk in ipairs({ load("return io"), load("return io", "x", "t", nil),
            loadstring("return io"), load(coroutine.wrap(function() coroutine.yield("return ")
            coroutine.yield("io") end)) }) do
          assert.is_nil(chunk())
        end""",
    "load in an empty world": 'assert.is_nil(load("return print", "x", "t", {})())',
    "load as if it were the framework": """
        assert.is_nil(load("return io", "@lua/framework/wait.lua")())""",
    "bytecode": """
        for _, mode in ipairs({ "b", "bt", "t" }) do
          assert.is_nil((load("\\27LJ\\2", "x", mode)))
        end
        assert.is_nil((load(function() return nil end, "x", "b"))())""",
    "modules": """
        for _, name in ipairs({ "io", "os", "debug", "ffi", "jit", "jit.util", "jit.opt", "bit",
            "string.buffer", "table.new", "package", "_G", "python", "framework.control",
            "framework.traceback", "framework.sandbox", "framework.null", "framework.test_harness",
            "framework/control", "framework..control", "../framework/control" }) do
          assert.is_false((pcall(require, name)))
        end""",
    "the metatable of texts": """
        assert.is_nil(getmetatable("")) assert.has_error(function() setmetatable("", {}) end)
        assert.is_nil(rawget(string, "dump"))""",
    "protected metatables": """
        for _, t in ipairs({ _G, test_harness, test_harness.args, test_harness.null }) do
          assert.is_false(getmetatable(t) or false)
          assert.has_error(function() setmetatable(t, {}) end)
        end""",
    "errors are texts": """
        local cycle = {} cycle.cycle = cycle
        for _, value in ipairs({ print, coroutine.create(print), cycle, { [1.5] = 1 }, "\\255" }) do
          for _, call in ipairs({ test_harness.set_state, test_harness.query, test_harness.command,
              test_harness.assert_screenshot, test_harness.window_event, require }) do
            local ok, problem = pcall(call, "a", value)
            assert.is_true(ok or type(problem) == "string", type(problem))
          end
        end""",
    "coroutines see no pause": """
        local co = coroutine.create(function() test_harness.wait_frames(2) return "end" end)
        local ok, value = coroutine.resume(co)
        assert.is_true(ok) assert.equal("end", value)
        assert.has_error(function() coroutine.yield(1) end)""",
    "nothing that leads out is in reach": """
        local seen = {}
        local function walk(value, path)
          assert.is_true(type(value) ~= "userdata" and type(value) ~= "cdata", path)
          if type(value) ~= "table" or seen[value] then return end
          seen[value] = true
          for key, inner in next, value do
            walk(key, path) walk(inner, path .. "." .. tostring(key))
            for _, name in ipairs({ "popen", "execute", "sethook", "getupvalue", "setfenv", "dump",
                "getregistry", "loadlib", "getfenv", "dofile", "loadfile", "jit", "debug" }) do
              assert.is_true(key ~= name, path .. "." .. name)
            end
          end
          walk(getmetatable(value), path .. "^")
        end
        walk(_G, "_G")""",
}  # fmt: skip


@pytest.mark.parametrize("name", ATTEMPTS)
def test_no_way_leads_out_of_the_sandbox(lua, name):
    outcome = lua().outcome(body(ATTEMPTS[name]))
    assert outcome.status == "passed", outcome.message


def test_a_file_that_cannot_be_read_is_an_error_in_words(lua, root):
    (root / "tests" / "e2e" / "folder.lua").mkdir()
    (root / "tests" / "e2e" / "broken.lua").write_bytes(b"return ((")
    outcome = lua().outcome(
        body(
            "for _, name in ipairs({ 'folder', 'broken', 'a\\0b', '\\255' }) do\n"
            "local ok, problem = pcall(require, name)\n"
            "assert.is_false(ok) assert.is_string(problem) end"
        )
    )
    assert outcome.status == "passed", outcome.message
