"""pygame's own examples, which nobody prepared: driven, held against pictures, the same everywhere.

`examples/` is a project of its own, with a test in Lua for each. `verify` runs it in two fresh
processes, under hash seeds 0 and 1, and compares a hash of every frame's pixels, 600 and more. A
third run, in a window under Xvfb, has to show the same: the frames in which the example is played,
and all of them with `--long`. A picture is made anew in `examples/`, and looked at:

    python -m harness --test-mode --headless --game pygame.examples.aliens \
        --test-script aliens_test.lua --update-baselines
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path

import pygame
import pytest

from harness.supervisor.spawn import FIXED_ENVIRONMENT, OTHER_HASHES

FOLDER = Path(__file__).parent / "examples"
SUFFIX = "_test.lua"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}"))
WITHOUT_PICTURE = ("music_drop_fade", "textinput")
"""They write with whatever fonts the machine has."""
FLAVOUR = "@pygame-ce" if getattr(pygame, "IS_CE", False) else ""
FRAMES = 600


def baseline(name: str) -> Path | None:
    """Return an example's picture for this system and flavour of pygame, where there is one."""
    return next((FOLDER / "baselines" / sys.platform).glob(f"*/{name}{FLAVOUR}.png"), None)


def take(project, name: str) -> None:
    """Have the project hold an example's test and picture."""
    picture = baseline(name)
    pictures = [] if picture is None else [picture, picture.with_suffix(".meta.json")]
    files = [FOLDER / file for file in ("harness.toml", "adapter.py", "examples.lua")]
    for file in (*files, FOLDER / f"{name}{SUFFIX}", *pictures):
        project.write(str(file.relative_to(FOLDER)), file.read_bytes())


def digests(project, run_id: str) -> list[tuple]:
    """Return what a run shows: test, frame and hash of the window, where that has changed."""
    text = (project.folder / "reports" / run_id / "trace.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    return [
        (line["test"], line["frame"], line["sections"].get("window"))
        for line in lines
        if line["type"] == "digest"
    ]


def report(project, run_id: str) -> dict:
    return json.loads((project.folder / "reports" / run_id / "report.json").read_text("utf-8"))


def check_passed(report: dict, text: str) -> None:
    assert {test["status"] for test in report["tests"]} == {"passed"}, text


def test_the_hash_seeds_are_0_and_1():
    seeds = [environment["PYTHONHASHSEED"] for environment in (FIXED_ENVIRONMENT, OTHER_HASHES)]
    assert seeds == ["0", "1"]


@pytest.mark.parametrize("name", NAMES)
def test_an_example(project, xvfb, count, name):
    if importlib.util.find_spec(f"pygame.examples.{name}") is None:
        pytest.skip(f"this pygame has no example {name}")
    take(project, name)
    flags = ["--test-mode", "--game", f"pygame.examples.{name}", "--digest", "frames"]
    flags += ["--on-nondeterminism", "off", "--audio", "off"]
    flags += [] if baseline(name) else ["--screenshots", "skip"]
    ended = project.command("verify", *flags, "--run-id", "twice")
    assert ended.code == 0, ended.text
    check_passed(report(project, "twice-1"), ended.text)
    frames = re.search(r"the same in both runs: (\d+) frames", ended.out)
    assert frames is not None, ended.text
    assert int(frames[1]) >= FRAMES, ended.text
    if xvfb is not None:
        flags += count(["--exclude-tag", "long"], [])
        in_a_window(project, xvfb, flags, digests(project, "twice-1"))
    if xvfb is None:
        pytest.skip("Xvfb is not installed; the same without a window")
    if baseline(name) is None and name not in WITHOUT_PICTURE:
        pytest.skip(f"no picture of this pygame on {sys.platform}; everything else is as it was")


def in_a_window(project, xvfb: str, flags: list[str], headless: list) -> None:
    """Run in a window; compare what it shows with the frames of the same tests without one."""
    ended = project.command(
        *flags, "--speed", "max", "--run-id", "window", env={"DISPLAY": xvfb}, run_id="window"
    )
    assert ended.code == 0, ended.text
    check_passed(ended.report, ended.text)
    assert ended.report["environment"]["renderer"] == "x11"
    shown = digests(project, "window")
    tests = {test for test, _, _ in shown}
    expected = [line for line in headless if line[0] in tests]
    different = [pair for pair in zip(expected, shown, strict=False) if pair[0] != pair[1]]
    assert different[:1] == [], "the first frame that differs, headless and in a window"
    assert len(shown) == len(expected) > 0
