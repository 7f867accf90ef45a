"""A program that is run for a moment, headless and with private writes, to see what lives in it."""

from __future__ import annotations

import json
import os
from typing import Any, NamedTuple

from harness.config.resolve import RunConfig, resolve
from harness.config.targets import shown_game
from harness.errors import HarnessError
from harness.runs.private_folder import PrivateFolder
from harness.runs.run import Run

_FRAMES = 60
_MOST_SECONDS = 30
_FOUND = "living.json"
_ADAPTER = """\
import os
from harness.hosting.living import describe


def expose(api, game):
    def look(text=None):
        with open({found!r}, "w", encoding="utf-8") as file:
            file.write(describe({folder!r}, text))

    api.command("look", look)
"""
_TEST = """\
test_harness.wait_frames({frames})
local _, text = pcall(test_harness.query, "visible_text")
assert(test_harness.command("look", {{ text = type(text) == "table" and text or {{}} }}))
"""


class Living(NamedTuple):
    """What lived in a program after a second."""

    objects: dict[str, dict[str, Any]]
    """By class: `count`, and the names of the `attributes` that are plain values."""
    locals: dict[str, list[str]]
    """By running function: the names of its plain local variables."""
    globals: list[str]
    text: list[str]


class Observed(NamedTuple):
    """What was seen, or why nothing was."""

    living: Living | None
    problem: str = ""
    in_root: bool = False
    """The program starts in the project's root only, and not in its own folder."""


def observe(game: str, root: str) -> Observed:
    """Run a program, as `targets.named_game` returns it; where it misses a file, in the root."""
    own = _observe(game, root, "file")
    if own.living is None and "FileNotFoundError" in own.problem:
        in_root = _observe(game, root, "root")
        if in_root.living is not None:
            return in_root._replace(in_root=True)
    return own


def _observe(game: str, root: str, cwd: str) -> Observed:
    private = PrivateFolder()
    try:
        folder = private.fresh()
        return _run(_configuration(game, root, cwd, folder))
    except HarnessError as error:
        return Observed(None, str(error))
    finally:
        private.remove()


def _configuration(game: str, root: str, cwd: str, folder: str) -> RunConfig:
    """Return a run that leaves nothing in the project."""
    out = os.path.join(folder, "run")
    adapter, script = os.path.join(folder, "look.py"), os.path.join(folder, "look.lua")
    found = os.path.join(out, _FOUND)
    with open(adapter, "w", encoding="utf-8") as file:
        file.write(_ADAPTER.format(found=found, folder=root))
    with open(script, "w", encoding="utf-8") as file:
        file.write(_TEST.format(frames=_FRAMES))
    options = {
        "game": game, "adapter": adapter, "test_script": script, "program_cwd": cwd,
        "headless": True, "real_input": "ignore", "digest": "off", "leaks": "off",
        "log_errors": "off", "on_nondeterminism": "off", "screenshots": "skip",
        "timeout_seconds": _MOST_SECONDS,
    }  # fmt: skip
    config = resolve(options, folder=root, needs_suite=False)
    return config._replace(
        out_dir=out,
        artifacts_dir=os.path.join(out, "artifacts"),
        output_roots=(folder,),
        keep_writes=False,
        fail_on_missing_baseline=False,
    )


def _run(config: RunConfig) -> Observed:
    running = Run(config)
    for _ in running:
        pass
    try:
        with open(os.path.join(config.out_dir, _FOUND), encoding="utf-8") as file:
            return Observed(Living(**json.load(file)))
    except OSError:
        return Observed(None, _problem(running, shown_game(config.game or "", config.root)))


def _problem(running: Run, game: str) -> str:
    result = running.result
    tests = result.report["tests"] if result else []
    messages = [attempt["message"] for test in tests for attempt in test["attempts"]]
    reason = result.reason if result else ""
    return next(filter(None, [*messages, reason]), f"{game} showed nothing")
