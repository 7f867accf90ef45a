"""The one store: whole files, inside the roots, past no link."""

from __future__ import annotations

import os

import pytest

from harness.artifacts import RUN_ENTRIES, Store, clear_run, slug
from harness.errors import HarnessError, PathRefused


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "root"
    folder.mkdir()
    return folder


@pytest.fixture
def store(root):
    return Store((str(root),))


@pytest.mark.parametrize(
    ("content", "expected"),
    [("ü\n", "ü\n".encode()), (b"\0\xff", b"\0\xff"), ("", b""), ("bad \udc80", b"bad ?")],
)
def test_writing(store, root, content, expected):
    path = store.write(str(root / "new" / "deep" / "file"), content)
    assert path == str(root / "new" / "deep" / "file")
    assert (root / "new" / "deep" / "file").read_bytes() == expected
    assert os.listdir(root / "new" / "deep") == ["file"]


def test_a_file_is_replaced_not_changed(store, root):
    target = root / "file"
    target.write_text("old")
    (root / "second").hardlink_to(target)
    store.write(str(target), "new")
    assert target.read_text() == "new"
    assert (root / "second").read_text() == "old"


def test_where_writing_fails_the_old_file_stays_and_nothing_else(store, root):
    (root / "folder").mkdir()
    (root / "folder" / "inside").touch()
    with pytest.raises(HarnessError, match="cannot write"):
        store.write(str(root / "folder"), "x")
    assert os.listdir(root) == ["folder"]
    with pytest.raises(HarnessError, match="cannot write"):
        store.write(str(root / "folder" / "inside" / "file"), "x")


@pytest.mark.parametrize(
    "path", ["../file", "a/../../file", "/etc/file", "out/file", "out/new/file", "leak"]
)
@pytest.mark.parametrize("act", ["write", "append_to", "remove"])
def test_nothing_leaves_the_root(store, root, act, path):
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_text("kept")
    (root / "out").symlink_to(outside)
    (root / "leak").symlink_to(outside / "secret")
    arguments = [os.path.join(root, path), *(["x"] if act == "write" else [])]
    with pytest.raises(PathRefused, match="lies outside the project"):
        getattr(store, act)(*arguments)
    assert [path.name for path in outside.iterdir()] == ["secret"]
    assert (outside / "secret").read_text() == "kept"


def test_a_second_root_may_be_written(root, tmp_path):
    other = tmp_path / "other"
    Store((str(root), str(other))).write(str(other / "file"), "x")
    assert (other / "file").read_text() == "x"


def test_links_that_stay_inside_are_followed(store, root):
    (root / "real").mkdir()
    (root / "link").symlink_to(root / "real")
    assert store.write(str(root / "link" / "file"), "x") == str(root / "real" / "file")


def test_appending_starts_anew_and_shows_each_line_at_once(store, root):
    (root / "log").write_text("old")
    with store.append_to(str(root / "log")) as file:
        file.write(b"one\n")
        assert (root / "log").read_bytes() == b"one\n"


def test_removing(store, root):
    (root / "folder" / "deep").mkdir(parents=True)
    (root / "file").touch()
    for name in ("folder", "file", "absent"):
        store.remove(str(root / name))
    assert os.listdir(root) == []


def test_removing_a_link_leaves_what_it_leads_to(store, root):
    (root / "sources").mkdir()
    (root / "sources" / "file").touch()
    (root / "link").symlink_to(root / "sources")
    store.remove(str(root / "link"))
    assert not (root / "link").is_symlink()
    assert (root / "sources" / "file").exists()


def test_an_earlier_run_is_cleared_and_nothing_else(store, root):
    for name in (*RUN_ENTRIES, "notes.txt"):
        (root / name).touch()
    clear_run(store, str(root))
    assert os.listdir(root) == ["notes.txt"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("menu_test.lua > opens", "menu_test.lua-opens"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\0b\nc\\d:e", "a-b-c-d-e"),
        ("ünï cödé", "n-c-d"),
        ("...", "unnamed"),
        ("", "unnamed"),
        ("日本", "unnamed"),
        ("x" * 200, "x" * 80),
        ("x" * 79 + ".y", "x" * 79),
        ("-rf", "rf"),
        (".hidden", "hidden"),
    ],
)
def test_slugs(name, expected):
    assert slug(name) == expected
