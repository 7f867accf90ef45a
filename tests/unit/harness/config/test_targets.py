"""Which texts name a file, a folder, an archive or a module."""

from __future__ import annotations

import re
import zipfile

import pytest

from harness.config.targets import named_game, owns_loop, shown_game, split_game
from harness.errors import UsageError


@pytest.fixture
def project(tmp_path):
    root = tmp_path / "project"
    for name in (
        "main.py", "main.pyw", "launch", "two words.py", "a:b", "sub/deep.py", "game/__main__.py",
        "pack/__init__.py", "pack/__main__.py", "data/level.txt", "app.py",
    ):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    with zipfile.ZipFile(root / "game.pyz", "w") as archive:
        archive.writestr("__main__.py", "")
    return root


PATHS = [
    "main.py", "main.pyw", "launch", "two words.py", "a:b", "sub/deep.py", "game", "game/",
    "./game", "game.pyz", "pack/", "absent.py", "absent/main.py", "absent.pyz", "data/",
]  # fmt: skip
MODULES = ["app", "pack", "pack.part", "absent", "data", "none"]
HOSTED = ["main.py:create", "launch:create", "sub/deep.py:Game", "absent.py:create"]
HOSTED_MODULES = ["app:create", "pack.part:Game", "game:create"]
REFUSED = {
    ":create": "the module or file is missing before the colon",
    ":": "the module or file is missing before the colon",
    "main.py:": "'' cannot be the name of a factory",
    "app:a b": "'a b' cannot be the name of a factory",
    "app:1": "'1' cannot be the name of a factory",
    "game.pyz:create": "game.pyz is an archive, which has no factory",
    "my-game": "there is no file 'my-game', nor can a module be called so",
    "a..b": "there is no file 'a..b'",
    "two words": "there is no file 'two words'",
    "my-game:create": "there is no file 'my-game'",
}


@pytest.mark.parametrize("name", PATHS)
def test_paths(project, name):
    game = named_game(name, str(project))
    assert split_game(game) == (str(project / name), "")
    assert owns_loop(game)


@pytest.mark.parametrize("name", MODULES)
def test_modules(project, name):
    assert named_game(name, str(project)) == name
    assert owns_loop(name) == (name != "none")


@pytest.mark.parametrize("name", HOSTED)
def test_factories_of_files(project, name):
    path, _, factory = name.partition(":")
    assert split_game(named_game(name, str(project))) == (str(project / path), f":{factory}")


@pytest.mark.parametrize("name", HOSTED_MODULES)
def test_factories_of_modules(project, name):
    assert named_game(name, str(project)) == name


@pytest.mark.parametrize("name", REFUSED)
def test_texts_that_can_name_nothing(project, name):
    with pytest.raises(UsageError, match=re.escape(f"--game {name}: {REFUSED[name]}")):
        named_game(name, str(project))


@pytest.mark.parametrize("name", [*PATHS, *MODULES, *HOSTED, *HOSTED_MODULES])
def test_what_reports_show_names_the_same_game(project, name):
    game = named_game(name, str(project))
    assert named_game(shown_game(game, str(project)), str(project)) == game
    from_below = shown_game(game, str(project), str(project / "sub"))
    assert named_game(from_below, str(project / "sub")) == game


def test_a_program_outside_the_root_keeps_its_whole_path(project):
    assert shown_game(str(project / "main.py"), str(project / "sub")) == str(project / "main.py")
