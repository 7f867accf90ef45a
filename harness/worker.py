"""A worker's entry: builds a session, runs what it is told to, sends events to the parent.

Its standard input brings one order, and typed lines to a run with a window; its standard output
takes events alone. What the game or a library reads there is empty, and what it writes goes to the
log, or to standard error, which the parent keeps.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import NoReturn

from harness import clock as wall
from harness import model
from harness.artifacts import Store, clear_run
from harness.collect import TestFile, collect, nothing_selected, select
from harness.config import NO_GAME, RunConfig
from harness.environment import describe_environment
from harness.errors import HarnessError
from harness.hosting.terminal import Terminal
from harness.journal import Journal
from harness.paths import shown
from harness.plan import selection
from harness.plan.tests import Test
from harness.runner import assigned
from harness.session import Session
from harness.steps import PROCESS
from harness.supervisor.protocol import AGAIN, REFUSED, EventWriter, LogTail, Order, ProgressFile

_PR_SET_PDEATHSIG = 1
_exit = os._exit


def main() -> int:
    """Run one order. What cannot be run is told to the parent, which knows the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    if hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, sys.__stderr__ or sys.stderr)
    descriptor = _take_stdout()
    order = Order.from_line(sys.stdin.buffer.readline())
    writer = EventWriter(descriptor, order.progress_path)
    journal = Journal(order.config.run_id, writer.write_line)
    try:
        if order.folder:
            os.chdir(order.folder)
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
    session.log.told = LogTail(order.progress_path).write
    session.private = order.private
    session.leave = lambda: _leave(session, journal, writer)
    terminal = None if config.headless else Terminal(_take_stdin(), writer, progress)
    gc.disable()
    if config.replay is not None:
        _replay(session, config.replay, order.attempt - 1, journal, terminal)
    elif order.names and not order.planned:
        _run_planned(session, order, journal, terminal)
    else:
        _run_tests(session, order, journal, terminal)
    session.trace.close()


def _run_tests(session: Session, order: Order, journal: Journal, terminal: Terminal | None) -> None:
    """Find the tests, tell the parent of the plan, and run it, or its first part.

    Where a run is resumed, the parent knows the plan, and another one is refused.
    """
    config = session.config
    files = _collect(session)
    selected = select(files, config)
    if not selected:
        raise nothing_selected(files, config)
    if config.ci:
        selection.refuse_only(selected)
    plan = selection.shard(selected, config.shard, config.total_shards)
    if order.planned:
        selection.refuse_other_plan(plan, order.planned)
        _run_found(session, files, order, journal, terminal)
        return
    host = _ready(session, terminal)
    _announce(config, selected, plan, journal)
    end = selection.part_end(len(plan), 0, config.isolate)
    session.run(assigned(plan[:end] if order.in_parts else plan, files, 0), journal)
    host(session)


def _run_planned(
    session: Session, order: Order, journal: Journal, terminal: Terminal | None
) -> None:
    """Run tests of a plan that the parent knows from another worker."""
    _run_found(session, _collect(session, order.files), order, journal, terminal)


def _run_found(
    session: Session,
    files: list[TestFile],
    order: Order,
    journal: Journal,
    terminal: Terminal | None,
) -> None:
    found = {test.full_name: test for file in files for test in file.tests}
    missing = next((name for name in order.names if name not in found), None)
    if missing is not None:
        raise HarnessError(f"the test {missing!r} was planned and is not there any more")
    tests = [found[name] for name in order.names]
    host = _ready(session, terminal)
    next_attempt = (order.attempt, order.first_kind)
    session.run(assigned(tests, files, order.first), journal, next_attempt)
    host(session)


def _collect(session: Session, only: tuple[str, ...] = ()) -> list[TestFile]:
    session.loading(True)
    files = collect(session.config, session.calls, session.beat, only)
    if any(file.scenario for file in files):
        importlib.import_module("harness.scenarios.definition")  # and pydantic, before a game seals
    session.loading(False)
    if session.config.attached:
        session.reads_text = any(_mentions(file.path, b"visible_text") for file in files)
    return files


def _mentions(path: str, word: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return word in file.read()
    except OSError:
        return False


def _replay(
    session: Session, path: str, first: int, journal: Journal, terminal: Terminal | None
) -> None:
    from harness.player import Player
    from harness.trace import read_lines

    name = f"replay of {shown(path, session.config.root)}"
    replayed = [Test(name, name, 1, (), name, (), only=False, retries=None, number=1)]
    lines = list(read_lines(path))
    host = _ready(session, terminal)
    if first == 0:
        _announce(session.config, replayed, replayed, journal)
    session.follow(Player(session.parts(journal), lines, first))
    host(session)


def _ready(session: Session, terminal: Terminal | None) -> Callable[[Session], None]:
    """Return the loop around the game. What is here now stays to the end."""
    host = _open_host(session, terminal)
    gc.freeze()  # no collection need look at it again
    gc.enable()
    return host


def _announce(config: RunConfig, selected: list[Test], plan: list[Test], journal: Journal) -> None:
    clear_run(Store(config.output_roots), config.out_dir)
    journal.write(run_started(config, selected, plan))


def _open_host(session: Session, terminal: Terminal | None) -> Callable[[Session], None]:
    """Return the loop around the game; games that are not there are refused here."""
    if session.config.game in (None, NO_GAME):
        from harness.hosting.bare import run_without_game

        return run_without_game
    if session.config.attached:
        from harness.hosting.attach import open_program

        return open_program(session, session.leave, terminal)
    from harness.hosting.hosted import open_game

    return open_game(session, terminal)


def _leave(session: Session, journal: Journal, writer: EventWriter) -> NoReturn:
    """End this process where it is: what runs in it is not asked to stop."""
    if session.request == PROCESS:
        attempt, kind = session.next_attempt()
        journal.write({"type": AGAIN, "attempt": attempt, "kind": kind})
    session.trace.close()
    writer.flush()
    _exit(0)


def run_started(config: RunConfig, selected: list[Test], plan: list[Test]) -> model.RunStarted:
    """Return the first event of a run."""
    event: model.RunStarted = {
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
    if config.folder:
        event["folder"] = config.folder
    return event


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have Linux send this process a signal when the parent is killed and cannot end it itself."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)


def _print_traceback() -> None:
    """Tell the parent of a mistake in the harness; `sys.stderr` may lead to the game's log."""
    import traceback

    traceback.print_exc(file=sys.__stderr__)


def _take_stdin() -> int:
    """Keep the parent's lines for the terminal; let descriptor 0 lead to nothing."""
    descriptor = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return descriptor


def _take_stdout() -> int:
    """Keep the parent's pipe for events; let descriptor 1 lead to standard error."""
    descriptor = os.dup(1)
    os.dup2(2, 1)
    return descriptor


if __name__ == "__main__":
    sys.exit(main())
