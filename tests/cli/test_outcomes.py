"""Budgets, retries, skips, exits: how single tests end, and what the run makes of it."""

import pytest

GAME = "probe.py:create"
TRY = 'local try = test_harness.get_state("starts")'
"""Each attempt begins with a fresh game and a fresh VM: a variable of the module counts them."""


def failing(times: int, options: str = "") -> str:
    body = f"{TRY} print('try ' .. try) assert(try > {times}, 'try ' .. try)"
    return f'it("t", {{ {options} }}, function() {body} end)'


RETRIES = [
    # flags, options, failing attempts, statuses of the attempts, status, exit code
    ("", "", 1, ["failed"], "failed", 1),
    ("--retry-failures 2", "", 1, ["failed", "passed"], "flaky", 1),
    ("--retry-failures 2", "", 2, ["failed", "failed", "passed"], "flaky", 1),
    ("--retry-failures 2", "", 9, ["failed"] * 3, "failed", 1),
    ("--retry-failures 2 --allow-flaky", "", 1, ["failed", "passed"], "flaky", 0),
    ("--retry-failures 2 --allow-flaky", "", 9, ["failed"] * 3, "failed", 1),
    ("", "retries = 1", 1, ["failed", "passed"], "flaky", 1),
    ("--allow-flaky", "retries = 1", 1, ["failed", "passed"], "flaky", 0),
    ("--retry-failures 5", "retries = 0", 1, ["failed"], "failed", 1),
    ("--retry-failures 5", "retries = 2", 9, ["failed"] * 3, "failed", 1),
    ("--retry-failures 2", "", 0, ["passed"], "passed", 0),
    ("--retry-failures 2", "xfail = true", 1, ["passed"], "passed", 0),
]


@pytest.mark.parametrize("row", RETRIES)
def test_retries(project, check_consistent, row):
    flags, options, times, attempts, status, code = row
    project.suite(failing(times, options))
    ended = project.run(*flags.split(), game=GAME)
    report = check_consistent(ended, code)
    test = ended.test("t")
    assert [attempt["status"] for attempt in test["attempts"]] == attempts
    assert test["status"] == status
    assert report["totals"][status] == 1
    for number in range(1, len(attempts) + 1):
        assert ended.log("t", number)[-1] == f"try {number}"
    logs = [artifact for artifact in test["artifacts"] if artifact["kind"] == "log"]
    assert len(logs) == len(attempts)


def test_retries_of_a_block(project):
    project.suite(f'describe("d", {{ retries = 1 }}, function()\n{failing(1)}\nend)')
    assert project.run(game=GAME).statuses == {"d > t": "flaky"}


AFRESH = """
local loads = 0
before_all(function() print("before_all", test_harness.now_frame()) end)
after_all(function() print("after_all", test_harness.get_state("count")) end)
it("first", function() test_harness.set_state("count", 5) end)
describe("inner", function()
  after_all(function() print("inner") end)
  it("t", { retries = 1 }, function()
    loads = loads + 1
    print(test_harness.get_state("count"), loads)
    test_harness.wait_frames(3)
    test_harness.set_state("count", 7)
    assert(false, "always")
  end)
  it("next", function() print(test_harness.get_state("count"), test_harness.now_frame()) end)
end)
"""


def lines(ended, name, attempt=1):
    return [line for line in ended.log(name, attempt) if not line.startswith("start")]


@pytest.mark.parametrize("isolate", ["file", "run"])
def test_a_retry_begins_with_a_fresh_game_and_a_fresh_file(project, isolate):
    project.suite(AFRESH)
    ended = project.run("--isolate", isolate, game=GAME)
    assert ended.statuses == {"first": "passed", "inner > t": "failed", "inner > next": "passed"}
    assert lines(ended, "inner > t") == ["5\t1", "inner", "after_all\t7"]
    assert lines(ended, "inner > t", 2) == ["before_all\t1", "0\t1"]
    assert lines(ended, "inner > next") == ["7\t4", "inner", "after_all\t7"]


def test_a_retry_with_isolate_test_has_a_process_of_its_own(project):
    project.suite(
        AFRESH.replace("print(test_harness", 'print(test_harness.query("pid"), test_harness')
    )
    ended = project.run("--isolate", "test", "--retry-failures", "1", game=GAME)
    assert ended.statuses["inner > t"] == "failed", ended.text
    first, second = lines(ended, "inner > t")[1:], lines(ended, "inner > t", 2)[1:]
    assert [line.split("\t")[1:] for line in (first[0], second[0])] == [["0", "1"]] * 2
    assert first[0] != second[0]
    assert first[1:] == second[1:] == ["inner", "after_all\t7"]


def test_what_fails_after_an_attempt_that_is_retried_is_kept(project):
    project.suite("""
after_all(function() error("cannot clean up") end)
it("t", { retries = 1 }, function() error("first") end)
it("u", function() end)
""")
    first, _ = project.run(game=GAME).test("t")["attempts"]
    assert "a_test.lua:3: first\nalso: after_all (line 2) failed: " in first["message"]
    assert "cannot clean up" in first["message"]


