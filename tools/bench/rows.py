"""A measured row and the table that shows it."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """`value` may be at most `limit` (at least, where `more_is_better`).

    A `stretch` is told like the others and fails nothing.
    """

    name: str
    ours: str
    theirs: str
    value: float
    unit: str
    limit: float
    more_is_better: bool = False
    stretch: bool = False

    @property
    def holds(self) -> bool:
        return self.stretch or self.is_within

    @property
    def is_within(self) -> bool:
        return self.value >= self.limit if self.more_is_better else self.value <= self.limit


def print_table(rows: list[Row]) -> None:
    header = ("what", "ours", "peer", "measured", "limit", "")
    lines = [header, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    for line in lines:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )


def _verdict(row: Row) -> str:
    if row.is_within:
        return "holds"
    return "stretch, not reached" if row.stretch else "DOES NOT HOLD"


def _cells(row: Row) -> tuple[str, ...]:
    bound = "at least" if row.more_is_better else "at most"
    return (
        row.name,
        row.ours,
        row.theirs,
        f"{row.value:.2f}{row.unit}",
        f"{bound} {row.limit:g}{row.unit}",
        _verdict(row),
    )
