"""Programs that own their loop: frames a second under the harness, over those of the same alone.

Seconds are those of the processor: a program that draws does not wait for anything, and what else
the machine does at the time disturbs them least.
"""

from __future__ import annotations

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
WARM_UP = 50
MEASURED = f"""
from resource import RUSAGE_SELF, getrusage
def used():
    usage = getrusage(RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
for _ in range({WARM_UP}): frame()
began = used()
for _ in range({{frames}}): frame()
with open("frames_a_second", "w") as file: file.write(str({{frames}} / (used() - began)))
"""
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
        alone.append(_alone(folder, program + MEASURED.format(frames=frames)))
        under.append(_under(folder, program + MEASURED.format(frames=frames) + UNDER, frames))
    return max(alone), max(under)


def _alone(folder: Path, program: str) -> float:
    (folder / "alone.py").write_text(program)
    environ = os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"}
    return _measured(["alone.py"], folder, environ)


def _under(folder: Path, program: str, frames: int) -> float:
    """The test waits a few frames longer than is measured, and looks at the screen then."""
    (folder / "under.py").write_text(program)
    (folder / "a_test.lua").write_text(TEST.format(frames=WARM_UP + frames + 2))
    words = ["--test-mode", "--headless", "--game", "under.py", "--test-script", "a_test.lua"]
    words += ["--run-id", "run", "--frame-seconds", "100", "--keep-writes"]
    return _measured(["-m", "harness", *words], folder)


def _measured(words: list[str], folder: Path, environ: dict[str, str] | None = None) -> float:
    """Run a program that measures itself; return its frames a second."""
    subprocess.run(
        [sys.executable, *words], cwd=folder, env=environ, check=True, capture_output=True,
        timeout=300,
    )  # fmt: skip
    result = folder / "frames_a_second"
    measured = float(result.read_text())
    result.unlink()
    return measured


if __name__ == "__main__":
    from rows import print_table

    print_table(list(attached_rows([])))
