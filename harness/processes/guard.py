"""A small process that ends what a killed supervisor has left, and the search for such leftovers.

The guard holds one end of a pipe; the kernel closes the other one when the supervisor dies, even by
SIGKILL. Processes are known by the supervisor's mark in their environment, and by having been its
children: that finds those that have emptied their environment, too.

A mark names who started a process: `harness-services.<key>.<pid>.<start time>.<number>`.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable
from typing import NamedTuple

from harness.base import clock as wall
from harness.processes import process_table
from harness.processes.process_table import Entry

VARIABLE = "HARNESS_SERVICES"
_LOOK_SECONDS = 0.2
_QUIET_SECONDS = 0.15
"""How long nothing may be found before all are gone: a process that is being started has no mark
yet."""
_KILL_SECONDS = 5.0
_PAUSE_SECONDS = 0.01
_MARK = re.compile(rb"harness-services\.([0-9a-f]+)\.(\d+)\.(\d+)\.\d+")
_PACKAGE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_CODE = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from harness.processes.guard import main; main(*sys.argv[2:])"
)
_numbers = itertools.count()


class Guard(NamedTuple):
    """A running guard: its pid, and the pipe that it holds the other end of."""

    pid: int
    pipe: int

    def dismiss(self) -> None:
        """End the guard, which was not waited for; nothing is left to guard."""
        os.kill(self.pid, signal.SIGKILL)
        os.close(self.pipe)


def new_mark(place: str) -> str:
    """Return a mark for a supervisor in this process; `place` is where it keeps its files."""
    where = f"{os.path.realpath(place)} {_namespace()}".encode(errors="surrogateescape")
    key = hashlib.sha256(where).hexdigest()[:16]
    me = os.getpid()
    return f"harness-services.{key}.{me}.{process_table.start_time(me)}.{next(_numbers)}"


def _namespace() -> str:
    """Return the namespace that pids are of: those of a container mean other processes outside."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def key_of(mark: str) -> str:
    """Return what the marks of all supervisors of the same place share."""
    return mark.split(".")[1]


def start_guard(mark: str, foreign: Iterable[Entry]) -> Guard:
    """Start the guard of this process, which leaves `foreign` children of it alone."""
    spared = [f"{each.pid}.{each.started}" for each in foreign]
    theirs, ours = os.pipe()
    flags = ["-S"] if process_table.IS_LINUX else []  # elsewhere it needs psutil
    try:
        process = subprocess.Popen(
            [sys.executable, "-E", *flags, "-c", _CODE, _PACKAGE, mark, str(os.getpid()), *spared],
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
    except OSError:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    process.returncode = 0  # the reaper waits for it
    return Guard(process.pid, ours)


def main(mark: str, supervisor: str, *spared: str) -> None:
    """Guard until the supervisor has ended."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    seen: dict[int, int] = {}
    while not select.select([0], [], [], _LOOK_SECONDS)[0] and _runs(mark):
        seen = _children_of(int(supervisor), seen)
    seen = {pid: start for pid, start in seen.items() if f"{pid}.{start}" not in spared}
    end_all(lambda: _left(mark.encode(), seen), _QUIET_SECONDS)


def sweep(mark: str) -> int:
    """Kill what dead supervisors of the same place have left; return how many processes."""
    key = key_of(mark).encode()
    return len(end_all(lambda: _orphans(key))) if _orphans(key) else 0


def end_children(pids: Callable[[], Iterable[int]]) -> int:
    """Kill children of this process and all that descends from them; return how many."""
    return len(end_all(lambda: _living(process_table.table(), set(pids()))))


def end_all(find: Callable[[], list[Entry]], quiet_seconds: float = 0.0) -> set[tuple[int, int]]:
    """Kill all that `find` finds, until it finds nothing for a while; return pids and starts."""
    ended: set[tuple[int, int]] = set()
    begun = quiet_since = wall.monotonic()
    while (now := wall.monotonic()) - begun < _KILL_SECONDS:
        found = find()
        if found:
            quiet_since = now
        elif now - quiet_since >= quiet_seconds:
            break
        for each in found:
            if process_table.send_signal(each, signal.SIGKILL):
                ended.add((each.pid, each.started))
        wall.sleep(_PAUSE_SECONDS)
    return ended


def _runs(mark: str) -> bool:
    """Tell whether the supervisor runs: a process that it forked may hold its end of the pipe."""
    pid, started = map(int, mark.split(".")[2:4])
    found = process_table.entry(pid)
    return found is not None and found.started == started and not found.is_zombie


def _children_of(parent: int, seen: dict[int, int]) -> dict[int, int]:
    """Return the start times of a process's children by pid; those `seen` are not asked again."""
    found: Iterable[int] = process_table.children(parent) or ()
    return {pid: seen.get(pid) or process_table.start_time(pid) for pid in found}


def _left(mark: bytes, seen: dict[int, int]) -> list[Entry]:
    """Return what carries the mark or was seen, with its sessions and all that descends from it."""
    processes = process_table.table()
    me = os.getpid()
    sessions = {pid for pid, started in seen.items() if pid != me}
    roots = {
        each.pid
        for each in processes.values()
        if seen.get(each.pid) == each.started
        or (each.session in sessions and each.started >= seen[each.session])
        or mark + b":" in process_table.environment(each.pid)
    }
    return _living(processes, roots - {me})


def _orphans(key: bytes) -> list[Entry]:
    """Return the processes that carry a mark of `key` whose supervisor does not run."""
    processes = process_table.table()
    roots = set()
    for pid in processes.keys() - {os.getpid()}:
        for found, supervisor, started in _MARK.findall(process_table.environment(pid)):
            runs = processes.get(int(supervisor))
            if found == key and (runs is None or runs.started != int(started)):
                roots.add(pid)
    return _living(processes, roots)


def _living(processes: dict[int, Entry], roots: set[int]) -> list[Entry]:
    found = process_table.descendants(processes, roots) - {os.getpid()}
    living = [processes[pid] for pid in sorted(found) if pid in processes]
    return [each for each in living if not each.is_zombie]
