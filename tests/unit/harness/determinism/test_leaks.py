"""What is there at the end of an attempt and was not at its beginning."""

from __future__ import annotations

import os
import sys
import tempfile
import threading

import pygame
import pytest

from harness.determinism.leaks import Leaks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="leaks are read from Linux's /proc")
GAME = object()


@pytest.fixture
def told():
    return []


@pytest.fixture
def leaks(told, tmp_path, monkeypatch):
    """Watch a project in one folder, with another one for temporary files."""
    for name in ("project", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    made = Leaks(lambda what, message: told.append((what, message)), (str(tmp_path / "project"),))
    made.begin_attempt(GAME)
    return made


@pytest.fixture
def waiting():
    """Start threads that end with the test."""
    end, threads = threading.Event(), []

    def start(**options):
        threads.append(threading.Thread(target=end.wait, **options))
        threads[-1].start()

    yield start
    end.set()
    for thread in threads:
        thread.join()


def messages(told):
    return [message for _, message in told]


def test_nothing_left(leaks, told):
    leaks.end_attempt()
    assert told == []


def test_each_thing_is_told_once(leaks, told, waiting):
    waiting(name="loader")
    leaks.end_attempt()
    assert told == [("loader", "left the thread loader running")]
    leaks.begin_attempt(GAME)
    leaks.end_attempt()
    assert len(told) == 1


def test_numbers_of_threads_are_left_out(leaks, told, waiting):
    waiting()
    waiting()
    leaks.end_attempt()
    assert messages(told) == ["left the thread Thread (wait) running (2 times)"]


def test_what_a_game_starts_with_is_its_own(leaks, told, waiting):
    leaks.end_attempt()
    waiting()
    leaks.begin_attempt(object())
    leaks.end_attempt()
    assert told == []


def test_what_happens_between_two_attempts_counts_for_the_second(leaks, told, waiting):
    leaks.end_attempt()
    waiting(name="between")
    leaks.begin_attempt(GAME)
    leaks.end_attempt()
    assert messages(told) == ["left the thread between running"]


def test_an_attempt_whose_game_did_not_start_leaves_nothing(leaks, told, waiting):
    leaks.end_attempt()
    waiting()
    leaks.end_attempt()
    assert told == []


def test_another_file_under_the_same_number(leaks, told, tmp_path):
    leaks.end_attempt()
    paths = [tmp_path / "one", tmp_path / "two"]
    for path in paths:
        path.touch()
    one = os.open(paths[0], os.O_RDONLY)
    leaks.begin_attempt(object())
    os.close(one)
    two = os.open(paths[1], os.O_RDONLY)
    assert one == two
    leaks.end_attempt()
    os.close(two)
    assert messages(told) == [f"left {paths[1]} open"]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (os.pipe, "left a pipe open (2 times)"),
        (lambda: [os.open(os.devnull, os.O_RDONLY)], None),
        (lambda: [os.memfd_create("ours")], None),
    ],
)
def test_descriptors_without_a_path(leaks, told, make, expected):
    made = make()
    leaks.end_attempt()
    for descriptor in made:
        os.close(descriptor)
    assert messages(told) == ([expected] if expected else [])


def test_temporary_files_have_no_random_name(leaks, told, tmp_path):
    descriptor, _ = tempfile.mkstemp(".dat", "save-")
    os.close(descriptor)
    tempfile.mkdtemp()
    with tempfile.TemporaryDirectory(), tempfile.NamedTemporaryFile(), tempfile.TemporaryFile():
        pass
    leaks.end_attempt()
    folder = tmp_path / "temporary"
    assert messages(told) == [
        f"left the temporary file {folder}/save-*.dat behind",
        f"left the temporary folder {folder}/tmp* behind",
    ]


def test_the_font_that_came_with_pygame_is_none(leaks, told):
    pygame.font.init()
    font = pygame.font.Font(None, 12)
    leaks.end_attempt()
    assert told == []
    assert font.size("x")


def test_only_new_files_of_the_folder_count(leaks, told, tmp_path):
    old = tmp_path / "temporary" / "old"
    leaks.end_attempt()
    old.touch()
    leaks.begin_attempt(GAME)
    for path in (old, tmp_path / "elsewhere", tmp_path / "project" / "own"):
        path.write_text("x")
    with pytest.raises(FileNotFoundError):
        (tmp_path / "temporary" / "absent" / "x").write_text("x")
    (tmp_path / "temporary" / "folder").mkdir()
    leaks.end_attempt()
    assert messages(told) == [f"left the temporary folder {tmp_path}/temporary/folder behind"]
