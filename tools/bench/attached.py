"""Programs that own their loop: frames a second under the harness, over those of the same alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from rows import Row

ROUNDS = 5
OPEN = """
import pygame
pygame.init()
screen = pygame.display.set_mode((1280, 720))
clock = pygame.time.Clock()
images = [pygame.Surface((20 + i % 30, 20)).convert() for i in range(50)]
n = 0
def frame():
    global n
    n += 1
    for event in pygame.event.get():
        if event.type == pygame.QUIT: raise SystemExit
    keys = pygame.key.get_pressed()
"""
SHAPES = """
    screen.fill((20, 24, 40))
    for i in range(50):
        x, y = (i * 97 + n) % 1280, (i * 53) % 720
        if i % 2: pygame.draw.circle(screen, (200, 80 + i, 90), (x, y), 30)
        else: pygame.draw.rect(screen, (80, 120 + i, 200), (x, y, 60, 40))
"""
BLITS = """
    screen.fill((20, 24, 40))
    for i in range(500): screen.blit(images[i % 50], ((i * 97 + n) % 1280, (i * 53) % 720))
"""
CLOSE = """
    pygame.display.flip()
    clock.tick()
"""
ALONE = "\nimport time\nfor _ in range(50): frame()\nbegan = time.perf_counter()\n"
ALONE += "for _ in range({frames}): frame()\nprint({frames} / (time.perf_counter() - began))\n"
UNDER = "\nwhile True: frame()\n"
TEST = """
it("runs", {{ timeout_frames = 10000000 }}, function()
  test_harness.wait_frames({frames})
end)
"""
KINDS = {"50 shapes": (SHAPES, 2_000), "500 blits": (BLITS, 2_000), "nothing drawn": ("", 60_000)}


def attached_rows(names: list[str]) -> Iterator[Row]:
    if names and "attached" not in names:
        return
    for kind, (body, frames) in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            alone, under = _rounds(Path(folder), OPEN + body + CLOSE, frames)
        yield Row(
            f"frames a second of a program, {kind}", f"{under:.0f}", f"{alone:.0f}",
            under / alone, "x", 0.95, more_is_better=True, stretch=not body,
        )  # fmt: skip


def _rounds(folder: Path, program: str, frames: int) -> tuple[float, float]:
    """Return the best of some rounds alone and under the harness, taken in turn."""
    alone, under = [], []
    (folder / "harness.toml").touch()
    for _ in range(ROUNDS):
        alone.append(_alone(folder, program, frames))
        under.append(_under(folder, program, frames))
    return max(alone), max(under)


def _alone(folder: Path, program: str, frames: int) -> float:
    (folder / "alone.py").write_text(program + ALONE.format(frames=frames))
    environ = os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    done = _python(["alone.py"], folder, environ)
    return float(done.splitlines()[-1])


def _under(folder: Path, program: str, frames: int) -> float:
    """Return the frames a second of the test's own time, from its report."""
    (folder / "under.py").write_text(program + UNDER)
    (folder / "a_test.lua").write_text(TEST.format(frames=frames))
    words = ["--test-mode", "--headless", "--game", "under.py", "--test-script", "a_test.lua"]
    _python(["-m", "harness", *words, "--run-id", "run", "--frame-seconds", "100"], folder)
    report = json.loads((folder / "reports/run/report.json").read_text())
    return float(frames / report["tests"][0]["duration_ms"] * 1000)


def _python(words: list[str], folder: Path, environ: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environ, check=True, capture_output=True,
        text=True, timeout=300,
    )  # fmt: skip
    return done.stdout


if __name__ == "__main__":
    from rows import print_table

    print_table(list(attached_rows([])))
