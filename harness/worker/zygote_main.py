"""A process that has done the imports and forks workers, which need none: the zygote.

It holds no thread, no display and no game. A request brings what will be a worker's standard input,
output and error; the answers are the worker's process id and, when one has ended, which and how.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import select
import signal
import socket
import sys
from collections.abc import Iterable
from typing import NoReturn

_DESCRIPTORS = 3
_exit = os._exit
_HOSTING = (
    "harness.logs.capture", "harness.hosting.display",
    "harness.frames.hosted_setup", "harness.frames.hosted",
    "harness.seam.sealing", "harness.test_api.scenario_world", "harness.contract",
    "dataclasses", "pathlib", "random",
)  # fmt: skip
"""What hosting takes, and what most games do: a test in a process of its own need not import it."""


def main() -> int:
    """Fork workers until the parent closes its end."""
    gc.disable()  # imports leave next to nothing to collect, and a worker decides for itself
    from harness.worker import main as worker

    workers: dict[int, int] = {}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda _number, _frame: _end(workers))
    worker.die_with_parent(signal.SIGTERM)
    control = socket.socket(fileno=int(sys.argv[1]))
    importlib.import_module("harness.luahost.host")  # the parent has not asked for a worker yet
    while True:
        watched: list[socket.socket | int] = [control, *workers.values()]
        ready = select.select(watched, [], [])[0]
        for pid, descriptor in list(workers.items()):
            if descriptor in ready:
                _tell_end(control, pid, workers)
        if control in ready and not _fork(control, workers):
            return 0


def _fork(control: socket.socket, workers: dict[int, int]) -> bool:
    """Fork a worker for the next request; tell whether there was one."""
    request, descriptors, _, _ = socket.recv_fds(control, 1, _DESCRIPTORS)
    if not request:
        return False
    from harness.wire.protocol import WITH_PYGAME

    if request == WITH_PYGAME:
        _import_pygame()
    gc.freeze()  # what is here by now, workers neither look through nor copy
    zygote = os.getpid()
    pid = os.fork()
    if pid == 0:
        control.close()
        for descriptor in workers.values():
            os.close(descriptor)
        _become_worker(descriptors, zygote)
    workers[pid] = os.pidfd_open(pid)
    for descriptor in descriptors:
        os.close(descriptor)
    control.send(f"forked {pid}\n".encode())
    return True


def _tell_end(control: socket.socket, pid: int, workers: dict[int, int]) -> None:
    """Tell the parent how a worker has ended."""
    _, status = os.waitpid(pid, 0)
    os.close(workers.pop(pid))
    control.send(f"ended {pid} {os.waitstatus_to_exitcode(status)}\n".encode())


def _end(workers: Iterable[int]) -> NoReturn:
    """End, and take with us what the workers have started: the parent cannot do it any more."""
    for pid in workers:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
    _exit(1)


def _become_worker(descriptors: list[int], zygote: int) -> NoReturn:
    """Run one order in a session of its own; nothing of the zygote's end is gone through."""
    from harness.worker import main as worker

    status = 1
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    worker.die_with_parent()
    if os.getppid() != zygote:
        _exit(status)  # it was killed a moment ago, and nobody waits for this one
    try:
        os.setsid()
        for target, descriptor in enumerate(descriptors):
            os.dup2(descriptor, target)
            os.close(descriptor)
        status = worker.main()
    finally:
        sys.stderr.flush()
        _exit(status)


def _import_pygame() -> None:
    """Import what hosting a game takes, once; nothing of it is opened."""
    from harness.seam.fast_import import import_pygame

    import_pygame()
    for name in _HOSTING:
        importlib.import_module(name)


if __name__ == "__main__":
    sys.exit(main())
