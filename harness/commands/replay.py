"""`replay`: run a recorded trace again without its tests, and compare the digests."""

from __future__ import annotations

import argparse
import os
from typing import Any

from harness.base.paths import find_root, shown
from harness.base.printable import visible_lines
from harness.config.arguments import Parser
from harness.config.repeating import COMMAND, flag_words
from harness.config.resolve import RunConfig, resolve
from harness.config.targets import named_game
from harness.determinism.comparison import compare, nothing_compared, told
from harness.errors import UsageError
from harness.processes.zygote import Source
from harness.records.model import RunResult
from harness.records.store import Store
from harness.records.trace import FILE, read_header, read_lines
from harness.reporters import json_report
from harness.reporters.forensics import leave_bundle
from harness.runs.interrupts import Signals, caught
from harness.runs.run import Run

_FROM_HEADER = ("seed", "fixed_fps", "resolution", "gamepads", "digest")
_OF_A_PROGRAM = ("adapter", "program_cwd", "program_args")
_TYPED = ("game", "run_id", "timeout_seconds", "frame_seconds", "speed")


def run(args: list[str], source: Source | None) -> int:
    """Return 0 if the same frames came about, 1 if not, or how the run itself ended."""
    options = _parse(args)
    trace: str = options.pop("trace")
    config = _configure(trace, options)
    with caught() as signals:
        return _replay(trace, config, source, signals)


def _replay(trace: str, config: RunConfig, source: Source | None, signals: Signals) -> int:
    running = Run(config, source=source, signals=signals)
    for _ in running:
        pass
    assert running.result is not None
    running.lost.refuse()
    report = json_report.render(running.result.report)
    Store(config.output_roots).write(config.report_json, report)
    code = _judge(trace, config, running.result)
    leave_bundle(config, running.result, code)
    return code


def _parse(args: list[str]) -> dict[str, Any]:
    parser = Parser(
        prog="python -m harness replay",
        argument_default=argparse.SUPPRESS,
        description="Run a recorded trace again, headless unless --window is given.",
    )
    parser.add_argument("trace", metavar="TRACE", help="reports/<run_id>/trace.jsonl of a run")
    parser.add_argument("--window", action="store_true", help="show the frames")
    for key in _TYPED:
        parser.add_argument(f"--{key.replace('_', '-')}", dest=key)
    return vars(parser.parse_args(args))


def _configure(trace: str, options: dict[str, Any]) -> RunConfig:
    path = os.path.realpath(trace)
    header = read_header(path)
    headless = not options.pop("window", False)
    if headless and "speed" in options:
        raise UsageError("replay: --speed is the pace of a window; add --window")
    try:
        typed = _recorded(header) | options | {"headless": headless, "on_nondeterminism": "warn"}
        config = resolve(typed, _words(trace, headless, options), needs_suite=False)
    except UsageError as error:
        raise UsageError(f"{trace}: its header cannot be used: {error}") from None
    if config.digest == "off":
        raise UsageError(f"{trace}: it holds no digests (--digest off): there is nothing to check")
    repeat = (*COMMAND, *_words(trace, headless, options))
    return config._replace(replay=path, test_scripts=(), repeat=repeat)


def _recorded(header: dict[str, Any]) -> dict[str, Any]:
    """Return the options of the recorded run; its paths begin at the project's root."""
    root = find_root(os.getcwd())
    options = {key: header.get(key) for key in _FROM_HEADER}
    options |= {key: header[key] for key in _OF_A_PROGRAM if header.get(key)}
    for key in ("adapter", "program_cwd"):
        path = options.get(key)
        if isinstance(path, str):
            options[key] = os.path.join(root, path)
    game = header.get("game")
    options["game"] = named_game(game, root) if isinstance(game, str) and game else game
    return options


def _words(trace: str, headless: bool, options: dict[str, Any]) -> tuple[str, ...]:
    """Return what is typed behind `python -m harness` for this replay."""
    words = ["replay", trace, *([] if headless else ["--window"])]
    for key in _TYPED:
        if key in options and key != "run_id":
            words += flag_words(f"--{key.replace('_', '-')}", options[key])
    return tuple(words)


def _judge(trace: str, config: RunConfig, result: RunResult) -> int:
    mine = os.path.join(config.out_dir, FILE)
    compared = compare(read_lines(trace), read_lines(mine) if os.path.exists(mine) else [])
    if compared.parting is None and not compared.digests and result.exit_code <= 1:
        raise nothing_compared(compared, result)
    attempts = [attempt for test in result.report["tests"] for attempt in test["attempts"]]
    for words in filter(None, [result.reason, *(attempt["message"] for attempt in attempts)]):
        print(visible_lines(words))
    if result.exit_code > 1:
        return result.exit_code
    if compared.parting is None:
        print(f"the same as recorded: {compared.frames} frames, {compared.digests} digests")
        return 0
    print(f"DIFFERENT from {trace}")
    for line in told(compared.parting, "recorded", "replayed"):
        print(visible_lines(f"  {line}"))
    print(f"{compared.frames} frames before that were the same; {shown(mine, config.root)}")
    return 1
