"""The Lua specs of the Lua framework, run by the harness itself."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_spec_passes(tmp_path):
    (tmp_path / "harness.toml").touch()
    command = [sys.executable, "-m", "harness", "--test-mode", "--headless", "--game", "none"]
    command += ["--run-id", "specs", "--test-suite", str(ROOT / "tests" / "framework")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    totals = json.loads((tmp_path / "reports/specs/report.json").read_text())["totals"]
    assert totals["passed"] == totals["total"] > 600
