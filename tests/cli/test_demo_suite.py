"""The demo's own suite gives the same results however it is run: again, isolated, cut, in a window.

Where pictures have no baselines (other systems than Linux) they are taken and not compared.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GAME = "game.app:create"
PATH = {"PYTHONPATH": str(ROOT)}
PICTURES = [] if sys.platform == "linux" else ["--screenshots", "skip"]
SUITE_SECONDS = 5.0
"""More than the whole suite may take, start-up included, on a slow machine."""


@pytest.fixture(scope="module")
def demo(shared_project):
    """A project with the demo's tests and baselines."""
    project = shared_project
    shutil.copytree(ROOT / "tests" / "e2e", project.folder / "tests" / "e2e")
    shutil.copytree(ROOT / "baselines", project.folder / "baselines")
    return project


def run(project, *flags, run_id="run"):
    return project.run(*PICTURES, *flags, game=GAME, env=PATH, run_id=run_id)


def results(*ended):
    """Return status, frames and the states at both ends of every test."""
    return {
        test["full_name"]: (
            test["status"],
            test["duration_frames"],
            [attempt["digest"] for attempt in test["attempts"]],
        )
        for each in ended
        for test in each.report["tests"]
    }


@pytest.fixture(scope="module")
def first(demo):
    return run(demo, run_id="first")


def test_every_test_passes_without_a_warning(first):
    assert first.code == 0, first.text
    assert "warning" not in first.text.lower()
    totals = first.report["totals"]
    assert totals["passed"] == totals["total"] > 20


def test_it_takes_no_time(first):
    assert first.report["run"]["duration_ms"] < SUITE_SECONDS * 1000


def test_every_baseline_is_used(demo, first):
    if PICTURES:
        pytest.skip("there are no baselines for this platform, so none is used")
    done = demo.command("baselines", "orphans", env=PATH)
    assert done.code == 0, done.text


def test_runs_are_the_same(demo, first, count):
    expected = results(first)
    for number in range(count(3, 50)):
        again = run(demo, run_id=f"again-{number}")
        assert again.code == 0, again.text
        assert results(again) == expected


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_isolation_changes_nothing(demo, first, isolate):
    done = run(demo, "--isolate", isolate, run_id=f"isolate-{isolate}")
    assert done.code == 0, done.text
    assert results(done) == results(first)


def test_shards_put_together_are_the_whole(demo, first):
    flags = "--total-shards", "3"
    shards = [
        run(demo, *flags, "--shard", str(shard), run_id=f"shard-{shard}") for shard in (1, 2, 3)
    ]
    assert [shard.code for shard in shards] == [0, 0, 0]
    assert results(*shards) == results(first)


@pytest.mark.parametrize("name", ["splits", "in the middle of a blow", "can be clicked"])
def test_a_test_alone_is_the_same(demo, first, name):
    alone = run(demo, "--test-filter", name, run_id="alone")
    assert alone.code == 0, alone.text
    assert len(results(alone)) == 1
    assert results(alone) == {name: results(first)[name] for name in results(alone)}


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="xvfb-run is not installed")
def test_a_window_changes_nothing(demo, first, count):
    words = ["-m", "harness", "--test-mode", "--game", GAME, "--speed", "max", "--run-id", "window"]
    words += [*PICTURES, *count(["--include-tag", "screenshot"], [])]  # a window is slow
    done = subprocess.run(
        ["xvfb-run", "-a", "-s", "-screen 0 1280x1024x24", sys.executable, *words],
        cwd=demo.folder, env=demo.environment(PATH), timeout=120, check=False,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    report = type(first)(0, "", "", demo.folder / "reports" / "window")
    assert len(results(report)) > 5
    compared = {name: results(first)[name] for name in results(report)}
    assert results(report) == compared
