"""Where the workers of a command come from."""

from __future__ import annotations

from harness.processes.zygote import Entries, Source, start

_ENTRIES = Entries(worker="harness.worker.main", zygote="harness.worker.zygote_main")


def start_source(perturbed: bool = False) -> Source:
    """Start what workers come from; it boots while the caller continues."""
    return start(_ENTRIES, perturbed)
