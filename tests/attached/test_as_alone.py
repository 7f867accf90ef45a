"""A table of calls, answered alike by a program that runs alone and under the harness."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.processes.spawn import FIXED_ENVIRONMENT
from tests.conftest import Project

TABLE = Path(__file__).parent / "alone"
STATES = [
    "once", "imported", "display", "opened", "display quit", "quit", "opened again", "at the end",
]  # fmt: skip
UNTIL_IT_ENDS = """
it("t", function()
  test_harness.wait_until(function() return test_harness.query("game_exited") end)
end)
"""

WORDING = re.compile(r"TypeError: .*(takes|argument)")
"""What is wrong with the arguments is described in Python's words, not in those of C."""

DIFFERENCES = {
    r"sys\.meta_path|gc\.collect|open|pygame\.(\w+\.)?(Joystick|set_mode|get|get_ticks)"
    r"|time\.time\.__name__.*": "functions of the harness are in the place of those replaced",
    r"sys\.stdout\.line_buffering, .*": "lines are logged when they end, as on a terminal",
    r"import faulthandler; faulthandler\.is_enabled\(\)": "a crash of the program writes stacks",
    r"\[f\.function for f in inspect\.stack\(\)\]": "the harness has called the program",
    r'"harness" in sys\.modules.*': "it is there, with what it needs",
    r"os\.getpgrp\(\) == os\.getpid\(\)": "a worker leads a session, which ends with it",
    r'os\.listdir\("\."\)': "directories are sorted",
    r"warnings\.filters|sorted\(logging\.root\.manager\.loggerDict\)": (
        "pygame is imported without pkg_resources, and numpy when it is needed"
    ),
    r".*(get_focused|get_keyboard_grab)\(\)": "the program's window has the keyboard",
    r"pygame\.mouse\.(get|set)_cursor\(.*": "a pointer's shape is kept, also where none is shown",
    r"pygame\.display\.(list_modes\(8\)|Info\(\)\..*|toggle_fullscreen.*"
    r"|set_mode\(\(64, 48\), 0, 0, 7\).*)": ("the desktop is that of the run"),
}
"""Rows that may be answered otherwise, and why: `docs/any-game.md` names those that matter."""


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Return what was answered alone, and under the harness."""
    project = Project(tmp_path_factory.mktemp("project"))
    for file in TABLE.iterdir():
        if file.is_file():
            project.write(f"game/{file.name}", file.read_bytes())
    kept = tmp_path_factory.mktemp("answers")
    _run_alone(project, kept / "alone")
    project.suite(UNTIL_IT_ENDS)
    words = ["--test-mode", "--headless", "--game", "game/program.py", "--gamepads", "0"]
    ended = project.command(*words, env={"ANSWERS": str(kept / "under")})
    assert (kept / "under").exists(), ended.text
    return [json.loads((kept / way).read_text("utf-8")) for way in ("alone", "under")]


@pytest.mark.parametrize("state", STATES)
def test_what_a_program_finds_is_what_it_finds_alone(answers, state):
    alone, under = ({row: _worded(text) for row, text in way[state].items()} for way in answers)
    found = {row: (alone[row], under[row]) for row in alone if alone[row] != under[row]}
    assert {row: both for row, both in found.items() if not _is_known(row)} == {}


@pytest.mark.parametrize("pattern", DIFFERENCES)
def test_known_differences_are_those_of_rows(answers, pattern):
    assert any(re.fullmatch(pattern, row) for rows in answers[0].values() for row in rows)


def _run_alone(project, file):
    drivers = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "ANSWERS": str(file)}
    ended = subprocess.run(
        [sys.executable, project.folder / "game" / "program.py"],
        cwd=project.folder / "game", env=project.environment({**FIXED_ENVIRONMENT, **drivers}),
        stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert file.exists(), ended.stderr


def _worded(text):
    return "TypeError" if WORDING.match(text) else text


def _is_known(row):
    return any(re.fullmatch(pattern, row) for pattern in DIFFERENCES)
