"""A run, seen from the parent: starts workers, reads their events, owns the results.

Whatever happens to a worker, the run ends with a `RunResult`. A worker that dies or hangs costs the
test it was running; another one goes on with the next.
"""

from __future__ import annotations

import json
import os
import queue
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness import clock as wall
from harness.artifacts import Lines, Losses, Store
from harness.config import RunConfig
from harness.errors import HarnessError, UsageError
from harness.model import Event, RunFinished, RunResult
from harness.supervisor.ledger import Ledger
from harness.supervisor.losses import crash_line, losses, without_places
from harness.supervisor.private import PrivateFolder
from harness.supervisor.process import Inbox, Typed, Worker, describe_status
from harness.supervisor.protocol import (
    AGAIN,
    LEFT,
    LOADING,
    LOG_LINES,
    REFUSED,
    SAID,
    Order,
    Progress,
    Said,
)
from harness.supervisor.resume import JOURNAL, Recorded, ledger_of, open_journal
from harness.supervisor.run_folder import hold
from harness.supervisor.signals import EXIT_CODES, Signals, caught
from harness.supervisor.spawn import Spawned
from harness.supervisor.terminal import Terminal
from harness.supervisor.watch import TIMEOUT, Watch
from harness.supervisor.zygote import Source, can_fork, start_source
from harness.targets import NO_GAME
from harness.trace import FILE as TRACE_FILE
from harness.trace import end_trace

_POLL_SECONDS = 0.1
_REFUSED = 2
_MOST_LOSSES = 3
"""How many tests of a file may cost a worker before it is given up."""
_MOST_SOURCES = 2
"""How many zygotes are tried for one worker."""
_MOST_BARREN = 2
"""How many workers in a row may end before they run anything."""
_NO_EVENTS = (SAID, LEFT)


class _NoWorker(HarnessError):
    """No process can be had for a worker."""


def run(config: RunConfig) -> Run:
    """Start a run. Iterate what this returns for its events; its `result` is there at the end."""
    return Run(config)


