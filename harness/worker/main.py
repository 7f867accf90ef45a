"""A worker's entry: builds a session, runs what it is told to, sends events to the parent.

Its standard input brings one order, and typed lines to a run with a window; its standard output
takes events alone. What the game or a library reads there is empty, and what it writes goes to the
log, or to standard error, which the parent keeps.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import importlib
import os
import signal
import sys
from collections.abc import Callable, Mapping
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import IO, Any, NoReturn

from harness.base.faults import fault
from harness.base.paths import shown
from harness.base.regular_files import read_regular
from harness.config.resolve import RunConfig
from harness.config.targets import NO_GAME
from harness.errors import HarnessError, LuaFailure, LuaRunaway
from harness.hosting.terminal import Terminal
from harness.plan import selection
from harness.plan.shards import shard_of
from harness.plan.tests import Test
from harness.records import model, trace_set
from harness.records.journal import Journal
from harness.running.collect import NOTHING_STUCK, TestFile, collect, nothing_selected, select
from harness.running.environment import describe_environment
from harness.running.leader import PROCESS
from harness.running.runner import Assignment, assigned
from harness.running.session import Session
from harness.wire.protocol import (
    AGAIN,
    BROKEN,
    PIPE_LOST,
    READY,
    REFUSED,
    EventWriter,
    Go,
    LogTail,
    Order,
    PipeLost,
    ProgressFile,
)
from harness.worker.forked_tests import Answer, Apart

_PR_SET_PDEATHSIG = 1
_exit = os._exit
Host = Callable[[Session], None]
"""The loop around a game, or around none."""


def main() -> int:
    """Run one order. What cannot be run is told to the parent, which knows the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_with_parent()
    _write_stacks()
    descriptor = _take_stdout()
    lines = os.fdopen(_take_stdin(), "rb")
    order = Order.from_line(lines.readline())
    writer = EventWriter(descriptor, order.progress_path)
    journal = Journal(order.config.run_id, writer.write_line, writer.hold_line)
    try:
        if order.folder:
            os.chdir(order.folder)
        work = Work(order, journal, writer, lines)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=lambda: _lead_nowhere(descriptor, work.apart))
        _run(work)
    except PipeLost:
        return PIPE_LOST
    except HarnessError as error:
        journal.write({"type": REFUSED, "message": str(error)})
    except Exception as error:
        journal.write(_broken(error))
        return 1
    finally:
        with contextlib.suppress(PipeLost):
            writer.flush()
    return 0


class Work:
    """An order, and what it is carried out with."""

    def __init__(
        self, order: Order, journal: Journal, writer: EventWriter, lines: IO[bytes]
    ) -> None:
        self.order, self.journal, self.writer = order, journal, writer
        self._lines = lines
        self._splits_trace = False
        self.progress = ProgressFile(order.progress_path)
        self.log_tail = LogTail(order.progress_path)
        self.session = Session(order.config, self.progress.write, writer.flush)
        self.session.log.told = self.log_tail.write
        self.session.log.begins = self.log_tail.mark
        self.session.log.enters = lambda: self.log_tail.enter(self.session.position)
        self.session.private, self.session.evidence = order.private, order.evidence
        self.session.leave = self._leave
        self.terminal = (
            None if order.config.headless else Terminal(lines.fileno(), writer, self.progress)
        )
        self.apart = Apart()
        self.session.begin_import = self.apart.begin_import
        self.session.enter = self.progress.enter

    def wait_to_go(self) -> list[int] | None:
        """Wait until the parent has tests run; return their positions in the plan, if it says.

        Where it does not come to that, this process is not needed any more.
        """
        self.writer.flush()
        line = self._lines.readline()
        if not line:
            _exit(0)
        go = Go.from_line(line)
        self._splits_trace = go.splits
        return go.positions

    def enter_part(self, assignments: list[Assignment]) -> None:
        """Have what these tests do to the game go to a trace of their own, if that is asked for."""
        if self._splits_trace and not self.session.trace_path:
            first = assignments[0].position
            self.session.trace_path = trace_set.part_file(self.order.config.out_dir, first)

    def take_over(self) -> None:
        """Go on from where another process has left the memory that is shared with the parent."""
        self.session.go_on_from(self.progress.read())
        self.writer.take_over()
        self.log_tail.take_over()

    def finish(self) -> None:
        self.session.trace.close()
        self.writer.flush()

    def ask_for_another(self, attempt: int, kind: str | None) -> None:
        """Tell the parent that another process goes on, at this attempt of its first test."""
        self.journal.write({"type": AGAIN, "attempt": attempt, "kind": kind})

    def _leave(self) -> NoReturn:
        """End this process where it is: what runs in it is not asked to stop."""
        if self.session.request == PROCESS:
            self.ask_for_another(*self.session.next_attempt())
        self.finish()
        _exit(0)

    def retried(self) -> tuple[int, str | None]:
        """Return the attempt that takes a process of its own, 0 if there is none to come."""
        if self.session.request != PROCESS:
            return 0, None
        return self.session.next_attempt()


