"""Flags that exclude each other, and what is no clash."""

from __future__ import annotations

import re

import pytest

from harness.config.resolve import resolve
from harness.errors import UsageError

CLASHES = [
    ({"test_script": ["a.lua"], "test_suite": "t"}, "were both given; choose one"),
    ({"resume": "r"}, "--resume is a command of its own"),
    ({"shard": "3", "total_shards": "2"}, "--shard 3: expected a number from 1 to 2"),
    ({"headless": True, "real_input": "merge"}, "--real-input merge needs a window"),
    ({"headless": True, "pause_on_failure": True}, "--pause-on-failure needs a window"),
    ({"headless": True, "speed": "2"}, "--speed is the pace of a window"),
    ({"update_baselines": True, "screenshots": "skip"}, "--update-baselines takes pictures"),
    ({"fail_on_missing_baseline": "true", "screenshots": "skip"}, "--fail-on-missing-baseline"),
    ({"keep_writes": True, "game": "none"}, "--keep-writes is about what a game writes"),
    ({"adapter": "a.py", "game": "none"}, "it is for a program without a factory"),
    ({"program_cwd": "root", "game": "g.py:create"}, "it is for a program without a factory"),
    ({"program_args": "x", "game": "pack:create"}, "it is for a program without a factory"),
]
PEACEFUL = [
    {"headless": True, "speed": "max"},
    {"screenshots": "skip", "fail_on_missing_baseline": "false"},
    {"update_baselines": True, "fail_on_missing_baseline": "true"},
    {"test_name": ["a"], "test_filter": "a", "shard": "1", "total_shards": "2"},
]


def settle(root, options):
    (root / "a.lua").touch()
    return resolve({"game": "none", **options}, folder=str(root), environ={"DISPLAY": ":1"})


@pytest.mark.parametrize(("options", "message"), CLASHES)
def test_a_clash_is_refused(root, options, message):
    with pytest.raises(UsageError, match=re.escape(message)):
        settle(root, options)


@pytest.mark.parametrize("options", PEACEFUL)
def test_what_is_no_clash(root, options):
    settle(root, options)


def test_a_configured_mode_clashes_too(root):
    (root / "harness.toml").write_text('screenshots = "skip"')
    with pytest.raises(UsageError, match="--update-baselines takes pictures"):
        settle(root, {"update_baselines": True})


def test_what_is_configured_for_a_program_is_left_alone_by_another_game(root):
    (root / "harness.toml").write_text('game = "m.py"\nadapter = "no.py"\nprogram_cwd = "root"')
    config = settle(root, {"game": "none"})
    assert (config.adapter, config.program_cwd) == (None, "")
