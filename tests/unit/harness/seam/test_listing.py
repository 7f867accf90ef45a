"""Directories under the seal: every way to list one goes by name, or by name backwards."""

# ruff: noqa: PLW0108 - functions are looked up when they are called, sealed by then

from __future__ import annotations

import glob
import os
import pathlib
import shutil

import pytest

from harness.seam.listing import Listings
from harness.seam.patches import Patches

NAMES = ["B", "a", "a0", "a10", "a9", "b", "c.txt", "d.txt", "ä"]
WAYS = {
    "listdir": lambda folder: os.listdir(folder),
    "listdir here": lambda _: os.listdir(),
    "listdir of none": lambda _: os.listdir(None),
    "listdir by name": lambda folder: os.listdir(path=folder),
    "listdir of a path": lambda folder: os.listdir(pathlib.Path(folder)),
    "listdir of bytes": lambda folder: [os.fsdecode(n) for n in os.listdir(os.fsencode(folder))],
    "scandir": lambda folder: [entry.name for entry in os.scandir(folder)],
    "scandir here": lambda _: [entry.name for entry in os.scandir()],
    "scandir by name": lambda folder: [entry.name for entry in os.scandir(path=folder)],
    "walk": lambda folder: next(os.walk(folder))[2],
    "fwalk": lambda folder: next(os.fwalk(folder))[2],
    "glob": lambda folder: [os.path.basename(path) for path in glob.glob(f"{folder}/*")],
    "iglob": lambda folder: [os.path.basename(path) for path in glob.iglob(f"{folder}/*")],
    "iterdir": lambda folder: [path.name for path in pathlib.Path(folder).iterdir()],
    "Path.glob": lambda folder: [path.name for path in pathlib.Path(folder).glob("*")],
    "Path.rglob": lambda folder: [p.name for p in pathlib.Path(folder).rglob("*") if p.is_file()],
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of files, which is the current one."""
    for name in reversed(NAMES):
        (tmp_path / name).write_text(name)
    monkeypatch.chdir(tmp_path)
    return str(tmp_path)


@pytest.fixture(params=[False, True], ids=["by name", "backwards"])
def expected(request, monkeypatch, folder):
    """Seal on top of a file system in its own order; return the order that is to be seen."""
    _disorder(monkeypatch)
    patches = Patches()
    Listings(patches, request.param).seal_glob(glob)
    yield sorted(NAMES, reverse=request.param)
    patches.remove()


def _disorder(monkeypatch):
    """Have the system list names in no order at all."""
    listdir, scandir = os.listdir, os.scandir

    def mixed(names):
        return sorted(names, key=lambda name: hash((name, 7)))

    class Mixed(list):
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    def mixed_scandir(path=None):
        return Mixed(sorted(scandir(path), key=lambda entry: hash((entry.name, 7))))

    monkeypatch.setattr(os, "listdir", lambda path=None: mixed(listdir(path)))
    monkeypatch.setattr(os, "scandir", mixed_scandir)
    for holder in [value for value in vars(glob).values() if isinstance(value, type)]:
        if getattr(holder, "scandir", None) is scandir:
            monkeypatch.setattr(holder, "scandir", staticmethod(mixed_scandir))


@pytest.mark.parametrize("way", WAYS)
def test_every_way_goes_by_name(folder, expected, way):
    assert WAYS[way](folder) == expected


def test_an_open_folder(folder, expected):
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        assert os.listdir(descriptor) == expected
        assert [entry.name for entry in os.scandir(descriptor)] == expected
    finally:
        os.close(descriptor)


def test_entries_are_those_of_the_system(folder, expected):
    with os.scandir(folder) as entries:
        assert iter(entries) is entries
        first = next(entries)
        assert isinstance(first, os.DirEntry)
        assert first.is_file()
        assert first.stat().st_size == len(expected[0].encode())
        assert [entry.name for entry in entries] == expected[1:]
        assert next(entries, None) is None


def test_entries_end_when_they_are_closed(folder, expected):
    entries = os.scandir(folder)
    next(entries)
    entries.close()
    entries.close()
    assert list(entries) == []
    with os.scandir(folder) as entries:
        pass
    assert list(entries) == []


def test_folders_that_are_none(folder, expected):
    for function in (os.listdir, os.scandir):
        with pytest.raises(FileNotFoundError):
            function("missing")
        with pytest.raises(NotADirectoryError):
            function("a")
        with pytest.raises(TypeError):
            function(1.5)
        with pytest.raises(TypeError):
            function(".", ".")


def test_trees_are_walked_copied_and_removed(folder, expected):
    for name in ("z", "y", "x"):
        (pathlib.Path(folder) / "tree" / name).mkdir(parents=True)
    names = sorted("xyz", reverse=expected[0] != NAMES[0])
    assert next(os.walk("tree"))[1] == names
    assert [path.name for path in pathlib.Path("tree").iterdir()] == names
    shutil.copytree("tree", "copy")
    shutil.rmtree("tree")
    assert next(os.walk("copy"))[1] == names


def test_what_can_be_told_of_the_functions_stays():
    before = set(os.supports_fd)
    patches = Patches()
    Listings(patches, reverse=False)
    assert {os.listdir, os.scandir} <= os.supports_fd
    patches.remove()
    assert os.supports_fd == before
    assert {os.listdir, os.scandir} <= os.supports_fd


def test_a_class_that_took_scandir(folder):
    """As `glob` has one in Python 3.13: one loaded before, one that took what had replaced it."""
    module, real = type(os)("globbing"), os.scandir
    patches = Patches()
    listings = Listings(patches, reverse=True)
    for name, taken in (("Before", real), ("Since", os.scandir), ("Other", len)):
        setattr(module, name, type(name, (), {"scandir": staticmethod(taken)}))
    listings.seal_glob(module)
    for holder in (module.Before, module.Since):
        assert [entry.name for entry in holder.scandir(".")] == sorted(NAMES, reverse=True)
    patches.remove()
    assert [module.Before.scandir, module.Since.scandir, module.Other.scandir] == [real, real, len]
