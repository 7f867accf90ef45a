"""One service: its process, its output, its readiness, its end and its restarts.

The lifecycle decides, this class does it. What a process leaves behind when it ends is ended before
the service starts again.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from harness.base.printable import counted
from harness.processes import policy
from harness.processes.groups import Census, Family, Stopping
from harness.processes.launch import Launched, NotExecuted, Program, launch, program_of
from harness.processes.loop import Loop, Timer
from harness.processes.output import Drain, RotatedLog
from harness.processes.policy import NOT_READY, Ending, Lifecycle
from harness.processes.process_table import Entry
from harness.processes.readiness import Stamp, Watch
from harness.processes.reaping import signal_name
from harness.services.config import Service
from harness.services.log_lines import ERROR, INFO, WARNING, Log, processes

_NO_FILE = Stamp(0, 0, 0)
"""Of a file that is waited for, and is not there yet."""


class Surroundings(NamedTuple):
    """What all services of a manager share."""

    loop: Loop
    census: Census
    log: Log
    log_dir: str
    mark: str


class Process:
    """A live process of a service."""

    def __init__(self, launched: Launched) -> None:
        self.pid = launched.pid
        self.started_at = launched.started_at
        """Seconds since the epoch."""
        self.ending: Ending | None = None

    def poll(self) -> int | None:
        """Return `None` while it runs, else its exit code, negative after a signal."""
        if self.ending is None:
            return _peek(self.pid)
        return -self.ending.number if self.ending.kind == policy.SIGNAL else self.ending.number


class Supervised:
    """A declared service and what becomes of it. `changed` is called after each change of state."""

    def __init__(
        self, spec: Service, around: Surroundings, changed: Callable[[Supervised], None]
    ) -> None:
        self.spec = spec
        self.life = Lifecycle(spec.rules, around.loop.clock)
        self.process: Process | None = None
        self.was_ready = False
        """Since the last start by hand or by dependency."""
        self.has_survivors = False
        """SIGKILL did not end all its processes."""
        self._around = around
        self._changed = changed
        self._family: Family | None = None
        self._drain: Drain | None = None
        self._stopping: Stopping | None = None
        self._watch: Watch | None = None
        self._timers: list[Timer] = []
        self._failed_start: Ending | None = None
        self._log_file = self._new_log()
        self._program: Program | None = None

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def is_down(self) -> bool:
        """Nothing of it runs, and nothing will without a start by hand."""
        return self.life.is_settled and self._stopping is None

    @property
    def is_steady(self) -> bool:
        """Its process runs and is not being stopped, or it can start."""
        if self.process is None or self.life.state == policy.STOPPING:
            return self.can_start
        return self.process.poll() is None

    @property
    def can_start(self) -> bool:
        """No process of it is left that runs or is being ended."""
        return not self.life.is_alive and self._stopping is None

    def start(self) -> bool:
        """Start by hand, with a full budget; return whether its process runs."""
        self._cancel_timers()
        self.was_ready = False
        self.life.start()
        return self._launch()

    def stop(self) -> None:
        """Begin to stop: signal, grace, SIGKILL. A delay before a restart is cancelled."""
        self._cancel_timers()
        self._end_watch()
        had_process = self.life.is_alive
        self.life.stop()
        if had_process:
            self._log(f"stopping with SIG{signal_name(self.spec.stop_signal)}")
            self._begin_stopping()
        self._changed(self)

    def kill(self) -> None:
        """Give no more grace to what is being stopped."""
        if self._stopping is not None:
            self._stopping.kill()

    def adopt_rules(self, spec: Service) -> None:
        """Go by another declaration of the same process."""
        self.spec = spec
        self.life.rules = spec.rules

    def replace(self, spec: Service) -> None:
        """Be another service of the same name from the next start on; this one is down."""
        self.adopt_rules(spec)
        self._log_file.close()
        self._log_file = self._new_log()
        self._program = None

    def hand_over(self) -> dict[str, Any]:
        """Return all that a successor in this process needs, as plain data."""
        life = self.life
        return {
            "spec": self.spec,
            "state": life.state,
            "retries": life.retries,
            "restarts": life.restarts,
            "due": life.due,
            "since": None if life.since == math.inf else life.since,
            "last_ending": life.last_ending,
            "was_ready": self.was_ready,
            "is_clearing": self._stopping is not None,
            "leader": self._family.leader if self._family else 0,
            "pid": self.process.pid if self.process else 0,
            "started_at": self.process.started_at if self.process else 0,
            "output": self._drain.descriptor if self._drain else -1,
            "file_before": (self._watch.before or _NO_FILE) if self._watch else None,
        }

    def take_over(self, state: dict[str, Any]) -> None:
        """Go on as the service that was handed over."""
        life = self.life
        life.state, life.retries, life.restarts = (
            state["state"], state["retries"], state["restarts"]
        )  # fmt: skip
        life.due = state["due"]
        life.since = math.inf if state["since"] is None else state["since"]
        life.last_ending = Ending(*state["last_ending"]) if state["last_ending"] else None
        self.was_ready = state["was_ready"]
        if state["leader"]:
            self._family = Family(self._around.census, self._marker(), state["leader"])
        if state["pid"]:
            self._take(Launched(state["pid"], state["started_at"], state["output"]))
        if state["is_clearing"]:
            self._begin_stopping()
        elif life.state == policy.STARTING and self.spec.ready:
            before = state["file_before"] and Stamp(*state["file_before"])
            self._await_ready(Watch(self._around.loop, self.spec.ready, self._ready, before))
        else:
            self._wait_for_retry()

    def forget(self) -> None:
        """Let go of files and timers; nothing of the service runs."""
        self._cancel_timers()
        self._end_watch()
        if self._drain is not None:
            self._drain.close()
        self._log_file.close()

    def _launch(self) -> bool:
        watch = Watch(self._around.loop, self.spec.ready, self._ready) if self.spec.ready else None
        try:
            if self._program is None:
                self._program = program_of(self.spec.command, self._marker().decode())
            launched = launch(self._program)
        except NotExecuted as error:
            self._program = None  # it may have been moved
            self._failed_to_start(error.ending)
            return False
        self._take(launched)
        self._log(f"started, pid {launched.pid}")
        self._await_ready(watch)
        return True

    def _take(self, launched: Launched) -> None:
        """Watch a process and read what it prints."""
        self.process = Process(launched)
        self._family = Family(self._around.census, self._marker(), launched.pid)
        if launched.output >= 0:
            self._drain = Drain(self._around.loop, launched.output, self._log_file)
        self._around.census.reaper.watch(launched.pid, self._ended)

    def _await_ready(self, watch: Watch | None) -> None:
        if watch is None:
            self._ready()
            return
        self._watch = watch
        if self._drain is not None:
            self._drain.see = watch.see
        self._after(self.spec.ready_timeout_seconds, self._not_ready)
        watch.begin()

    def _ready(self) -> None:
        self._cancel_timers()
        if self.spec.ready is not None:
            self._log("ready")
        self._end_watch()
        self.was_ready = True
        self.life.ready()
        self._changed(self)

    def _not_ready(self) -> None:
        """End a process that was not ready in time; its end is a failure."""
        self._end_watch()
        text = f"not ready within {self.spec.ready_timeout_seconds:g} s"
        self._failed_start = Ending(NOT_READY, 0, text)
        self._begin_stopping()

    def _failed_to_start(self, ending: Ending) -> None:
        self.life.ended(ending)
        self._tell_ending(ending)
        self._wait_for_retry()
        self._changed(self)

    def _ended(self, ending: Ending) -> None:
        """Take the end of the process, and end what it has left."""
        self._let_go(ending)
        ending, self._failed_start = self._failed_start or ending, None
        self.life.ended(ending)
        self._tell_ending(ending)
        if self._stopping is not None:
            self._stopping.look()
        elif self._family is not None and self._family.may_have_members():
            self._begin_stopping()
        else:
            self._wait_for_retry()
        self._changed(self)

    def _let_go(self, ending: Ending) -> None:
        """Have no process any more, and nothing that belongs to one."""
        assert self.process is not None
        self.process.ending = ending
        self.process = None
        self._cancel_timers()
        self._end_watch()
        if self._drain is not None:
            self._drain.finish()
            self._drain = None

    def _begin_stopping(self) -> None:
        if self._stopping is None:
            assert self._family is not None
            spec, loop = self.spec, self._around.loop
            self._stopping = Stopping(
                loop, self._family, spec.stop_signal, spec.stop_timeout_seconds, self._all_ended
            )

    def _all_ended(self, survivors: list[Entry]) -> None:
        """Go on where nothing of the process is left, or cannot be ended."""
        self._stopping = None
        self.has_survivors = bool(survivors)
        if survivors:
            pids = ", ".join(str(each.pid) for each in survivors)
            self._log(f"{processes(len(survivors))} survived SIGKILL: {pids}", ERROR)
            self._abandon()
        if self.life.state == policy.STOPPING:
            self.life.stopped()
            self._log(f"stopped: {self.life.last_ending}")
        self._wait_for_retry()
        self._changed(self)

    def _abandon(self) -> None:
        """Go on without a process that does not end, as one that waits for a broken disk."""
        if self.process is None:
            return
        self._around.census.reaper.watch(self.process.pid, _ignore)
        ending = self._failed_start or Ending(policy.SIGNAL, 0, "it survived SIGKILL")
        self._failed_start = None
        self._let_go(ending)
        self.life.ended(ending)
        self._tell_ending(ending)

    def _wait_for_retry(self) -> None:
        if self.life.state == policy.WAITING:
            self._timers.append(self._around.loop.at(self.life.due, self._retry))

    def _retry(self) -> None:
        self.life.retry()
        self._launch()

    def _tell_ending(self, ending: Ending) -> None:
        """Report an end, and what follows."""
        state, life = self.life.state, self.life
        if state == policy.WAITING:
            number = f"{life.retries + 1}"
            if life.rules.max_retries != policy.UNLIMITED:
                number += f" of {life.rules.max_retries}"
            self._log(f"{ending}; restart {number} in {life.delay():g} s", WARNING)
        elif state == policy.GIVEN_UP:
            self._log(f"{ending}; given up after {counted(life.retries, 'restart')}", ERROR)
        elif state == policy.STOPPED:
            level = WARNING if ending.is_failure else INFO
            self._log(f"{ending}; not restarted ({life.rules.policy})", level)

    def _marker(self) -> bytes:
        return f"{self._around.mark}:{self.name};".encode()

    def _after(self, seconds: float, action: Callable[[], None]) -> None:
        self._timers.append(self._around.loop.after(seconds, action))

    def _cancel_timers(self) -> None:
        for timer in self._timers:
            timer.cancel()
        self._timers = []

    def _end_watch(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None
        if self._drain is not None:
            self._drain.see = None

    def _new_log(self) -> RotatedLog:
        path = os.path.join(self._around.log_dir, f"{self.name}.log")
        return RotatedLog(path, self.spec.log_limit_bytes, self._warn)

    def _warn(self, reason: str) -> None:
        self._log(reason, WARNING)

    def _log(self, message: str, level: str = INFO) -> None:
        self._around.log(f"{self.name}: {message}", level)


def _ignore(_ending: Ending) -> None:
    """Take the end of a process that was given up."""


def _peek(pid: int) -> int | None:
    """Return how a child ended without reaping it."""
    try:
        found = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return None
    if found is None:
        return None
    return found.si_status if found.si_code == os.CLD_EXITED else -found.si_status
