"""TAP 13: one line a test, details as YAML."""

from __future__ import annotations

import json
import re

import pytest

from harness.reporters import tap


def lines(made, *tests):
    return tap.render(made.report(*tests)).splitlines()


@pytest.mark.parametrize(
    ("status", "kind", "line"),
    [
        ("passed", None, "ok 1 - a_test.lua > x"),
        ("failed", "assertion", "not ok 1 - a_test.lua > x"),
        ("timed_out", "timeout", "not ok 1 - a_test.lua > x"),
        ("crashed", "crash", "not ok 1 - a_test.lua > x"),
        ("flaky", "assertion", "ok 1 - a_test.lua > x"),
        ("skipped", None, "ok 1 - a_test.lua > x # SKIP why 1"),
        ("not_run", None, "ok 1 - a_test.lua > x # SKIP not run"),
    ],
)
def test_one_line_a_test(made, status, kind, line):
    assert lines(made, made.test("x", status, kind))[:3] == ["TAP version 13", "1..1", line]


def test_an_empty_run_plans_nothing(made):
    assert lines(made) == ["TAP version 13", "1..0"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("50# off", "50\\# off"),
        ("a\\b", "a\\\\b"),
        ("ok 2", "ok 2"),
        ("two\nlines", "two\\x0alines"),
        ("red \x1b[31m", "red \\x1b[31m"),
        ("opens \u202egnp.exe", "opens \\u202egnp.exe"),
    ],
)
def test_names_are_no_directives(made, name, shown):
    assert lines(made, made.test(name))[2] == f"ok 1 - a_test.lua > {shown}"


@pytest.mark.parametrize("reason", ["two\nlines", "tab\there", "  spaces  "])
def test_a_reason_stays_on_its_line(made, reason):
    skipped = made.test("x", "skipped", attempts=[made.attempt("skipped", reason)])
    assert lines(made, skipped)[2:] == [f"ok 1 - a_test.lua > x # SKIP {' '.join(reason.split())}"]


def test_details(made):
    broken = made.attempt("failed", 'bad\n"thing": ü', frame=9)
    flaky = made.test("x", "flaky", "assertion", attempts=[broken, "passed"])
    assert lines(made, flaky)[3:] == [
        "  ---",
        '  status: "flaky"',
        '  kind: "assertion"',
        '  message: "bad\\n\\"thing\\": \\u00fc"',
        "  frame: 9",
        '  at: "tests/e2e/a_test.lua:7"',
        "  ...",
    ]


def test_every_status_keeps_to_the_format(every_status):
    text = tap.render(every_status)
    numbers = []
    for line in text.split("\n")[2:-1]:
        if line.startswith("  "):
            field = re.fullmatch(r"  (---|\.\.\.|\w+: (.*))", line)
            assert field, line
            if field[2]:
                json.loads(field[2])
        else:
            numbers.append(re.match(r"(?:not )?ok (\d+) - ", line)[1])
    assert numbers == [str(number) for number in range(1, len(every_status["tests"]) + 1)]


def test_a_part_of_a_run_is_no_success(made):
    lines = tap.render(made.report(made.test("t"), missing="shard 2\nof 3")).splitlines()
    assert lines == [
        "TAP version 13", "# shard 2\\x0aof 3", "1..1", "ok 1 - a_test.lua > t",
        "Bail out! shard 2\\x0aof 3",
    ]  # fmt: skip
