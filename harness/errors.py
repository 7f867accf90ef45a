"""The errors a user can meet, drawn once.

    HarnessError                what went wrong, what was given, what to do; never a traceback
    ├── UsageError              flags, configuration or files cannot be used            exit 2
    │   ├── FlagError           a flag is unknown or invalid; usage follows             exit 2
    │   └── GameUnavailable     --game names nothing that can be played                 exit 2
    ├── HarnessFault            an error of the harness itself                          exit 4
    ├── PathRefused             a path leaves the folders that may be written           exit 2
    ├── CannotWrite             a file of a run cannot be written                       told, kept
    ├── LuaFailure              Lua code raised: message, file:line, Lua traceback      test error
    │   └── LuaRunaway          Lua code did not return within --frame-seconds          exit 3
    ├── SurfaceError            a state path, query or command was used wrongly         Lua error
    │   └── Undeclared          it is not declared, or is read-only                     nil, message
    │       ├── Absent          a path leads to nothing just now                        nil, message
    │       └── Impossible      a path leads to what its value cannot have              nil, message
    └── GameCrashed             the hosted game raised                                  exit 4
        └── ProgramEnded        an attached program ended while a test waited           test error

Messages say what is wrong, what was given and what to do, and end without a period.
"""

from __future__ import annotations

import errno
from typing import NamedTuple

_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
"""What no other path would have spared us."""


class Place(NamedTuple):
    """Where something went wrong: a line of a file, relative to the project's root."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class HarnessError(Exception):
    """Base of everything the harness reports to a user in one message."""

    place: Place | None = None
    """Where it went wrong, if that is a line of a file."""


class UsageError(HarnessError):
    """A flag, a configuration value or a file named by one cannot be used."""


class FlagError(UsageError):
    """What was typed is not a flag, or not a value that the flag takes.

    `usage` is that of the command, which is printed after the message; empty for that of a run.
    """

    def __init__(self, message: str, usage: str = "") -> None:
        super().__init__(message)
        self.usage = usage


class GameUnavailable(UsageError):
    """`--game` cannot be imported, found or called."""


class HarnessFault(HarnessError):
    """An error of the harness itself. `stack` shows where it was, the innermost line last."""

    def __init__(self, message: str, stack: str) -> None:
        super().__init__(message)
        self.stack = stack


class PathRefused(HarnessError):
    """A path to write to lies outside the output roots, or a link leads out of them."""


class CannotWrite(HarnessError):
    """A file cannot be written: its path is of no use, or the disk is full or broken."""

    def __init__(self, path: str, error: OSError) -> None:
        self.path = path
        self.reason = error.strerror or str(error)
        self.by_disk = error.errno in _OF_THE_DISK
        super().__init__(f"cannot write {path!r}: {self.reason}")


class LuaFailure(HarnessError):
    """Lua code raised an error.

    `traceback` holds lines of Lua only; both texts are clean UTF-8.
    """

    def __init__(self, message: str, traceback: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.traceback = traceback
        self.place = place


class LuaRunaway(LuaFailure):
    """Lua code ran longer than `--frame-seconds` without returning."""


class SurfaceError(HarnessError):
    """The game's Test API Surface was asked for something it does not declare or accept."""


class Undeclared(SurfaceError):
    """A path, query or command is not declared, or is read-only."""

    why = "undeclared"


class Absent(Undeclared):
    """A path leads to a key or an index that is not there, or into a None."""

    why = "absent"


class Impossible(Undeclared):
    """A path leads to a part of a text, a number or a flag, or to a name in a list."""

    why = "impossible"


class GameCrashed(HarnessError):
    """The hosted game raised in `handle_event`, `update` or `draw`."""

    status = "crashed"
    """Of the test that ran."""

    def __init__(self, message: str, traceback: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.traceback = traceback
        self.place = place


class ProgramEnded(GameCrashed):
    """A program that owns its loop has ended, in whatever way, while a test waited for it."""

    status = "failed"
    raised = False
    """It has raised something, and not just ended."""