def _run(work: Work) -> None:
    gc.disable()
    replay = work.order.config.replay
    if replay is not None:
        _replay(work, replay)
    elif work.order.names and not work.order.planned:
        _run_found(work, _collect(work.session, work.order.files, _stuck(work.order)))
    else:
        _run_tests(work)
    work.finish()


def _run_tests(work: Work) -> None:
    """Find the tests, tell the parent of the plan, and run what it wants of it.

    Where a run is resumed, the parent knows the plan, and another one is refused.
    """
    config = work.order.config
    files = _collect(work.session, stuck=_stuck(work.order))
    found = [test for file in files for test in file.tests]
    selection.refuse_missing(found, config.test_names)
    selected = select(files, config)
    if not selected:
        raise nothing_selected(files, config)
    if config.ci:
        selection.refuse_only(selected)
    plan = [selected[position] for position in shard_of(selected, config)]
    if work.order.planned:
        selection.refuse_other_plan(plan, work.order.planned)
        _run_found(work, files)
        return
    begun, has_lua = work.order.started_at, work.session.has_lua
    work.journal.write(run_started(config, begun, has_lua, selected, plan))
    work.writer.flush()  # the parent divides the plan while the game is imported
    host = _ready(work)
    _begin(work)
    positions = work.wait_to_go()
    chosen = range(len(plan)) if positions is None else positions
    _play(work, assigned([plan[position] for position in chosen], files, chosen), host)


def _stuck(order: Order) -> dict[str, LuaFailure]:
    """Return what is wrong with the test files that have cost a worker while they were loaded."""
    return {
        file: LuaRunaway(f"{file}: its top level") if by_clock else LuaFailure(reason)
        for file, reason, by_clock in order.stuck
    }


def _run_found(work: Work, files: list[TestFile]) -> None:
    """Run tests of a plan that the parent knows from another worker."""
    order = work.order
    found = {test.full_name: test for file in files for test in file.tests}
    missing = next((name for name in order.names if name not in found), None)
    if missing is not None:
        raise HarnessError(f"the test {missing!r} was planned and is not there any more")
    tests = [found[name] for name in order.names]
    host = _ready(work)
    work.wait_to_go()
    _play(work, assigned(tests, files, order.positions), host)


def _play(work: Work, assignments: list[Assignment], host: Host) -> None:
    """Run tests, each part of the plan in a process of its own where that can be."""
    next_attempt = (work.order.attempt, work.order.first_kind)
    if not work.order.apart:
        work.enter_part(assignments)
        _play_here(work, assignments, host, next_attempt)
        return
    _listen_for_stacks(listen=False)
    work.session.one_game = work.order.config.isolate == "test"
    left = _parts(assignments, work.order.config.isolate)[::-1]
    while left:
        if not work.apart.may_fork():
            _listen_for_stacks()
            work.enter_part(left[-1])
            _play_here(work, left[-1], host, next_attempt)
            attempt, kind = work.retried()
            work.ask_for_another(attempt or 1, kind)
            return
        answer = work.apart.begin()
        if answer is None:
            _play_apart(work, left[-1], host, next_attempt)
            return
        work.take_over()
        if not answer.goes_on:
            return
        next_attempt = (answer.attempt or 1, answer.first_kind)
        left[-1] = left[-1][answer.ended :]
        if not left[-1]:
            left.pop()


def _parts(assignments: list[Assignment], isolate: str) -> list[list[Assignment]]:
    """Divide tests into those that share a game."""
    if isolate == "test":
        return [[assignment] for assignment in assignments]
    return [list(group) for _, group in groupby(assignments, key=attrgetter("file"))]


def _play_apart(
    work: Work, part: list[Assignment], host: Host, next_attempt: tuple[int, str | None]
) -> None:
    """Run a part of the plan in the process that was forked for it."""
    die_with_parent()
    if work.apart.is_orphaned():
        _exit(1)
    _listen_for_stacks()
    work.enter_part(part)
    _play_here(work, part, host, next_attempt)
    work.finish()
    goes_on = work.session.calls.exit_code is None
    work.apart.end(Answer(goes_on, work.session.ended, *work.retried()))


def _play_here(
    work: Work, assignments: list[Assignment], host: Host, next_attempt: tuple[int, str | None]
) -> None:
    work.session.run(assignments, work.journal, next_attempt)
    host(work.session)


