"""Flags and settings that exclude each other."""

from __future__ import annotations

import math
from typing import Any

from harness.config.flags import AUTO
from harness.config.settings import Options
from harness.config.targets import NO_GAME
from harness.errors import FlagError


def refuse_clashes(options: Options, values: dict[str, Any]) -> None:
    """Raise `FlagError` for the first clash. `options` were typed, `values` decide the run."""
    if "resume" in options:
        raise FlagError("--resume is a command of its own: python -m harness --resume RUN")
    if values["shard"] > values["total_shards"]:
        raise FlagError(
            f"--shard {values['shard']}: expected a number from 1 to {values['total_shards']} "
            "(--total-shards)"
        )
    unseen, skips = values["headless"], values["screenshots"] == "skip"
    no_game = values["game"] == NO_GAME
    clashes = {
        "--test-script and --test-suite were both given; choose one": (
            "test_script" in options and "test_suite" in options
        ),
        "--real-input merge needs a window; leave out --headless": (
            values["real_input"] == "merge" and unseen
        ),
        "--pause-on-failure needs a window; leave out --headless": (
            values["pause_on_failure"] and unseen
        ),
        "--xvfb is for a window; leave out --headless": (
            bool(options.get("xvfb") and options.get("headless"))
        ),
        "--speed is the pace of a window; leave out --headless, or use --speed max": (
            "speed" in options and "headless" in options and unseen and values["speed"] < math.inf
        ),
        "--update-baselines takes pictures that --screenshots skip does not compare; choose one": (
            values["update_baselines"] and skips
        ),
        "--fail-on-missing-baseline looks for pictures that --screenshots skip does not; choose "
        "one": "fail_on_missing_baseline" in options
        and values["fail_on_missing_baseline"]
        and skips,
        "--keep-writes is about what a game writes, and --game none runs none; leave it out": (
            "keep_writes" in options and values["keep_writes"] and no_game
        ),
    }
    alone = needs_one_worker(values)
    if values["workers"] not in (AUTO, 1) and alone:
        raise FlagError(f"--workers {values['workers']}: {alone} takes one worker; leave one out")
    for message, clash in clashes.items():
        if clash:
            raise FlagError(message)


def needs_one_worker(values: dict[str, Any]) -> str:
    """Return what of the values keeps tests from running at the same time, if anything does."""
    alone = {
        "a window": not values["headless"],
        "--isolate run": values["isolate"] == "run",
        "--keep-writes": values["keep_writes"],
        "--pause-on-failure": values["pause_on_failure"],
        "--update-baselines": values["update_baselines"],
    }
    return next((words for words, holds in alone.items() if holds), "")
