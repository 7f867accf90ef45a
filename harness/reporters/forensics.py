"""The bundle of a run that did not end well: what it takes to understand and repeat the failure.

The parent writes it, from what the workers had brought to files and to shared memory, so that it is
complete whatever ended them. The picture of the game is that of the last failed attempt.

Everything is derived from the run's result, so two equal runs leave equal bundles but for the
run's id, its timestamp and its durations. The run's folder is shown as `reports/<run_id>`.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

from harness.base import clock as wall
from harness.base.paths import inside, shown
from harness.base.regular_files import read_regular
from harness.config.formats import FORMATS
from harness.config.resolve import RunConfig
from harness.errors import HarnessError
from harness.records.input_kinds import INPUT_TYPES
from harness.records.model import FINAL, Attempt, Report, RunResult, Test
from harness.records.store import Store
from harness.records.trace import FILE as TRACE_FILE
from harness.reporters.repro import command, quote

FOLDER = "forensics"
_PICTURE = "final_frame.png"
TAIL_LINES = 500
_MANIFEST = "run_manifest.json"
"""The last file of a bundle that is written: where it is, the others are."""

_TRACE_TYPE = re.compile(
    rb'\{"frame":\d+,"test":"(?:[^"\\]|\\.)*","attempt":\d+,"type":"([a-z_]+)"'
)
_INPUTS = frozenset(name.encode() for name in INPUT_TYPES)
_LOST = b'{"type":"worker_lost"'
_FAILED = ("failed", "timed_out", "crashed")
_RUN_FOLDER = "reports/<run_id>"


class Bundle(NamedTuple):
    """Where a bundle was written, if there is one, and what of it could not be."""

    path: str
    problems: list[HarnessError]


def bundle_folder(config: RunConfig) -> str:
    return os.path.join(config.out_dir, FOLDER)


def settle_bundle(config: RunConfig, result: RunResult, exit_code: int) -> Bundle:
    """Write the bundle of a run that ends with `exit_code`; one that ends with 0 leaves none."""
    store, folder = Store(config.output_roots), bundle_folder(config)
    if exit_code:
        return Bundle(folder, _write_bundle(store, config, result, exit_code))
    if os.path.isdir(folder):
        store.remove(folder)  # attempts may fail in a run that passes
    return Bundle("", [])


def leave_bundle(config: RunConfig, result: RunResult, exit_code: int) -> None:
    """Write the bundle of a command that ends with `exit_code`, or raise for what could not be."""
    problems = settle_bundle(config, result, exit_code).problems
    if problems:
        raise problems[0]


def _write_bundle(
    store: Store, config: RunConfig, result: RunResult, exit_code: int
) -> list[HarnessError]:
    """Write every file; one that cannot be written keeps no other from being written."""
    folder = bundle_folder(config)
    if not result.report["run"]["started_at"]:
        store.remove(folder)  # no worker came so far as to clear what an earlier run had left
    problems: list[HarnessError] = []
    for name, content in _contents(config, result, exit_code):
        try:
            store.write(os.path.join(folder, name), content)
        except HarnessError as error:
            problems.append(error)
    return problems


def _contents(
    config: RunConfig, result: RunResult, exit_code: int
) -> Iterator[tuple[str, bytes | str]]:
    """Yield the name and the content of each file; what there is nothing to say in is left out."""
    report = result.report
    lost = list(_lost_workers(os.path.join(config.out_dir, "events.jsonl")))
    inputs, tail = _split_trace(os.path.join(config.out_dir, TRACE_FILE))
    picture, about = _last_picture(config, report)
    yield "input_trace.jsonl", b"".join(inputs)
    yield "trace_tail.jsonl", b"".join(tail)
    if result.last_logs or not _exists(config, "last_logs.txt"):
        yield "last_logs.txt", "".join(f"{line}\n" for line in result.last_logs)
    stacks = _stacks(report, lost)
    if stacks:
        yield "stacks.txt", stacks
    tracebacks = _tracebacks(report, {(event["test"], event["attempt"]) for event in lost})
    if tracebacks:
        yield "lua_traceback.txt", tracebacks
    if about is not None:
        yield _PICTURE, picture
    yield _MANIFEST, _manifest(config, result, exit_code, about)


def _manifest(
    config: RunConfig, result: RunResult, exit_code: int, final_frame: dict[str, Any] | None
) -> str:
    report = result.report
    run, environment = report["run"], report["environment"]
    manifest = {
        "args": run["args"],
        "seed": run["seed"],
        "platform": environment["platform"].partition("-")[0],
        "renderer": environment["renderer"],
        "resolution": run["resolution"],
        "git_sha": environment["git_sha"],
        "test_ordering_hash": run["ordering_hash"],
        "shard": run["shard"],
        "total_shards": run["total_shards"],
        "timeout_seconds": config.timeout_seconds,
        "timestamp": run["started_at"] or wall.timestamp(),
        "exit_code": exit_code,
        "reason": result.reason,
        "command": " ".join(quote(word) for word in ("python", "-m", "harness", *run["args"])),
        "run": {key: run[key] for key in ("id", "duration_frames", "duration_ms")},
        "game": run["game"],
        "fixed_fps": run["fixed_fps"],
        "frame_seconds": config.frame_seconds,
        "start_seconds": config.start_seconds,
        "isolate": config.isolate,
        "headless": config.headless,
        "environment": environment,
        "paths": _paths(config),
        "totals": report["totals"],
        "failures": [_failure(report, test) for test in _failing(report)],
        "final_frame": final_frame,
        "tests": [test["full_name"] for test in report["tests"]],
    }
    return json.dumps(manifest, indent=1) + "\n"


def _paths(config: RunConfig) -> dict[str, Any]:
    """Return where the run reads and writes, relative to the project's root."""
    paths = {
        "suite": config.suite_root,
        "game": config.game_path,
        "baselines": config.baseline_dir,
        "run": config.out_dir,
        "artifacts": config.artifacts_dir,
        "forensics": bundle_folder(config),
        **{each.key: config.reports.get(each.name) for each in FORMATS},
    }
    shown = {name: path and _shown(path, config) for name, path in paths.items()}
    return {**shown, "test_scripts": [_shown(path, config) for path in config.test_scripts]}