WAYS = {
    "raises": ('test_harness.command("doom", { place = "update", how = "raise" })', "crashed"),
    "dies": ('test_harness.command("doom", { place = "update", how = "kill" })', "crashed"),
    "hangs": ('test_harness.command("doom", { place = "update", how = "spin" })', "timed_out"),
    "runs away": ("while true do end", "timed_out"),
    "budget": ("test_harness.wait_frames(100)", "timed_out"),
    "fails": ('error("no")', "failed"),
}
BAD_ONCE = """
local file = "%s"
it("before", function() end)
it("t", { retries = 1, timeout_frames = 50 }, function()
  if test_harness.query("once", { name = file }) then %s end
  test_harness.wait_frames(3)
end)
it("after", function() end)
"""


@pytest.fixture(scope="module", params=["file", "test", "run"])
def retried(request, together, tmp_path_factory, check_consistent):
    """One run in which every way to fail is met once, which is flaky, by how tests are isolated."""
    suites = {
        way: BAD_ONCE % (tmp_path_factory.mktemp("once") / "file", lua)
        for way, (lua, _) in WAYS.items()
    }
    flags = ["--isolate", request.param, "--frame-seconds", "0.5"]
    ended = together(suites, *flags, code=1, game=GAME)
    check_consistent(ended["fails"].whole, 1)
    again = {way: suite.replace('/file"', '/file-again"') for way, suite in suites.items()}
    together(again, *flags, "--allow-flaky", code=0, game=GAME)
    return ended


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_fail_is_retried(retried, way):
    """What passes on a retry is flaky, and the exit code is that of flaky tests."""
    ended, status = retried[way], WAYS[way][1]
    assert ended.statuses == {"before": "passed", "t": "flaky", "after": "passed"}, ended.text
    assert [attempt["status"] for attempt in ended.test("t")["attempts"]] == [status, "passed"]
    kind = {"crashed": "crash", "timed_out": "timeout", "failed": "error"}[status]
    assert ended.test("t")["failure_kind"] == kind


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_fail_twice_keeps_its_exit_code(project, tmp_path, check_consistent, way):
    lua, status = WAYS[way]
    project.suite(BAD_ONCE.replace('test_harness.query("once", { name = file })', "file")
                  % (tmp_path / "once", lua))  # fmt: skip
    ended = project.run("--frame-seconds", "0.5", game=GAME)
    codes = {"crashed": 4, "timed_out": 1 if way == "budget" else 3, "failed": 1}
    check_consistent(ended, codes[status])
    assert [attempt["status"] for attempt in ended.test("t")["attempts"]] == [status] * 2
    assert ended.statuses["after"] == "passed"


def test_timed_out_tests_are_retried(project):
    project.suite("""
it("t", { retries = 1, timeout_frames = 3 }, function()
  test_harness.wait_frames(test_harness.get_state("starts") == 1 and 9 or 1)
end)
""")
    ended = project.run(game=GAME)
    assert [attempt["status"] for attempt in ended.test("t")["attempts"]] == ["timed_out", "passed"]
    assert ended.test("t")["status"] == "flaky"


BUDGETS = [(5, 4, "passed"), (5, 5, "passed"), (5, 6, "timed_out"), (1, 1, "passed"),
           (1, 2, "timed_out")]  # fmt: skip


@pytest.fixture(scope="module")
def with_budgets(together):
    suites = {
        (budget, wait): f'it("t", {{ timeout_frames = {budget} }}, function()\n'
        f"  test_harness.wait_frames({wait})\nend)"
        for budget, wait, _ in BUDGETS
    }
    return together(suites, code=1)


@pytest.mark.parametrize(("budget", "wait", "status"), BUDGETS)
def test_frame_budget(with_budgets, budget, wait, status):
    ended = with_budgets[budget, wait]
    assert ended.statuses == {"t": status}
    assert ended.test("t")["duration_frames"] == min(budget, wait)
    if status == "timed_out":
        assert f"{budget} frames (timeout_frames) at {ended.file}:2" in ended.message("t")


def test_a_budget_of_many_short_waits(project):
    project.suite("""
describe("d", { timeout_frames = 10 }, function()
  it("many", function() for i = 1, 11 do print(i) test_harness.wait_frames(1) end end)
  it("own", { timeout_frames = 20 }, function() test_harness.wait_frames(15) end)
end)
""")
    ended = project.run()
    assert ended.statuses == {"d > many": "timed_out", "d > own": "passed"}
    assert ended.log("d > many") == [str(i) for i in range(1, 12)]


def test_a_used_up_budget_passes_every_pcall(project):
    project.suite("""
it("t", { timeout_frames = 3 }, function()
  while true do pcall(function() while true do test_harness.wait_frames(1) end end) end
end)
it("after", function() end)
""")
    assert project.run().statuses == {"t": "timed_out", "after": "passed"}


SKIPS = {
    'it("t", { skip = true }, function() error() end)': "skipped",
    'it("t", { skip = "no pad" }, function() error() end)': "no pad",
    'describe("t", { skip = "block" }, function() it("u", function() error() end) end)': "block",
    'pending("t")': "pending",
    'pending("t", function() error() end)': "pending",
    'it("t")': "no function was given",
    'it("t", function() pending("half way") error() end)': "half way",
    'it("t", { when = function() return nil end }, function() error() end)': "`when`",
    'describe("t", { when = false }, function() it("u", function() error() end) end)': "`when`",
}


