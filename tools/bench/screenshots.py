"""What a picture costs a test that passes: drawn, hashed, known to be equal."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from peers import HARNESS, median_of_pair
from rows import Row

LOOKS = 400
ROOT = Path(__file__).resolve().parents[2]
SUITE = 'it("{name}", function() for i = 1, {looks} do assert_screenshot("menu") end end)\n'
_GAME = """
import pygame

class Game:
    def update(self, dt): pass
    def draw(self, surface):
        surface.fill((30, 40, 50))
        for i in range(50):
            pygame.draw.circle(surface, (i * 5, 200 - i, 90), (20 + i * 24, 100 + i * 9), 30)

def create(context):
    return Game()
"""


def screenshot_rows(names: list[str]) -> Iterator[Row]:
    if names and "screenshots" not in names:
        return
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "harness.toml").write_text('game = "game.py:create"\n')
        (project / "game.py").write_text(_GAME)
        for name, looks in (("one", 1), ("many", 1 + LOOKS)):
            suite = project / name
            suite.mkdir()
            (suite / "a_test.lua").write_text(SUITE.format(name=name, looks=looks))
        run = [*HARNESS, "--headless", "--run-id", "bench", "--test-suite"]
        subprocess.run([*run, "one", "--update-baselines"], cwd=project, check=True,
                       capture_output=True)  # fmt: skip
        many, one = median_of_pair([*run, "many"], project, [*run, "one"], project)
    each = (many - one) / LOOKS * 1e3
    yield Row("a passing assert_screenshot, draw of 50 shapes included", f"{many * 1e3:.0f} ms",
              f"{one * 1e3:.0f} ms", each, " ms", 2.5)  # fmt: skip
