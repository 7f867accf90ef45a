"""report.json: the report as it is, compact, keys in the order of the model."""

from __future__ import annotations

import json

from harness.model import Report


def render(report: Report) -> str:
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")) + "\n"
