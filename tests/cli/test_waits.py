"""Waiting: how many frames pass, from where it may be called, and what is said in vain."""

import pytest

H = "test_harness"
PASSING = {
    "wait_frames counts": f"""
        local n = {H}.now_frame() {H}.wait_frames(7) assert.equal(n + 7, {H}.now_frame())""",
    "wait_frames(0) returns at once": f"""
        local n = {H}.now_frame() {H}.wait_frames(0) assert.equal(n, {H}.now_frame())""",
    "wait in pcall": f"""
        local n = {H}.now_frame()
        local ok, value = pcall(function() {H}.wait_frames(3) return "v" end)
        assert.is_true(ok) assert.equal("v", value) assert.equal(n + 3, {H}.now_frame())""",
    "wait in xpcall": f"""
        local ok, value = xpcall(function() {H}.wait_frames(3) error("e", 0) end,
          function(e) return e .. "!" end)
        assert.is_false(ok) assert.equal("e!", value)""",
    "wait in an own coroutine": f"""
        local n, got = {H}.now_frame(), {{}}
        local co = coroutine.create(function(a)
          {H}.wait_frames(2) local b = coroutine.yield(a .. "1") {H}.wait_frames(1) return b .. "2"
        end)
        for _, value in ipairs({{ "x", "y" }}) do
          local ok, result = coroutine.resume(co, value) got[#got + 1] = result assert.is_true(ok)
        end
        assert.same({{ "x1", "y2" }}, got) assert.equal(n + 3, {H}.now_frame())""",
    "wait in coroutine.wrap and for": f"""
        local n, sum = {H}.now_frame(), 0
        for value in coroutine.wrap(function()
          for i = 1, 3 do {H}.wait_frames(1) coroutine.yield(i) end
        end) do sum = sum + value end
        assert.equal(6, sum) assert.equal(n + 3, {H}.now_frame())""",
    "wait in nested coroutines and pcall": f"""
        local function deep(level)
          if level == 0 then {H}.wait_frames(2) return "end" end
          local co = coroutine.wrap(function() return select(2, pcall(deep, level - 1)) end)
          return co()
        end
        local n = {H}.now_frame()
        assert.equal("end", deep(5)) assert.equal(n + 2, {H}.now_frame())""",
    "wait in a metamethod": f"""
        local t = setmetatable({{}}, {{ __index = function() {H}.wait_frames(1) return 4 end }})
        assert.equal(4, t.anything)""",
    "wait_until returns true": f"""
        local n = 0
        assert.is_true({H}.wait_until(function() n = n + 1 return n == 4 end))
        assert.equal(4, n)""",
    "wait_until asks at once": f"""
        local n = {H}.now_frame() {H}.wait_until(function() return true end)
        assert.equal(n, {H}.now_frame())""",
    "wait_until asks up to and with the last frame": f"""
        local n = {H}.now_frame()
        {H}.wait_until(function() return {H}.now_frame() == n + 5 end, {{ timeout_frames = 5 }})""",
    "wait_until with timeout 0 asks once": f"""
        local asked = 0
        pcall({H}.wait_until, function() asked = asked + 1 end, {{ timeout_frames = 0 }})
        assert.equal(1, asked)""",
    "poll_every_frames": f"""
        local n, asked = {H}.now_frame(), {{}}
        pcall({H}.wait_until, function() asked[#asked + 1] = {H}.now_frame() - n end,
          {{ timeout_frames = 10, poll_every_frames = 4 }})
        assert.same({{ 0, 4, 8, 10 }}, asked)""",
    "wait_until may wait inside": f"""
        {H}.wait_until(function() {H}.wait_frames(2) return true end)""",
    "wait_until_log sees what was logged in this test": f"""
        print("here it is") assert.is_true({H}.wait_until_log("here"))""",
    "wait_until_log with regex and since": f"""
        print("n=12") local mark = {H}.log_mark()
        local ok = pcall({H}.wait_until_log, "n=1", {{ since = mark, timeout_frames = 1 }})
        assert.is_false(ok) {H}.wait_until_log("n=[0-9]+$", {{ regex = true }})""",
    "wait in table.sort is refused and told": f"""
        local ok, message = pcall(table.sort, {{ 2, 1, 3 }}, function(a, b)
          {H}.wait_frames(1) return a < b end)
        assert.is_false(ok) assert.matches("wait before or after it", tostring(message))""",
    "coroutine.yield outside of one": """
        local ok, message = pcall(coroutine.yield, 1)
        assert.is_false(ok) assert.matches("outside a coroutine", message)""",
}  # fmt: skip


@pytest.fixture(scope="module")
def passing(shared_project):
    shared_project.suite("".join(f'it("{n}", function() {b} end)\n' for n, b in PASSING.items()))
    return shared_project.run()


@pytest.mark.parametrize("name", PASSING)
def test_passing(passing, name):
    assert passing.statuses[name] == "passed", passing.message(name)


FAILING = {
    "the last value": (
        (f"local n = 0 {H}.wait_until(function() n = n + 1 return n > 99 end, "
        "{ timeout_frames = 6 })"),
        "timed out after 6 frames waiting for the condition; the last value was false"),
    "no value": (
        f"{H}.wait_until(function() end, {{ timeout_frames = 1 }})",
        "timed out after 1 frame waiting for the condition; the last value was nil"),
    "the default": (
        f"{H}.wait_until(function() end)", "timed out after 300 frames"),
    "fail_message": (
        f'{H}.wait_until(function() end, {{ timeout_frames = 2, fail_message = "no door" }})',
        "no door\ntimed out after 2 frames"),
    "state": (
        f'{H}.wait_until_state("count", 5, {{ timeout_frames = 3 }})',
        "timed out after 3 frames waiting for state 'count' to be 5; the last value was 0"),
    "nested state": (
        f'{H}.wait_until_state("events[1].key", "x", {{ timeout_frames = 1 }})',
        "waiting for state 'events[1].key' to be \"x\"; the last value was"),
    "log": (
        f'print("other") {H}.wait_until_log("wanted", {{ timeout_frames = 2 }})',
        ('timed out after 2 frames waiting for the log line "wanted"; '
        'the last line was "other"')),
    "a part that cannot exist": (
        f'{H}.wait_until_state("count.x", nil, {{ timeout_frames = 3 }})',
        "to be nil; the last value was 'count' is a number and has no part 'x'"),
    "undeclared state fails at once": (
        f'{H}.wait_until_state("cuont", 5)', "unknown state path 'cuont'; nearest: count"),
    "an error in the predicate": (
        f'{H}.wait_until(function() error("inside") end)', "a_test.lua:10: inside"),
    "a bad regex": (
        f'{H}.wait_until_log("(", {{ regex = true }})', "is no regular expression"),
}  # fmt: skip


@pytest.fixture(scope="module")
def failing(shared_project):
    lua = "".join(f'it("{n}", function() {body} end)\n' for n, (body, _) in FAILING.items())
    shared_project.suite(lua)
    return shared_project.run(game="probe.py:create", run_id="failing")


@pytest.mark.parametrize("name", FAILING)
def test_failing(failing, name):
    line = 1 + list(FAILING).index(name)
    assert failing.statuses[name] == "failed"
    assert failing.message(name).startswith(f"tests/e2e/a_test.lua:{line}: ")
    assert FAILING[name][1] in failing.message(name)
    frames = failing.test(name)["attempts"][0]["frame"]
    assert failing.test(name)["duration_frames"] == frames
    expected = {"the last value": 6, "the default": 300, "undeclared state fails at once": 0}
    assert frames == expected.get(name, frames)
