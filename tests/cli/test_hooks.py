"""The four hooks: their order, what an error in one means, and what runs all the same."""

import pytest

NESTED = """
before_all(function() print("file before_all") end)
after_all(function() print("file after_all") end)
before_each(function() print("file before_each") end)
after_each(function() print("file after_each") end)
it("first", function() print("first") end)
describe("outer", function()
  before_all(function() print("outer before_all") end)
  after_all(function() print("outer after_all") end)
  before_each(function() print("outer before_each 1") end)
  before_each(function() print("outer before_each 2") end)
  after_each(function() print("outer after_each") end)
  it("a", function() print("a") end)
  describe("inner", function()
    before_all(function() print("inner before_all") end)
    after_all(function() print("inner after_all") end)
    after_each(function() print("inner after_each") end)
    it("b", function() print("b") end)
  end)
  it("c", function() print("c") end)
end)
it("last", function() print("last") end)
"""
AROUND = ["file before_each", "outer before_each 1", "outer before_each 2"]
LOGS = {
    "first": ["file before_all", "file before_each", "first", "file after_each"],
    "outer > a": ["outer before_all", *AROUND, "a", "outer after_each", "file after_each"],
    "outer > inner > b": ["inner before_all", *AROUND, "b", "inner after_each",
                          "outer after_each", "file after_each", "inner after_all"],
    "outer > c": [*AROUND, "c", "outer after_each", "file after_each", "outer after_all"],
    "last": ["file before_each", "last", "file after_each", "file after_all"],
}  # fmt: skip


def test_order(project):
    project.suite(NESTED)
    ended = project.run()
    assert {name: ended.log(name) for name in LOGS} == LOGS


def test_hooks_that_run_once_run_around_what_is_selected(project):
    project.suite(NESTED)
    ended = project.run("--test-filter", "inner")
    (lines,) = [ended.log(name) for name in ended.statuses]
    assert lines == [
        "file before_all", "outer before_all", "inner before_all", *AROUND, "b",
        "inner after_each", "outer after_each", "file after_each", "inner after_all",
        "outer after_all", "file after_all",
    ]  # fmt: skip


def test_hooks_of_a_block_without_selected_tests_do_not_run(project):
    project.suite(NESTED)
    ended = project.run("--test-filter", "/first|last/")
    assert ended.log("first") == LOGS["first"]
    assert ended.log("last") == LOGS["last"]


def test_hooks_with_isolate_test_run_around_each_test(project):
    project.suite(NESTED)
    ended = project.run("--isolate", "test")
    assert ended.log("outer > c") == [
        "file before_all", "outer before_all", *AROUND, "c", "outer after_each",
        "file after_each", "outer after_all", "file after_all",
    ]  # fmt: skip


def test_hooks_do_not_run_for_skipped_tests(project):
    project.suite("""
before_all(function() print("before_all") end)
after_all(function() print("after_all") end)
before_each(function() print("before_each") end)
it("a", { skip = true }, function() end)
pending("b")
""")
    ended = project.run()
    assert ended.statuses == {"a": "skipped", "b": "skipped"}
    assert ended.log("a") == ended.log("b") == []


FAULTS = [
    'error("broken")',
    'assert.equal("broken", 1)',
    'test_harness.wait_frames(1) error("broken")',
]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("hook", ["before_each", "after_each", "before_all", "after_all"])
def test_an_error_in_a_hook(project, check_consistent, hook, fault):
    project.suite(f"""
it("outside", function() end)
describe("d", function()
  {hook}(function() {fault} end)
  it("a", function() print("a ran") end)
  it("b", function() print("b ran") end)
end)
it("later", function() end)
""")
    ended = project.run()
    check_consistent(ended, 1)
    failing = {"after_all": ["d > b"]}.get(hook, ["d > a", "d > b"])
    for name, status in ended.statuses.items():
        assert status == ("failed" if name in failing else "passed"), name
    for name in failing:
        assert ended.test(name)["failure_kind"] == "hook"
        assert f"{hook} of 'd' (line 4) failed: tests/e2e/a_test.lua:4: " in ended.message(name)
        assert "broken" in ended.message(name)
    ran = hook.startswith("after")
    assert ("a ran" in ended.log("d > a")) == ran


def test_after_each_runs_whatever_happened(project):
    project.suite("""
local count = 0
after_each(function() count = count + 1 print("after " .. count) end)
it("fails", function() error("x") end)
it("asserts", function() assert.is_true(false) end)
it("times out", { timeout_frames = 2 }, function() test_harness.wait_frames(5) end)
it("skips", function() pending("later") end)
describe("hook", function()
  before_each(function() error("y") end)
  it("breaks", function() end)
end)
""")
    ended = project.run()
    logs = [ended.log(name) for name in ended.statuses]
    assert logs == [[f"after {i}"] for i in range(1, 6)]
    assert list(ended.statuses.values()) == ["failed", "failed", "timed_out", "skipped", "failed"]


