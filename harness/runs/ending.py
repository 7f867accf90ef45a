"""How the worker that runs now ends, as far as its parent knows."""

from __future__ import annotations

from harness.runs.watch import STALL, TIMEOUT
from harness.wire.protocol import Progress

GARBAGE, SIGNAL, REFUSAL, DROPPED = "garbage", "signal", "refusal", "dropped"
"""Why the parent ends a worker, beside what `watch` finds: it has sent what is no event, the run
was interrupted, the worker has refused it, or what it runs is not needed any more.
"""
_GOES_ON = ("", STALL, GARBAGE, DROPPED)
_BY_THE_CLOCK = (STALL, TIMEOUT)


class Ending:
    """`cause` is why the parent has ended the worker; nothing, where it has not."""

    def __init__(self) -> None:
        self.cause = ""
        self.stopped: Progress | None = None
        """Where the worker was when it was ended; what it did later, woken by that, is nothing."""
        self.unsent = b""
        """What one that stood still had not sent by then."""
        self.garbage = b""
        """What arrived in place of an event."""
        self.fault = ""
        """What the worker says of an error of the harness in it."""
        self.fault_stack = ""

    @property
    def may_go_on(self) -> bool:
        """Whether another worker takes its place."""
        return self.cause in _GOES_ON

    @property
    def costs_nothing(self) -> bool:
        """Whether the run ends with it, in order: what was running has not been run."""
        return self.cause in (SIGNAL, REFUSAL, DROPPED)

    @property
    def is_by_the_clock(self) -> bool:
        return self.cause in _BY_THE_CLOCK
