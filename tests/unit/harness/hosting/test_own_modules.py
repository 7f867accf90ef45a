"""Modules beside a program come before those of Python that were imported already."""

from __future__ import annotations

import sys

import pytest

from harness.hosting.own_modules import give_way


@pytest.fixture
def modules(monkeypatch):
    """Return a copy of what is imported, which takes the place of the original."""
    copy = dict(sys.modules)
    monkeypatch.setattr(sys, "modules", copy)
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
        ("random.py", "random", True),
        ("pytest.py", "pytest", True),
    ],
)
def test_what_is_forgotten(tmp_path, modules, path, name, stays):
    modules.setdefault(name, sys)
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).touch()
    give_way(str(tmp_path), frozenset({"random"}))
    assert (name in modules) == stays


def test_a_folder_that_cannot_be_read_has_none(tmp_path, modules):
    before = dict(modules)
    give_way(str(tmp_path / "missing"), frozenset())
    assert modules == before
