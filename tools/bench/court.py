"""The court: its rules alone with ten players, and the whole session around a match."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from rows import Row

from harness.base import clock

ROOT = Path(__file__).resolve().parents[2]
STEPS = 20_000
FRAMES = 20_000
ROUNDS = 5
PLAYERS = 10
RULES_LIMIT = 15_000
SESSION_LIMIT = 6_000
WAIT = """it("waits on the court", {{ timeout_frames = {most} }}, function()
  assert(test_harness.command("load_scene", {{ name = "court" }}))
  assert(test_harness.command("court_play"))
  assert(test_harness.command("court_set_clock", {{ seconds = 600 }}))
  test_harness.wait_frames({frames})
end)
"""


def court_rows(names: list[str]) -> Iterator[Row]:
    if names and "court" not in names:
        return
    steps = max(_steps_a_second() for _ in range(ROUNDS))
    yield Row(f"rules of the court, {PLAYERS} players, steps a second", f"{1e6 / steps:.1f} us", "",
              steps, "", RULES_LIMIT, more_is_better=True)  # fmt: skip
    frames = max(_frames_a_second() for _ in range(ROUNDS))
    yield Row("a match undrawn in a session, frames a second", f"{1e6 / frames:.1f} us", "",
              frames, "", SESSION_LIMIT, more_is_better=True)  # fmt: skip


def _steps_a_second() -> float:
    """Ten players who run, jump, grab and throw all the time."""
    sys.path.insert(0, str(ROOT))
    from game.levels import load
    from game.rules.court.play import step
    from game.rules.court.state import TEAMS, Intent, Player, give, new_court

    court = new_court(load("levels.txt")["bridges"])
    for number in range(PLAYERS):
        court.players.append(Player(str(number), TEAMS[number % 2], 100.0 + 100 * number, 0.0))
    give(court, court.players[0])
    draw, stream = Random(5), Random(1)
    began = clock.perf_counter()
    for frame in range(STEPS):
        if frame % 3 == 0:
            player = court.players[frame // 3 % PLAYERS]
            presses = [draw.random() < 0.4 for _ in range(4)]
            player.intent = Intent(draw.choice((-1.0, 1.0)), *presses)
        step(court, 1 / 60, stream)
    return STEPS / (clock.perf_counter() - began)


def _frames_a_second() -> float:
    """By the real command: what `FRAMES` more frames take than none, start-up left out."""
    return FRAMES / (_seconds(FRAMES) - _seconds(1))


def _seconds(frames: int) -> float:
    """Return how long a test took that waits so long, as the report tells."""
    with tempfile.TemporaryDirectory(dir=ROOT / "reports") as folder:
        script = Path(folder) / "court_test.lua"
        script.write_text(WAIT.format(frames=frames, most=frames + 100), encoding="utf-8")
        report = Path(folder) / "report.json"
        command = [
            sys.executable, "-m", "harness", "--test-mode", "--headless",
            "--test-script", str(script), "--report-json", str(report),
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        told = json.loads(report.read_text(encoding="utf-8"))
        return float(told["tests"][0]["duration_ms"]) / 1000


if __name__ == "__main__":
    from rows import print_table

    print_table(list(court_rows([])))
