"""What a run prints."""

from __future__ import annotations

import io
import re

import pytest

from harness.base.printable import columns
from harness.records.model import RunResult
from harness.reporters.console import Console, source_lines


class Screen:
    """A console that prints into a text."""

    def __init__(self, config, **how) -> None:
        self.stream = io.StringIO()
        how = {"dots": False, "terminal": False, "colour": False} | how
        self.console = Console(self.stream, config, **how)

    def begin(self, report) -> None:
        planned = [{"full_name": test["full_name"]} for test in report["tests"]]
        self.console.event({"type": "run_started", "tests": planned, **report["run"]})

    def play(self, report, reason=""):
        """Print a whole run."""
        self.begin(report)
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
skipped   a_test.lua > y (3 frames): why 1
FAILED    a_test.lua > z (3 frames)

FAILED: a_test.lua > z
  tests/e2e/a_test.lua:7
  frame 3:
    why 1
  repeat: python -m harness --test-mode --game game.app:create --seed 5 --resolution 64x48 \
--test-name 'a_test.lua > z'

report: reports/run

FAILED    a_test.lua > z  tests/e2e/a_test.lua:7
1 passed, 1 failed, 1 skipped in 1.50 s (9 frames)
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


def test_the_tests_of_several_workers_on_a_terminal(made, screen):
    shown = screen(terminal=True)
    shown.begin(three(made))
    shown.console.running([0, 2], 1)
    shown.console.running([1], 2)
    line = "[1/3] a_test.lua > x | a_test.lua > z\r\x1b[K[2/3] a_test.lua > y"
    assert shown.stream.getvalue().endswith(line)


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


def test_quiet_leaves_failures_and_the_last_line(made, configure):
    quiet = Screen(configure()._replace(quiet=True))
    assert quiet.play(three(made)) == "\n" + LISTED.partition("\n\n")[2].replace(
        "report: reports/run\n\n", ""
    )
    quiet = Screen(configure()._replace(quiet=True), terminal=True, dots=True)
    assert quiet.play(made.report(made.test("x"))) == "1 passed in 1.50 s (9 frames)\n"


def test_failures_are_listed_at_the_end(made, screen):
    kinds = [("timed_out", "timeout"), ("passed", None), ("flaky", "error"), ("crashed", "crash")]
    tests = [made.test(status, status, kind) for status, kind in kinds]
    lines = screen().play(made.report(*tests)).splitlines()
    assert lines[-5:-1] == [
        "",
        "TIMED OUT a_test.lua > timed_out  tests/e2e/a_test.lua:7",
        "flaky     a_test.lua > flaky  tests/e2e/a_test.lua:7",
        "CRASHED   a_test.lua > crashed  tests/e2e/a_test.lua:7",
    ]


def test_many_failures_are_counted(made, screen):
    tests = [made.test(str(number), "failed", "error") for number in range(1000)]
    lines = screen().play(made.report(*tests)).splitlines()
    assert sum(line.startswith("FAILED: ") for line in lines) == 100
    assert lines[-2] == "… 950 more tests, see reports/run/report.json"
    assert "… 900 more tests, see reports/run/report.json" in lines


@pytest.mark.parametrize("part", ["message", "traceback", "artifacts", "attempts", "findings"])
def test_floods_are_counted(made, screen, part):
    lines = "\n".join(f"line {n}" for n in range(5000))
    broken = made.attempt("failed", lines if part == "message" else "why")
    broken["traceback"] = lines if part == "traceback" else ""
    files = [{"kind": "screenshot", "path": f"{n}.png"} for n in range(5000)]
    found = [
        {"kind": "leak", "frame": 0, "path": "", "message": f"thread {n}"} for n in range(5000)
    ]
    test = made.test(
        "x", "failed", "error",
        attempts=[broken] * (5000 if part == "attempts" else 1),
        artifacts=files if part == "artifacts" else [],
    )  # fmt: skip
    if part == "findings":
        broken["findings"] = found
    printed = screen().play(made.report(test)).splitlines()
    assert len(printed) < 80
    assert re.search(r"… (4\d{3}) more (lines?|files|attempts|warnings)", "\n".join(printed))


def test_long_lines_are_cut_in_the_middle(made, screen):
    broken = made.attempt("failed", "begins" + "x" * 4_000_000 + "ends")
    text = screen().play(made.report(made.test("y" * 9000, "failed", "error", attempts=[broken])))
    shown = text.replace("y" * 9000, "")  # what repeats the test is whole
    assert len(shown) < 3000
    assert "    begins" in text
    assert "characters cut … x" in text
    assert "ends\n" in text


def test_a_name_steers_no_terminal(made, screen):
    text = screen(terminal=True).play(made.report(made.test("a \u202eb\x1b[2J\u05e9", "failed")))
    assert "\u202e" not in text
    assert "\x1b[2J" not in text
    assert r"a \u202eb\x1b[2J\u05e9".replace(r"\u05e9", "\u05e9") in text


def test_the_running_line_fits_wide_characters(made, configure, monkeypatch):
    monkeypatch.setenv("COLUMNS", "30")
    screen = Screen(configure(), terminal=True)
    text = screen.play(made.report(made.test("\u65e5\u672c\u8a9e" * 20)))
    running = re.search(r"\[1/1\][^\r]*", text)[0]
    assert columns(running) in (28, 29)


def test_shards_and_one_test(made, screen):
    text = screen().play(made.report(made.test("x"), shard=2, total_shards=3))
    assert text.startswith("1 test of game.app:create, seed 5, shard 2 of 3\n")


def test_failures_show_the_lines_of_lua_and_the_artifacts(made, screen, root):
    (root / "tests" / "e2e" / "a_test.lua").write_text("".join(f"line {n}\n" for n in range(1, 9)))
    broken = made.attempt(
        "failed",
        "tests/e2e/a_test.lua:7: bad\nexpected 1",
        traceback="tests/e2e/a_test.lua:7: in x",
        place={"file": "tests/e2e/a_test.lua", "line": 7},
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
    ("place", "expected"),
    [
        ({"file": "s.lua", "line": 1}, ["> 1 | a", "  2 | b", "  3 | c"]),
        ({"file": "s.lua", "line": 2}, ["  1 | a", "> 2 | b", "  3 | c"]),
        ({"file": "s.lua", "line": 99}, []),
        ({"file": "absent.lua", "line": 1}, []),
        ({"file": "a\0b", "line": 1}, []),
        (None, []),
    ],
)
def test_source_lines(tmp_path, place, expected):
    (tmp_path / "s.lua").write_text("a\nb\nc\n")
    lines = [" ".join(line.split()) for line in source_lines(place, str(tmp_path))]
    assert lines == [" ".join(line.split()) for line in expected]
