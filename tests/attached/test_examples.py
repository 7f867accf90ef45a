"""pygame's own examples, which nobody prepared: driven, held against pictures, the same everywhere.

`examples/` is a project of its own, with a test in Lua for each. `verify` runs it in two fresh
processes, under hash seeds 0 and 1, and compares a hash of every frame's pixels, 600 and more. A
third run, in a window under Xvfb where there is one, has to show the same: the frames in which the
example is played, and all of them with `--long`. It asks every query that all programs have in each
frame; the first two runs ask none. A picture is made anew in `examples/`, and looked at:

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

from harness.processes.spawn import FIXED_ENVIRONMENT, OTHER_HASHES

FOLDER = Path(__file__).parent / "examples"
SUFFIX = "_test.lua"
NAMES = sorted(path.name.removesuffix(SUFFIX) for path in FOLDER.glob(f"*{SUFFIX}"))
WITHOUT_PICTURE = ("glcube", "music_drop_fade", "textinput")
"""They write with whatever fonts the machine has, or draw with its version of Mesa."""
FLAVOUR = "@pygame-ce" if getattr(pygame, "IS_CE", False) else ""
FRAMES = 600
READS = re.compile(r"^.*examples\.sees\(.*\n", re.MULTILINE)
ASKING = """
expose_places = expose


def expose(api, game):
    expose_places(api, game)
    for name in ("visible_text", "window_size", "window_caption", "game_exited"):
        api.property(f"asked.{name}", lambda name=name: api.ask(name, {}))
"""
"""What an adapter has at its end to ask all queries whenever it is looked at."""


def baseline(name: str) -> Path | None:
    """Return an example's picture for this system and flavour of pygame, where there is one."""
    return next((FOLDER / "baselines" / sys.platform).glob(f"*/{name}{FLAVOUR}.png"), None)


def take(project, name: str, *, asks: bool) -> None:
    """Have the project hold an example's test and picture; queries are added, or removed."""
    picture = baseline(name)
    pictures = [] if picture is None else [picture, picture.with_suffix(".meta.json")]
    files = [FOLDER / file for file in ("harness.toml", "adapter.py", "examples.lua")]
    for file in (*files, FOLDER / f"{name}{SUFFIX}", *pictures):
        project.write(str(file.relative_to(FOLDER)), file.read_bytes())
    adapter, test, shared = (
        FOLDER / file for file in ("adapter.py", f"{name}{SUFFIX}", "examples.lua")
    )
    if asks:
        project.write("adapter.py", adapter.read_text("utf-8") + ASKING)
    else:
        project.write(test.name, READS.sub("", test.read_text("utf-8")))
        project.write(
            shared.name, shared.read_text("utf-8").replace("visible_text", "window_caption")
        )


def digests(project, run_id: str) -> list[tuple]:
    """Return what a run shows: test, frame and hash of the window, where that has changed."""
    text = (project.folder / "reports" / run_id / "trace.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    return [
        (line["test"], line["frame"], line["sections"]["window"])
        for line in lines
        if line["type"] == "digest" and "window" in line["sections"]
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
    take(project, name, asks=False)
    flags = ["--test-mode", "--game", f"pygame.examples.{name}", "--digest", "frames"]
    flags += ["--on-nondeterminism", "off", "--audio", "off"]
    flags += [] if baseline(name) else ["--screenshots", "skip"]
    ended = project.command("verify", *flags, "--run-id", "twice")
    assert ended.code == 0, ended.text
    check_passed(report(project, "twice-1"), ended.text)
    frames = re.search(r"the same in both runs: (\d+) frames", ended.out)
    assert frames is not None, ended.text
    assert int(frames[1]) >= FRAMES, ended.text
    flags += count(["--exclude-tag", "long"], [])
    take(project, name, asks=True)
    while_asked(project, xvfb, flags, digests(project, "twice-1"))
    if xvfb is None:
        pytest.skip("Xvfb is not installed; the same without a window")
    if baseline(name) is None and name not in WITHOUT_PICTURE:
        pytest.skip(f"no picture of this pygame on {sys.platform}; everything else is as it was")


def while_asked(project, xvfb: str | None, flags: list[str], headless: list) -> None:
    """Run in a window; compare what it shows with the frames of the same tests without one."""
    how = ["--headless"] if xvfb is None else ["--speed", "max"]
    environment = {} if xvfb is None else {"DISPLAY": xvfb}
    ended = project.command(*flags, *how, "--run-id", "window", env=environment, run_id="window")
    assert ended.code == 0, ended.text
    check_passed(ended.report, ended.text)
    assert ended.report["environment"]["renderer"] == ("dummy" if xvfb is None else "x11")
    shown = digests(project, "window")
    tests = {test for test, _, _ in shown}
    expected = [line for line in headless if line[0] in tests]
    different = [pair for pair in zip(expected, shown, strict=False) if pair[0] != pair[1]]
    assert different[:1] == [], "the first frame that differs, headless and in a window"
    assert len(shown) == len(expected) > 0
