"""Which files are tests, and how a person names scenarios."""

from __future__ import annotations

import os

import pytest

from harness.scenarios.files import find_in, scenario_names


@pytest.fixture
def suite(tmp_path):
    names = [
        "b/z.toml", "b/a_test.lua", "a.toml", "x.lua", ".hidden/a.toml", ".a.toml", "harness.toml",
        "b/pyproject.toml", "b/deep/er.toml", "notes.txt", "a.TOML",
    ]  # fmt: skip
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return str(tmp_path)


def test_order(suite):
    found = [os.path.relpath(path, suite).replace(os.sep, "/") for path in find_in(suite)]
    assert found == ["a.toml", "b/a_test.lua", "b/deep/er.toml", "b/z.toml"]


def test_names(suite):
    assert scenario_names(suite) == ["a", "b/deep/er", "b/z"]
