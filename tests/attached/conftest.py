"""A program of a few lines, a few lines of Lua, and the real command that runs both."""

from __future__ import annotations

import textwrap

import pytest

OPEN = """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
"""

GLOBALS = """
import json


def is_plain(value):
    try:
        return json.dumps(value) is not None
    except (TypeError, ValueError, OverflowError):
        return False


def as_lists(value):
    return json.loads(json.dumps(value))


def expose(api, game):
    def plain():
        items = list(vars(game.namespace).items())
        return {k: as_lists(v) for k, v in items if not k.startswith("_") and is_plain(v)}

    api.property("g", plain)
"""
"""An adapter that shows whatever plain globals a program has."""


class Attacher:
    """Runs programs under test."""

    def __init__(self, project) -> None:
        self.project = project
        project.write("adapter.py", GLOBALS)

    def __call__(self, program: str, lua: str, *flags: str, path: str = "prog/main.py", **options):
        """Run one test, or a whole file of them, against a program."""
        self.project.write(path, textwrap.dedent(program))
        self.project.suite(lua if "it(" in lua else f'it("t", function()\n{lua}\nend)')
        game = options.pop("game", path)
        return self.project.run("--adapter", "adapter.py", *flags, game=game, **options)

    def passes(self, program: str, lua: str, *flags: str, **options):
        ended = self(program, lua, *flags, **options)
        assert set(ended.statuses.values()) == {"passed"}, ended.text
        assert ended.code == 0, ended.text
        return ended


@pytest.fixture
def attach(project) -> Attacher:
    return Attacher(project)


@pytest.fixture
def opened() -> str:
    """Return the first lines of a program with a window."""
    return OPEN
