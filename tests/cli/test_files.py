"""Files that are no suites: scripts, files that do not load, files that do not end."""

import pytest

SCRIPTS = {
    "waits": 'test_harness.wait_frames(3)\nprint("ran")',
    "declares nothing": 'print("ran")',
    "waits before declaring": 'test_harness.wait_frames(1) it("x", function() end)',
    "asserts": "assert.equal(1, 1) test_harness.wait_frames(1) assert.equal(2, 2)",
    "queries": 'assert(test_harness.get_state("x") == nil)',
    "empty": "",
    "a comment": "-- nothing",
    "returns": "do return 5 end",
}


@pytest.mark.parametrize("row", SCRIPTS)
def test_a_script_is_one_test_named_after_its_file(project, check_consistent, row):
    if row == "waits before declaring":
        project.suite(SCRIPTS[row])
        report = check_consistent(project.run(), 1)
        message = report["tests"][0]["attempts"][0]["message"]
        assert "wait_frames was called at the top of a file that declares tests" in message
        return
    project.suite(SCRIPTS[row])
    (test,) = check_consistent(project.run(), 0)["tests"]
    assert test["full_name"] == test["name"] == "a_test.lua"
    assert (test["line"], test["suite"]) == (1, [])


def test_a_script_runs_once(project):
    project.suite('print("ran") test_harness.wait_frames(2) print("end")')
    assert project.run().log("a_test.lua") == ["ran", "end"]


def test_a_script_of_any_name(project):
    project.write("tools/smoke.lua", "test_harness.wait_frames(1)")
    ended = project.run("--test-script", "tools/smoke.lua")
    assert ended.code == 0, ended.text
    assert list(ended.statuses) == ["smoke.lua"]


@pytest.mark.parametrize("code", [0, 7, 255])
def test_a_script_that_exits(project, code):
    project.suite(f"test_harness.wait_frames(2)\ntest_harness.exit({code})\nerror('unreached')")
    ended = project.run()
    assert ended.code == code, ended.text
    assert ended.statuses == {"a_test.lua": "passed"}


def test_a_script_that_fails(project, check_consistent):
    project.suite("test_harness.wait_frames(1)\nassert.equal(1, 2)")
    ended = project.run()
    check_consistent(ended, 1)
    assert ended.message("a_test.lua").startswith("tests/e2e/a_test.lua:2:")


BROKEN = {
    "syntax error": ("local x = = 1", "a_test.lua:1:"),
    "error at top level": ('it("x", function() end)\nerror("top")', "a_test.lua:2: top"),
    "assertion at top level": ('it("x", function() end)\nassert(false, "no")', "no"),
    "undeclared global": ('it("x", function() end)\nspeed = 3', "a_test.lua:2:"),
    "missing module": ('require("absent")', "absent"),
    "an unknown option": ('it("x", { tag = "y" }, function() end)', "unknown option"),
    "no name": ("it(function() end)", "argument 'name'"),
    "wait inside describe": (
        'describe("d", function() test_harness.wait_frames(1) end)',
        "inside describe",
    ),
    "error object": ('it("x", function() end)\nerror({})', "a_test.lua:2"),
    "bytecode": (b"\x1bLJ\x02\x00", "a_test.lua"),
    "out of memory": ('local t = {} while true do t[#t + 1] = ("x"):rep(1e6 + #t) end', "memory"),
    "stack overflow": ("local function f() return 1 + f() end f()", "stack overflow"),
}


@pytest.mark.parametrize("row", BROKEN)
def test_a_file_that_does_not_load_fails_and_the_others_run(project, check_consistent, row):
    text, message = BROKEN[row]
    project.suite(text, "a_test.lua")
    project.suite('it("fine", function() end)', "b_test.lua")
    ended = project.run()
    report = check_consistent(ended, 1)
    broken, sound = report["tests"]
    assert (broken["full_name"], broken["status"]) == ("a_test.lua", "failed")
    assert broken["failure_kind"] == "error"
    assert message in broken["attempts"][0]["message"]
    assert sound["status"] == "passed"


ENDLESS = {
    "a loop": "while true do end",
    "a loop around pcall": "while true do pcall(error) end",
    "a loop in a describe": 'describe("d", function() repeat until false end)',
}


@pytest.mark.parametrize("row", ENDLESS)
def test_a_file_whose_top_level_does_not_end(project, check_consistent, row):
    project.suite("\n\n" + ENDLESS[row], "a_test.lua")
    project.suite('it("fine", function() end)', "b_test.lua")
    ended = project.run("--frame-seconds", "0.3")
    broken, sound = check_consistent(ended, 3)["tests"]
    assert (broken["status"], broken["failure_kind"]) == ("timed_out", "timeout")
    assert "tests/e2e/a_test.lua:3" in broken["attempts"][0]["message"]
    assert sound["status"] == "passed"


def test_a_broken_file_is_run_whatever_is_selected(project, check_consistent):
    project.suite("it(", "a_test.lua")
    project.suite('it("fine", function() end)\nit("other", function() end)', "b_test.lua")
    ended = project.run("--test-filter", "fine")
    check_consistent(ended, 1)
    assert ended.statuses == {"a_test.lua": "failed", "fine": "passed"}


def test_a_broken_script_alone(project, check_consistent):
    project.suite("it(")
    report = check_consistent(project.run("--test-script", "tests/e2e/a_test.lua"), 1)
    assert report["totals"]["failed"] == report["totals"]["total"] == 1


@pytest.mark.parametrize("name", ["a_test.lua", "x\ny_test.lua", "sp ace & <x>_test.lua"])
def test_files_of_any_name(project, check_consistent, name):
    project.suite('it("t", function() error("no") end)', name)
    report = check_consistent(project.run(), 1)
    assert report["tests"][0]["failure_kind"] == "error"


def test_long_paths_are_shown_whole(project):
    name = "/".join(["a_rather_long_folder_name"] * 6) + "/a_test.lua"
    project.suite('\nit("t", function() error("no") end)', name)
    project.suite("\n= 1", name.replace("/a_test", "/b_test"))
    ended = project.run()
    assert ended.message("t").startswith(f"tests/e2e/{name}:2: no")
    broken = ended.report["tests"][1]["attempts"][0]["message"]
    assert broken.startswith(f"tests/e2e/{name.replace('/a_test', '/b_test')}:2: ")


@pytest.mark.parametrize("text", [
    b'\xef\xbb\xbfit("t", function() end)', b'#!/usr/bin/lua\nit("t", function() end)',
    b'it("t", function() end)\r\n', b'it("t", function() end) -- \xff\xfe',
])  # fmt: skip
def test_files_of_any_encoding(project, check_consistent, text):
    project.suite(text)
    check_consistent(project.run(), 0)