@pytest.fixture(scope="module")
def with_skips(together):
    return together({lua: lua for lua in SKIPS}, code=0)


@pytest.mark.parametrize("lua", SKIPS)
def test_skipped(with_skips, lua):
    (test,) = with_skips[lua].report["tests"]
    assert (test["status"], test["failure_kind"]) == ("skipped", None)
    assert SKIPS[lua] in test["attempts"][0]["message"]


def test_when_is_asked_with_the_game_running(project):
    project.suite("""
local function ready() test_harness.wait_frames(2) return test_harness.get_state("frame") > 1 end
it("runs", { when = ready }, function() print("ran") end)
it("breaks", { when = function() error("asked") end }, function() end)
it("false in a true block", { when = true }, function() end)
""")
    ended = project.run(game="probe.py:create")
    assert ended.log("runs") == ["start 1", "ran"]
    assert ended.statuses["breaks"] == "failed"
    assert "asked" in ended.message("breaks")


XFAILS = {
    'it("t", { xfail = true }, function() error() end)': ("passed", None),
    'it("t", { xfail = "#7" }, function() assert(false) end)': ("passed", None),
    'it("t", { xfail = "#7" }, function() end)': ("failed", "assertion"),
    'it("t", { xfail = false }, function() end)': ("passed", None),
    'it("t", { xfail = true }, function() pending() end)': ("skipped", None),
    'it("t", { xfail = true, timeout_frames = 1 }, function() test_harness.wait_frames(3) end)': (
        "timed_out",
        "timeout",
    ),
    'before_each(function() error() end) it("t", { xfail = true }, function() end)': (
        "failed",
        "hook",
    ),
}


@pytest.fixture(scope="module")
def with_xfails(together):
    return together({lua: lua for lua in XFAILS}, code=1)


@pytest.mark.parametrize("lua", XFAILS)
def test_xfail(with_xfails, lua):
    (test,) = with_xfails[lua].report["tests"]
    assert (test["status"], test["failure_kind"]) == XFAILS[lua]


EXITS = [(0, "", 0), (5, "", 5), (255, "", 255), (0, 'it("bad", function() error() end)', 1),
         (7, 'it("bad", function() error() end)', 7), (1, "", 1)]  # fmt: skip


@pytest.mark.parametrize(("code", "before", "expected"), EXITS)
def test_exit(project, check_consistent, code, before, expected):
    project.suite(f"""
{before}
it("exits", function() pcall(test_harness.exit, {code}) error("unreached") end)
it("never", function() end)
""")
    ended = project.run()
    report = check_consistent(ended, expected)
    assert ended.statuses["never"] == "not_run"
    assert ended.statuses["exits"] == "passed"
    assert report["totals"]["not_run"] == 1


@pytest.mark.parametrize("hook", ["before_all", "before_each", "after_each", "after_all"])
def test_exit_in_a_hook(project, check_consistent, hook):
    project.suite(f"""
describe("d", function()
  {hook}(function() test_harness.wait_frames(1) test_harness.exit(6) end)
  it("t", {{ retries = 2 }}, function() end)
end)
it("never", function() end)
""")
    ended = project.run()
    check_consistent(ended, 6)
    assert ended.statuses["never"] == "not_run"


def test_exit_zero_hides_no_crash(project, check_consistent):
    doom = 'test_harness.command("doom_now", { how = "kill" })'
    project.suite(f'it("a", function() {doom} end)\nit("b", function() test_harness.exit(0) end)')
    check_consistent(project.run(game="probe.py:create"), 4)


WRONG_CODES = ["-1", "256", "1.5", '"1"', "nil", "true"]


@pytest.fixture(scope="module")
def with_wrong_codes(together):
    suite = 'it("t", function() test_harness.exit(%s) end)\nit("u", function() end)'
    return together({code: suite % code for code in WRONG_CODES}, code=1)


@pytest.mark.parametrize("code", WRONG_CODES)
def test_exit_with_a_wrong_code_is_an_error(with_wrong_codes, code):
    ended = with_wrong_codes[code]
    assert ended.statuses["t"] == "failed"
    assert "test_harness.exit: argument 'code' must be a whole number from 0 to 255" in (
        ended.message("t")
    )
    assert ended.statuses["u"] == "passed"


CRASH = 'it("crash", function() test_harness.command("doom_now", { how = "kill" }) end)\n'
STALL = 'it("stall", function() while true do end end)\n'
FAIL = 'it("fail", function() error() end)\n'


@pytest.mark.parametrize(
    ("lua", "code"), [(FAIL + STALL, 3), (FAIL + CRASH, 4), (CRASH + STALL, 4), (STALL + CRASH, 4)]
)
def test_the_gravest_code_wins(project, check_consistent, lua, code):
    project.suite(lua)
    check_consistent(project.run("--frame-seconds", "0.2", game="probe.py:create"), code)
