"""What whoever leads a session asks of the loop: one frame more, or a fresh game.

A leader is a generator, not a loop, because a program that owns its own loop must be able to drive
it too. It is sent on at the end of a frame; when the game crashes, `GameCrashed` is thrown in.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Literal, Protocol, TypeVar

Request = Literal["frame", "game", "process"]
FRAME: Request = "frame"
GAME: Request = "game"
PROCESS: Request = "process"
"""A fresh game, where that takes a process of its own: there is no way back from this one."""

_Value = TypeVar("_Value")
Steps = Generator[Request, None, _Value]


class Leader(Protocol):
    """`wake` is the frame in which `steps` wants to be sent on."""

    wake: int
    next_attempt: tuple[int, str | None]
    """Where another process goes on, when this one has asked for it."""
    ended: int
    """How many tests have a result."""

    def steps(self) -> Steps[None]: ...
