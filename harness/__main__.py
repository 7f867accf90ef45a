"""`python -m harness`, and `game-harness` once it is installed."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from harness.base.streams import guard_streams
from harness.commands.verbs import needs_worker
from harness.runs.interrupts import end_at_once

if TYPE_CHECKING:
    from harness.processes.zygote import Source


def main() -> NoReturn:
    """Run one command, and end with its exit code."""
    _end(_run(sys.argv[1:]))


def scenarios() -> NoReturn:
    """Run `python -m harness scenarios`, as the script `test-scenarios`."""
    _end(_run(["scenarios", *sys.argv[1:]]))


def _end(code: int) -> NoReturn:
    """End this process at once: taking results apart takes longer than writing them."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _run(args: list[str]) -> int:
    """Run one command. What workers come from starts first, and boots beside our own imports."""
    guard_streams()
    end_at_once()
    source: Source | None = None
    try:
        source = _start() if needs_worker(args) else None
        return _command(args, source)
    except Exception as error:
        from harness.cli import report_fault

        return report_fault(error)
    finally:
        if source is not None:
            source.end()


def _start() -> Source:
    gc.disable()  # neither imports nor results leave cycles, and looking for them takes long
    from harness.runs.source import start_source

    return start_source()


def _command(args: list[str], source: Source | None) -> int:
    from harness.cli import main as run_command

    return run_command(args, source)


if __name__ == "__main__":
    main()
