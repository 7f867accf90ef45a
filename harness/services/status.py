"""The state of services as rows of plain data, and as the table that people read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any

from harness.base.clock import epoch
from harness.base.printable import visible
from harness.processes import policy
from harness.processes.usage import Usage
from harness.services.service import Supervised

Row = dict[str, Any]

_HEADER = ("SERVICE", "STATE", "PID", "UPTIME", "RESTARTS", "CPU", "MEMORY", "LAST END")
_MB = 1_000_000


def rows(services: Iterable[Supervised], usage: Usage | None) -> list[Row]:
    """Return a row for each service; `cpu_percent` and `memory_bytes` only with a `usage`."""
    chosen = list(services)
    used = usage.of([each.process.pid for each in chosen if each.process]) if usage else {}
    return [_row(each, used) for each in chosen]


def table(found: Iterable[Row]) -> list[str]:
    """Return the lines of a table."""
    lines = [_HEADER, *(_cells(row) for row in found)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEADER))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _row(service: Supervised, used: dict[int, tuple[float, int]]) -> Row:
    life, process = service.life, service.process
    cpu, memory = used.get(process.pid, (None, None)) if process else (None, None)
    return {
        "name": service.name,
        "state": life.state,
        "ready": life.state == policy.RUNNING,
        "pid": process.pid if process else None,
        "started_at": process.started_at if process else None,
        "uptime_seconds": max(0.0, epoch() - process.started_at) if process else None,
        "restarts": life.restarts,
        "retries": life.retries,
        "max_retries": life.rules.max_retries,
        "cpu_percent": cpu,
        "memory_bytes": memory,
        "last_end": str(life.last_ending) if life.last_ending else None,
    }


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row["name"],
        row["state"].replace("_", " "),
        _shown(row["pid"], "{}"),
        _duration(row["uptime_seconds"]),
        str(row["restarts"]),
        _shown(row["cpu_percent"], "{:.1f}%"),
        "-" if row["memory_bytes"] is None else f"{row['memory_bytes'] / _MB:.1f} MB",
        visible(row["last_end"] or "-"),
    )


def _shown(value: Any, form: str) -> str:
    return "-" if value is None else form.format(value)


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    with contextlib.suppress(OverflowError):
        return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
    return "-"
