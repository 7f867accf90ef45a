"""Debugging in a window: the prompt over a pipe and a real terminal, and failures that are held."""

from __future__ import annotations

import os
import pty
import subprocess
import time
from pathlib import Path

import pytest

from harness.frames.overlay import FAILED
from tests.cli.windows import FAILING, NEEDS_X, Running, bar, until

pytestmark = NEEDS_X


def test_the_prompt_over_a_pipe(start):
    """All lines are there from the start: each is taken when it is asked for."""
    run = start(FAILING, "--pause-on-failure", "--speed", "max")
    run.type(
        "answer", 'test_harness.get_state("count")', "answer +", "nope", "x = answer * 2", "x",
        "test_harness.wait_frames(1)", "test_harness.press_key(KEY_B)", "test_harness.exit(3)",
        'print("text", { 1 })', "while true do error('loop') end", ".hop", ".step 0",
        ".help", ".go",
    )  # fmt: skip
    assert run.end() == 1
    text = run.printed
    assert "failed: a_test.lua > fails, frame 3\ntests/e2e/a_test.lua:8: " in text
    for asked in (
        "fails, frame 3> answer\n42\n",
        'get_state("count")\n7\n',
        "answer +\nunexpected symbol near '<eof>'\n",
        "> nope\nundeclared global 'nope'\n",
        "> x = answer * 2\nfails, frame 3> x\n84\n",
        "no frame passes at the prompt, so nothing can be waited for here: let frames pass with",
        "> test_harness.press_key(KEY_B)\nnil\nfails, ",
        "> test_harness.exit(3)\na run is not ended by a line: use .quit\n",
        "})\ntext\t{ 1 }\n",
        "> while true do error('loop') end\nloop\n",
        ".hop is no word of the prompt; nearest: ",
        ".step takes a number of frames from 1, got '0'",
        "  .step [n]   let n frames pass (1)",
        "> .go\nFAILED    a_test.lua > fails",
    ):
        assert asked in text, f"{asked!r} in {text}"
    assert run.statuses == ["failed", "passed"]
    events = (run.project.folder / "reports/run/events.jsonl").read_text()
    assert '"said"' not in events


def test_what_is_typed_happens_in_the_next_frame(start):
    suite = """
    it("goes on", function()
      test_harness.wait_until_state("count", 5, { timeout_frames = 1e6 })
      local events = test_harness.get_state("events")
      assert.are.equal(1, #events)
      assert.are.equal("b", events[1].key)
    end)
    """
    run = start(suite, "--speed", "max")
    run.begin()
    run.desktop.key("F8")
    run.wait_for("paused: ")
    before = int(run.ask('test_harness.get_state("frame")'))
    assert run.ask("test_harness.now_frame()") == str(before)
    run.ask("test_harness.press_key(KEY_B)")
    assert run.ask(".step 2").startswith("paused: ")
    assert run.ask('test_harness.get_state("frame")') == str(before + 2)
    assert run.ask('test_harness.get_state("events[1].frame")') == str(before + 1)
    run.ask('test_harness.set_state("count", 5)')
    run.type(".go")
    assert run.end() == 0, run.printed
    typed = [line for line in run.trace if line["type"] in ("key_down", "set_state")]
    assert [line["type"] for line in typed] == ["key_down", "set_state"]


def test_the_prompt_over_a_terminal(desktop, project):
    """A terminal echoes by itself, and Ctrl-D is `.go`."""
    project.suite(FAILING)
    ours, theirs = pty.openpty()
    run = Running(desktop, project, "--pause-on-failure", game="probe.py:create", stdin=theirs)
    os.close(theirs)
    run.wait_for("frame 3> ")
    os.write(ours, b"answer + 1\n")
    run.wait_for("frame 3> ", 2)
    assert "frame 3> 43\n" in run.printed.replace("frame 3> \n", "frame 3> ")
    os.write(ours, b"\x04")
    assert run.end() == 1
    os.close(ours)
    assert run.statuses == ["failed", "passed"]


def test_a_failure_is_held_before_anything_is_cleaned_up(start, desktop):
    """Neither --timeout-seconds nor --frame-seconds runs meanwhile, and both do afterwards."""
    suite = f"""{FAILING}
    it("spins", function()
      test_harness.command("doom", {{ place = "update", how = "spin" }})
      test_harness.wait_frames(2)
    end)"""
    run = start(suite, "--pause-on-failure", "--timeout-seconds=3", "--frame-seconds=0.4")
    run.wait_for("frame 3> ")
    until(lambda: bar(desktop.picture())[0] == FAILED)
    pid = int(run.ask('test_harness.query("pid")'))
    before = cpu_seconds(pid)
    time.sleep(3.5)
    assert cpu_seconds(pid) - before < 0.35, "a held run burns the processor"
    assert run.ask('test_harness.get_state("count")') == "7"
    assert run.ask("test_harness.get_state('held')[1].keys") == '{ "a" }'
    run.type(".go")
    assert run.end() == 3, run.printed
    assert run.statuses == ["failed", "passed", "timed_out"]


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize("names", ["a", "abc"])
def test_where_nobody_is_there_a_failure_holds_nothing_and_says_so_once(start, names):
    suite = "\n".join(f"it('{name}', function() error('no') end)" for name in names)
    run = start(suite, "--pause-on-failure", stdin=subprocess.DEVNULL)
    assert run.end() == 1
    assert run.printed.count("nobody answers on the terminal") == 1
    assert run.statuses == ["failed"] * len(names)


def test_a_crash_is_held_too(start):
    suite = """
    it("crashes", function()
      test_harness.command("doom", { place = "update", how = "raise" })
      test_harness.wait_frames(2)
    end)"""
    run = start(suite, "--pause-on-failure")
    run.wait_for("frame 1> ")
    assert "the game's update raised RuntimeError" in run.printed
    run.type(".go")
    assert run.end() == 4


def test_an_expected_failure_is_not_held(start):
    suite = "it('x', { xfail = true }, function() error('no') end)"
    run = start(suite, "--pause-on-failure")
    assert run.end() == 0
    assert "paused" not in run.printed.partition("\n")[2].partition("\n")[2]