def test_the_first_problem_is_kept(project):
    project.suite("""
after_each(function() error("second") end)
it("t", function() assert.equal("first", 1) end)
""")
    ended = project.run()
    assert ended.test("t")["failure_kind"] == "assertion"
    assert "first" in ended.message("t")


def test_before_all_that_fails_is_not_run_again(project):
    project.suite("""
local count = 0
before_all(function() count = count + 1 print(count) error("x") end)
it("a", function() end)
it("b", function() end)
""")
    ended = project.run()
    assert ended.statuses == {"a": "failed", "b": "failed"}
    assert (ended.log("a"), ended.log("b")) == (["1"], [])


def test_hooks_have_a_budget_of_their_own(project, check_consistent):
    project.suite("""
before_each(function() test_harness.wait_frames(3000) end)
it("fits", { timeout_frames = 5 }, function() test_harness.wait_frames(4) end)
describe("d", function()
  before_each(function() test_harness.wait_frames(3601) end)
  it("too long", function() end)
end)
""")
    ended = project.run()
    check_consistent(ended, 1)
    assert ended.statuses == {"fits": "passed", "d > too long": "timed_out"}
    assert ended.test("d > too long")["failure_kind"] == "timeout"
    message = ended.message("d > too long")
    assert message.startswith("before_each of 'd' (line 5) used up its 3600 frames"), message


@pytest.mark.parametrize(("wait", "status"), [(3600, "passed"), (3601, "timed_out")])
def test_the_default_budget_of_a_test(project, wait, status):
    project.suite(f'it("t", function() test_harness.wait_frames({wait}) end)')
    assert project.run().statuses == {"t": status}


def test_names_of_busted(project):
    project.suite("""
setup(function() print("setup") end)
teardown(function() print("teardown") end)
context("c", function()
  spec("s", function() finally(function() print("end") end) error("x") end)
end)
insulate("i", function() test("t", function() end) end)
""")
    ended = project.run()
    assert ended.statuses == {"c > s": "failed", "i > t": "passed"}
    assert ended.log("c > s") == ["setup", "end"]
    assert ended.log("i > t") == ["teardown"]


def test_what_before_each_gives_to_finally_runs_though_another_hook_fails(project):
    project.suite("""
    before_each(function() finally(function() print("cleaned up") end) end)
    before_each(function() error("broken") end)
    it("t", function() end)
    """)
    ended = project.run()
    assert ended.test("t")["failure_kind"] == "hook"
    assert ended.log("t") == ["cleaned up"]


SKIPPING = """
before_all(function() print("first") {what} end)
before_all(function() print("second") end)
before_each(function() print("each") end)
it("a", function() print("a") end)
describe("inner", function()
  before_all(function() print("inner") end)
  it("b", function() print("b") end)
end)
"""


def test_pending_in_before_all_skips_all_tests_of_its_block(project):
    project.suite(SKIPPING.format(what='pending("no sound here")'))
    ended = project.run()
    assert ended.statuses == {"a": "skipped", "inner > b": "skipped"}
    assert ended.log("a") == ["first"]
    assert ended.log("inner > b") == []
    assert ended.message("inner > b") == "no sound here"


def test_no_hook_begins_after_one_that_ends_the_run(project):
    project.suite(SKIPPING.format(what="test_harness.exit(5)"))
    ended = project.run()
    assert (ended.code, ended.statuses) == (5, {"a": "skipped", "inner > b": "not_run"})
    assert ended.log("a") == ["first"]


def test_no_inner_hook_begins_after_a_before_each_that_skips(project):
    project.suite("""
before_each(function() pending("later") end)
before_each(function() print("second") end)
after_each(function() print("after") end)
describe("inner", function()
  before_each(function() print("inner") end)
  after_each(function() print("inner after") end)
  it("a", function() print("a") end)
end)
""")
    ended = project.run()
    assert ended.statuses == {"inner > a": "skipped"}
    assert ended.log("inner > a") == ["after"]


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        ('pending("why")', "why", 0),
        ("test_harness.exit(6)", "the run was ended before the test began", 6),
        ("return false", "`when` does not hold", 0),
    ],
)
def test_when_says_why_a_test_is_skipped(project, body, message, code):
    project.suite(f'it("a", {{ when = function() {body} end }}, function() end)')
    ended = project.run()
    assert (ended.code, ended.statuses) == (code, {"a": "skipped"})
    assert ended.message("a") == message
