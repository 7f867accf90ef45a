"""Private writes: each way to change files leaves those on disk alone and is seen all the same."""

# ruff: noqa: PLW0108, SIM115 - functions are looked up when they are called, replaced by then

from __future__ import annotations

import builtins
import bz2
import configparser
import contextlib
import dbm.dumb
import errno
import glob
import gzip
import hashlib
import io
import json
import logging
import os
import pathlib
import pickle
import shelve
import shutil
import sqlite3
import stat
import sys
import tarfile
import tempfile
import wave
import zipfile

import pygame
import pytest

from harness.seam.import_hooks import LateImports
from harness.seam.listing import Listings
from harness.seam.patches import Patches
from harness.seam.private_files.writes import PrivateWrites


class Layout:
    """The folders of a test; `tree` is what is on disk, asked of functions nobody replaces."""

    def __init__(self, root):
        self.root = root
        self.game, self.home = root / "game", root / "home"
        self.private, self.outside = root / "private", root / "outside"
        self.reports = self.game / "reports"
        for folder in (self.game, self.home, self.private, self.outside, self.reports):
            folder.mkdir()
        for folder in (self.game, self.home, self.outside):
            _fill(folder)

    def tree(self, *folders):
        return [_hashed(str(folder)) for folder in folders or (self.game, self.home)]


def _fill(folder):
    (folder / "old.txt").write_text("old")
    (folder / "scores.json").write_text('{"best": 1}')
    (folder / "sub" / "deep").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("a")
    (folder / "sub" / "deep" / "b.txt").write_text("b")
    (folder / "empty").mkdir()
    (folder / "link.txt").symlink_to("old.txt")
    (folder / "dirlink").symlink_to("sub")
    (folder / "out.txt").symlink_to(folder.parent / "outside" / "target.txt")


_REAL = {name: getattr(os, name) for name in ("scandir", "lstat", "readlink", "open", "read")}


def _hashed(folder):
    """Return all that can be told of a folder without any function that may be replaced."""
    result = {}
    with _REAL["scandir"](folder) as entries:
        for entry in entries:
            if entry.name == "reports":
                continue
            status = entry.stat(follow_symlinks=False)
            told = [stat.S_IMODE(status.st_mode), status.st_mtime_ns]
            if entry.is_symlink():
                told.append(_REAL["readlink"](entry.path))
            elif entry.is_dir():
                result.update(_hashed(entry.path))
            else:
                descriptor = _REAL["open"](entry.path, os.O_RDONLY)
                told.append(hashlib.sha256(_REAL["read"](descriptor, 1 << 24)).hexdigest())
                os.close(descriptor)
            result[entry.path] = told
    return result


@pytest.fixture
def layout(tmp_path, monkeypatch):
    layout = Layout(pathlib.Path(os.path.realpath(tmp_path)))
    monkeypatch.setenv("HOME", str(layout.home))
    monkeypatch.chdir(layout.game)
    return layout


@pytest.fixture
def patches():
    patches = Patches()
    yield patches
    patches.remove()


@pytest.fixture
def writes(layout, patches):
    """Stand in place over a sorted listing; at the end nothing on disk has changed."""
    before = layout.tree()
    names = {(owner, name): getattr(owner, name) for owner, name in _replaced()}
    late = LateImports()
    Listings(patches, reverse=False)
    writes = PrivateWrites(patches, [str(layout.game)], str(layout.private), [str(layout.reports)])
    writes.watch(late)
    yield writes
    late.remove()
    patches.remove()
    assert layout.tree() == before
    assert {(owner, name): getattr(owner, name) for owner, name in _replaced()} == names


def _replaced():
    names = """stat lstat access chmod utime truncate remove unlink rename replace mkdir rmdir link
    symlink readlink listdir scandir open chdir getcwd getcwdb"""
    return [
        *((os, name) for name in names.split()),
        *((os.path, name) for name in ("exists", "isfile", "isdir", "lexists")),
        *((owner, "open") for owner in (builtins, io, bz2)),
        (bz2, "_builtin_open"),
        (tarfile, "bltn_open"),
        (sqlite3, "connect"),
        (pygame.image, "load"),
        (pygame.image, "save"),
        (pygame.mixer, "Sound"),
        (pygame.font, "Font"),
    ]


