"""The one store: whole files, inside the roots, past no link."""

from __future__ import annotations

import errno
import os

import pytest

from harness.errors import CannotWrite, HarnessError, PathRefused
from harness.records.store import RUN_ENTRIES, Losses, Store, clear_run, slug


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


def fail_writes(monkeypatch, number, after=0):
    """Have each write take half of what it is given, and all but the first `after` fail."""
    real, calls = os.write, []

    def write(descriptor, content):
        calls.append(content)
        if len(calls) > after:
            raise OSError(number, os.strerror(number))
        return real(descriptor, content[: (len(content) + 1) // 2])

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize("after", [0, 1])
def test_a_write_that_fails_leaves_the_old_file(store, root, monkeypatch, number, after):
    (root / "file").write_text("old")
    fail_writes(monkeypatch, number, after)
    with pytest.raises(CannotWrite) as caught:
        store.write(str(root / "file"), "new content")
    assert (caught.value.path, caught.value.by_disk) == (str(root / "file"), True)
    assert caught.value.reason == os.strerror(number)
    assert os.listdir(root) == ["file"]
    assert (root / "file").read_text() == "old"


def test_a_write_that_takes_a_part_is_gone_on_with(store, root, monkeypatch):
    fail_writes(monkeypatch, errno.EIO, after=100)
    store.write(str(root / "file"), "new content")
    with store.append_to(str(root / "lines")) as file:
        file.write(b"one line\n")
    assert (root / "file").read_text() == "new content"
    assert (root / "lines").read_text() == "one line\n"


def test_a_write_that_takes_nothing_has_failed(store, root, monkeypatch):
    monkeypatch.setattr(os, "write", lambda *_: 0)
    with pytest.raises(CannotWrite, match="No space left"):
        store.write(str(root / "file"), "x")


def test_what_a_process_of_the_same_number_has_left_is_in_nobodys_way(store, root):
    (root / f"file.{os.getpid()}.tmp").write_text("torn")
    store.write(str(root / "file"), "new")
    assert os.listdir(root) == ["file"]


def test_a_path_that_is_of_no_use_is_no_fault_of_the_disk(store, root):
    (root / "folder").mkdir()
    with pytest.raises(CannotWrite) as caught:
        store.write(str(root / "folder"), "x")
    assert not caught.value.by_disk


def test_what_can_be_done_without_is_told(root, monkeypatch):
    lost = []
    store = Store((str(root),), lost.append)
    assert store.keep(str(root / "kept"), "x")
    fail_writes(monkeypatch, errno.ENOSPC)
    assert not store.keep(str(root / "file"), "x")
    assert [str(error) for error in lost] == [
        f"cannot write {str(root / 'file')!r}: No space left on device"
    ]


@pytest.mark.parametrize("after", [0, 1])
def test_lines_are_whole_and_end_with_the_first_that_fails(root, monkeypatch, after):
    lost = []
    file = Store((str(root),), lost.append).append_to(str(root / "lines"))
    file.write(b"one\n")
    with monkeypatch.context() as patched:
        fail_writes(patched, errno.ENOSPC, after)
        file.write(b"two\n")
    file.write(b"three\n")
    file.close()
    assert (root / "lines").read_bytes() == b"one\n"
    assert len(lost) == 1


def test_lines_that_cannot_be_opened_take_everything_and_hold_nothing(root):
    (root / "folder").mkdir()
    lost = []
    with Store((str(root),), lost.append).append_to(str(root / "folder")) as file:
        file.write(b"x\n")
    assert (file.size, len(lost)) == (0, 1)


@pytest.mark.parametrize(
    ("left", "kept"),
    [(b"a\nb", b"a\n"), (b"a\n", b"a\n"), (b"a", b""), (b"", b""), (b"a\n\0\0", b"a\n")],
)
def test_a_torn_last_line_is_not_gone_on_with(store, root, left, kept):
    (root / "lines").write_bytes(left)
    with store.append_to(str(root / "lines"), keep=True) as file:
        file.write(b"c\n")
    assert (root / "lines").read_bytes() == kept + b"c\n"


def test_losses_are_told_by_reason():
    losses = Losses()
    losses.refuse()
    for number in range(7):
        losses.note(f"log {number}", "full")
    losses.note("log 0", "full")
    losses.note("report", "File exists")
    assert losses.messages() == [
        "cannot write 'log 0', 'log 1', 'log 2', 'log 3', 'log 4' and 2 more: full",
        "cannot write 'report': File exists",
    ]
    with pytest.raises(HarnessError, match=r"and 2 more.*; cannot write 'report'"):
        losses.refuse()


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
    left = ["report.json.17.tmp", "events.jsonl.4.tmp"]
    others = ["notes.txt", "report.json.x.tmp", "mine.json.17.tmp"]
    for name in (*RUN_ENTRIES, *left, *others):
        (root / name).touch()
    clear_run(store, str(root))
    assert sorted(os.listdir(root)) == sorted(others)
    clear_run(store, str(root / "absent"))


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
