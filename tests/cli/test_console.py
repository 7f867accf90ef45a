"""What is printed: the list or dots, the failures at the end, colours only where they belong."""

import os
import pty
import re
import subprocess
import sys

import pytest

SUITE = """
it("passes", function() test_harness.wait_frames(2) end)

it("fails", function()
  print("logged")
  test_harness.wait_frames(3)
  local found = 41
  assert.equal(42, found)
  print("unreached")
end)
it("skips", { skip = true }, function() end)
it("times out", { timeout_frames = 1 }, function() test_harness.wait_frames(5) end)
"""
FAILURE = """
FAILED: a_test.lua > fails
  tests/e2e/a_test.lua:4
  frame 3:
    tests/e2e/a_test.lua:8: expected values to be equal
    expected: 42
    actual:   41
         6 |   test_harness.wait_frames(3)
         7 |   local found = 41
    >    8 |   assert.equal(42, found)
         9 |   print("unreached")
        10 | end)
    at tests/e2e/a_test.lua:8: in a function
  log: reports/run/artifacts/"""


def test_the_list(project):
    project.suite(SUITE)
    ended = project.run()
    lines = ended.out.splitlines()
    assert lines[:5] == [
        "4 tests of none, seed 12345",
        "ok        a_test.lua > passes (2 frames)",
        "FAILED    a_test.lua > fails (3 frames)",
        "skipped   a_test.lua > skips: skipped",
        "TIMED OUT a_test.lua > times out (1 frame)",
    ]
    assert ended.err == ""


def test_a_failure_is_explained(project):
    project.suite(SUITE)
    out = project.run().out
    assert FAILURE in out
    command = out.partition(FAILURE)[2].splitlines()[1]
    assert command.startswith("  repeat: python -m harness --test-mode --headless --game none ")
    assert out.index("TIMED OUT: a_test.lua > times out") > out.index(FAILURE)


def test_the_end(project):
    project.suite(SUITE)
    *_, bundle, html, report, empty, failed, timed_out, totals = project.run().out.splitlines()
    assert empty == ""
    assert failed == "FAILED    a_test.lua > fails  tests/e2e/a_test.lua:4"
    assert timed_out == "TIMED OUT a_test.lua > times out  tests/e2e/a_test.lua:12"
    assert re.fullmatch(
        r"1 passed, 1 failed, 1 skipped, 1 timed out in \d+\.\d\d s \(\d+ frames\)", totals
    )
    assert bundle == "forensics: reports/run/forensics"
    assert html == "html: reports/run/report.html"
    assert (project.folder / "reports/run/report.html").exists()
    assert report == "report: reports/run"


