"""Speed, measured against peers in the same run: `python3 tools/dev.py bench [NAME…]`.

Times of machines differ, ratios hold: each row runs the two in turn and compares their medians. A
row says how much it may be and whether it is. Peers that are not installed are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from attached import attached_rows
from court import court_rows
from frames import frame_rows
from html_report import html_rows
from losses import loss_rows
from peers import peer_rows
from pictures import picture_rows
from rows import print_table
from scenarios import scenario_rows
from screenshots import screenshot_rows
from services import service_rows
from workers import worker_rows


def main(names: list[str]) -> int:
    rows = []
    tables = (
        attached_rows, peer_rows, frame_rows, html_rows, loss_rows, picture_rows,
        screenshot_rows, scenario_rows,
        court_rows, service_rows, worker_rows,
    )  # fmt: skip
    for make in tables:
        for row in make(names):
            rows.append(row)
            print(f"measured: {row.name}", file=sys.stderr)
    print_table(rows)
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
