"""The table of verbs: every row has a module with the one entry, and finds what was typed."""

from __future__ import annotations

import importlib
import inspect

import pytest

from harness.commands.verbs import VERBS, WORDS, needs_worker, verb_of


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_is_called_in_the_same_way(verb):
    run = importlib.import_module(f"harness.commands.{verb.module}").run
    parameters = inspect.signature(run).parameters.values()
    assert [parameter.name.lstrip("_") for parameter in parameters] == ["args", "source"]
    assert all(parameter.default is parameter.empty for parameter in parameters)


def test_names_are_used_once_and_words_are_in_the_order_of_help():
    names = [verb.name for verb in VERBS]
    assert len(set(names)) == len(names)
    assert [verb.name for verb in WORDS] == sorted(verb.name for verb in WORDS)


@pytest.mark.parametrize(
    ("typed", "name", "worker"),
    [
        ("--test-mode --headless", "--test-mode", True),
        ("--headless --test-mode", "--test-mode", True),
        ("--test-mode --list-tests", "--test-mode", False),
        ("--test-mode --help", "--test-mode", False),
        ("--test-mode --resume run", "--resume", False),
        ("--resume=run", "--resume", False),
        ("--run-id=--test-mode", None, False),
        ("verify --game x", "verify", True),
        ("verify -h", "verify", False),
        ("scenarios --list-tests", "scenarios", False),
        ("scenarios movement/", "scenarios", True),
        ("replay trace.jsonl", "replay", True),
        ("play --game x", "play", False),
        ("paly --test-mode", None, False),
        ("--headless play", None, False),
        ("--test-mode --game play", "--test-mode", True),
        ("", None, False),
    ],
)
def test_what_is_typed_names_a_verb(typed, name, worker):
    found = verb_of(typed.split())
    assert (found.name if found else None, needs_worker(typed.split())) == (name, worker)
