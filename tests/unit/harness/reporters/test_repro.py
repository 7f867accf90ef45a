"""The command that repeats one test: what it says, and that it selects that test alone."""

from __future__ import annotations

import shlex

import pytest

from harness.cli import _parser
from harness.plan.selection import matcher
from harness.reporters import repro


@pytest.mark.parametrize(
    "word", ["plain", "a b", "it's", '"', "$HOME", "`x`", "a;b", "*", "!", "\\", "", "ü", "a\nb"]
)
def test_quoting(word):
    assert shlex.split(repro.quote(word)) == [word]


BASE = "python -m harness --test-mode --seed 5 --resolution 64x48 --game game.app:create"


@pytest.mark.parametrize(
    ("name", "run", "expected"),
    [
        ("opens", {}, f"{BASE} --test-script tests/e2e/a_test.lua --test-filter opens"),
        ("opens", {"args": ["--headless", "--seed", "9"]},
         BASE.replace("--seed", "--headless --seed") +
         " --test-script tests/e2e/a_test.lua --test-filter opens"),
        ("opens", {"fixed_fps": 30},
         BASE.replace("64x48", "64x48 --fixed-fps 30") +
         " --test-script tests/e2e/a_test.lua --test-filter opens"),
        ("it's", {}, f"{BASE} --test-script tests/e2e/a_test.lua --test-filter 'it'\"'\"'s'"),
    ],
)  # fmt: skip
def test_the_command(made, name, run, expected):
    test = made.test(name, "failed", "error")
    assert repro.command(made.report(test, **run), test) == expected


def test_a_script_needs_no_filter(made):
    test = made.test("a_test.lua", "failed", "error", full_name="a_test.lua")
    assert "--test-filter" not in repro.command(made.report(test), test)


NAMES = [
    ([], "a"), (["b"], "a"), ([], "ab"), ([], "b > a"), ([], "a*"), ([], "[a]"), ([], "/a/"),
    ([], "a?"), ([], "it's $1"), (["d", "a"], "x.y"), ([], "x.y"), ([], "xzy"), ([], "50%"),
    (["a"], "a"), ([], "ü (1)"), ([], "\\d"),
]  # fmt: skip


@pytest.mark.parametrize("position", range(len(NAMES)))
def test_it_selects_the_test_alone(made, position):
    tests = [made.test(name, "failed", "error", suite=suite) for suite, name in NAMES]
    tests = [test for test in tests if test["full_name"] != "a_test.lua > b > a" or test["suite"]]
    wanted = [made.test(name, "failed", suite=suite) for suite, name in NAMES][position]
    line = repro.command(made.report(*tests), wanted)
    typed = _parser().parse_args(shlex.split(line)[3:])
    chosen = matcher(typed.test_filter)
    names = {test["full_name"] for test in tests}
    assert [name for name in sorted(names) if chosen(name)] == [wanted["full_name"]]
