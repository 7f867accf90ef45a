"""A window under Xvfb and the dummy driver give the same pixels and the same report."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GAME = f"{ROOT}/game/app.py:create"
SUITE = """
it("looks", function()
  test_harness.wait_frames(3)
  assert_screenshot("menu", { threshold_percent = 0, per_channel_tolerance = 0 })
  test_harness.tap_key(KEY_DOWN)
  test_harness.wait_frames(10)
  test_harness.screenshot("moved")
  assert_screenshot("moved", { threshold_percent = 0, per_channel_tolerance = 0 })
end)
it("fails", function()
  test_harness.wait_frames(2)
  assert_state("menu.selected", "nothing")
end)
"""
TIMES = ("id", "args", "duration_ms", "started_at")


def without_times(report: dict) -> dict:
    """Leave out what may differ: the run's name and times, and the name of the driver."""
    for name in TIMES:
        del report["run"][name]
    del report["environment"]["renderer"]
    report["run"]["repeat"] = [word for word in report["run"]["repeat"] if word != "--headless"]
    for test in report["tests"]:
        del test["duration_ms"]
    return json.loads(json.dumps(report).replace("run-x11", "run"))


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="xvfb-run is not installed")
def test_a_window_under_xvfb_gives_the_same(project):
    project.suite(SUITE)
    words = ["--test-mode", "--game", GAME]
    headless = [*words, "--headless", "--run-id", "run"]
    project.command(*headless, "--update-baselines")
    plain = project.command(*headless)
    assert plain.statuses == {"looks": "passed", "fails": "failed"}, plain.text
    done = subprocess.run(
        ["xvfb-run", "-a", sys.executable, "-m", "harness", *words, "--run-id", "run-x11"],
        cwd=project.folder, env=project.environment(), timeout=60, check=False,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    folder = project.folder / "reports" / "run-x11"
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["environment"]["renderer"] == "x11"
    assert without_times(report) == without_times(plain.report)
    pictures = sorted(path.relative_to(folder) for path in folder.rglob("*.png"))
    assert len(pictures) == 3, "one of the test, one of its failure, which is in the bundle too"
    for path in pictures:
        assert (folder / path).read_bytes() == (plain.folder / path).read_bytes(), path
