"""What test files can and cannot reach, and that nothing they see differs from run to run."""

import re

import pytest

ABSENT = [
    "io", "debug", "ffi", "package", "getfenv", "setfenv", "module", "dofile", "loadfile", "jit",
    "collectgarbage", "python", "newproxy", "gcinfo", "os.execute", "os.remove", "os.rename",
    "os.exit", "os.getenv", "os.setlocale", "os.tmpname", "string.dump",
]  # fmt: skip

PASSING = {
    "pairs is sorted": """
        local t = { z = 1, a = 2, [3] = 3, [1] = 4, m = 5, [true] = 6, [2.5] = 7 }
        local keys = {}
        for key in pairs(t) do keys[#keys + 1] = tostring(key) end
        assert.equal("1 2.5 3 a m z true", table.concat(keys, " "))""",
    "next is sorted": """
        local t, keys, key = { b = 1, a = 2, c = 3 }, {}, nil
        repeat key = next(t, key) keys[#keys + 1] = key until not key
        assert.same({ "a", "b", "c" }, keys)""",
    "tostring shows no address": """
        for _, v in ipairs({ {}, print, function() end, coroutine.create(print) }) do
          assert.no.matches("0x", tostring(v)) assert.no.matches("0x", string.format("%s", v))
        end
        assert.has_error(function() return string.format("%p", {}) end)""",
    "load takes text only": """
        assert.equal(3, load("return 1 + 2")())
        assert.is_nil((load("\\27LJ\\2")))
        assert.is_nil((loadstring("\\27LJ\\2")))
        assert.has_error(function() load("return io.open")() end)
        assert.has_error(function() loadstring("x = 1")() end)""",
    "load with an environment": 'assert.equal(5, load("return a", "c", "t", { a = 5 })())',
    "load with mode b": 'assert.is_nil((load("\\27LJ\\2", "c", "b")))',
    "metatables of texts are out of reach": """
        assert.is_nil(getmetatable(""))""",
    "own metatables work": """
        local m = { __index = { x = 1 } }
        assert.equal(m, getmetatable(setmetatable({}, m)))""",
    "coroutines know themselves": """
        assert.equal("thread", type(coroutine.create(print)))
        assert.equal("dead", (function()
          local co = coroutine.create(function() end) coroutine.resume(co)
          return coroutine.status(co) end)())""",
    "bit, table, math and string are there": """
        assert.equal(6, bit.bxor(5, 3)) assert.equal("a,b", table.concat({ "a", "b" }, ","))
        assert.equal(2, math.floor(2.5)) assert.equal("AB", ("ab"):upper())
        assert.equal(3, select("#", unpack({ 1, 2, 3 })))""",
    "test_harness cannot be changed through its metatable": """
        assert.falsy(getmetatable(test_harness)) assert.falsy(getmetatable(_G))
        assert.has_error(function() setmetatable(test_harness, {}) end)""",
    "an error value keeps its identity": """
        local t = {} local ok, e = pcall(error, t) assert.equal(t, e)""",
    "time counts frames": """
        local n, clock = test_harness.now_frame(), os.clock()
        test_harness.wait_frames(120)
        assert.near(2, os.clock() - clock, 1e-9)
        assert.near((n + 120) / 60, os.clock(), 1e-9)
        assert.equal(946684800 + math.floor((n + 120) / 60), os.time())
        assert.equal("2000-01-01", os.date("%Y-%m-%d"))""",
    "os.time of a date": """
        assert.equal(86400, os.time({ year = 2020, month = 1, day = 2 })
          - os.time({ year = 2020, month = 1, day = 1 }))
        assert.equal("1970-01-02", os.date("!%Y-%m-%d", 86400))""",
    "random numbers can be seeded": """
        math.randomseed(5) local a = math.random() math.randomseed(5)
        assert.equal(a, math.random())""",
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(
        f'it("no {name}", function() local ok, value = pcall(function() return {name} end)\n'
        f"  assert.is_true(not ok or value == nil) end)\n"
        for name in ABSENT
    )
    lua += "".join(f'it("{name}", function() {body} end)\n' for name, body in PASSING.items())
    shared_project.suite(lua)
    return shared_project.run()


@pytest.mark.parametrize("name", [*(f"no {name}" for name in ABSENT), *PASSING])
def test_sandbox(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)


def test_memory_is_limited_and_the_next_test_has_it_again(project, check_consistent):
    project.suite("""
it("eats", function() local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1e6) .. i end end)
it("after", function() return ("y"):rep(1e7) end)
it("overflows", function() local function f() return 1 + f() end f() end)
it("last", function() end)
""")
    ended = project.run()
    check_consistent(ended, 1)
    assert ended.statuses == {
        "eats": "failed", "after": "passed", "overflows": "failed", "last": "passed",
    }  # fmt: skip
    assert ended.test("eats")["failure_kind"] == ended.test("overflows")["failure_kind"] == "error"
    assert "not enough memory" in ended.message("eats")
    assert "stack overflow" in ended.message("overflows")


REQUIRED = {
    "steps": "return { go = function() return 'steps' end }",
    "sub/deep": "return { go = function() return require('sub.other').go() end }",
    "library/init": "return { go = function() return 'library' end }",
    "sub/other": "return { go = function() return 'other' end }",
}


def test_require_of_files_beside_the_test(project):
    for name, text in REQUIRED.items():
        project.write(f"tests/e2e/{name}.lua", text)
    project.suite("""
local steps = require("steps")
it("once", function() assert.equal(steps, require("steps")) assert.equal("steps", steps.go()) end)
it("below", function() assert.equal("other", require("sub.deep").go()) end)
it("with a slash", function() assert.equal("other", require("sub/deep").go()) end)
it("a folder", function() assert.equal("library", require("library").go()) end)
it("framework", function() assert.is_function(require("framework.actions").drag) end)
it("busted", function() assert.equal(spy, require("luassert.spy")) end)
""")
    ended = project.run()
    assert set(ended.statuses.values()) == {"passed"}, ended.out


def test_require_may_wait_and_use_the_harness(project):
    project.write("tests/e2e/steps.lua", "return function() test_harness.wait_frames(3) end")
    project.suite('local walk = require("steps")\nit("t", function() walk() end)')
    assert project.run().test("t")["duration_frames"] == 3


REFUSED = ["../outside", "/etc/passwd", "..outside", "outside", "os", "ffi", "framework.absent",
           "framework.control", "framework.format",
           "link", "a b", ""]  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_require_of_anything_else(project, name):
    project.write("tests/outside.lua", "return 'secret'")
    project.suite("")
    (project.folder / "tests/e2e/link.lua").symlink_to(project.folder / "tests/outside.lua")
    project.suite(f'it("t", function()\nprint(require("{name}")) end)')
    ended = project.run()
    assert ended.statuses == {"t": "failed"}
    assert ended.log("t") == []
    assert "require" in ended.message("t") or "module" in ended.message("t")


FAULTY = {"error('inside')": "tests/e2e/steps.lua:2: inside", "local = 1": "tests/e2e/steps.lua:2:",
          "speed = 1": "undeclared global 'speed'"}  # fmt: skip


@pytest.mark.parametrize("text", FAULTY)
def test_an_error_in_a_required_file_is_told_with_its_place(project, text):
    project.write("tests/e2e/steps.lua", f"\n{text}")
    project.suite('it("t", function() require("steps") end)')
    assert FAULTY[text] in project.run().message("t")


def test_a_required_file_that_raises_raises_again(project):
    project.write("tests/e2e/broken.lua", "error('no ' .. ...)")
    project.suite("""
    for i = 1, 2 do
      it("time " .. i, function()
        assert.error_matches(function() require("broken") end, "^no broken")
      end)
    end""")
    assert set(project.run().statuses.values()) == {"passed"}


EVERY_CALL = """
local function add(prefix, library)
  local names = {}
  for name, value in pairs(library) do
    if type(value) == "function" then names[#names + 1] = name end
  end
  table.sort(names)
  for _, name in ipairs(names) do
    local call = library[name]
    local wrong = { {}, { {} }, { "x", {} }, { 1, "q", {} }, { print, {} }, { "%d", {} } }
    for i, args in ipairs(wrong) do
      it(prefix .. name .. " " .. i, function() call(unpack(args)) end)
    end
  end
end
for _, name in ipairs({ "bit", "coroutine", "math", "os", "string", "table" }) do
  add(name .. ".", _G[name])
end
add("", _G)
"""
INTERNAL = re.compile(r"lua/framework|\[builtin|\b(real|raw|safe|told)_\w+|upvalue|harness\.lua")


def test_no_message_shows_what_the_framework_calls_its_functions(project):
    """Every function that a test has, called wrongly: the message names it, or nothing."""
    project.suite(EVERY_CALL)
    ended = project.run()
    for test in ended.report["tests"]:
        attempt = test["attempts"][-1] if test["attempts"] else {"message": "", "traceback": ""}
        told = f"{attempt['message']}\n{attempt['traceback']}"
        assert not INTERNAL.search(told), told
        named = re.search(r"bad argument #\d+ to '(.*?)'", attempt["message"])
        own = test["name"].split()[0].rpartition(".")[2]
        assert named is None or named[1] in ("?", "call", own), told
