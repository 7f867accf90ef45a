"""Reports made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from harness.records.model import totals

FILE = "a_test.lua"

REPEAT = (
    "python", "-m", "harness", "--test-mode", "--game", "game.app:create", "--seed", "5",
    "--resolution", "64x48",
)  # fmt: skip
"""What the command begins with that repeats a test of a made report."""


def make_attempt(status: str, message: str = "", **more: Any) -> Any:
    return {
        "status": status,
        "message": message,
        "traceback": "",
        "frame": 3,
        "artifacts": [],
    } | more


def make_test(name: str, status: str = "passed", kind: str | None = None, **more: Any) -> Any:
    """Return a result; `attempts` are statuses, or attempts as they are."""
    suite = more.pop("suite", [])
    attempts = more.pop("attempts", [status] if status != "not_run" else [])
    return {
        "full_name": " > ".join([FILE, *suite, name]), "file": f"tests/e2e/{FILE}", "line": 7,
        "suite": suite, "name": name, "tags": [], "status": status, "failure_kind": kind,
        "duration_frames": 3, "duration_ms": 12.5,
        "attempts": [_attempt(n, item) if isinstance(item, str) else item
                     for n, item in enumerate(attempts, 1)],
        "artifacts": [], "updated_baselines": [],
    } | more  # fmt: skip


def _attempt(number: int, status: str) -> Any:
    return make_attempt(status, "" if status == "passed" else f"why {number}")


def make_report(*tests: Any, **run: Any) -> Any:
    environment = ("platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha")
    return {
        "schema_version": 1,
        "run": {
            "id": "run", "game": "game.app:create", "seed": 5, "fixed_fps": 60,
            "resolution": "64x48", "shard": 1, "total_shards": 1, "ordering_hash": "sha256:0",
            "args": [], "repeat": [*REPEAT], "exit_code": 1, "duration_frames": 9,
            "duration_ms": 1500.0, "started_at": "2026-02-02T12:00:00Z",
        } | run,
        "environment": dict.fromkeys(environment, ""),
        "paths": {"baselines": "b", "artifacts": "artifacts", "forensics": "forensics"},
        "totals": totals(list(tests)),
        "tests": list(tests),
    }  # fmt: skip


class Made:
    """The functions above, for tests that cannot import them."""

    attempt = staticmethod(make_attempt)
    test = staticmethod(make_test)
    report = staticmethod(make_report)


@pytest.fixture
def made():
    return Made


HOSTILE = "a<b>&\"c'\x00\x08\x1b[31m\r\n\ttab ]]> \ud800 \ufffe 日本 \U0001f600 <![CDATA[ &amp;"


@pytest.fixture
def every_status():
    """A report with a test of every status and kind, whose texts are hostile."""
    log = [{"kind": "log", "path": f"artifacts/{HOSTILE}.log"}]
    broken = make_attempt("failed", HOSTILE, traceback=HOSTILE)
    return make_report(
        make_test("passed"),
        make_test(HOSTILE, suite=[HOSTILE, "v1.2"], artifacts=log),
        make_test("same"),
        make_test("same"),
        make_test("assertion", "failed", "assertion", attempts=[broken], artifacts=log),
        make_test("error", "failed", "error", attempts=[broken, broken, broken]),
        make_test("hook", "failed", "hook"),
        make_test("screenshot", "failed", "screenshot"),
        make_test("baseline", "failed", "missing_baseline"),
        make_test("timeout", "timed_out", "timeout"),
        make_test("crash", "crashed", "crash", file="tests/e2e/b_test.lua"),
        make_test("flaky", "flaky", "assertion", attempts=[broken, "passed"]),
        make_test("skipped", "skipped", attempts=[make_attempt("skipped", HOSTILE)]),
        make_test("not run", "not_run", file="tests/e2e/c_test.lua"),
        game=HOSTILE,
    )