def test_a_run_that_passes_leaves_no_page_unless_it_is_asked_for(project):
    project.suite('it("t", function() end)')
    ended = project.run()
    assert "html:" not in ended.out
    assert not (ended.folder / "report.html").exists()
    ended = project.run("--report-html", "out/page.html")
    assert "html: out/page.html" in ended.out
    assert (project.folder / "out/page.html").read_text("utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize("value", ["true", "1"])
def test_dots_in_ci(project, value):
    project.suite(SUITE)
    out = project.run(env={"CI": value}).out
    assert out.splitlines()[:2] == ["4 tests of none, seed 12345", ".FsT"]
    assert FAILURE in out


def test_dots_are_broken_into_lines(project):
    project.suite('for i = 1, 200 do it("t" .. i, function() end) end')
    lines = project.run(env={"CI": "1"}).out.splitlines()
    assert lines[1:4] == ["." * 80 + " 80/200", "." * 80 + " 160/200", "." * 40]


def test_the_shard_is_named(project):
    project.suite(SUITE)
    out = project.run("--shard", "2", "--total-shards", "3").out
    assert out.startswith("1 test of none, seed 12345, shard 2 of 3\n")


def test_attempts_are_told_apart(project):
    project.suite("""
it("t", { retries = 2 }, function() error("try " .. test_harness.get_state("starts")) end)
""")
    out = project.run(game="probe.py:create").out
    for number in (1, 2, 3):
        assert f"  attempt {number}, frame 0:\n    tests/e2e/a_test.lua:2: try {number}\n" in out


def test_no_escape_codes_and_no_cursor_movement_when_piped(project):
    project.suite(SUITE)
    for environment in ({}, {"CI": "1"}, {"TERM": "xterm-256color", "COLORTERM": "1"}):
        ended = project.run(env=environment)
        assert "\x1b" not in ended.out
        assert "\r" not in ended.out


def on_a_terminal(project, environment: dict[str, str]) -> str:
    """Run with a pseudo terminal as standard output and return what was written to it."""
    leader, follower = pty.openpty()
    words = ["--test-mode", "--headless", "--game", "none", "--run-id", "run"]
    process = subprocess.Popen(
        [sys.executable, "-m", "harness", *words], cwd=project.folder, stdout=follower,
        env=project.environment(environment), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(follower)
    chunks = []
    try:
        while chunk := os.read(leader, 65536):
            chunks.append(chunk)
    except OSError:
        pass  # Linux ends a pseudo terminal so
    process.wait()
    os.close(leader)
    return b"".join(chunks).decode()


def test_colours_on_a_terminal(project):
    project.suite(SUITE)
    out = on_a_terminal(project, {"TERM": "xterm"})
    assert "\x1b[32mok" in out
    assert "\x1b[31mFAILED" in out
    assert "[2/4] a_test.lua > fails" in out


def test_no_color_is_respected(project):
    project.suite(SUITE)
    out = on_a_terminal(project, {"TERM": "xterm", "NO_COLOR": "1"})
    assert not re.search(r"\x1b\[[0-9;]*m", out)
    assert "FAILED    a_test.lua > fails" in out


COLOURS = {
    "FORCE_COLOR": ({"FORCE_COLOR": "1"}, True, True),
    "FORCE_COLOR in CI": ({"FORCE_COLOR": "1", "CI": "1"}, True, True),
    "FORCE_COLOR on a terminal that has none": ({"FORCE_COLOR": "1", "TERM": "dumb"}, True, True),
    "an empty FORCE_COLOR": ({"FORCE_COLOR": ""}, False, True),
    "NO_COLOR": ({"NO_COLOR": "1"}, False, False),
    "an empty NO_COLOR": ({"NO_COLOR": ""}, False, True),
    "NO_COLOR is stronger": ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
    "CLICOLOR_FORCE": ({"CLICOLOR_FORCE": "1"}, True, True),
    "CLICOLOR_FORCE=0": ({"CLICOLOR_FORCE": "0"}, False, True),
    "CLICOLOR=0": ({"CLICOLOR": "0"}, False, False),
    "a terminal that has none": ({"TERM": "dumb"}, False, False),
    "nothing": ({}, False, True),
}
"""The environment, and whether a pipe and a terminal get colours."""


@pytest.mark.parametrize("row", COLOURS)
def test_conventions_of_colours(project, row):
    environment, piped, terminal = COLOURS[row]
    environment = {"TERM": "xterm"} | environment
    project.suite(SUITE)
    out = project.run(env=environment).out
    assert bool(re.search(r"\x1b\[[0-9;]*m", out)) == piped
    assert "\r" not in out
    out = on_a_terminal(project, environment)
    assert bool(re.search(r"\x1b\[[0-9;]*m", out)) == terminal
    cleared = "\x1b[K" in out
    assert cleared == (environment["TERM"] != "dumb" and "CI" not in environment)


def test_quiet(project):
    project.suite('it("passes", function() end)')
    assert re.fullmatch(r"1 passed in .*\n", project.run("--quiet").out)
    project.suite(SUITE)
    out = project.run("--quiet").out
    assert out.startswith(FAILURE)
    assert "passes" not in out
    assert "report: " not in out
    assert re.match("1 passed, 1 failed", out.splitlines()[-1])


def test_a_failure_without_source_lines(project):
    project.suite('it("t", function() error("plain", 0) end)')
    out = project.run().out
    assert "    plain\n" in out
    assert "  repeat: " in out


def test_control_characters_do_not_reach_the_terminal(project):
    project.suite('it("a \\27[31m b", function() error("\\27[2J\\7") end)')
    out = project.run().out
    assert "\x1b" not in out
    assert "\x07" not in out
