"""How a program is found and started: files, modules, packages, folders, and what cannot start."""

# ruff: noqa: E501 - programs in a line each, and all that one run must show

import pytest

LOOP = """
import pygame
pygame.init(); pygame.display.set_mode((64, 48))
while True: pygame.event.get(); pygame.display.flip()
"""
SEES_ONE = "test_harness.wait_frames(2)\nassert.equal(1, test_harness.get_state('g.n'))"
RUNS_ON = "test_harness.wait_frames(5)"


def test_main_guard(attach):
    attach.passes(
        f"def main():\n    global n\n    n = 1\nif __name__ == '__main__': main()\n{LOOP}", SEES_ONE
    )


def test_modules_beside_the_program(attach):
    attach.project.write("prog/settings.py", "VALUE = 1")
    attach.project.write("prog/parts/__init__.py", "")
    attach.project.write("prog/parts/deep.py", "from settings import VALUE as AGAIN")
    attach.passes(
        f"from settings import VALUE\nfrom parts import deep\nn = deep.AGAIN\n{LOOP}", SEES_ONE
    )


def test_a_folder_of_its_own_with_assets(attach):
    attach.project.write("prog/assets/level.txt", "1")
    attach.passes(f"n = int(open('assets/level.txt').read())\n{LOOP}", SEES_ONE)


def test_a_program_that_changes_its_folder(attach):
    attach.project.write("data/level.txt", "1")
    attach.passes(
        "import os\nos.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'data'))\n"
        f"n = int(open('level.txt').read())\n{LOOP}",
        f"{SEES_ONE}\ntest_harness.assert_screenshot('first', {{ }})",
        "--update-baselines",
    )


def test_a_package_by_its_name(attach):
    attach.project.write("pack/__init__.py", "VALUE = 1")
    attach.project.write("pack/inner.py", "two = 2")
    attach.passes(
        f"from . import VALUE as n\nfrom pack.inner import two\n{LOOP}", SEES_ONE,
        path="pack/__main__.py", game="pack",
    )  # fmt: skip


def test_a_module_of_a_package(attach):
    attach.project.write("pack/__init__.py", "")
    attach.project.write("pack/sub/__init__.py", "VALUE = 1")
    attach.passes(
        f"from .sub import VALUE as n\nassert __name__ == '__main__'\n{LOOP}", SEES_ONE,
        path="pack/play.py", game="pack.play",
    )  # fmt: skip


@pytest.mark.parametrize("path", ["pack/play.py", "pack/__main__.py"])
def test_a_file_that_is_no_program_by_itself_says_how_to_start_it(attach, path):
    attach.project.write("pack/__init__.py", "VALUE = 1")
    ended = attach(f"from . import VALUE\n{LOOP}", RUNS_ON, path=path)
    assert ended.code == 1, ended.text
    module = {"pack/play.py": "pack.play", "pack/__main__.py": "pack"}[path]
    assert f"name the module: --game {module}" in ended.message("t"), ended.text


def test_modules_that_the_adapter_has_imported_before(attach):
    attach.project.write(
        "prog/taken.py",
        "from pygame.display import flip\nfrom pygame.event import get\nfrom time import time\n",
    )
    attach.project.write(
        "adapter.py",
        "import sys\nsys.path.insert(0, 'prog')\nimport taken\n"
        "def expose(api, game): api.property('g', lambda: {'n': game.namespace.n})\n",
    )
    attach.passes(
        "import pygame\nfrom taken import *\npygame.init(); pygame.display.set_mode((64, 48))\n"
        "assert time() < 946684801\nn = 0\nwhile True:\n    n += 1; get(); flip()\n",
        "test_harness.wait_frames(3)\nlocal before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(12)\n"
        "assert.equal(12, test_harness.get_state('g.n') - before)",
    )


def test_a_file_in_a_package(attach):
    attach.project.write("prog/__init__.py", "")
    attach.passes(f"n = 1\n{LOOP}", SEES_ONE)


def test_annotations_and_encodings(attach):
    attach.passes(
        f"# -*- coding: utf-8 -*-\nfrom __future__ import annotations\nn: 'Öäü' = 1\n{LOOP}",
        SEES_ONE,
    )


def test_classes_of_the_main_module_are_found_by_name(attach):
    attach.passes(
        "import __main__, sys, typing, dataclasses\n"
        "@dataclasses.dataclass\nclass A:\n    b: 'int' = 1\n"
        "assert typing.get_type_hints(A)['b'] is int\n"
        f"n = sys.modules['__main__'].A().b\n{LOOP}",
        SEES_ONE,
    )


def test_a_name_with_spaces(attach):
    attach.passes(f"n = 1\n{LOOP}", SEES_ONE, path="my prog/the main.py")


def test_a_thread_is_told_and_fails_nothing(attach):
    ended = attach.passes(
        "import threading\nstop = threading.Event()\n"
        f"threading.Thread(target=stop.wait, daemon=True).start()\n{LOOP}",
        RUNS_ON,
    )
    assert "starts a thread (threading.Thread.start) at prog/main.py:3" in ended.out, ended.text


def test_a_thread_that_never_ends_does_not_hold_the_run(attach):
    attach.passes(
        "import threading\nthreading.Thread(target=threading.Event().wait).start()\n" + LOOP,
        RUNS_ON,
    )


BROKEN = {
    "a syntax error": ("def x(:\n", "SyntaxError", "main.py, line 1"),
    "an import that fails": ("import nosuchthing\n", "No module named 'nosuchthing'", "main.py:1"),
    "a file that is not there": ("open('nothing.png')\n", "nothing.png", "prog/main.py:1"),
    "an image that is not there": (
        "import pygame\npygame.image.load('no.png')\n", "No file 'no.png'", "prog/main.py:2"),
    "null bytes": ("x = '\0'\n", "null bytes", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_start_fails_the_test_with_the_place(attach, name):
    text, words, place = BROKEN[name]
    ended = attach(text, RUNS_ON)
    assert ended.code == 1, ended.text
    assert ended.test("t")["failure_kind"] == "crash"
    attempt = ended.test("t")["attempts"][0]
    assert words in attempt["message"], ended.text
    assert place in attempt["message"] + (attempt.get("traceback") or ""), ended.text


@pytest.mark.parametrize(
    ("game", "words"),
    [
        ("prog/mian.py", "no such file; nearest: main.py"),
        ("pack.nothing", "there is no module named 'nothing' in pack"),
        ("nothing.at.all", "there is no module named 'nothing'"),
        ("pack", "it is a folder without __main__.py"),
        ("prog", "name the file"),
    ],
)
def test_a_program_that_is_not_there_is_refused(attach, game, words):
    attach.project.write("pack/__init__.py", "")
    ended = attach("n = 1", RUNS_ON, game=game)
    assert ended.code == 2, ended.text
    assert words in ended.err, ended.text
