"""The command that repeats one test, as reports show it."""

from __future__ import annotations

import shlex

import pytest

from harness.reporters import repro


@pytest.mark.parametrize(
    "word", ["plain", "a b", "it's", '"', "$HOME", "`x`", "a;b", "*", "!", "\\", "", "ü", "a\nb"]
)
def test_quoting(word):
    assert shlex.split(repro.quote(word)) == [word]


BASE = "python -m harness --test-mode --game game.app:create --seed 5 --resolution 64x48"
NAMES = {
    "opens": "--test-name 'a_test.lua > opens'",
    "it's": "--test-name 'a_test.lua > it'\"'\"'s'",
    "ü\nb": "--test-name 'a_test.lua > ü\nb'",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_command(made, name):
    test = made.test(name, "failed", "error")
    assert repro.command(made.report(test), test) == f"{BASE} {NAMES[name]}"


def test_a_name_that_looks_like_a_flag_is_joined_to_its_flag(made):
    test = made.test("t", full_name="--odd_test.lua > t")
    assert repro.command(made.report(test), test).endswith("'--test-name=--odd_test.lua > t'")


def test_a_replay_is_repeated_whole(made):
    test = made.test("replay of x")
    words = ["python", "-m", "harness", "replay", "a trace.jsonl"]
    assert repro.command(made.report(test, repeat=words), test) == (
        "python -m harness replay 'a trace.jsonl'"
    )