def _collect(
    session: Session, only: tuple[str, ...] = (), stuck: Mapping[str, LuaFailure] = NOTHING_STUCK
) -> list[TestFile]:
    files = collect(session.config, session.calls, session.load, only, stuck)
    session.has_lua = not all(file.scenario for file in files)
    if any(file.scenario for file in files):
        importlib.import_module("harness.scenarios.definition")  # and pydantic, before a game seals
    session.prepare("")
    session.log.begin_start()  # what files print while they load belongs to no attempt
    if session.config.attached:
        sources = {path for file in files for path in (file.path, *file.modules)}
        session.reads_text = any(_mentions(path, b"visible_text") for path in sources)
    return files


def _mentions(path: str, word: bytes) -> bool:
    try:
        return word in read_regular(path)
    except OSError:
        return False


def _replay(work: Work, path: str) -> None:
    from harness.records.trace import read_lines
    from harness.running.replayer import Player

    config, first = work.order.config, work.order.attempt - 1
    name = f"replay of {shown(path, config.root)}"
    replayed = [Test(name, name, 1, (), name, (), only=False, retries=None, number=1)]
    lines = list(read_lines(path))
    host = _ready(work)
    if first == 0:
        work.journal.write(run_started(config, work.order.started_at, False, replayed, replayed))
        _begin(work)
    work.wait_to_go()
    work.session.follow(Player(work.session.parts(work.journal), lines, first))
    host(work.session)


def _ready(work: Work) -> Host:
    """Return the loop around the game. What is here now stays to the end."""
    host = _open_host(work.session, work.terminal)
    gc.freeze()  # no collection need look at it again
    gc.enable()
    return host


def _begin(work: Work) -> None:
    """Tell the parent that the run can begin: it makes the run's folder ready."""
    session = work.session
    environment = describe_environment(session.config, session.driver, session.has_lua)
    work.journal.write({"type": READY, "environment": environment})


def _open_host(session: Session, terminal: Terminal | None) -> Host:
    """Return the loop around the game; games that are not there are refused here."""
    if session.config.game in (None, NO_GAME):
        from harness.frames.bare import run_without_game

        return run_without_game
    session.heap.prepare()
    if session.config.attached:
        from harness.frames.attached import open_program

        return open_program(session, session.leave, terminal)
    from harness.frames.hosted_setup import open_game

    return open_game(session, terminal)


def run_started(
    config: RunConfig, started_at: str, has_lua: bool, selected: list[Test], plan: list[Test]
) -> model.RunStarted:
    """Return the first event of a run, without what is known when the game is there."""
    event: model.RunStarted = {
        "type": "run_started",
        "schema_version": model.SCHEMA_VERSION,
        "run": config.run_id,
        "started_at": started_at,
        "game": config.game_shown,
        "seed": config.seed,
        "fixed_fps": config.fixed_fps,
        "resolution": config.size_text,
        "shard": config.shard,
        "total_shards": config.total_shards,
        "ordering_hash": selection.ordering_hash(selected),
        "args": list(config.args),
        "environment": describe_environment(config, "", has_lua),
        "tests": [test.planned() for test in plan],
    }
    if config.shard_by == "time" and config.total_shards > 1:
        event["positions"] = shard_of(selected, config)
    if config.folder:
        event["folder"] = config.folder
    return event


def die_with_parent(number: int = signal.SIGKILL) -> None:
    """Have Linux send this process a signal when the parent is killed and cannot end it itself."""
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, number)


@cache
def _libc() -> Any:
    """Return the C library, found once: later, `ctypes` may be a module of the game."""
    import ctypes

    return ctypes.CDLL(None)


def _write_stacks() -> None:
    """Have a crash write all stacks and end the process by its own signal.

    pygame-ce, imported by now, would make another one of it.
    """
    for name in ("SIGSEGV", "SIGFPE", "SIGILL", "SIGBUS"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    faulthandler.enable(sys.__stderr__ or sys.stderr)
    _listen_for_stacks()


def _listen_for_stacks(*, listen: bool = True) -> None:
    """Write all stacks when the parent asks for them; or leave that to the process of a test."""
    if not hasattr(faulthandler, "register"):
        return
    if listen:
        faulthandler.register(signal.SIGUSR1, sys.__stderr__ or sys.stderr)
    else:
        faulthandler.unregister(signal.SIGUSR1)
        signal.signal(signal.SIGUSR1, signal.SIG_IGN)


def _broken(error: Exception) -> dict[str, str]:
    """Return the line that tells the parent of an error of the harness itself."""
    ours = fault(error)
    return {"type": BROKEN, "message": str(ours), "stacks": ours.stack}


def _lead_nowhere(descriptor: int, apart: Apart) -> None:
    """Have a process that the game forks neither send events nor keep their pipe open."""
    if apart.is_forking:
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor, inheritable=False)
    os.close(nothing)


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