def _text(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def _write(path, text, mode="w"):
    with open(path, mode, encoding="utf-8") as file:
        file.write(text)


def _update(path):
    with open(path, "r+", encoding="utf-8") as file:
        file.seek(1)
        file.write("X")


def _descriptor(path, flags, text):
    descriptor = os.open(path, flags)
    os.write(descriptor, text)
    os.close(descriptor)


FILES = {
    "write": (lambda path: _write(path, "new"), "new"),
    "write new": (lambda path: (os.remove(path), _write(path, "new")), "new"),
    "append": (lambda path: _write(path, "+", "a"), "old+"),
    "update": (lambda path: _update(path), "oXd"),
    "keyword": (lambda path: open(file=path, mode="w").close(), ""),
    "io.open": (lambda path: io.open(path, "w").close(), ""),  # noqa: UP020
    "os.open": (lambda path: _descriptor(path, os.O_WRONLY, b"n"), "nld"),
    "os.open append": (lambda path: _descriptor(path, os.O_WRONLY | os.O_APPEND, b"n"), "oldn"),
    "os.truncate": (lambda path: os.truncate(path, 1), "o"),
    "write_text": (lambda path: pathlib.Path(os.fsdecode(path)).write_text("p"), "p"),
    "write_bytes": (lambda path: pathlib.Path(os.fsdecode(path)).write_bytes(b"p"), "p"),
    "replace": (lambda path: (_write("tmp", "r"), os.replace("tmp", path)), "r"),
    "copied": (lambda path: shutil.copy2("scores.json", path), '{"best": 1}'),
    "moved": (lambda path: shutil.move("scores.json", path), '{"best": 1}'),
    "gone and back": (lambda path: (os.rename(path, "x"), os.rename("x", path)), "old"),
}
SPELLINGS = {
    "relative": lambda path: os.path.relpath(path),
    "dotted": lambda path: f"{os.path.dirname(path)}/sub/../{os.path.basename(path)}",
    "doubled": lambda path: path.replace("/", "//")[1:],
    "through a link": lambda path: f"{os.path.dirname(path)}/link.txt",
    "through a folder that is one": lambda p: f"{os.path.dirname(p)}/dirlink/../old.txt",
    "absolute": lambda path: path,
    "bytes": lambda path: os.fsencode(path),
    "PathLike": lambda path: pathlib.Path(path),
}


@pytest.mark.parametrize("place", ["game", "home"])
@pytest.mark.parametrize("way", FILES)
def test_every_way_to_write_a_file(layout, writes, way, place):
    path = str(layout.root / place / "old.txt")
    write, expected = FILES[way]
    write(path)
    assert _text(path) == expected
    assert os.path.getsize(path) == len(expected)
    assert "old.txt" in os.listdir(os.path.dirname(path))


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("way", ["write", "append", "update", "os.open", "write_text"])
def test_every_spelling_of_a_path(layout, writes, way, spelling):
    write, expected = FILES[way]
    path = SPELLINGS[spelling](str(layout.game / "old.txt"))
    assert _text(path) == _text(path) == "old"
    write(path)
    assert _text(path) == _text("old.txt") == expected


MISSING = {
    "open": lambda path: open(path),
    "open to update": lambda path: open(path, "r+"),
    "os.open": lambda path: os.open(path, os.O_RDONLY),
    "stat": lambda path: os.stat(path),
    "lstat": lambda path: os.lstat(path),
    "remove": lambda path: os.remove(path),
    "unlink": lambda path: os.unlink(path),
    "rename": lambda path: os.rename(path, "other"),
    "replace": lambda path: os.replace(path, "other"),
    "chmod": lambda path: os.chmod(path, 0o600),
    "utime": lambda path: os.utime(path),
    "truncate": lambda path: os.truncate(path, 0),
    "readlink": lambda path: os.readlink(path),
    "listdir": lambda path: os.listdir(path),
    "scandir": lambda path: os.scandir(path),
    "rmdir": lambda path: os.rmdir(path),
    "chdir": lambda path: os.chdir(path),
    "getsize": lambda path: os.path.getsize(path),
    "read_text": lambda path: pathlib.Path(path).read_text(),
    "Path.unlink": lambda path: pathlib.Path(path).unlink(),
}


@pytest.mark.parametrize(
    "path", ["old.txt", "never.txt", "sub/a.txt", "none/x.txt", "{game}/old.txt"]
)
@pytest.mark.parametrize("way", MISSING)
def test_what_is_deleted_is_missing_as_any_other_file(layout, writes, way, path):
    path = path.format(game=layout.game)
    shutil.rmtree("sub")
    os.remove("old.txt")
    with pytest.raises(FileNotFoundError) as caught:
        MISSING[way](path)
    assert caught.value.errno == errno.ENOENT
    assert way == "utime" or os.fspath(caught.value.filename) == path
    assert str(layout.private) not in str(caught.value)
    assert not os.path.exists(path)
    assert not os.path.lexists(path)
    assert not os.path.isfile(path)
    assert not os.access(path, os.F_OK)
    assert not pathlib.Path(path).exists()
    assert glob.glob(path) == []


ERRORS = {
    "exclusive": (lambda: open("old.txt", "x"), FileExistsError, "old.txt"),
    "exclusive by descriptor": (
        lambda: os.open("old.txt", os.O_CREAT | os.O_EXCL | os.O_WRONLY),
        FileExistsError,
        "old.txt",
    ),
    "exclusive link": (lambda: open("out.txt", "x"), FileExistsError, "out.txt"),
    "mkdir": (lambda: os.mkdir("sub"), FileExistsError, "sub"),
    "mkdir of a file": (lambda: os.mkdir("old.txt"), FileExistsError, "old.txt"),
    "mkdir below none": (lambda: os.mkdir("no/no"), FileNotFoundError, "no/no"),
    "write below none": (lambda: _write("no/no", ""), FileNotFoundError, "no/no"),
    "write below a file": (lambda: _write("old.txt/x", ""), NotADirectoryError, "old.txt/x"),
    "write a folder": (lambda: _write("sub", ""), IsADirectoryError, "sub"),
    "read a folder": (lambda: _text("sub"), IsADirectoryError, "sub"),
    "rmdir": (lambda: os.rmdir("sub"), OSError, "sub"),
    "rmdir of a file": (lambda: os.rmdir("old.txt"), NotADirectoryError, "old.txt"),
    "rename over a full folder": (lambda: os.rename("empty", "sub"), OSError, "empty"),
    "rename a file over a folder": (lambda: os.rename("old.txt", "sub"), OSError, "old.txt"),
    "link over": (lambda: os.link("old.txt", "scores.json"), FileExistsError, "old.txt"),
    "symlink over": (lambda: os.symlink("x", "old.txt"), FileExistsError, "x"),
    "listdir of a file": (lambda: os.listdir("old.txt"), NotADirectoryError, "old.txt"),
    "empty path": (lambda: open(""), FileNotFoundError, ""),
    "empty path written": (lambda: _write("", ""), FileNotFoundError, ""),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_are_those_of_files_in_place(layout, writes, name):
    action, kind, path = ERRORS[name]
    with pytest.raises(kind) as caught:
        action()
    assert caught.value.filename == path
    assert str(layout.private) not in str(caught.value)


def test_paths_that_are_none(layout, writes):
    for function in (os.stat, os.listdir, os.scandir, os.remove, os.chdir, open):
        with pytest.raises(TypeError):
            function(1.5)
        with pytest.raises(ValueError, match="null"):
            function("a\0b")


def _listed(folder):
    return {
        "listdir": os.listdir(folder),
        "scandir": [entry.name for entry in os.scandir(folder)],
        "walk": sorted(name for names in next(os.walk(folder))[1:] for name in names),
        "fwalk": sorted(name for names in next(os.fwalk(folder))[1:3] for name in names),
        "glob": sorted(os.path.basename(path) for path in glob.glob(f"{folder}/*")),
        "iterdir": [path.name for path in pathlib.Path(folder).iterdir()],
        "Path.glob": sorted(path.name for path in pathlib.Path(folder).glob("*")),
        "bytes": [os.fsdecode(name) for name in os.listdir(os.fsencode(folder))],
    }


FOLDERS = {
    "untouched": (lambda: None, ["a.txt", "deep"]),
    "file made": (lambda: _write("sub/new", ""), ["a.txt", "deep", "new"]),
    "file changed": (lambda: _write("sub/a.txt", "2"), ["a.txt", "deep"]),
    "file deleted": (lambda: os.remove("sub/a.txt"), ["deep"]),
    "file renamed": (lambda: os.rename("sub/a.txt", "sub/z"), ["deep", "z"]),
    "file touched": (lambda: pathlib.Path("sub/0").touch(), ["0", "a.txt", "deep"]),
    "folder made": (lambda: os.makedirs("sub/new/x/y"), ["a.txt", "deep", "new"]),
    "folder made by path": (lambda: pathlib.Path("sub/n").mkdir(), ["a.txt", "deep", "n"]),
    "folder deleted": (lambda: shutil.rmtree("sub/deep"), ["a.txt"]),
    "folder renamed": (lambda: os.rename("sub/deep", "sub/d"), ["a.txt", "d"]),
    "folder moved in": (lambda: shutil.move("empty", "sub"), ["a.txt", "deep", "empty"]),
    "made anew": (lambda: (shutil.rmtree("sub"), os.mkdir("sub")), []),
    "copied over": (
        lambda: shutil.copytree("sub/deep", "sub", dirs_exist_ok=True),
        ["a.txt", "b.txt", "deep"],
    ),
    "renamed away and back": (
        lambda: (os.rename("sub", "x"), os.remove("x/a.txt"), os.rename("x", "sub")),
        ["deep"],
    ),
    "linked": (lambda: os.symlink("a.txt", "sub/l"), ["a.txt", "deep", "l"]),
    "from within": (
        lambda: (os.chdir("sub"), _write("n", ""), os.chdir("..")),
        ["a.txt", "deep", "n"],
    ),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_merge(layout, writes, name):
    action, expected = FOLDERS[name]
    action()
    for way, names in _listed("sub").items():
        assert (way, names) == (way, expected)


def test_a_tree_is_walked_copied_and_removed(layout, writes):
    _write("sub/deep/c.txt", "c")
    os.remove("sub/a.txt")
    files = [os.path.join(folder, name) for folder, _, names in os.walk("sub") for name in names]
    assert files == ["sub/deep/b.txt", "sub/deep/c.txt"]
    assert glob.glob("sub/**/*.txt", recursive=True) == files
    assert [str(path) for path in sorted(pathlib.Path("sub").rglob("*.txt"))] == files
    shutil.copytree("sub", "copy")
    assert _text("copy/deep/b.txt") + _text("copy/deep/c.txt") == "bc"
    shutil.rmtree("sub")
    assert not os.path.exists("sub")
    os.rename("copy", "sub")
    assert _text("sub/deep/b.txt") == "b"
    assert not os.path.exists("sub/a.txt")


def test_entries(layout, writes):
    _write("sub/new.txt", "four")
    os.symlink("deep", "sub/to")
    with os.scandir("sub") as found:
        entries = {entry.name: entry for entry in found}
    new, deep, link = (entries[name] for name in ("new.txt", "deep", "to"))
    assert os.fspath(new) == new.path == "sub/new.txt"
    assert (new.stat().st_size, new.is_file(), new.is_dir()) == (4, True, False)
    assert new.inode() == os.stat("sub/new.txt").st_ino
    assert (deep.is_dir(), deep.is_symlink(), deep.is_dir(follow_symlinks=False)) == (1, 0, 1)
    assert (link.is_dir(), link.is_symlink(), link.is_dir(follow_symlinks=False)) == (1, 1, 0)
    assert (link.is_file(), link.is_junction(), repr(new)) == (0, 0, "<DirEntry 'new.txt'>")
    assert next(entry.path for entry in os.scandir(b"sub")) == b"sub/a.txt"


def test_merged_names_go_by_name(writes):
    _write("sub/b", "")
    assert os.listdir("sub") == ["a.txt", "b", "deep"]
    assert os.listdir("empty") == []


def test_what_is_told_of_files(layout, writes):
    before = os.stat("old.txt")
    os.chmod("old.txt", 0o640)
    after = os.stat("old.txt")
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_size, after.st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    os.utime("old.txt", (5, 6))
    assert os.path.getmtime("old.txt") == pathlib.Path("old.txt").stat().st_mtime == 6
    assert os.path.samefile("old.txt", "link.txt")
    assert os.path.isdir("sub")
    assert os.path.realpath("link.txt") == str(layout.game / "old.txt")
    assert pathlib.Path("sub/../link.txt").resolve() == layout.game / "old.txt"
    assert os.path.abspath("x") == str(layout.game / "x")


@pytest.mark.skipif(
    os.name == "posix" and os.geteuid() == 0,
    reason="root may write any file, so that there is nothing to refuse",
)
def test_a_file_that_may_not_be_written(layout, patches):
    os.chmod("old.txt", 0o400)
    PrivateWrites(patches, [str(layout.game)], str(layout.private))
    with pytest.raises(PermissionError) as caught:
        _write("old.txt", "")
    assert caught.value.filename == "old.txt"


def test_a_folder_that_may_not_be_written_is_left_alone(layout, patches):
    os.chmod("sub", 0o555)
    before = layout.tree()
    PrivateWrites(patches, [str(layout.game)], str(layout.private))
    _write("sub/a.txt", "2")
    assert _text("sub/a.txt") == "2"
    assert layout.tree() == before


def test_paths_with_dots_and_links_that_only_private_knows(layout, writes):
    os.mkdir("made")
    os.symlink("../sub", "made/to")
    assert _text("made/../old.txt") == _text("./made/.././old.txt") == "old"
    assert _text("made/to/a.txt") == _text(layout.game / "made" / "to" / "deep" / ".." / "a.txt")
    assert os.listdir("made/to") == ["a.txt", "deep"]
    os.symlink(layout.outside, "made/out")
    assert _text("made/out/old.txt") == "old"
    assert _text("../../../../../../../../dev/null") == ""


def test_open_folders_outside(layout, writes):
    descriptor = os.open(layout.outside, os.O_RDONLY)
    try:
        os.unlink("old.txt", dir_fd=descriptor)
        os.unlink(str(layout.game / "old.txt"), dir_fd=descriptor)
    finally:
        os.close(descriptor)
    assert not os.path.exists(layout.outside / "old.txt")
    assert not os.path.exists("old.txt")


def test_a_folder_that_becomes_a_link(layout, writes):
    assert _text("sub/deep/b.txt") == "b"
    os.rename("sub/deep", "moved")
    os.symlink("../empty", "sub/deep")
    assert not os.path.exists("sub/deep/b.txt")
    _write("empty/b.txt", "other")
    assert _text("sub/deep/b.txt") == "other"


def test_links(layout, writes):
    assert os.readlink("link.txt") == "old.txt"
    _write("link.txt", "through")
    assert _text("old.txt") == "through"
    assert os.path.islink("link.txt")
    os.remove("link.txt")
    assert _text("old.txt") == "through"
    assert not os.path.lexists("link.txt")
    os.symlink("sub/deep/b.txt", "made")
    assert (os.readlink("made"), _text("made"), os.path.islink("made")) == (
        "sub/deep/b.txt",
        "b",
        1,
    )
    _write("made", "2")
    assert _text("sub/deep/b.txt") == _text("dirlink/deep/b.txt") == "2"
    os.rename("dirlink", "moved")
    assert _text("moved/a.txt") == "a"
    os.remove("moved")
    assert _text("sub/a.txt") == "a"
    os.link("old.txt", "hard")
    _write("hard", "both")
    assert _text("old.txt") == "both"
    os.symlink("loop", "loop")
    with pytest.raises(OSError, match="loop"):
        _text("loop")


def test_a_link_that_points_out(layout, writes):
    before = layout.tree(layout.outside)
    _write("out.txt", "outside")
    assert (layout.outside / "target.txt").read_text() == _text("out.txt") == "outside"
    os.remove("out.txt")
    assert not os.path.lexists("out.txt")
    os.remove(layout.outside / "target.txt")
    assert [list(tree) for tree in layout.tree(layout.outside)] == [list(tree) for tree in before]


def test_a_link_that_points_in(layout, patches):
    os.symlink(layout.game, layout.outside / "in")
    before = layout.tree()
    PrivateWrites(patches, [str(layout.outside / "in")], str(layout.private))
    _write(layout.outside / "in" / "old.txt", "new")
    assert _text("old.txt") == "new"
    assert layout.tree() == before


def test_what_lies_outside_or_is_exempt_is_real(layout, writes):
    for folder in (layout.outside, layout.reports, pathlib.Path("../outside"), layout.private):
        path = os.path.join(folder, "file.bin")
        _write(path, "real")
        assert _REAL["lstat"](path).st_size == 4
        os.rename(path, path + "2")
        os.remove(path + "2")
    with open(os.devnull, "w") as null:
        assert null.write("x") == 1
    with tempfile.TemporaryDirectory() as folder:
        _write(f"{folder}/x", "temporary")
    shutil.copy2("old.txt", layout.outside / "copy")
    assert os.listdir(layout.outside).count("copy") == 1
    _write(layout.outside / "moved", "m")
    shutil.move(layout.outside / "moved", "moved")
    assert _text("moved") == "m"
    (place,) = layout.private.iterdir()
    assert list(place.iterdir()) == [place / str(layout.root).split(os.sep)[1]]
    assert writes.translate_read("old.txt") == "old.txt"


def test_the_home_folder(layout, writes):
    os.makedirs(os.path.expanduser("~/.game/saves"))
    _write(os.path.expanduser("~/.game/saves/1"), "s")
    path = pathlib.Path.home() / ".game" / "saves"
    assert [entry.name for entry in path.iterdir()] == ["1"]
    assert (path / "1").read_text() == "s"
    assert ".game" in os.listdir(layout.home)


def test_a_home_that_is_everything_counts_for_nothing(layout, patches, monkeypatch):
    monkeypatch.setenv("HOME", "/")
    PrivateWrites(patches, [str(layout.game)], str(layout.private))
    _write(layout.outside / "real", "1")
    assert "real" in [entry.name for entry in _REAL["scandir"](layout.outside)]


def test_the_current_folder(layout, writes):
    os.chdir("sub")
    _write("here.txt", "h")
    assert os.listdir() == ["a.txt", "deep", "here.txt"]
    assert os.getcwd() == str(layout.game / "sub")
    os.chdir("..")
    os.makedirs("saves/one")
    os.chdir("saves")
    assert os.getcwdb() == os.fsencode(layout.game / "saves")
    assert pathlib.Path.cwd() == layout.game / "saves"
    _write("one/x", "1")
    _write("../old.txt", "2")
    assert _text("one/x") + _text(layout.game / "saves/one/x") == "11"
    assert _text("../sub/a.txt") + _text("../old.txt") == "a2"
    assert [entry.name for entry in os.scandir()] == os.listdir(".") == ["one"]
    assert _text("../../outside/old.txt") == "old"
    assert os.path.abspath("one") == str(layout.game / "saves" / "one")
    os.chdir(layout.game)
    assert os.listdir("saves") == ["one"]


def test_folders_that_are_open(layout, writes):
    _write("sub/new", "n")
    descriptor = os.open("sub", os.O_RDONLY)
    try:
        assert os.listdir(descriptor) == ["a.txt", "deep", "new"]
        assert [entry.name for entry in os.scandir(descriptor)] == ["a.txt", "deep", "new"]
        os.mkdir("by_descriptor", dir_fd=descriptor)
        os.unlink("a.txt", dir_fd=descriptor)
        assert os.stat("new", dir_fd=descriptor).st_size == 1
        with pytest.raises(FileNotFoundError) as caught:
            os.stat("a.txt", dir_fd=descriptor)
        assert caught.value.filename == "a.txt"
        os.rename("new", "newer", src_dir_fd=descriptor, dst_dir_fd=descriptor)
        _ = os.fstat(descriptor)
    finally:
        os.close(descriptor)
    assert os.listdir("sub") == ["by_descriptor", "deep", "newer"]


def test_files_have_the_names_they_were_asked_for_by(layout, writes):
    with open("new", "w") as file:
        assert (file.name, file.mode) == ("new", "w")
    with open(os.dup(0), closefd=True) as file:
        assert isinstance(file.name, int)
    with open("old.txt", opener=lambda path, flags: os.open(path, flags)) as file:
        assert file.read() == "old"
    with open("opened", "w", -1, None, None, None, True, None) as file:
        file.write("all by position")
    assert _text("opened") == "all by position"
    with open("gone", "w", opener=lambda path, flags: os.open(path + "2", flags)) as file:
        assert file.name == "gone"
    assert os.path.exists("gone2")


def test_databases(layout, writes):
    for arguments in (("scores.db", {}), (f"file:{layout.game}/uri.db?mode=rwc", {"uri": True})):
        for expected in (1, 2):
            connection = sqlite3.connect(arguments[0], **arguments[1])
            connection.execute("create table if not exists scores (value int)")
            connection.execute("insert into scores values (7)")
            connection.commit()
            assert connection.execute("select count(*) from scores").fetchone() == (expected,)
            connection.close()
    for name in (":memory:", ""):
        sqlite3.connect(name).close()
    sqlite3.connect("file::memory:", uri=True).close()
    sqlite3.connect("file:x?mode=memory", uri=True).close()
    assert {"scores.db", "uri.db"} <= set(os.listdir())
    assert not os.path.exists("x")
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        sqlite3.connect("no/no.db")


def test_a_database_that_was_there(layout, patches):
    connection = sqlite3.connect(database="scores.db")
    connection.execute("create table scores (value int)")
    connection.close()
    before, late = layout.tree(), LateImports()
    PrivateWrites(patches, [str(layout.game)], str(layout.private)).watch(late)
    connection = sqlite3.connect(database=layout.game / "scores.db")
    with connection:
        connection.execute("insert into scores values (7)")
    connection.close()
    assert layout.tree() == before
    with contextlib.closing(sqlite3.connect("scores.db")) as connection:
        assert connection.execute("select * from scores").fetchall() == [(7,)]
    late.remove()


def _shelve(kind):
    with shelve.Shelf(kind("shelf", "c")) as shelf:
        shelf["best"] = shelf.get("best", 0) + 1
        return shelf["best"]


def _json():
    try:
        scores = json.loads(_text("high.json"))
    except FileNotFoundError:
        scores = []
    with open("high.json.tmp", "w") as file:
        json.dump([*scores, 1], file)
    os.replace("high.json.tmp", "high.json")
    return sum(json.loads(_text("high.json")))


def _settings():
    settings = configparser.ConfigParser()
    settings.read("settings.ini")
    if not settings.has_section("a"):
        settings.add_section("a")
    settings["a"]["n"] = str(settings.getint("a", "n", fallback=0) + 1)
    with open("settings.ini", "w") as file:
        settings.write(file)
    return settings.getint("a", "n")


def _pickled():
    count = pickle.loads(pathlib.Path("p.bin").read_bytes()) if os.path.exists("p.bin") else 0
    with open("p.bin", "wb") as file:
        pickle.dump(count + 1, file)
    return count + 1


def _compressed(module):
    def play():
        data = b""
        if os.path.isfile("save.z"):
            with module.open("save.z") as file:
                data = file.read()
        with module.open("save.z", "wb") as file:
            file.write(data + b"x")
        return len(data) + 1

    return play


def _archive():
    with zipfile.ZipFile("saves.zip", "a") as archive:
        archive.writestr(f"{len(archive.namelist())}", "x")
        return len(archive.namelist())


def _tarred():
    with tarfile.open("saves.tar", "a") as archive:
        archive.add("old.txt")
        return len(archive.getnames())


def _logged():
    handler = logging.FileHandler("game.log")
    handler.emit(logging.makeLogRecord({"msg": "line"}))
    handler.close()
    return len(_text("game.log").splitlines())


def _temporary():
    with tempfile.NamedTemporaryFile(dir=".", delete=False) as file:
        file.write(_text("count").encode() + b"x" if os.path.exists("count") else b"x")
    os.replace(file.name, "count")
    with tempfile.NamedTemporaryFile(dir=".") as file:
        assert os.path.exists(file.name)
    assert not os.path.exists(file.name)
    return len(_text("count"))


PROGRAMS = {
    "json": _json,
    "shelve": lambda: _shelve(dbm.dumb.open),
    "settings": _settings,
    "pickle": _pickled,
    "gzip": _compressed(gzip),
    "bz2": _compressed(bz2),
    "zip": _archive,
    "tar": _tarred,
    "log": _logged,
    "temporary": _temporary,
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_programs_do(layout, writes, name):
    before = set(os.listdir())
    assert [PROGRAMS[name]() for _ in range(3)] == [1, 2, 3]
    assert set(os.listdir()) > before


def test_pictures_sounds_and_fonts(layout, writes):
    surface = pygame.Surface((2, 2))
    surface.fill("red")
    pygame.image.save(surface, "shot.png")
    pygame.image.save(surface, layout.game / "sub" / "shot.bmp")
    assert pygame.image.load("shot.png").get_at((0, 0)) == pygame.Color("red")
    assert pygame.image.load(layout.game / "sub" / "shot.bmp").get_size() == (2, 2)
    with open("shot.png", "rb") as file:
        assert pygame.image.load(file, "shot.png").get_size() == (2, 2)
    os.remove("shot.png")
    with pytest.raises(FileNotFoundError) as caught:
        pygame.image.load("shot.png")
    assert "shot.png" in str(caught.value)
    assert str(layout.private) not in str(caught.value)


def test_sounds_and_fonts(layout, writes, monkeypatch):
    monkeypatch.setenv("SDL_AUDIODRIVER", "dummy")
    shutil.copy(os.path.join(os.path.dirname(pygame.__file__), "freesansbold.ttf"), "font.ttf")
    pygame.font.init()
    assert pygame.font.Font("font.ttf", 12).size("x")[1] > 0
    assert pygame.font.Font(None, 12).size("x")[1] > 0
    assert pygame.font.Font.__name__ == "Font"
    with wave.open("beep.wav", "wb") as file:
        file.setparams((1, 2, 44100, 100, "NONE", ""))
        file.writeframes(bytes(200))
    pygame.mixer.init()
    try:
        assert pygame.mixer.Sound("beep.wav").get_length() > 0
        assert pygame.mixer.Sound(file="beep.wav").get_length() > 0
        assert pygame.mixer.Sound(bytes(400)).get_length() > 0
        assert isinstance(pygame.mixer.Sound(buffer=bytes(400)), pygame.mixer.Sound)
        pygame.mixer.music.load("beep.wav")
    finally:
        pygame.mixer.quit()


def test_what_can_be_told_of_the_functions_stays(layout, patches):
    sets = [getattr(os, name) for name in dir(os) if name.startswith("supports_f")]
    before = [set(functions) for functions in sets]
    PrivateWrites(patches, [str(layout.game)], str(layout.private))
    assert {os.open, os.stat, os.unlink, os.rmdir} <= os.supports_dir_fd
    assert {os.listdir, os.scandir, os.stat} <= os.supports_fd
    assert (os.stat.__name__, os.stat.__doc__ is not None) == ("stat", True)
    patches.remove()
    assert [set(functions) for functions in sets] == before


def test_functions_in_c_and_classes_that_took_some(layout, patches, monkeypatch):
    """As Windows has since Python 3.12, and `glob` since 3.13."""
    monkeypatch.setattr(os.path, "exists", _In_c(os.path.exists))
    module, late = type(os)("globbing"), LateImports()
    for name, taken in (("Taken", os.scandir), ("Other", len)):
        setattr(module, name, type(name, (), {"scandir": staticmethod(taken)}))
    monkeypatch.setitem(sys.modules, "glob", module)
    before = [module.Taken.scandir, module.Other.scandir]
    PrivateWrites(patches, [str(layout.game)], str(layout.private)).watch(late)
    os.remove("old.txt")
    assert not os.path.exists("old.txt")
    assert "old.txt" not in [entry.name for entry in module.Taken.scandir(".")]
    late.remove()
    patches.remove()
    assert [module.Taken.scandir, module.Other.scandir] == before


class _In_c:  # noqa: N801
    def __init__(self, function):
        self._function = function

    def __call__(self, path):
        return self._function(path)
