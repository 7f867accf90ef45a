"""The folder of what games write goes with its run, or with the next one."""

from __future__ import annotations

import os
import sys
import tempfile

import pytest

from harness.runs.private_folder import PrivateFolder

LONG_AGO = 946684800


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(temporary, name, moment=LONG_AGO):
    folder = temporary / name
    (folder / "home").mkdir(parents=True)
    (folder / "home" / "scores").write_text("1")
    os.utime(folder, (moment, moment))
    return folder


def test_each_game_has_its_own_and_all_go(temporary):
    private = PrivateFolder()
    first, second = private.fresh(), private.fresh()
    assert first != second
    assert os.path.isdir(first)
    private.remove()
    private.remove()
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock folders")
def test_what_a_killed_run_left_is_removed(temporary):
    left = left_behind(temporary, "harness-writes-killed")
    private = PrivateFolder()
    private.fresh()
    assert not left.exists()
    private.remove()


def test_what_is_in_use_or_young_or_not_ours_stays(temporary):
    running = PrivateFolder()
    in_use = os.path.dirname(running.fresh())
    os.utime(in_use, (LONG_AGO, LONG_AGO))
    young = left_behind(temporary, "harness-writes-young", os.stat(temporary).st_mtime)
    other = left_behind(temporary, "somebody-elses")
    link = temporary / "harness-writes-link"
    link.symlink_to(other)
    os.utime(link, (LONG_AGO, LONG_AGO), follow_symlinks=False)
    private = PrivateFolder()
    private.fresh()
    assert os.path.isdir(in_use)
    assert (young / "home" / "scores").exists()
    assert (other / "home" / "scores").exists()
    running.remove()
    private.remove()