def _shown(path: str, config: RunConfig) -> str:
    """Return a path relative to the root, in which the run's folder has the same name always."""
    if not inside(path, config.out_dir):
        return shown(path, config.root)
    rest = os.path.relpath(path, config.out_dir).replace(os.sep, "/")
    return _RUN_FOLDER if rest == "." else f"{_RUN_FOLDER}/{rest}"


def _failing(report: Report) -> Iterator[Test]:
    for test in report["tests"]:
        if test["status"] in (*_FAILED, "flaky"):
            yield test


def _failure(report: Report, test: Test) -> dict[str, Any]:
    """Return what a person needs of a failing test; of a flaky one, how it failed the last time."""
    number, attempt = next(
        (number, attempt)
        for number, attempt in reversed(list(enumerate(test["attempts"], 1)))
        if attempt["status"] in _FAILED
    )
    return {
        "full_name": test["full_name"],
        "file": test["file"],
        "line": test["line"],
        "status": test["status"],
        "failure_kind": test["failure_kind"],
        "attempt": number,
        "frame": attempt["frame"],
        "message": attempt["message"],
        "repro": command(report, test),
    }


def _lost_workers(path: str) -> Iterator[dict[str, Any]]:
    """Yield the journal's events of workers that died or hung."""
    for line in _whole_lines(path):
        if line.startswith(_LOST):
            yield json.loads(line)


def _split_trace(path: str) -> tuple[list[bytes], deque[bytes]]:
    """Return the lines of a trace that are inputs, and its last lines."""
    inputs: list[bytes] = []
    tail: deque[bytes] = deque(maxlen=TAIL_LINES)
    for line in _whole_lines(path):
        tail.append(line)
        match = _TRACE_TYPE.match(line)
        if match and match[1] in _INPUTS:
            inputs.append(line)
    return inputs, tail


def _whole_lines(path: str) -> Iterator[bytes]:
    """Yield the lines of a file that may not exist, without a torn last one."""
    try:
        with open(path, "rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line
    except OSError:
        return


def _stacks(report: Report, lost: list[dict[str, Any]]) -> str:
    """Return Python's stacks of every worker that died or hung, and of every game that raised."""
    parts = []
    for event in lost:
        position = event["test"]
        name = "between tests" if position is None else report["tests"][position]["full_name"]
        stacks = event["stacks"] or "(it had written no stacks)"
        parts.append(_part(name, event["attempt"], event["frame"], event["reason"], stacks))
    told = {(event["test"], event["attempt"]) for event in lost}
    for position, test in enumerate(report["tests"]):
        for number, attempt in enumerate(test["attempts"], 1):
            if _is_of_python(test, attempt) and (position, number) not in told:
                stack = attempt["traceback"]
                parts.append(
                    _part(test["full_name"], number, attempt["frame"], attempt["message"], stack)
                )
    return "\n".join(parts)


def _tracebacks(report: Report, lost: set[tuple[int | None, int]]) -> str:
    """Return message and Lua traceback of every attempt that failed."""
    parts = []
    for position, test in enumerate(report["tests"]):
        for number, attempt in enumerate(test["attempts"], 1):
            if attempt["status"] not in _FAILED:
                continue
            python = _is_of_python(test, attempt) or (position, number) in lost
            trace = "(Python's stacks: stacks.txt)" if python else attempt["traceback"]
            parts.append(
                _part(test["full_name"], number, attempt["frame"], attempt["message"], trace)
            )
    return "\n".join(parts)


def _is_of_python(test: Test, attempt: Attempt) -> bool:
    """Tell whether a traceback is of Python: of a game or a program that has raised."""
    raised = test["failure_kind"] == "crash" and attempt["traceback"] != ""
    return attempt["status"] == "crashed" or (attempt["status"] == "failed" and raised)


def _part(name: str, attempt: int, frame: int, message: str, trace: str) -> str:
    which = f" (attempt {attempt})" if attempt > 1 else ""
    lines = [f"{name}{which}, frame {frame}", *_indented(message), *_indented(trace)]
    return "\n".join(lines) + "\n"


def _indented(text: str) -> list[str]:
    return [f"  {line}".rstrip() for line in text.splitlines()]


def _exists(config: RunConfig, name: str) -> bool:
    """Tell whether a run that is resumed has left a file before it was ended."""
    return os.path.exists(os.path.join(bundle_folder(config), name))


def _last_picture(config: RunConfig, report: Report) -> tuple[bytes, dict[str, Any] | None]:
    """Return the picture of the last attempt that failed and has one, and what it shows."""
    folder = os.path.dirname(config.report_json)
    for test in reversed(report["tests"]):
        for number, attempt in reversed(list(enumerate(test["attempts"], 1))):
            for artifact in attempt["artifacts"]:
                if artifact["kind"] != FINAL:
                    continue
                about = {"file": _PICTURE, "test": test["full_name"], "attempt": number}
                with contextlib.suppress(OSError):
                    picture = read_regular(os.path.join(folder, artifact["path"]))
                    return picture, {**about, "frame": attempt["frame"]}
    return b"", None
