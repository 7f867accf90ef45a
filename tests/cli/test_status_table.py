"""Each row of the contract's table: what happened, the status, its kind, the exit code."""

import pytest

FLAKY = 'it("t", { retries = 1 }, function() assert(test_harness.get_state("starts") > 1) end)'

ROWS = {
    "passed": ('it("t", function() end)', "passed", None, 0),
    "skipped": ('it("t", { skip = "later" }, function() error() end)', "skipped", None, 0),
    "pending": ('pending("t")', "skipped", None, 0),
    "no function": ('it("t")', "skipped", None, 0),
    "when": ('it("t", { when = false }, function() error() end)', "skipped", None, 0),
    "xfail": ('it("t", { xfail = true }, function() assert.equal(1, 2) end)', "passed", None, 0),
    "xfail error": ('it("t", { xfail = "#12" }, function() error() end)', "passed", None, 0),
    "assertion": ('it("t", function() assert.equal(1, 2) end)', "failed", "assertion", 1),
    "xpass": ('it("t", { xfail = true }, function() end)', "failed", "assertion", 1),
    "error": ('it("t", function() error("no") end)', "failed", "error", 1),
    "nil call": ('it("t", function() local x; x() end)', "failed", "error", 1),
    "hook": ('before_each(function() error("no") end)\nit("t", function() end)',
             "failed", "hook", 1),
    "hook assertion": ('before_all(function() assert.is_true(false) end)\nit("t", function() end)',
                       "failed", "hook", 1),
    "budget": ('it("t", { timeout_frames = 3 }, function() test_harness.wait_frames(9) end)',
               "timed_out", "timeout", 1),
    "wait_until": (
        'it("t", function() test_harness.wait_until(function() end, { timeout_frames = 2 }) end)',
        "failed", "timeout", 1),
    "wait_until_log": (
        'it("t", function() test_harness.wait_until_log("x", { timeout_frames = 2 }) end)',
        "failed", "timeout", 1),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_without_a_game(project, check_consistent, row):
    lua, status, kind, code = ROWS[row]
    project.suite(lua)
    report = check_consistent(project.run(), code)
    assert [(test["status"], test["failure_kind"]) for test in report["tests"]] == [(status, kind)]


def test_a_flaky_test_passes_where_that_is_allowed(project, check_consistent):
    project.suite(FLAKY)
    report = check_consistent(project.run("--allow-flaky", game="probe.py:create"), 0)
    assert report["totals"]["flaky"] == 1


def doom(place: str, how: str) -> str:
    return (
        f'it("t", function() test_harness.command("doom", {{ place = "{place}", how = "{how}" }}) '
        "test_harness.press_key(KEY_A) test_harness.wait_frames(5) end)"
    )


AROUND = 'it("before", function() end)\n{}\nit("after", function() end)'

GAME_ROWS = {
    "flaky": (FLAKY, "flaky", "assertion", 1),
    "query": ('it("t", function() test_harness.query("environment") end)', "failed", "error", 1),
    "exception in a command": (
        'it("t", function() test_harness.command("doom_now", { how = "raise" }) end)',
        "failed", "error", 1),
    "wait_until_state": (
        'it("t", function() test_harness.wait_until_state("count", 1, { timeout_frames = 2 }) end)',
        "failed", "timeout", 1),
    "assert_state": ('it("t", function() assert_state("count", 1) end)', "failed", "assertion", 1),
    "update raises": (doom("update", "raise"), "crashed", "crash", 4),
    "handle_event raises": (doom("handle_event", "raise"), "crashed", "crash", 4),
    "update ends": (doom("update", "system_exit"), "crashed", "crash", 4),
    "worker killed": (doom("update", "kill"), "crashed", "crash", 4),
}  # fmt: skip


@pytest.mark.parametrize("row", GAME_ROWS)
def test_with_a_game(project, check_consistent, row):
    lua, status, kind, code = GAME_ROWS[row]
    project.suite(AROUND.format(lua))
    report = check_consistent(project.run(game="probe.py:create"), code)
    outcomes = [(test["status"], test["failure_kind"]) for test in report["tests"]]
    assert outcomes == [("passed", None), (status, kind), ("passed", None)]


STALLS = {
    "endless Lua": "while true do end",
    "endless Lua around pcall": "while true do pcall(function() while true do end end) end",
    "endless Lua in a coroutine": "coroutine.wrap(function() while true do end end)()",
    "endless Lua in a callback": 'string.gsub("a", "a", function() while true do end end)',
    "endless Lua in a sort": "table.sort({ 2, 1 }, function() while true do end end)",
    "endless Lua in finally": "finally(function() while true do end end)",
    "a pattern that backtracks": 'string.find(string.rep("a", 40), string.rep("a-", 30) .. "b")',
    "endless update": 'test_harness.command("doom", { place = "update", how = "spin" }) '
    "test_harness.wait_frames(5)",
    "sleeping update": 'test_harness.command("doom", { place = "update", how = "sleep" }) '
    "test_harness.wait_frames(5)",
    "endless command": 'test_harness.command("doom_now", { how = "spin" })',
    "a process that is stopped": 'test_harness.command("doom_now", { how = "stop" })',
    "a process that hears no SIGTERM": 'test_harness.command("doom_now", { how = "deaf" })',
    "a sleep in C": 'test_harness.command("doom_now", { how = "c_sleep" })',
}
SLACK_MS = 1000 + 1500
"""A second to end it, and what starting two processes may take on a busy machine."""


@pytest.fixture(scope="module")
def stalled(together, check_consistent):
    """One run in which everything stalls, once in each file."""
    suites = {row: AROUND.format(f'it("t", function() {lua} end)') for row, lua in STALLS.items()}
    ended = together(suites, "--frame-seconds", "0.2", code=3, game="probe.py:create")
    check_consistent(ended["endless Lua"].whole, 3)
    return ended


@pytest.mark.parametrize("row", STALLS)
def test_frame_seconds(stalled, row):
    ended = stalled[row]
    outcomes = [(test["status"], test["failure_kind"]) for test in ended.report["tests"]]
    assert outcomes == [("passed", None), ("timed_out", "timeout"), ("passed", None)]
    assert "--frame-seconds" in ended.message("t")
    assert sum(test["duration_ms"] for test in ended.report["tests"]) < 200 + SLACK_MS


def test_frame_seconds_in_a_hook(project, check_consistent):
    project.suite("""
it("before", function() end)
describe("d", function()
  before_each(function() while true do end end)
  it("t", function() end)
end)
it("after", function() end)
""")
    ended = project.run("--frame-seconds", "0.2", game="probe.py:create")
    check_consistent(ended, 3)
    assert list(ended.statuses.values()) == ["passed", "timed_out", "passed"]
    assert "a_test.lua:4" in ended.message("d > t")


def test_timeout_seconds_leaves_the_rest_not_run(project, check_consistent):
    project.suite(AROUND.format('it("t", function() while true do end end)'))
    ended = project.run("--timeout-seconds", "1")
    report = check_consistent(ended, 3)
    assert list(ended.statuses.values()) == ["passed", "timed_out", "not_run"]
    assert report["tests"][1]["failure_kind"] == "timeout"
    assert "--timeout-seconds" in ended.out
