"""Ends all processes of a service: its group, and every descendant that has left the group.

1. the stop signal to the group and to each process outside of it, `setsid` ones included;
2. wait until no process is left, whoever of them ends first;
3. SIGKILL for what is left after the grace; what survives even that is reported.

A process is known by its ancestors, its session, and a marker in its environment.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable

from harness.processes import process_table
from harness.processes.loop import Loop
from harness.processes.process_table import Entry
from harness.processes.reaping import Reaper

_FIRST_LOOK_SECONDS = 0.01
_LONGEST_LOOK_SECONDS = 0.1
_KILL_SECONDS = 2.0
"""How long a killed process may take: one that waits for a broken disk cannot end."""
_KERNEL_PARENT = 2


class Census:
    """The process table as it is in one pass of the loop, taken once for all that ask."""

    def __init__(self, loop: Loop, reaper: Reaper) -> None:
        self.reaper = reaper
        self._loop = loop
        self._taken_in = -1
        self._processes: dict[int, Entry] = {}
        self._environments: dict[int, bytes] = {}

    def processes(self) -> dict[int, Entry]:
        if self._taken_in != self._loop.passes:
            self._taken_in = self._loop.passes
            self._environments = {}
            self._processes = process_table.table()
        return self._processes

    def environment(self, pid: int) -> bytes:
        if pid not in self._environments:
            self._environments[pid] = process_table.environment(pid)
        return self._environments[pid]


class Family:
    """The processes of one start of a service. `leader` leads their first group and session."""

    def __init__(self, census: Census, marker: bytes, leader: int) -> None:
        self.leader = leader
        self._census = census
        self._marker = marker

    @property
    def leads(self) -> bool:
        """Tell whether the leader was not waited for yet, so that its pid is still its own."""
        return self.leader in self._census.reaper.watched

    def may_have_members(self) -> bool:
        """Tell without a look at all processes whether there may be any left."""
        if self.leads:
            return True
        adopted = self._census.reaper.adopted()
        if adopted is None:
            return True
        return any(
            each.session == self.leader or self._marker in each.environment
            for each in adopted.values()
        )

    def members(self) -> list[Entry]:
        """Return the processes that run."""
        processes = self._census.processes()
        others = self._census.reaper.watched - {self.leader}
        roots = {pid for pid in processes.keys() - others if self._is_root(processes[pid])}
        found = process_table.descendants(processes, roots) - {os.getpid()}
        return [processes[pid] for pid in sorted(found) if not processes[pid].is_zombie]

    def _is_root(self, process: Entry) -> bool:
        if process.pid == self.leader:
            return self.leads
        if process.session == self.leader and (self.leads or process.parent == os.getpid()):
            return True
        if process.parent == _KERNEL_PARENT or not self._may_be_orphan(process):
            return False
        return self._marker in self._census.environment(process.pid)

    def _may_be_orphan(self, process: Entry) -> bool:
        """Orphans of a process that adopts are its children; elsewhere they can be anywhere."""
        return process.parent == os.getpid() or not self._census.reaper.adopts


class Stopping:
    """A family that is being ended. `done` is called once, with the processes that survived."""

    def __init__(
        self,
        loop: Loop,
        family: Family,
        number: int,
        grace_seconds: float,
        done: Callable[[list[Entry]], None],
    ) -> None:
        self._loop = loop
        self._family = family
        self._number = number
        self._deadline = loop.clock() + grace_seconds
        self._done = done
        self._look_seconds = _FIRST_LOOK_SECONDS
        self._has_signalled_group = False
        self._signalled: set[tuple[int, int]] = set()
        self._timer = loop.after(0.0, self._begin)

    def look(self) -> None:
        """Look at once: the leader has ended."""
        self._again(0.0)

    def kill(self) -> None:
        """Give no more grace."""
        self._deadline = min(self._deadline, self._loop.clock())
        self._again(0.0)

    def cancel(self) -> None:
        """Leave the processes alone, and never call `done`."""
        self._timer.cancel()

    def _begin(self) -> None:
        if self._family.leads:
            _signal_group(self._family.leader, self._number)
            self._has_signalled_group = True
        self._look()

    def _look(self) -> None:
        members = self._family.members() if self._family.may_have_members() else []
        late = self._loop.clock() - self._deadline
        if not members and not self._family.leads:
            self._done([])
        elif late >= _KILL_SECONDS * self._loop.speed:
            self._done(members)
        elif late >= 0:
            self._kill(members)
            self._again(_FIRST_LOOK_SECONDS)
        else:
            self._signal_new(members)
            self._again(-late if self._family.leads else min(self._look_seconds, -late))
            self._look_seconds = min(2 * self._look_seconds, _LONGEST_LOOK_SECONDS)

    def _signal_new(self, members: list[Entry]) -> None:
        """Signal each process once; those of the group may have got it as a group."""
        for each in members:
            key = (each.pid, each.started)
            if key not in self._signalled:
                self._signalled.add(key)
                if each.group != self._family.leader or not self._has_signalled_group:
                    process_table.send_signal(each, self._number)

    def _kill(self, members: list[Entry]) -> None:
        if self._family.leads:
            _signal_group(self._family.leader, signal.SIGKILL)
        for each in members:
            process_table.send_signal(each, signal.SIGKILL)

    def _again(self, seconds: float) -> None:
        self._timer.cancel()
        self._timer = self._loop.after(seconds, self._look)


def _signal_group(leader: int, number: int) -> None:
    """Signal the group of a child that was not waited for: no other process can have its pid."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)
