"""Modules next to a game come before those that were imported already; ours do not find them."""

from __future__ import annotations

import sys

import pytest

from harness.hosting.own_modules import OwnModules


@pytest.fixture
def modules(monkeypatch):
    """Return a copy of what is imported, which takes the place of the original."""
    copy = dict(sys.modules)
    monkeypatch.setattr(sys, "modules", copy)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    return copy


@pytest.mark.parametrize(
    ("path", "name", "stays"),
    [
        ("calendar.py", "calendar", False),
        ("json/__init__.py", "json.decoder", False),
        ("json/readme.txt", "json", True),
        ("calendar.txt", "calendar", True),
        ("os.py", "os", True),
        ("sys.py", "sys", True),
        ("random.py", "random", False),
        ("pytest.py", "pytest", False),
        ("pygame.py", "pygame", True),
        ("harness/__init__.py", "harness.paths", True),
    ],
)
def test_what_is_forgotten(tmp_path, modules, path, name, stays):
    modules.setdefault(name, sys)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).touch()
    OwnModules().give_way([str(tmp_path)])
    assert (name in modules) == stays


def test_a_folder_that_cannot_be_read_has_none(tmp_path, modules):
    before = dict(modules)
    OwnModules().give_way([str(tmp_path / "missing")])
    assert modules == before


def test_what_was_on_the_path_before_gives_no_way(tmp_path, modules):
    (tmp_path / "calendar.py").touch()
    modules["calendar"] = sys
    sys.path.append(str(tmp_path))
    OwnModules().give_way([str(tmp_path)])
    assert modules["calendar"] is sys