class Run:
    """Iterate to run: yields the events as they arrive. `result` is there when that has ended.

    The worker starts at once, from a `source` that may have booted already, so that a caller can do
    its own imports meanwhile. `folder` is where it works, if not here. The iteration raises
    `UsageError` if the run cannot start, before anything is written, and so does this where another
    run has its folder. SIGINT, SIGTERM and SIGHUP end the run early and in order, if it is iterated
    in the main thread, or given the `signals` that are caught there.

    `said` prints what a run that is held in its window has to say, and returns its prompt as it was
    printed; lines are then read from standard input. Without it nobody is asked, and nothing is
    held for long.

    With what is `recorded` of it, a run goes on where it had ended.
    """

    def __init__(
        self,
        config: RunConfig,
        environ: Mapping[str, str] | None = None,
        source: Source | None = None,
        folder: str = "",
        said: Callable[[Said], str] | None = None,
        recorded: Recorded | None = None,
        signals: Signals | None = None,
    ) -> None:
        self.result: RunResult | None = None
        self.lost = Losses()
        """The files that could not be written so far."""
        self._config = config
        self._environ = os.environ if environ is None else environ
        self._folder = folder
        self._recorded = recorded
        self._resumes = recorded is not None
        """The run is resumed, and nothing has happened yet."""
        self._ledger = ledger_of(config, recorded) if recorded else Ledger(config)
        self._store = Store(config.output_roots, self.lost.add)
        self._inbox: Inbox = queue.SimpleQueue()
        self._interrupted = 0
        """The signal that ends the run, if one does."""
        if signals is not None:
            signals.lead_to(self.interrupt)
        self._said = said
        self._terminal = Terminal(self._inbox)
        self._timing = Watch(config.timeout_seconds, config.frame_seconds)
        self._partial = b""
        self._journal: Lines | None = None
        self._held = None if recorded else hold(config.out_dir)
        if self._held is None and not recorded:
            raise UsageError(
                f"--run-id {config.run_id}: a run of that name is in progress; wait until it has "
                "ended, or choose another name"
            )
        self._frames = recorded.frames if recorded else 0
        self._reason = ""
        self._forced_exit: int | None = None
        self._own_source = None if source else start_source(config.proof == "perturbed")
        self._source: Source = source or self._own_source  # type: ignore[assignment]
        self._apart = (
            config.isolate == "test"
            and config.headless
            and self._hosts
            and not config.attached
            and config.replay is None
            and can_fork()
        )
        self._again: tuple[int, str | None] | None = None
        """The worker ends in order; the next one goes on at this attempt of its first test."""
        self._private = PrivateFolder()
        self._losses_in: dict[str, set[int]] = {}
        """The tests of a file that have cost a worker."""
        self._stalled: Progress | None = None
        """Where the worker stood still, if it did."""
        self._last_logs: deque[str] = deque(maxlen=LOG_LINES)
        self._barren = 0
        """How many workers in a row have ended before they ran anything."""
        self._early: list[Event] = []
        """Losses before the run's first event, which clears what an earlier run has written."""
        self._worker: Worker | None = None
        try:
            self._worker = self._start_worker(self._ledger.first_unsettled or 0)
        except _NoWorker as error:
            self._could_not_start(error)

    def __iter__(self) -> Iterator[Event]:
        with caught() as signals:
            signals.lead_to(self.interrupt)
            try:
                events = self._until_end()
                yield from events if self._config.headless else self._obey(events)
                yield self._finish()
            finally:
                self._end()

    def interrupt(self, number: int) -> None:
        """End the run early and in order, as the signal of that number does; from any thread."""
        self._interrupted = self._interrupted or number
        self._inbox.put(number)

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.kill()
            self._worker.close()
        self._terminal.close()
        if self._own_source is not None:
            self._own_source.end()
        self._private.remove()
        if self._journal:
            self._journal.close()
        if self._held:
            self._held.release()

    def _obey(self, lines: Iterator[Any]) -> Iterator[Event]:
        """Take out what a person is told, and wants, between the events."""
        for line in lines:
            if line["type"] == SAID:
                self._tell_person(line)
            elif line["type"] == LEFT:
                self._break_off(signal.SIGINT, line["message"])
            else:
                yield line

    def _until_end(self) -> Iterator[Any]:
        while self._worker is not None:
            item = self._next_item()
            if isinstance(item, int):
                self._break_off(item)
            elif isinstance(item, Typed):
                self._worker.tell(item)
            elif item and self._stalled is None:
                yield from self._read(item)
            elif item is None:
                stalled = self._stalled is not None
                yield from self._read(self._stalled_words if stalled else self._worker.unsent())
                yield from self._worker_ended()
                if not self._start_next():
                    return
            self._watch()

    def _break_off(self, number: int, reason: str = "") -> None:
        self._end_worker("signal")
        self._forced_exit = EXIT_CODES[number]
        self._reason = reason or f"interrupted by {signal.Signals(number).name}"

    def _next_item(self) -> bytes | int | Typed | None:
        try:
            return self._inbox.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            return b""

    def _read(self, chunk: bytes) -> list[Any]:
        """Journal the complete lines of a chunk and return them."""
        whole, newline, self._partial = (self._partial + chunk).rpartition(b"\n")
        if not newline:
            return []
        events: list[Any] = json.loads(b"[" + whole.replace(b"\n", b",") + b"]")
        # What a worker refuses, or needs another one for, is the last thing it says.
        last: Any = events.pop() if events[-1]["type"] in (REFUSED, AGAIN) else None
        if last is not None:
            whole = whole.rpartition(newline)[0]
        if events:
            self._take_note(whole, events)
        if last is not None and last["type"] == REFUSED:
            self._refuse(last["message"])
        elif last is not None:
            self._again = (last["attempt"], last["kind"])
        return events

    def _take_note(self, whole: bytes, events: list[Any]) -> None:
        if not self._config.headless:
            numbered = enumerate(whole.split(b"\n"))
            whole = b"\n".join(line for i, line in numbered if events[i]["type"] not in _NO_EVENTS)
            events = [event for event in events if event["type"] not in _NO_EVENTS]
        if events:
            self._resumes = False
            self._append(whole + b"\n")
        for event in events:
            self._ledger.apply(event)
            if event["type"] == "not_written":
                path = os.path.join(self._config.out_dir, event["path"])
                self.lost.note(os.path.normpath(path), event["reason"])
        if self._early and self._ledger.started:
            self._write_early()

    def _write_early(self) -> None:
        early, self._early = self._early, []
        for event in early:
            self._write(event)

    def _tell_person(self, said: Said) -> None:
        if self._said is not None:
            prompt = self._said(said)
            if said["prompt"]:
                self._terminal.ask(prompt)

    def _refuse(self, message: str) -> None:
        if self._ledger.started and not self._resumes:
            self._cause, self._reason = "refused", message
            return
        raise UsageError(message)

    def _watch(self) -> None:
        """End a worker that has used up the run's time, or in which nothing moves."""
        assert self._worker is not None
        self._worker.bound_stderr()
        progress = self._worker.progress()
        cause = self._timing.look(progress)
        if self._cause or not cause:
            return
        if cause == TIMEOUT:
            self._reason = self._timed_out
        else:
            # What it does from here on, woken by our signal, does not count.
            self._stalled, self._stalled_words = progress, self._worker.unsent()
        self._end_worker(cause)

    @property
    def _timed_out(self) -> str:
        return f"--timeout-seconds {self._config.timeout_seconds} used up"

    def _end_worker(self, cause: str) -> None:
        if self._worker is not None and self._cause in ("", "stall"):
            self._cause = cause
            if cause in ("stall", "timeout"):
                self._worker.stop_with_stacks()
            else:
                self._worker.kill()

    def _worker_ended(self) -> list[Event]:
        """Settle what the ended worker was running; return the events that say so."""
        assert self._worker is not None
        progress = self._stalled or self._worker.progress()
        self._frames += progress.total_frames
        status = self._worker.close()
        self._last_logs.extend(self._worker.last_logged())
        self._private.empty()
        if self._ledger.done or self._cause in ("signal", "refused") or self._part_done(status):
            return []
        stacks = without_places(self._worker.stderr_tail().strip(), self._config.root)
        reason = self._why(status, progress)
        running = self._ledger.started and progress.test >= 0
        running = running and not self._ledger.settled(progress.test)
        if not running and not self._reason:
            self._reason = f"{reason}\n{stacks}".strip()
        if running and progress.attempt != self._ledger.attempt:  # it died between two
            progress = progress._replace(attempt=self._ledger.attempt, frame=0)
        given_up = running and self._count_loss(progress.test)
        retried = running and not given_up and self._cause != "timeout"
        retried = retried and progress.attempt < progress.last
        begun, watchdog = self._ledger.has_begun, bool(self._cause)
        events = losses(
            self._config.run_id, progress, running, begun, watchdog, reason, stacks, not retried
        )
        for event in events:
            self._ledger.apply(event)
        if retried:
            self._again = (progress.attempt + 1, self._ledger.first_kind)
        if given_up:
            self._give_up(self._ledger.planned[progress.test]["file"])
        self._early += events
        if self._ledger.started:
            self._write_early()
        if running:
            self._end_trace(progress, reason)
        return events

    def _part_done(self, status: int) -> bool:
        """Tell whether the worker ended in order, with its part of the plan."""
        if status != 0 or self._cause or not self._ledger.started:
            return False
        if self._again is not None:
            return True
        first = self._ledger.first_unsettled
        return first is None or first >= self._part_end(self._first)

    def _part_end(self, first: int) -> int:
        """Return where the part of the plan ends that a worker gets from `first` on."""
        end = len(self._ledger.planned)
        before = self._recorded.settled if self._recorded else {}
        return next((i for i in range(first, end) if i in before), end)

    def _count_loss(self, position: int) -> bool:
        """Tell whether the file of a test that has cost a worker is to be given up for it."""
        tests = self._losses_in.setdefault(self._ledger.planned[position]["file"], set())
        tests.add(position)
        return len(tests) == _MOST_LOSSES

    def _give_up(self, file: str) -> None:
        self._ledger.give_up(file)
        words = f"{_MOST_LOSSES} tests of {file} have cost a worker: its other tests were not run"
        self._reason = "\n".join(filter(None, [self._reason, words]))

    def _end_trace(self, progress: Progress, reason: str) -> None:
        """Have the trace say in which frame of the game the worker was lost."""
        path = os.path.join(self._config.out_dir, TRACE_FILE)
        if not os.path.exists(path):
            return
        line = crash_line(progress, self._ledger.planned[progress.test]["full_name"], reason)
        with self._store.append_to(path, keep=True) as file:
            end_trace(file, {**line})

    def _why(self, status: int, progress: Progress) -> str:
        if self._cause == "timeout":
            return f"the run's time was used up (--timeout-seconds {self._config.timeout_seconds})"
        if self._cause == "stall":
            what = "a test file's top level" if progress.test == LOADING else "a frame"
            limit = self._config.frame_seconds
            return f"{what} took longer than {limit:g} seconds (--frame-seconds)"
        return f"the worker process {describe_status(status)}"

    def _start_next(self) -> bool:
        """Start a worker for the tests that are left; tell whether the run goes on."""
        first = self._ledger.first_unsettled or 0
        if self._ledger.done or self._cause not in ("", "stall"):
            return False
        self._barren = self._barren + 1 if first == self._first and not self._again else 0
        if self._barren == _MOST_BARREN or (self._barren and self._cause):
            return False  # they end before they run anything, and so would the next
        try:
            self._worker = self._start_worker(first)
        except HarnessError as error:
            self._could_not_start(error)
            return False
        return True

    def _could_not_start(self, error: HarnessError) -> None:
        """Take note that there is no worker for the tests that are left, and why."""
        if self._interrupted:
            self._break_off(self._interrupted)
        elif self._timing.is_over():
            self._ledger.watchdog = True
            self._reason = self._timed_out
        else:
            self._ledger.lost_worker = True
            self._reason = "\n".join(filter(None, [self._reason, str(error)]))

    def _start_worker(self, first: int) -> Worker:
        self._first = first
        self._cause = ""
        self._partial = b""
        self._stalled = None
        self._stalled_words = b""
        self._timing.begin()
        order = Order(self._config, first, "", self._folder, self._apart)
        order = order._replace(private=self._private_folder())
        if self._again is not None:
            order = order._replace(attempt=self._again[0], first_kind=self._again[1])
            self._again = None
        if self._ledger.started:
            part = self._ledger.unsettled(first, self._part_end(first))
            files = tuple(dict.fromkeys(test["file"] for test in part))
            order = order._replace(files=files, names=tuple(test["full_name"] for test in part))
        if self._resumes:
            order = order._replace(planned=tuple(t["full_name"] for t in self._ledger.planned))
        asks = not self._config.headless and self._said is not None and not self._terminal.ended
        return Worker(self._fork(), order, self._inbox, asks)

    def _private_folder(self) -> str:
        """Return a fresh folder for what games write, if that is to be kept apart."""
        if not self._hosts or self._config.keep_writes:
            return ""
        return self._private.fresh()

    def _fork(self) -> Spawned:
        """Return a worker's process; where the zygote has died or stands still, from a new one."""
        for _ in range(_MOST_SOURCES):
            spawned = self._source.fork(self._hosts, self._is_over)
            if spawned is not None:
                return spawned
            self._source.end()
            if self._is_over():
                break
            self._own_source = self._source = start_source(self._config.proof == "perturbed")
        raise _NoWorker("no worker process starts; is the system out of processes or memory?")

    def _is_over(self) -> bool:
        """Tell whether the run has no time left, or was interrupted."""
        return bool(self._interrupted) or self._timing.is_over()

    @property
    def _hosts(self) -> bool:
        return self._config.game not in (None, NO_GAME)

    def _finish(self) -> Event:
        self._write_early()
        milliseconds = (wall.monotonic() - self._timing.began) * 1000
        milliseconds += self._recorded.milliseconds if self._recorded else 0.0
        exit_code = self._exit_code()
        report = self._ledger.report(exit_code, milliseconds, self._frames)
        discarded = () if self._config.attached else sorted(self._private.discarded)
        self.result = RunResult(
            report, exit_code, self._config.out_dir, self._reason, tuple(self._last_logs),
            tuple(discarded),
        )  # fmt: skip
        event: RunFinished = {
            "type": "run_finished",
            "run": self._config.run_id,
            "exit_code": exit_code,
            "duration_frames": self._frames,
            "duration_ms": round(milliseconds, 3),
        }
        if self._reason:
            event["reason"] = self._reason
        self._write(event)
        return event

    def _exit_code(self) -> int:
        if self._forced_exit is not None:
            return self._forced_exit
        code = self._ledger.exit_requested or self._ledger.exit_code(self._config.allow_flaky)
        return code or (_REFUSED if self._cause == "refused" else 0)

    def _write(self, event: Event) -> None:
        self._append(json.dumps(event, separators=(",", ":")).encode() + b"\n")

    def _append(self, lines: bytes) -> None:
        if self._journal is None and self._recorded:
            self._journal = open_journal(self._store, self._recorded)
        elif self._journal is None:
            path = os.path.join(self._config.out_dir, JOURNAL)
            self._journal = self._store.append_to(path)
        self._journal.write(lines)
