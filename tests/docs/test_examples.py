"""Every block of Lua in the documentation is run against the demo game."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```lua( fails)?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXPECTED = re.compile(r"^  -- (.+)$", re.MULTILINE)


def examples():
    for page in [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]:
        for number, (fails, source) in enumerate(BLOCK.findall(page.read_text()), 1):
            yield f"{page.stem}_{number}_test.lua", bool(fails), source


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Run all examples in one go and return the report's tests by file."""
    project = tmp_path_factory.mktemp("examples")
    (project / "harness.toml").write_text('game = "game.app:create"\n')
    shutil.copytree(ROOT / "game", project / "game")
    suite = project / "tests" / "e2e"
    suite.mkdir(parents=True)
    for name, _, source in examples():
        (suite / name).write_text(source)
    command = [sys.executable, "-m", "harness", "--test-mode", "--headless", "--run-id", "docs"]
    flags = ["--isolate", "test", "--no-fail-on-missing-baseline"]
    subprocess.run([*command, *flags], cwd=project, check=False)
    report = json.loads((project / "reports/docs/report.json").read_text())
    found = {}
    for test in report["tests"]:
        found.setdefault(Path(test["file"]).name, []).append(test)
    return found


@pytest.mark.parametrize(("name", "fails", "source"), list(examples()))
def test_example(results, name, fails, source):
    for test in results[name]:
        message = test["attempts"][-1]["message"]
        if fails:
            assert test["status"] == "failed"
            for line in EXPECTED.findall(source):
                assert line in message
        else:
            assert test["status"] in ("passed", "skipped"), message
