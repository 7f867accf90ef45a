"""`init`: what a newcomer's first command writes and keeps, and the page that tells of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from harness.commands import init
from harness.config.flags import BY_KEY

ROOT = Path(__file__).resolve().parents[2]
GAMES = Path(__file__).parent / "games"
PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")

TYPES = ["tests/lua_types/framework.lua", "tests/lua_types/test_harness.lua"]
ADAPTED = ["harness.toml", "game_adapter.py", "tests/e2e/first_test.lua", *TYPES, ".luarc.json",
           ".gitignore"]  # fmt: skip
WITH_A_GAME = [name for name in ADAPTED if name != "game_adapter.py"]
NEXT = "python -m harness --test-mode --headless"


def files(folder):
    """Return what every file below a folder holds, but for what runs leave there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith("reports/") and "__pycache__" not in name:
            found[name] = path.read_bytes()
    return found


def lines(ended):
    assert ended.code == 0, ended.text
    assert ended.err == ""
    return ended.out.splitlines()


def wrote(names):
    return [f"wrote {name}" for name in names]


def kept(names):
    return [f"kept {name} (it exists)" for name in names]


def game(project, name="mygame.py"):
    shutil.copy(GAMES / "surface.py", project.folder / name)


# What is written.


def test_an_empty_folder(empty):
    assert lines(empty.command("init")) == [*wrote(ADAPTED), f"next: {NEXT}"]
    assert sorted(files(empty.folder)) == sorted(ADAPTED)


def test_what_was_written_passes(empty):
    lines(empty.command("init"))
    ended = empty.command(*NEXT.split()[3:], "--run-id", "run")
    assert ended.code == 0, ended.text
    assert set(ended.statuses.values()) == {"passed"}
    assert len(ended.statuses) == 3
    assert ended.report["run"]["game"] == "game_adapter.py:create"


@pytest.mark.parametrize(
    "flags", [["--isolate", "test"], ["--fixed-fps", "30"], ["--resolution", "64x64"]]
)
def test_what_was_written_passes_in_other_ways(empty, flags):
    lines(empty.command("init"))
    assert empty.run(*flags, game=None).code == 0


def test_what_was_written_draws(empty):
    lines(empty.command("init"))
    dummy = {"SDL_VIDEODRIVER": "dummy"}
    assert empty.command("play", "--frames", "3", env=dummy).code == 0


def test_twice_changes_nothing(empty):
    lines(empty.command("init"))
    before = files(empty.folder)
    assert lines(empty.command("init")) == [*kept(ADAPTED), f"next: {NEXT}"]
    assert files(empty.folder) == before


def test_what_is_missing_is_written_again(empty):
    lines(empty.command("init"))
    (empty.folder / ".luarc.json").unlink()
    out = lines(empty.command("init"))
    assert [line for line in out if line.startswith("wrote")] == ["wrote .luarc.json"]


def test_the_configuration_shows_the_defaults(empty):
    lines(empty.command("init"))
    text = (empty.folder / "harness.toml").read_text()
    shown = tomllib.loads("\n".join(re.findall(r"^# (\w+ = .*)$", text, re.MULTILINE)))
    assert len(shown) > 5
    for key, value in shown.items():
        flag = BY_KEY[key]
        assert flag.in_config
        default = "tests/e2e" if key == "test_suite" else flag.default
        assert flag.read(value) == default
    everything = re.sub(r"^# (\w+ = )", r"\1", text, flags=re.MULTILINE)
    (empty.folder / "harness.toml").write_text(everything)
    assert empty.run(game=None).code == 0


def test_the_editor_finds_the_annotations(empty):
    lines(empty.command("init"))
    settings = json.loads((empty.folder / ".luarc.json").read_text())
    for name in settings["workspace"]["library"]:
        found = {path.name: path.read_bytes() for path in (empty.folder / name).iterdir()}
        source = {path.name: path.read_bytes() for path in (ROOT / "lua/types").iterdir()}
        assert found == source


