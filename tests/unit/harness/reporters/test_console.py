"""What a run prints."""

from __future__ import annotations

import io

import pytest

from harness.model import RunResult
from harness.reporters.console import Console, source_lines


class Screen:
    """A console that prints into a text."""

    def __init__(self, config, **how) -> None:
        self.stream = io.StringIO()
        how = {"dots": False, "terminal": False, "colour": False} | how
        self.console = Console(self.stream, config, **how)

    def play(self, report, reason=""):
        """Print a whole run."""
        planned = [{"full_name": test["full_name"]} for test in report["tests"]]
        started = {"type": "run_started", "tests": planned, **report["run"]}
        self.console.event(started)
        for position, test in enumerate(report["tests"]):
            for number, attempt in enumerate(test["attempts"], 1):
                where = {"test": position, "attempt": number}
                self.console.event({"type": "test_started", **where})
                self.console.event({"type": "attempt_finished", **where, **attempt})
            if test["status"] != "not_run":
                end = {"type": "test_finished", "test": position, "status": test["status"]}
                self.console.event(end)
        self.console.result(RunResult(report, 1, self.console._root + "/reports/run", reason))
        return self.stream.getvalue()


@pytest.fixture
def screen(configure):
    return lambda **how: Screen(configure(), **how)


LISTED = """\
3 tests of game.app:create, seed 5
ok        a_test.lua > x (3 frames)
skipped   a_test.lua > y (3 frames)
FAILED    a_test.lua > z (3 frames)

FAILED: a_test.lua > z
  tests/e2e/a_test.lua:7
  frame 3:
    why 1
  repeat: python -m harness --test-mode --seed 5 --resolution 64x48 --game game.app:create \
--test-script tests/e2e/a_test.lua --test-filter z

1 passed, 1 failed, 1 skipped in 1.50 s (9 frames)
report: reports/run
"""


def three(made):
    return made.report(
        made.test("x"), made.test("y", "skipped"), made.test("z", "failed", "assertion")
    )


def test_a_list_where_nobody_looks(made, screen):
    assert screen().play(three(made)) == LISTED


def test_dots_in_ci(made, screen):
    lines = screen(dots=True).play(three(made)).splitlines()
    assert lines[:3] == ["3 tests of game.app:create, seed 5", ".sF", ""]
    assert lines[3:] == LISTED.splitlines()[5:]


def test_dots_are_counted_at_the_end_of_a_line(made, screen):
    report = made.report(*[made.test(str(number)) for number in range(85)])
    lines = screen(dots=True).play(report).splitlines()
    assert lines[1:3] == ["." * 80 + " 80/85", "." * 5]


def test_the_running_test_on_a_terminal(made, screen):
    text = screen(terminal=True).play(three(made))
    assert "[1/3] a_test.lua > x\r\x1b[Kok        a_test.lua > x" in text
    assert "\x1b[3" not in text


def test_a_second_attempt_says_so(made, screen):
    test = made.test("x", "flaky", "error", attempts=["failed", "passed"])
    text = screen(terminal=True).play(made.report(test))
    assert "[1/1] a_test.lua > x (attempt 2)\r" in text
    assert "flaky     a_test.lua > x (6 frames)" in text
    assert "  attempt 1, frame 3:\n    why 1\n" in text
    assert "attempt 2, frame" not in text


def test_colours_are_asked_for(made, screen):
    assert "\x1b[32mok       \x1b[0m a_test.lua > x" in screen(colour=True).play(three(made))


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        ([], "no test in 1.50 s (9 frames)"),
        (["passed", "passed"], "2 passed in"),
        (["timed_out", "crashed"], "1 timed out, 1 crashed in"),
        (["not_run", "flaky"], "1 flaky, 1 not run in"),
    ],
)
def test_totals(made, screen, statuses, expected):
    tests = [made.test(str(number), status) for number, status in enumerate(statuses)]
    assert expected in screen().play(made.report(*tests))


def test_why_a_run_ended_early(made, screen):
    text = screen().play(made.report(made.test("x", "not_run")), "interrupted by SIGINT")
    assert "\ninterrupted by SIGINT\n1 not run in" in text


def test_shards_and_one_test(made, screen):
    text = screen().play(made.report(made.test("x"), shard=2, total_shards=3))
    assert text.startswith("1 test of game.app:create, seed 5, shard 2 of 3\n")


def test_failures_show_the_lines_of_lua_and_the_artifacts(made, screen, root):
    (root / "tests" / "e2e" / "a_test.lua").write_text("".join(f"line {n}\n" for n in range(1, 9)))
    broken = made.attempt(
        "failed",
        "tests/e2e/a_test.lua:7: bad\nexpected 1",
        traceback="tests/e2e/a_test.lua:7: in x",
    )
    kept = [{"kind": "log", "path": "artifacts/x/attempt-1.log"}]
    test = made.test("x", "failed", "assertion", attempts=[broken], artifacts=kept)
    assert """\
  frame 3:
    tests/e2e/a_test.lua:7: bad
    expected 1
         5 | line 5
         6 | line 6
    >    7 | line 7
         8 | line 8
    at tests/e2e/a_test.lua:7: in x
  log: reports/run/artifacts/x/attempt-1.log
""" in screen().play(made.report(test))


@pytest.mark.parametrize(
    ("message", "traceback", "expected"),
    [
        ("s.lua:1: bad", "", ["> 1 | a", "  2 | b", "  3 | c"]),
        ("bad", "s.lua:2: in x", ["  1 | a", "> 2 | b", "  3 | c"]),
        ("first\ns.lua:3: bad", "", ["  1 | a", "  2 | b", "> 3 | c"]),
        ("s.lua:99: bad", "", []),
        ("absent.lua:1: bad", "", []),
        ("nothing", "", []),
        ("", "", []),
    ],
)
def test_source_lines(tmp_path, message, traceback, expected):
    (tmp_path / "s.lua").write_text("a\nb\nc\n")
    lines = [" ".join(line.split()) for line in source_lines(message, traceback, str(tmp_path))]
    assert lines == [" ".join(line.split()) for line in expected]
