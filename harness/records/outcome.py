"""How a stage of a test ended, whoever played it."""

from __future__ import annotations

from typing import NamedTuple

from harness.errors import Place


class Outcome(NamedTuple):
    """What a player of tests gives instead of the next frame."""

    status: str
    """passed, failed, skipped, timed_out; runaway or broken, after which a VM is of no use"""
    failure_kind: str | None = None
    message: str = ""
    traceback: str = ""
    closes: bool = False
    """Blocks end with this test whose after_all hooks are still to run."""
    exits: bool = False
    place: Place | None = None
    """Where it went wrong, if that is known."""


PASSED = Outcome("passed")
