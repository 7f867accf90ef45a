"""pygame's own examples, which nobody prepared, are the same pixel by pixel wherever they run.

`verify` runs each twice, in fresh processes, the second one with other hashes and addresses, and
compares a hash of every frame's pixels. A third run, in a window under Xvfb, has to show the same.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys

import pytest

EXAMPLES = ("aliens", "chimp", "stars", "moveit")
"""Those that the word game fits, and the classics."""
PLAYED = ("blend_fill", "scroll", "cursors", "grid")
WATCHED = ("fonty", "freetype_misc", "mask", "vgrade", "testsprite", "aacircle", "blit_blends")
"""Those that end with any key."""

PLAY = """
it("plays", function()
  for i = 1, 20 do
    local key = i % 2 == 0 and KEY_LEFT or KEY_RIGHT
    test_harness.press_key(key)
    test_harness.tap_key(KEY_SPACE)
    test_harness.move_mouse(20 + i * 13, 10 + i * 9)
    test_harness.wait_frames(15)
    if i % 5 == 0 then test_harness.click(100 + i, 80) end
    test_harness.release_key(key)
    test_harness.wait_frames(15)
  end
  test_harness.assert_screenshot("end", {})
end)
"""
WATCH = """
it("watches", function()
  for i = 1, 20 do
    test_harness.move_mouse(20 + i * 7, 10 + i * 5)
    test_harness.wait_frames(30)
  end
  test_harness.assert_screenshot("end", {})
end)
"""
FLAGS = ("--test-mode", "--digest", "frames", "--on-nondeterminism", "off")


def game(name: str) -> str:
    if importlib.util.find_spec(f"pygame.examples.{name}") is None:
        pytest.skip(f"this pygame has no example {name}")
    return f"pygame.examples.{name}"


def digests(project, run_id: str) -> list:
    """Return what the frames of a run show, where it is not what the one before has shown."""
    text = (project.folder / "reports" / run_id / "trace.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    return [(line["frame"], line["sections"]) for line in lines if line.get("at") == "frame"]


def runs_of(project, name: str, lua: str):
    project.suite(lua)
    ended = project.command(
        "verify", *FLAGS, "--headless", "--game", game(name), "--run-id", "twice",
        "--update-baselines",
    )  # fmt: skip
    assert ended.code == 0, ended.text
    assert "the same in both runs: 600 frames" in ended.out, ended.text


@pytest.mark.parametrize("name", PLAYED)
def test_an_example_that_is_played_is_the_same_under_two_hash_seeds(project, name):
    runs_of(project, name, PLAY)


@pytest.mark.parametrize("name", WATCHED)
def test_an_example_that_is_watched_is_the_same_under_two_hash_seeds(project, name):
    runs_of(project, name, WATCH)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_the_same_in_two_processes_and_in_a_window(project, name):
    runs_of(project, name, PLAY)
    if not shutil.which("xvfb-run"):
        pytest.skip("xvfb-run is not installed")
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-m", "harness", *FLAGS, "--game", game(name),
         "--run-id", "window", "--speed", "max"],
        cwd=project.folder, env=project.environment(), capture_output=True, text=True,
        timeout=60, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    expected = digests(project, "twice-1")
    assert len(expected) > 5
    assert digests(project, "window") == expected
    report = json.loads((project.folder / "reports/window/report.json").read_text("utf-8"))
    assert report["environment"]["renderer"] == "x11"
