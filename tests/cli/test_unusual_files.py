"""What is called like a test file and is none costs itself alone, and never the run."""

import os
import socket
import sys

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux has all these files, and names of any bytes"
)

GOOD = 'it("good", function() assert(true) end)'


def pipe(path):
    os.mkfifo(path)


def listening_socket(path):
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)


def device(path):
    os.symlink("/dev/zero", path)


def dangling_link(path):
    os.symlink("nowhere", path)


def link_to_a_pipe(path):
    os.mkfifo(f"{path}.pipe")
    os.symlink(f"{path}.pipe", path)


KINDS = {
    pipe: "it is a named pipe, not a file",
    listening_socket: "it is a socket, not a file",
    device: "it is a device, not a file",
    dangling_link: "No such file",
    link_to_a_pipe: "it is a named pipe, not a file",
}


@pytest.mark.parametrize("name", ["p_test.lua", "p.toml"])
@pytest.mark.parametrize("make", KINDS, ids=lambda make: make.__name__)
def test_it_is_one_failed_entry(project, check_consistent, monkeypatch, make, name):
    project.suite(GOOD)
    monkeypatch.chdir(project.folder / "tests/e2e")  # a socket's path is short
    make(name)
    ended = project.run("--timeout-seconds", "30", game="probe.py:create")
    check_consistent(ended, 1)
    assert ended.statuses == {"good": "passed", name: "failed"}
    assert KINDS[make] in ended.message(name)
    assert f"tests/e2e/{name}" in ended.out


def test_a_listing_waits_for_no_pipe(project):
    project.suite(GOOD)
    pipe(project.folder / "tests/e2e/p_test.lua")
    ended = project.command("--test-mode", "--list-tests", "--game", "none")
    assert (ended.code, ended.out) == (2, "a_test.lua > good\n")
    assert "tests/e2e/p_test.lua: cannot be read: it is a named pipe" in ended.err


@pytest.mark.parametrize("words", [("replay",), ("summary",), ("--resume",)])
def test_other_commands_wait_for_no_pipe(project, words):
    pipe(project.folder / "p")
    ended = project.command(*words, "p")
    assert ended.code == 2
    assert "Traceback" not in ended.text


@pytest.mark.parametrize("name", ["harness.toml", "pyproject.toml"])
def test_a_configuration_that_is_no_file_is_refused(project, name):
    project.suite(GOOD)
    (project.folder / "harness.toml").unlink(missing_ok=True)
    pipe(project.folder / name)
    ended = project.command("--test-mode", "--headless")
    assert ended.code == 2, ended.text
    own = "harness.toml: cannot be read: it is a named pipe, not a file"
    assert (own if name == "harness.toml" else "no game is named") in ended.err


@pytest.mark.parametrize("value", ["[" * 5000, "9" * 5000], ids=["nested", "long"])
def test_a_setting_that_no_reader_takes_is_refused(project, value):
    project.suite(GOOD)
    project.write("harness.toml", f"seed = {value}\n")
    ended = project.command("--test-mode", "--headless", "--game", "none")
    assert ended.code == 2, ended.text
    assert "harness.toml: cannot be read as TOML" in ended.err


@pytest.mark.parametrize("make", [pipe, device], ids=lambda make: make.__name__)
def test_a_program_that_is_no_file_is_refused(project, make):
    project.suite(GOOD)
    make(project.folder / "main.py")
    ended = project.run("--timeout-seconds", "30", game="main.py")
    assert ended.code == 2, ended.text
    assert KINDS[make] in ended.err


def test_a_required_pipe_is_refused(project):
    project.suite('require("steps")')
    pipe(project.folder / "tests/e2e/steps.lua")
    ended = project.run()
    assert ended.code == 1, ended.text
    assert "steps" in ended.message("a_test.lua")


def test_a_folder_that_is_named_like_a_test_is_a_folder(project):
    project.suite(GOOD, "x_test.lua/inner_test.lua")
    assert project.run().statuses == {"good": "passed"}


ODD = os.fsdecode(b"caf\xe9")
SHOWN = r"caf\xe9"


def test_names_that_are_not_utf_8_are_shown_with_escapes(project, check_consistent):
    project.suite('it("bad", function() error("no") end)', f"{ODD}_test.lua")
    project.suite(GOOD)
    ended = project.run("--report-tap", "t.tap", game="probe.py:create")
    report = check_consistent(ended, 1)
    names = [test["full_name"] for test in report["tests"]]
    assert names == ["a_test.lua > good", rf"{SHOWN}_test.lua > bad"]
    assert report["tests"][1]["file"] == rf"tests/e2e/{SHOWN}_test.lua"
    assert rf"FAILED: {SHOWN}_test.lua > bad" in ended.out


def test_folders_and_games_may_be_called_so_too(project):
    project.suite(GOOD, f"{ODD}/a_test.lua")
    project.write(f"{ODD}/harness.toml", "")
    project.write(
        f"{ODD}/{ODD}.py",
        "class G:\n    def update(self, dt): pass\n    def draw(self, s): pass\n"
        "def create(context): return G()\n",
    )
    suite = f"../tests/e2e/{ODD}"
    ended = project.run("--game", f"{ODD}.py:create", "--test-suite", suite, game=None, cwd=ODD)
    assert ended.code == 0, ended.text
    assert rf"{SHOWN}.py:create" in ended.out


def test_compiled_lua_is_refused_in_words(project):
    project.suite(b"\x1bLJ\x02\x0a\x00")
    project.suite(GOOD, "b_test.lua")
    ended = project.run()
    assert ended.code == 1, ended.text
    message = ended.report["tests"][0]["attempts"][0]["message"]
    assert "a_test.lua: it is compiled Lua; tests are run from their source" in message


def test_a_null_byte_in_a_program_is_placed(project):
    project.write("main.py", b"import pygame\nx = '\0'\n")
    project.suite('it("t", function() end)')
    ended = project.run("--game", "main.py", game=None)
    assert ended.code == 1, ended.text
    assert "null bytes (main.py, line 2) at main.py:2" in ended.message("t")
