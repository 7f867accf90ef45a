"""What a run ran on, and the commit that is checked out."""

from __future__ import annotations

import importlib.util
import platform
import sys

import pygame
import pytest

from harness.running.environment import describe_environment, git_sha

ONE, TWO = "1" * 40, "2" * 40


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ""),
        ({"HEAD": f"{ONE}\n"}, ONE),
        ({"HEAD": "ref: refs/heads/main\n", "refs/heads/main": f"{TWO}\n"}, TWO),
        (
            {"HEAD": "ref: refs/heads/a/b\n", "packed-refs": f"# x\n{ONE} refs/heads/a/b\n^{TWO}"},
            ONE,
        ),
        ({"HEAD": "ref: refs/heads/main", "packed-refs": f"{ONE} refs/heads/other\n"}, ""),
        (
            {
                "HEAD": "ref: refs/heads/m",
                "refs/heads/m": f"{TWO}\n",
                "packed-refs": f"{ONE} refs/heads/m\n",
            },
            TWO,
        ),
        ({"HEAD": "ref: refs/heads/unborn\n"}, ""),
        ({"HEAD": "rubbish"}, ""),
        ({"HEAD": "ab" * 32}, "ab" * 32),
    ],
)
def test_git_sha(tmp_path, files, expected):
    for name, text in files.items():
        path = tmp_path / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert git_sha(str(tmp_path)) == expected


def test_the_environment_is_told_in_texts(configure):
    environment = describe_environment(configure(), "dummy", has_lua=True)
    assert all(isinstance(value, str) for value in environment.values())
    assert environment["python"] == platform.python_version()
    assert environment["platform"].startswith(sys.platform)
    flavour = "pygame-ce" if importlib.util.find_spec("pygame.window") else "pygame"
    assert environment["pygame"] == f"{flavour} {pygame.version.ver}"
    assert environment["renderer"] == "dummy"
    assert environment["lua"].startswith("LuaJIT 2.1 (lupa ")
