"""`python -m harness`, and `game-harness` once it is installed."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.supervisor.spawn import Spawned


def main() -> int:
    """Run one command. A run's worker starts first, and boots beside our own imports."""
    args = sys.argv[1:]
    worker = _spawn() if _is_run(args) else None
    try:
        return _command(args, worker)
    finally:
        if worker is not None:
            worker.end()


def _is_run(args: list[str]) -> bool:
    return "--test-mode" in args and "--list-tests" not in args


def _spawn() -> Spawned:
    from harness.supervisor.spawn import spawn

    return spawn(os.environ)


def _command(args: list[str], worker: Spawned | None) -> int:
    from harness.cli import main as run_command

    return run_command(args, worker)


if __name__ == "__main__":
    sys.exit(main())
