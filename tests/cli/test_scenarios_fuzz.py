"""Damaged scenario files with the real command: one clear message each, no traceback."""

from __future__ import annotations

import random

import pytest

from tests.cli.test_fuzz import damaged
from tests.cli.test_scenarios import SAVE, UP
from tests.conftest import _game


@pytest.mark.parametrize("seed", range(2))
def test_damaged_scenarios(project, count, seed):
    stream = random.Random(seed)
    for i in range(count(40, 1500)):
        text = stream.choice([UP, SAVE]).encode()
        project.write(f"tests/scenarios/f{i}.toml", damaged(text, stream))
    project.write("tests/scenarios/whole.toml", UP)
    words = ("scenarios", "--game", _game("pong.py:create"), "--run-id", "run")
    ended = project.command(*words)
    assert ended.code in (0, 1), ended.text
    assert "Traceback" not in ended.err + ended.out, ended.text
    report = ended.report["tests"]
    assert len(report) == 1 + count(40, 1500)
    assert report[-1]["status"] == "passed"
    for test in report:
        for attempt in test["attempts"]:
            assert attempt["status"] == "passed" or attempt["message"], test
    listed = project.command(*words, "--list-tests")
    assert listed.code in (0, 2)
    assert "Traceback" not in listed.err
