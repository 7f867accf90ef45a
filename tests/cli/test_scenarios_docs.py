"""The game and the scenarios of docs/scenarios.md are run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scenarios.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def documented(project):
    """Return the project of the page: its game, and its scenarios by number."""
    (game,) = blocks("python")
    project.write("harness.toml", 'game = "pong.py:create"\n')
    project.write("pong.py", game)
    for number, text in enumerate(blocks("toml")):
        project.write(f"tests/scenarios/s{number}.toml", text)
    return project


def test_all_examples_pass(documented):
    ended = documented.command("scenarios", "--run-id", "run")
    assert ended.code == 0, ended.text
    assert f"Results: {len(blocks('toml'))} passed, 0 failed\n" in ended.out
    words = ("verify", "--test-suite", "tests/scenarios")
    verified = documented.command(*words)
    assert verified.code == 0, verified.text


def test_the_messages_shown_are_those_told(documented):
    first = blocks("toml")[0]
    for right, wrong in (("table", "tabel"), ('"left"', '"lft"'), ("up = true", "upp = true")):
        first = first.replace(right, wrong)
    documented.write("tests/scenarios/paddle/goes_up.toml", first)
    ended = documented.command("scenarios", "paddle/", "--run-id", "run")
    shown = PAGE.partition("all at once:\n\n```\n")[2].partition("```")[0]
    assert shown in ended.out
