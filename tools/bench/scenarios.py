"""Twenty scenarios of a small game, against a run of one: what they take after start-up."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from peers import median_of_pair
from rows import Row

COUNT = 20
ROOT = Path(__file__).resolve().parents[2]
PONG = ROOT / "tests" / "cli" / "games" / "pong.py"
SCENARIO = """
name = "A rally"
[setup]
level = "empty"
entities = [{ type = "paddle", id = "me", side = "left" }, { type = "ball" }]
[[input]]
frame = 10
me = { up = true }
[[input]]
frame = 12
me = { up = false }
[[expect.sequence]]
event = "Save"
paddle = "me"
frame_max = 60
[expect.state]
after_frame = 90
checks = ["me.y = 92", "score.right = 0"]
"""


def scenario_rows(names: list[str]) -> Iterator[Row]:
    if names and "scenarios" not in names:
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "harness.toml").write_text('game = "pong.py:create"\n')
        shutil.copy(PONG, project)
        suite = project / "tests" / "scenarios"
        for name in ["one/s", *(f"many/s{i}" for i in range(1, COUNT))]:
            path = suite / f"{name}.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(SCENARIO)
        run = [sys.executable, "-m", "harness", "scenarios", "--run-id", "bench"]
        many, one = median_of_pair(run, project, [*run, "one/"], project)
    each = (many - one) / (COUNT - 1)
    yield Row(f"{COUNT} scenarios after start-up", f"{many * 1e3:.0f} ms", f"{one * 1e3:.0f} ms",
              each * COUNT, " s", 1)  # fmt: skip