def test_reports_are_ignored(empty):
    lines(empty.command("init"))
    assert (empty.folder / ".gitignore").read_text() == "/reports/\n/.harness/\n"


@pytest.mark.skipif(not shutil.which("luacheck"), reason="luacheck is not installed")
@pytest.mark.parametrize("flags", [[], ["--game", "mygame.py:create"]])
def test_the_first_test_is_clean(empty, flags):
    game(empty)
    lines(empty.command("init", *flags))
    test = empty.folder / "tests" / "e2e" / "first_test.lua"
    shutil.copy(ROOT / ".luacheckrc", empty.folder)
    command = ["luacheck", "--quiet", test.relative_to(empty.folder)]
    done = subprocess.run(command, cwd=empty.folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_adapter_is_clean(empty):
    lines(empty.command("init"))
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--config", ROOT / "pyproject.toml", empty.folder / "game_adapter.py"]
    for command in (["check", "--ignore", "INP001"], ["format", "--check"]):
        done = subprocess.run([*ruff, *command, *settings], capture_output=True, check=False)
        assert done.returncode == 0, done.stdout


def test_it_works_from_the_wheel(empty, tmp_path):
    build = ["pip", "wheel", "-qq", "--no-deps", "-w", tmp_path, ROOT]
    subprocess.run([sys.executable, "-m", *build], cwd=tmp_path, check=True)
    installed = tmp_path / "installed"
    zipfile.ZipFile(next(tmp_path.glob("*.whl"))).extractall(installed)
    where = {"env": {"PYTHONPATH": str(installed)}}
    assert lines(empty.command("init", **where)) == [*wrote(ADAPTED), f"next: {NEXT}"]
    assert empty.run(game=None, **where).code == 0
    templates = Path(init.__file__).parent / "templates"
    for name in files(templates):
        assert (installed / "harness" / "commands" / "templates" / name).exists()


# Games.


def test_a_game_of_ones_own(empty):
    game(empty)
    ended = empty.command("init", "--game", "mygame.py:create")
    assert lines(ended) == [*wrote(WITH_A_GAME), f"next: {NEXT}"]
    assert tomllib.loads((empty.folder / "harness.toml").read_text())["game"] == "mygame.py:create"
    ended = empty.run(game=None)
    assert ended.statuses == {"the game > starts and runs for a second": "passed"}


def test_a_module(empty):
    game(empty)
    lines(empty.command("init", "--game", "mygame:create"))
    assert empty.run(game=None).code == 0


PROGRAM = """
import pygame
LIMIT = 3
score, lives = 0, 3
level = 1
class Ship: pass
def main():
    global level
    pygame.init(); pygame.display.set_mode((64, 48)); ship = Ship()
    while True:
        for event in pygame.event.get(): level += 1
        pygame.display.flip()
if __name__ == "__main__": main()
"""


@pytest.mark.parametrize(
    ("file", "typed", "name"),
    [("src/main.py", "src/main.py", "src/main.py"), ("pack/__main__.py", "pack", "pack/")],
)
def test_a_program_that_owns_its_loop(empty, file, typed, name):
    empty.write(file, PROGRAM)
    out = lines(empty.command("init", "--game", typed))
    assert out[0] == f"running {name} for a second, to see what lives in it"
    assert wrote(["harness.toml", "adapter.py"]) == out[1:3]
    settings = (empty.folder / "harness.toml").read_text()
    assert f'game = "{name}"' in settings
    assert 'adapter = "adapter.py"' in settings
    adapter = (empty.folder / "adapter.py").read_text()
    assert 'api.property("level", ' in adapter
    assert 'api.property("count.Ship"' in adapter
    assert '# api.property("LIMIT"' in adapter
    ran = empty.run(game=None)
    assert set(ran.statuses.values()) == {"passed"}, ran.text
    assert ran.err == ""
    empty.suite(
        "it('t', function() test_harness.wait_frames(2)\nassert_state('count.Ship', 1) end)"
    )
    ran = empty.run(game=None)
    assert set(ran.statuses.values()) == {"passed"}, ran.text


LIVES = {
    "main.py": """
from parts.game import Game
def main():
    best, title = 40, "Lamp"
    Game().run()
main()
""",
    "parts/__init__.py": "",
    "parts/ship.py": """
class Ship:
    __slots__ = ("x", "lives")
    def __init__(self, x): self.x, self.lives = x, 3
""",
    "parts/game.py": """
import pygame
from parts.ship import Ship
class Game:
    def __init__(self):
        pygame.init()
        self.screen = pygame.display.set_mode((64, 48))
        self.font = pygame.font.Font(None, 20)
        self.score = 7
        self.ships = [Ship(1), Ship(2)]
    def run(self):
        level = 1
        while True:
            pygame.event.get()
            self.screen.blit(self.font.render("Press SPACE", True, "white"), (0, 0))
            pygame.display.flip()
""",
}


def test_what_lives_in_a_program_is_in_its_adapter(empty):
    for path, text in LIVES.items():
        empty.write(path, text)
    lines(empty.command("init", "--game", "main.py"))
    assert not (empty.folder / "reports").exists()
    adapter = (empty.folder / "adapter.py").read_text()
    assert "# on the screen: 'Press SPACE'" in adapter
    empty.suite(
        """it("t", function()
  test_harness.wait_frames(3)
  assert_state("count.Ship", 2)
  assert_state("objects.Ship", { { x = 1, lives = 3 }, { x = 2, lives = 3 } })
  assert_state("objects.Game", { { score = 7 } })
  assert_state("main.title", "Lamp")
  assert_state("main.best", 40)
  assert_state("Game.run.level", 1)
end)"""
    )
    ran = empty.run(game=None)
    assert set(ran.statuses.values()) == {"passed"}, ran.text


def test_a_program_that_finds_its_files_in_the_root(empty):
    empty.write("data/level.txt", "1")
    empty.write("src/main.py", "level = int(open('data/level.txt').read())\n" + PROGRAM)
    lines(empty.command("init", "--game", "src/main.py"))
    assert 'program_cwd = "root"' in (empty.folder / "harness.toml").read_text()
    ran = empty.run(game=None)
    assert set(ran.statuses.values()) == {"passed"}, ran.text


def test_a_program_that_cannot_run_has_the_adapter_of_its_source(empty):
    empty.write("main.py", PROGRAM.replace("pygame.init();", "1 / 0;"))
    out = lines(empty.command("init", "--game", "main.py"))
    assert out[1].startswith("it could not be seen running: the program raised ZeroDivisionError")
    assert out[2] == "adapter.py lists what its source declares"
    assert 'api.property("level"' in (empty.folder / "adapter.py").read_text()


def test_no_game(empty):
    lines(empty.command("init", "--game", "none"))
    assert not (empty.folder / "game_adapter.py").exists()
    assert empty.run(game=None).code == 0


def test_a_game_with_an_odd_name(empty):
    game(empty, 'my "odd" gäme.py')
    ended = empty.command("init", "--game", 'my "odd" gäme.py:create')
    assert lines(ended)[-1] == f"next: {NEXT}"
    assert empty.run(game=None).code == 0


def test_a_game_outside_the_project(empty, tmp_path):
    shutil.copy(GAMES / "surface.py", tmp_path / "outside.py")
    lines(empty.command("init", "--game", str(tmp_path / "outside.py:create")))
    settings = tomllib.loads((empty.folder / "harness.toml").read_text())
    assert settings["game"] == "../outside.py:create"
    assert empty.run(game=None).code == 0


def test_a_game_typed_twice_is_kept(empty):
    game(empty)
    lines(empty.command("init", "--game", "mygame.py:create"))
    assert lines(empty.command("init")) == [*kept(WITH_A_GAME), f"next: {NEXT}"]


def test_an_adapter_of_ones_own_is_kept_and_passes(empty):
    shutil.copy(GAMES / "surface.py", empty.folder / "game_adapter.py")
    assert "kept game_adapter.py (it exists)" in lines(empty.command("init"))
    assert empty.run(game=None).code == 0


# Existing projects.


def test_a_pyproject_without_settings_is_left_alone(empty):
    empty.write("pyproject.toml", "[project]\nname = 'mine'\n")
    assert "wrote harness.toml" in lines(empty.command("init"))


def test_a_pyproject_with_settings(empty):
    game(empty)
    empty.write("pyproject.toml", "[tool.harness]\ngame = 'mygame:create'\n")
    out = lines(empty.command("init"))
    first = "kept pyproject.toml (it has [tool.harness])"
    assert out == [first, *wrote(WITH_A_GAME[1:]), f"next: {NEXT}"]
    assert not (empty.folder / "harness.toml").exists()
    assert empty.run(game=None).code == 0


def test_a_pyproject_with_settings_but_no_game(empty):
    empty.write("pyproject.toml", "[tool.harness]\nseed = 5\n")
    out = lines(empty.command("init"))
    assert out[-2:] == [
        'hint: with game = "game_adapter.py:create" in your configuration, --game can go',
        f"next: {NEXT} --game game_adapter.py:create",
    ]
    assert empty.command(*out[-1].split()[4:]).code == 0


def test_a_configuration_is_kept(project):
    project.write("harness.toml", "game = 'mygame.py:create'\ntest_suite = 'suite/all'\n")
    game(project)
    out = lines(project.command("init"))
    assert out[:2] == ["kept harness.toml (it exists)", "wrote suite/all/first_test.lua"]
    assert out[-1] == f"next: {NEXT}"
    assert not (project.folder / "game_adapter.py").exists()
    assert project.run(game=None).code == 0


def test_a_configuration_without_a_game(project):
    out = lines(project.command("init"))
    assert out[:2] == ["kept harness.toml (it exists)", "wrote game_adapter.py"]
    assert out[-1] == f"next: {NEXT} --game game_adapter.py:create"


def test_a_configured_game_other_than_the_typed_one(project):
    project.write("harness.toml", "game = 'none'")
    game(project, "my game.py")
    out = lines(project.command("init", "--game", "my game.py:create"))
    assert out[-1] == f"next: {NEXT} --game 'my game.py:create'"


def test_everything_that_exists_is_kept(empty):
    for name in ADAPTED[1:]:
        empty.write(name, f"mine: {name}")
    before = files(empty.folder)
    out = lines(empty.command("init"))
    assert out == ["wrote harness.toml", *kept(ADAPTED[1:]), f"next: {NEXT}"]
    assert files(empty.folder).items() >= before.items()


# The documentation.


def test_the_page_for_newcomers_works(empty):
    lines(empty.command("init"))
    blocks = re.findall(
        r"^```(?:python|lua plain)\n(?:#|--) (\S+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE
    )
    assert [name for name, _ in blocks] == [
        "mygame.py", "game_adapter.py", "tests/e2e/first_test.lua",
    ]  # fmt: skip
    for name, text in blocks:
        empty.write(name, text)
    ended = empty.run(game=None)
    assert ended.code == 0, ended.text
    assert len(ended.statuses) == 3
    assert empty.command("play", "--frames", "3", env={"SDL_VIDEODRIVER": "dummy"}).code == 0


def test_the_page_shows_what_is_printed(empty):
    lines(empty.command("init"))
    shown = re.search(r"^```\n(3 tests of .*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[1]
    printed = empty.run(game=None).out
    of_this_run = re.compile(r" in [\d.]+ s|(?<=report: reports/)\S+")
    assert of_this_run.sub("", printed).startswith(of_this_run.sub("", shown))


def test_the_page_lists_what_is_written():
    for name in ADAPTED:
        assert f"`{name}`" in PAGE or f"`{name.rpartition('/')[0]}/`" in PAGE
