"""Memory and CPU of processes with all that descends from them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from harness.processes import process_table


class Usage:
    """Remembers the last look, so that the next one knows what was used meanwhile."""

    def __init__(self) -> None:
        self._known: dict[int, Any] = {}

    def of(self, roots: Iterable[int]) -> dict[int, tuple[float, int]]:
        """Return percent of one processor and resident bytes of each family by its root.

        The percentage is since the last look, at the first one since the process started.
        """
        table = process_table.table()
        families = {root: process_table.descendants(table, {root}) for root in roots}
        alive = {pid for family in families.values() for pid in family}
        self._known = {pid: each for pid, each in self._known.items() if pid in alive}
        return {root: self._sum(family) for root, family in families.items()}

    def _sum(self, family: set[int]) -> tuple[float, int]:
        percent, memory = 0.0, 0
        for pid in family:
            used = self._one(pid)
            percent, memory = percent + used[0], memory + used[1]
        return percent, memory

    def _one(self, pid: int) -> tuple[float, int]:
        import psutil

        with contextlib.suppress(psutil.Error, OSError):
            known = self._known.get(pid)
            if known is None or not known.is_running():
                known = self._known[pid] = psutil.Process(pid)
                known.cpu_percent()
                return _since_start(known), known.memory_info().rss
            return known.cpu_percent(), known.memory_info().rss
        return 0.0, 0


def _since_start(process: Any) -> float:
    from harness.base.clock import epoch

    used = process.cpu_times()
    return float(100 * (used.user + used.system) / max(0.01, epoch() - process.create_time()))
