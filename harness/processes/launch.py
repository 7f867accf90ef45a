"""Starts one process of a service: a session of its own, a mark, its output in one pipe."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from harness.base import clock as wall
from harness.processes.guard import VARIABLE, key_of
from harness.processes.notify import NOTIFY_SOCKET
from harness.processes.policy import NOT_EXECUTED, Ending

_OURS = (VARIABLE, NOTIFY_SOCKET)


class Command(NamedTuple):
    """What is executed: `words` as `execvp` takes them, a folder, variables beside the own ones."""

    words: tuple[str, ...]
    cwd: str
    env: Mapping[str, str]


class NotExecuted(Exception):
    """A command cannot be executed; `ending` says why."""

    def __init__(self, command: Command, error: OSError | ValueError) -> None:
        reason = getattr(error, "strerror", None) or str(error)
        missing = f" (in {command.cwd})" if getattr(error, "filename", None) == command.cwd else ""
        text = f"cannot execute {command.words[0]!r}: {reason}{missing}"
        super().__init__(text)
        self.ending = Ending(NOT_EXECUTED, 127, text)


class Launched(NamedTuple):
    """A process that was started."""

    pid: int
    started_at: float
    """Seconds since the epoch."""
    output: int
    """The reading end of the pipe that takes standard output and standard error."""


class Program(NamedTuple):
    """What is executed again and again: a command with all variables, encoded, and its file."""

    command: Command
    environment: dict[bytes, bytes]
    file: str | None
    """Where the program was found; `None` where that is to be searched for at each start."""


def program_of(command: Command, mark: str) -> Program:
    """Return what a command starts. Marks of supervisors around this one are kept."""
    key = key_of(mark)
    outer = [each for each in os.environ.get(VARIABLE, "").split() if f".{key}." not in each]
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    variables = {**inherited, **command.env, VARIABLE: " ".join([*outer, mark])}
    encoded = {os.fsencode(name): os.fsencode(value) for name, value in variables.items()}
    found = shutil.which(command.words[0], path=variables.get("PATH", os.defpath))
    is_fixed = found is not None and os.path.isabs(found) and "/" not in command.words[0]
    return Program(command, encoded, found if is_fixed else None)


def launch(program: Program) -> Launched:
    """Start a process. Raises `NotExecuted`."""
    command = program.command
    try:
        reading, writing = os.pipe()
    except OSError as error:
        raise NotExecuted(command, error) from None
    try:
        process = subprocess.Popen(
            command.words,
            executable=program.file,
            cwd=command.cwd,
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=writing,
            stderr=writing,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        os.close(reading)
        raise NotExecuted(command, error) from None
    finally:
        os.close(writing)
    process.returncode = 0  # the reaper waits for it, and not this object
    return Launched(process.pid, wall.epoch(), reading)
