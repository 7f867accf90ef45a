"""A worker's entry: builds a session, runs what it is told to, sends events to the parent.

Its standard input brings one order, its standard output takes events alone: whatever the game or a
library writes there goes to the log, or to standard error, which the parent keeps.
"""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable

from harness import clock as wall
from harness import model
from harness.artifacts import Store, clear_run
from harness.collect import collect, nothing_selected, select
from harness.config import NO_GAME, RunConfig
from harness.environment import describe_environment
from harness.errors import HarnessError
from harness.journal import Journal
from harness.plan import selection
from harness.plan.tests import Test
from harness.session import Session
from harness.supervisor.protocol import REFUSED, EventWriter, Order, ProgressFile

_PR_SET_PDEATHSIG = 1


def main() -> int:
    """Run one order. What cannot be run is told to the parent, which knows the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, sys.__stderr__ or sys.stderr)
    descriptor = _take_stdout()
    order = Order.from_line(sys.stdin.buffer.readline())
    writer = EventWriter(descriptor, order.progress_path)
    journal = Journal(order.config.run_id, writer.write_line)
    try:
        _run(order, journal, writer)
    except HarnessError as error:
        journal.write({"type": REFUSED, "message": str(error)})
    except Exception:
        _print_traceback()
        return 1
    finally:
        writer.flush()
    return 0


def _run(order: Order, journal: Journal, writer: EventWriter) -> None:
    config = order.config
    progress = ProgressFile(order.progress_path)
    session = Session(config, progress.write, writer.flush)
    gc.disable()
    session.loading(True)
    files = collect(config, session.calls, session.beat)
    session.loading(False)
    selected = select(files, config)
    if not selected:
        raise nothing_selected(files, config)
    if config.ci:
        selection.refuse_only(selected)
    plan = selection.shard(selected, config.shard, config.total_shards)
    host = _open_host(session)
    # What is here now stays to the end: no collection need look at it again.
    gc.freeze()
    gc.enable()
    if order.first == 0:
        clear_run(Store(config.output_roots), config.out_dir)
        journal.write(run_started(config, selected, plan))
        writer.flush()
    session.run(plan, files, order.first, journal)
    host(session)


def _open_host(session: Session) -> Callable[[Session], None]:
    """Return the loop around the game; games that are not there are refused here."""
    if session.config.game in (None, NO_GAME):
        from harness.hosting.bare import run_without_game

        return run_without_game
    from harness.hosting.hosted import open_game

    return open_game(session)


def run_started(config: RunConfig, selected: list[Test], plan: list[Test]) -> model.RunStarted:
    """Return the first event of a run."""
    return {
        "type": "run_started",
        "schema_version": model.SCHEMA_VERSION,
        "run": config.run_id,
        "started_at": wall.timestamp(),
        "game": config.game_shown,
        "seed": config.seed,
        "fixed_fps": config.fixed_fps,
        "resolution": config.size_text,
        "shard": config.shard,
        "total_shards": config.total_shards,
        "ordering_hash": selection.ordering_hash(selected),
        "args": list(config.args),
        "environment": describe_environment(config),
        "tests": [test.planned() for test in plan],
    }


def _die_with_parent() -> None:
    """Have Linux end this process when the parent is killed and cannot do so itself."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _print_traceback() -> None:
    """Tell the parent of a mistake in the harness; `sys.stderr` may lead to the game's log."""
    import traceback

    traceback.print_exc(file=sys.__stderr__)


def _take_stdout() -> int:
    """Keep the parent's pipe for events; let descriptor 1 lead to standard error."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return descriptor


if __name__ == "__main__":
    sys.exit(main())
