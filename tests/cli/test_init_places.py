"""`init`: into which folders it writes, what it refuses, links and races."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from harness.commands import init
from harness.config.targets import EXPECTED
from tests.cli.test_init import ADAPTED, NEXT, TYPES, files, game, kept, lines, wrote


def refused(ended, message):
    """Check that a command ended with one message, and return nothing."""
    assert ended.code == 2, ended.text
    assert ended.out == ""
    assert [line for line in ended.err.splitlines() if line.startswith("harness: error: ")] == [
        f"harness: error: {message}"
    ]
    assert "Traceback" not in ended.err


# Folders.


def test_a_subfolder_belongs_to_the_project_around_it(project):
    (project.folder / "inner" / "deep").mkdir(parents=True)
    game(project, "inner/deep/mygame.py")
    out = lines(project.command("init", "--game", "mygame.py:create", cwd="inner/deep"))
    assert out[0] == f"project: {project.folder}"
    assert out[-1] == f"next: {NEXT} --game mygame.py:create"
    assert list((project.folder / "inner" / "deep").iterdir()) == [
        project.folder / "inner" / "deep" / "mygame.py"
    ]
    ended = project.command(*out[-1].split()[4:], "--run-id", "run", cwd="inner/deep")
    assert ended.code == 0, ended.text


def test_a_repository_is_a_project(empty):
    (empty.folder / ".git").mkdir()
    (empty.folder / "src").mkdir()
    game(empty, "src/mygame.py")
    out = lines(empty.command("init", "--game", "mygame.py:create", cwd="src"))
    assert "wrote harness.toml" in out
    assert out[-1] == f"next: {NEXT}"
    settings = tomllib.loads((empty.folder / "harness.toml").read_text())
    assert settings["game"] == "src/mygame.py:create"
    assert empty.run(game=None, cwd="src").code == 0


def test_a_folder_to_make(project):
    out = lines(project.command("init", "--folder", "new/in ner"))
    inner = project.folder / "new" / "in ner"
    assert out == [
        f"project: {inner}", *wrote(ADAPTED), f"next: cd '{inner}' && {NEXT}"
    ]  # fmt: skip
    assert sorted(files(inner)) == sorted(ADAPTED)
    assert project.run(game=None, cwd="new/in ner").code == 0


def test_a_folder_and_a_game_beside_it(project):
    game(project)
    lines(project.command("init", "--folder", "inner", "--game", "mygame.py:create"))
    settings = tomllib.loads((project.folder / "inner" / "harness.toml").read_text())
    assert settings["game"] == "../mygame.py:create"


# What is refused.


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--gmae", "x"], "unrecognized arguments: --gmae x"),
        (["mygame.py:create"], "unrecognized arguments: mygame.py:create"),
        (["--game"], "argument --game: expected one argument"),
        (["--game", "absent.py:create"], "--game absent.py:create: no such file"),
        (["--game", "tests.py:create"], "--game tests.py:create: no such file"),
        (["--game", "my-game:create"],
         "--game my-game:create: there is no file 'my-game', nor can a module be called so"),
        (["--game", ""], f"--game : {EXPECTED}"),
        (["--game", ":create"],
         f"--game :create: the module or file is missing before the colon; {EXPECTED}"),
        *(
            (["--game", name],
             f"--game {name}: {factory!r} cannot be the name of a factory; {EXPECTED}")
            for name, factory in (("mygame:", ""), ("mygame:a-b", "a-b"), ("a:b:", ""))
        ),
        *(
            (["--game", name], f"--game {name}: no such program; {EXPECTED}")
            for name in ("mygame", "mygame.py")
        ),
    ],
)  # fmt: skip
def test_wrong_words(empty, words, message):
    (empty.folder / "tests.py").mkdir()
    refused(empty.command("init", *words), message)
    assert files(empty.folder) == {}


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("tests", "cannot write tests/e2e/first_test.lua: {0}/tests is no folder"),
        ("tests/e2e", "cannot write tests/e2e/first_test.lua: {0}/tests/e2e is no folder"),
        ("tests/lua_types", f"cannot write {TYPES[0]}: {{0}}/tests/lua_types is no folder"),
    ],
)
def test_a_file_where_a_folder_is_needed(empty, name, refusal):
    empty.write(name, "mine")
    refused(empty.command("init"), refusal.format(empty.folder))
    assert files(empty.folder) == {name: b"mine"}


def test_a_folder_that_is_a_file(project):
    project.write("a file", "mine")
    for words in (["a file"], ["a file/inner"]):
        message = f"cannot write harness.toml: {project.folder}/a file is no folder"
        refused(project.command("init", "--folder", *words), message)


@pytest.mark.parametrize("name", ADAPTED)
def test_a_folder_where_a_file_is_needed(empty, name):
    (empty.folder / name).mkdir(parents=True)
    place = empty.folder / name
    reads = name == "harness.toml"
    message = (
        f"{place}: cannot be read: it is a folder, not a file"
        if reads
        else f"cannot write {name}: {place} is a folder"
    )
    refused(empty.command("init"), message)
    assert files(empty.folder) == {}


def test_a_broken_configuration(project):
    project.write("harness.toml", "game = 5")
    refused(project.command("init"), "harness.toml: game = 5: expected a text that is not empty")
    project.write("harness.toml", "test_suite = 5")
    ended = project.command("init")
    assert ended.code == 2
    assert "test_suite = 5" in ended.err
    project.write("harness.toml", "game =")
    assert "cannot be read as TOML" in project.command("init").err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_a_place_that_takes_no_files(project):
    ended = project.command("init", "--folder", "/proc")
    assert ended.code == 2
    assert ended.err.splitlines()[-1].startswith(
        "harness: error: cannot write '/proc/harness.toml'"
    )
    assert "Traceback" not in ended.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written(empty):
    empty.folder.chmod(0o555)
    try:
        message = f"cannot write '{empty.folder}/harness.toml': Permission denied"
        refused(empty.command("init"), message)
    finally:
        empty.folder.chmod(0o755)


# Links and races.


def test_links_are_kept_wherever_they_lead(empty, tmp_path):
    outside = tmp_path / "outside"
    outside.write_text("theirs")
    (empty.folder / ".gitignore").symlink_to(outside)
    (empty.folder / ".luarc.json").symlink_to(tmp_path / "nowhere")
    out = lines(empty.command("init"))
    assert {"kept .gitignore (it exists)", "kept .luarc.json (it exists)"} <= set(out)
    assert outside.read_text() == "theirs"
    assert not (tmp_path / "nowhere").exists()


def test_a_linked_folder_that_leads_out(empty, tmp_path):
    (tmp_path / "outside").mkdir()
    (empty.folder / "tests").symlink_to(tmp_path / "outside")
    ended = empty.command("init")
    assert ended.code == 2
    assert "lies outside the project" in ended.err
    assert list((tmp_path / "outside").iterdir()) == []
    assert files(empty.folder) == {}


def test_a_linked_folder_that_leads_nowhere(empty, tmp_path):
    (empty.folder / "tests").symlink_to(empty.folder / "nowhere")
    message = f"cannot write {TYPES[0]}: {empty.folder}/tests is no folder"
    refused(empty.command("init"), message)


@pytest.fixture
def here(empty, monkeypatch):
    monkeypatch.chdir(empty.folder)
    return empty.folder


def no_links(*_):
    raise OSError(errno.EPERM, "Operation not permitted")


def test_where_there_are_no_hard_links(here, monkeypatch, capsys):
    monkeypatch.setattr(os, "link", no_links)
    assert init.run([], None) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == wrote(ADAPTED)
    assert sorted(files(here)) == sorted(ADAPTED)


@pytest.mark.parametrize("link", [os.link, no_links])
def test_what_appears_meanwhile_is_kept(here, monkeypatch, capsys, link):
    def after_another(fresh, target):
        Path(target).write_text("# theirs")
        link(fresh, target)

    monkeypatch.setattr(os, "link", after_another)
    assert init.run([], None) == 0
    assert capsys.readouterr().out.splitlines()[: len(ADAPTED)] == kept(ADAPTED)
    assert set(files(here).values()) == {b"# theirs"}


def test_many_at_once(empty):
    command = [sys.executable, "-m", "harness", "init"]
    where = {"cwd": empty.folder, "env": empty.environment(), "stdout": subprocess.PIPE}
    running = [subprocess.Popen(command, text=True, **where) for _ in range(4)]
    out = [process.communicate(timeout=60)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    for name in ADAPTED:
        assert sum(f"wrote {name}\n" in text for text in out) == 1
    assert sorted(files(empty.folder)) == sorted(ADAPTED)
