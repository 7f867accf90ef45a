"""Events of a run, as workers write them."""

from __future__ import annotations

from typing import Any

import pytest


class Events:
    """Makes events of one run."""

    environment = dict.fromkeys(
        ("platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha"), ""
    )

    def planned(self, name: str) -> dict[str, Any]:
        return {"full_name": f"a_test.lua > {name}", "file": "tests/e2e/a_test.lua", "line": 1,
                "suite": [], "name": name, "tags": []}  # fmt: skip

    def run_started(self, *names: str) -> dict[str, Any]:
        return {
            "type": "run_started", "schema_version": 1, "run": "run", "started_at": "2026-01-01",
            "game": "none", "seed": 1, "fixed_fps": 60, "resolution": "1x1", "shard": 1,
            "total_shards": 1, "ordering_hash": "sha256:0", "args": [],
            "environment": self.environment, "tests": [self.planned(name) for name in names],
        }  # fmt: skip

    def attempt(self, test: int, status: str, attempt: int = 1, **more: Any) -> dict[str, Any]:
        return {
            "type": "attempt_finished", "run": "run", "test": test, "attempt": attempt,
            "status": status, "failure_kind": None, "message": f"m{attempt}", "traceback": "",
            "frame": 10, "duration_ms": 0.5, "artifacts": [],
        } | more  # fmt: skip

    def finished(self, test: int, status: str, kind: str | None = None, **more: Any) -> Any:
        return {
            "type": "test_finished", "run": "run", "test": test, "attempt": 1, "status": status,
            "failure_kind": kind,
        } | more  # fmt: skip

    def settled(self, test: int, status: str, kind: str | None = None, **more: Any) -> list[Any]:
        return [self.attempt(test, status, **more), self.finished(test, status, kind)]

    def judged(self, test: int, attempt: int, finding: dict[str, Any]) -> dict[str, Any]:
        return {"type": "test_judged", "run": "run", "judged": test, "attempt": attempt,
                "finding": finding}  # fmt: skip

    def lost(self, test: int | None, watchdog: bool) -> dict[str, Any]:
        return {"type": "worker_lost", "run": "run", "test": test, "attempt": 1, "frame": 0,
                "watchdog": watchdog, "reason": "", "stacks": ""}  # fmt: skip


@pytest.fixture
def events():
    return Events()
