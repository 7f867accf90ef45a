"""The processes of this machine: parents, groups, sessions, start times, environments.

Linux is read from `/proc`; elsewhere psutil is asked, where start times are microseconds. A process
is only ever meant by its pid and its start time together, because pids are used again.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import NamedTuple

IS_LINUX = sys.platform == "linux"


class Entry(NamedTuple):
    """One process."""

    pid: int
    parent: int
    group: int
    session: int
    started: int
    is_zombie: bool


def table() -> dict[int, Entry]:
    """Return all processes by pid, but for those of the kernel where that can be seen."""
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit()] if IS_LINUX else _pids()
    found = (entry(pid) for pid in pids)
    return {each.pid: each for each in found if each is not None}


def entry(pid: int) -> Entry | None:
    """Return one process, `None` if there is none of that number."""
    if not IS_LINUX:
        return _other_entry(pid)
    try:
        with open(f"/proc/{pid}/stat", "rb", 0) as file:
            fields = file.read().rpartition(b")")[2].split()
        return Entry(
            pid, int(fields[1]), int(fields[2]), int(fields[3]), int(fields[19]), fields[0] in b"ZX"
        )
    except (OSError, IndexError):
        return None


def start_time(pid: int) -> int:
    """Return when a process started, in units of the platform; 0 if there is none."""
    found = entry(pid)
    return found.started if found else 0


def environment(pid: int) -> bytes:
    """Return `NAME=value` pairs, each ended by a zero byte; empty where it may not be read."""
    if IS_LINUX:
        with contextlib.suppress(OSError), open(f"/proc/{pid}/environ", "rb", 0) as file:
            return file.read()
        return b""
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        pairs = psutil.Process(pid).environ().items()
        return b"".join(f"{name}={value}\0".encode(errors="replace") for name, value in pairs)
    return b""


def children(pid: int | str = "self") -> set[int] | None:
    """Return the children of a process, zombies too; `None` where the kernel does not say."""
    found: set[int] = set()
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", "rb", 0) as file:
                found.update(map(int, file.read().split()))
    except OSError:
        return None
    return found


def descendants(processes: dict[int, Entry], roots: set[int]) -> set[int]:
    """Return `roots` and all that descends from them."""
    by_parent: dict[int, list[int]] = {}
    for each in processes.values():
        by_parent.setdefault(each.parent, []).append(each.pid)
    found, left = set(roots), list(roots)
    while left:
        new = [pid for pid in by_parent.get(left.pop(), ()) if pid not in found]
        found.update(new)
        left += new
    return found


def send_signal(process: Entry, number: int) -> bool:
    """Send a signal to this very process, never to another one that has got its pid."""
    with contextlib.suppress(OSError):
        if not hasattr(os, "pidfd_open"):
            if start_time(process.pid) != process.started:
                return False
            os.kill(process.pid, number)
            return True
        descriptor = os.pidfd_open(process.pid)
        try:
            if start_time(process.pid) == process.started:
                signal.pidfd_send_signal(descriptor, number)
                return True
        finally:
            os.close(descriptor)
    return False


def _pids() -> list[int]:
    import psutil

    return list(psutil.pids())


def _other_entry(pid: int) -> Entry | None:
    import psutil

    try:
        process = psutil.Process(pid)
        with process.oneshot():
            started = int(process.create_time() * 1_000_000)
            zombie = process.status() == psutil.STATUS_ZOMBIE
            return Entry(pid, process.ppid(), os.getpgid(pid), os.getsid(pid), started, zombie)
    except (psutil.Error, OSError):
        return None
