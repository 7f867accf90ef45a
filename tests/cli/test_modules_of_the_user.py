"""Files of the user that are named like modules of Python: the game finds them, we do not."""

import importlib.util
import subprocess
import sys

import pytest

BEFORE_US = (
    "warnings", "importlib", "keyword", "operator", "reprlib", "collections", "types",
    "functools", "contextlib", "threading",
)  # fmt: skip
"""What `python -m` of one version or another imports before it runs anything of the harness."""
BEFORE_WORKERS = ("linecache",) if sys.version_info >= (3, 13) else ()
"""What `python -c` imports as well, with which workers are started."""
HELD = (
    "abc",
    "codecs",
    "encodings",
    "genericpath",
    "io",
    "ntpath",
    "os",
    "posixpath",
    "site",
    "stat",
)
"""What is imported when Python starts, so that no file of a program is ever found in its place."""
NAMES = [
    name
    for name in sorted(sys.stdlib_module_names)
    if name not in sys.builtin_module_names and not name.startswith("_")
]
SEEN = ("calendar", "json", "logging", "random", "select", "socket", "statistics", "token")
GAME = f"""
import sys
import pygame
from harness.contract import Context
import {", ".join(SEEN)}

SEEN = [name for name in {SEEN} if hasattr(sys.modules[name], "MINE")]


class Game:
    def update(self, dt):
        pass

    def draw(self, screen):
        screen.fill((1, 2, 3))

    def expose(self, api):
        api.property("seen", lambda: " ".join(SEEN))


def create(context):
    return Game()
"""
PROGRAM = f"""
import sys
import pygame
import {", ".join(SEEN)}

SEEN = [name for name in {SEEN} if hasattr(sys.modules[name], "MINE")]
pygame.init()
pygame.display.set_mode((64, 48))
while True:
    pygame.event.get()
    pygame.display.flip()
"""
ADAPTER = """
import textwrap

def expose(api, game):
    api.property("seen", lambda: " ".join(game.namespace.SEEN))
"""
SUITE = f"""
it("sees", function()
  test_harness.wait_frames(2)
  assert_state("seen", "{" ".join(SEEN)}")
end)
it("fails", function()
  test_harness.wait_frames(2)
  test_harness.screenshot("shot")
  local value, message = test_harness.get_state("sene")
  error(message)
end)
it("raises", function() local value = nil + 1 end)
"""
GAMES = {
    "a file": ["--game", "mine.py:create"],
    "a module": ["--game", "mine:create"],
    "a program": ["--game", "main.py", "--adapter", "adapter.py"],
    "a module that is a program": ["--game", "main", "--adapter", "adapter.py"],
}


@pytest.fixture
def shadowed(project):
    """Return a project with a file for each module of Python that may have one."""
    for name in {*NAMES} - {*BEFORE_US, *BEFORE_WORKERS, *HELD}:
        project.write(f"{name}.py", "MINE = True\n")
    project.write("mine.py", GAME)
    project.write("main.py", PROGRAM)
    project.write("adapter.py", ADAPTER)
    project.suite(SUITE)
    return project


@pytest.mark.parametrize("row", GAMES)
def test_a_file_for_every_module(shadowed, row):
    flags = ["--retry-failures", "1", "--digest", "frames", "--report-tap", "reports/t.tap"]
    ended = shadowed.run(*GAMES[row], *flags, game=None)
    assert ended.code == 1, ended.text
    assert ended.statuses == {"sees": "passed", "fails": "failed", "raises": "failed"}, ended.text
    assert "unknown state path 'sene'; nearest: seen" in ended.message("fails")
    kinds = {part["kind"] for part in ended.test("fails")["artifacts"]}
    assert kinds >= {"final", "screenshot"}
    assert "Traceback" not in ended.text


COMMANDS = {
    "--list-tests": ["--test-mode", "--list-tests", "--game", "none"],
    "verify": ["verify", "--headless", "--game", "mine.py:create", "--run-id", "run"],
    "summary": ["summary", "--help"],
    "scenarios": ["scenarios", "--list-tests"],
    "a wrong flag": ["--tset-mode"],
    "play": ["play", "--headless", "--game", "mine:create", "--frames", "3"],
}


@pytest.mark.parametrize("row", COMMANDS)
def test_every_command(shadowed, row):
    ended = shadowed.command(*COMMANDS[row])
    assert ended.code in (0, 1, 2), ended.text
    assert "Traceback" not in ended.err


def test_what_python_imports_first_cannot_be_helped_and_a_script_can(project, shadowed):
    """As the documentation says: where `python -m` itself fails, a start without it works."""
    for name in BEFORE_US:
        if name != "importlib" and importlib.util.find_spec(name) is not None:
            shadowed.write(f"{name}.py", "MINE = True\n")
    script = "import sys; sys.path.remove(''); from harness.__main__ import main; main()"
    words = ["--test-mode", "--headless", "--game", "none", "--run-id", "run"]
    ended = subprocess.run(
        [sys.executable, "-c", script, *words], cwd=shadowed.folder,
        env=shadowed.environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
