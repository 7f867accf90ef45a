"""`play`: the demo game without tests, for as many frames as asked."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def play(project, *words: str, wrapper: tuple[str, ...] = ()) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*wrapper, sys.executable, "-m", "harness", "play", *words],
        cwd=ROOT,
        env=project.environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_shows_the_log_of_the_game(project):
    done = play(project, "--frames", "5")
    assert (done.returncode, done.stdout.strip()) == (0, "scene: main_menu"), done.stderr


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="xvfb-run is not installed")
def test_opens_a_window(project):
    done = play(project, "--frames", "5", wrapper=("xvfb-run", "-a"))
    assert (done.returncode, done.stdout.strip()) == (0, "scene: main_menu"), done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--game", "none"], "there is no game to play"),
        (["--game", "nowhere:create"], "there is no module named 'nowhere'"),
        (["--seed", "x"], "--seed x: expected a whole number"),
        (["--frames", "x"], "--frames"),
        (["--loud"], "--loud"),
    ],
)
def test_refuses(project, words, message):
    done = play(project, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
