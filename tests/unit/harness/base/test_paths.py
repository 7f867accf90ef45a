"""The project's root, what lies inside it, and paths as reports show them."""

from __future__ import annotations

import os

import pytest

from harness.base import paths
from harness.errors import PathRefused


@pytest.mark.parametrize(
    ("marker", "text", "marks"),
    [
        ("harness.toml", "", True),
        ("pyproject.toml", "[tool.harness]\n", True),
        ("pyproject.toml", "  [tool.harness] # ours\n", True),
        ("pyproject.toml", "[tool.harness.sub]\n", True),
        ("pyproject.toml", "[ tool . harness ]\n", True),
        ("pyproject.toml", "[tool.harnessing]\n", False),
        ("pyproject.toml", "[project]\n", False),
        ("pyproject.toml", "# [tool.harness]\n", False),
        (".git", "gitdir: elsewhere", True),
        ("setup.cfg", "", False),
    ],
)
def test_what_marks_a_project(tmp_path, marker, text, marks):
    folder = tmp_path / "project" / "deep" / "inside"
    folder.mkdir(parents=True)
    (tmp_path / "project" / marker).write_text(text)
    assert paths.find_root(str(folder)) == str(tmp_path / "project" if marks else folder)


def test_the_nearest_mark_counts(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "harness.toml").touch()
    (tmp_path / "inner" / "harness.toml").touch()
    assert paths.find_root(str(tmp_path / "inner")) == str(tmp_path / "inner")


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("/a/b", "/a/b", True),
        ("/a/b/c", "/a/b", True),
        ("/a/bc", "/a/b", False),
        ("/a", "/a/b", False),
        ("/a", "/", True),
    ],
)
def test_inside(path, folder, expected):
    assert paths.inside(path, folder) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.lua", "a/b.lua"),
        ("a/../b.lua", "b.lua"),
        (".", "."),
        ("../other", None),
        ("link/x", None),
    ],
)
def test_shown(tmp_path, path, expected):
    root = tmp_path / "root"
    root.mkdir()
    (root / "link").symlink_to(tmp_path)
    shown = paths.shown(str(root / path), str(root))
    assert shown == (expected or os.path.realpath(root / path))


@pytest.mark.parametrize("path", ["a", "a/b/c", "there/a", "a/../b", "."])
def test_permitted(tmp_path, path):
    (tmp_path / "real").mkdir()
    (tmp_path / "there").symlink_to(tmp_path / "real")
    real = paths.permitted(str(tmp_path / path), (str(tmp_path),))
    assert real == os.path.realpath(tmp_path / path)


@pytest.mark.parametrize("path", ["..", "../root-beside/a", "a/../../b", "out/a", "dangling"])
def test_refused(tmp_path, path):
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to("/")
    (root / "dangling").symlink_to("/nowhere/at/all")
    with pytest.raises(PathRefused, match=r"cannot write to .* choose a path inside"):
        paths.permitted(str(root / path), (str(root),))


def test_the_lua_folder_holds_the_framework():
    assert os.path.isfile(os.path.join(paths.lua_folder(), "framework", "bootstrap.lua"))
