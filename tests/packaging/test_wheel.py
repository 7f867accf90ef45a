"""The wheel works elsewhere: built, installed in a new environment, run on README.md's example."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))
}


def run(*command, cwd):
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-qq", "--no-deps", "-w", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


def test_carries_the_lua_files_and_no_game(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    lua = {path.relative_to(ROOT).as_posix() for path in (ROOT / "lua").rglob("*.lua")}
    assert {f"harness/{name}" for name in lua} <= names
    assert not [name for name in names if name.startswith(("game/", "tests/", "tools/"))]


def test_runs_the_example_of_the_readme_in_an_empty_folder(wheel, tmp_path):
    readme = (ROOT / "README.md").read_text()
    game = re.search(r"```python\n# mygame.py\n(.*?)```", readme, re.DOTALL)[1]
    lua = re.search(r"```\n-- tests/e2e/walk_test.lua\n(.*?)```", readme, re.DOTALL)[1]
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, "-m", "pip", "install", "-qq", wheel, cwd=tmp_path)
    project = tmp_path / "project"
    (project / "tests" / "e2e").mkdir(parents=True)
    (project / "mygame.py").write_text(game)
    (project / "tests" / "e2e" / "walk_test.lua").write_text(lua)
    out = run(
        python, "-m", "harness", "--test-mode", "--headless", "--game", "mygame.py:create",
        cwd=project,
    )  # fmt: skip
    assert "1 passed" in out
    installed = python.with_name("game-harness")
    assert "walk_test.lua > walks" in run(installed, "--test-mode", "--list-tests", cwd=project)
