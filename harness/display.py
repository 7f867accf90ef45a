"""The surface a game draws on: a window, or memory alone when headless."""

from __future__ import annotations

import os

import pygame

from harness import clock as wall
from harness.errors import UsageError

_pump = pygame.event.pump
"""The real one: a window must answer the desktop also where the game's events are replaced."""


class Display:
    """Opened once a process. `visible` tells whether somebody looks at every frame."""

    def __init__(self, size: tuple[int, int], fps: int, headless: bool, audio: bool) -> None:
        if headless:
            os.environ["SDL_VIDEODRIVER"] = "dummy"
        if not audio:
            os.environ["SDL_AUDIODRIVER"] = "dummy"
        self.size = size
        self.visible = not headless
        self.surface = _open(size)
        self._frame_seconds = 1 / fps
        self._due = 0.0

    def show(self) -> None:
        """Bring the drawn frame to the window, at the pace of real time."""
        pygame.display.flip()
        _pump()
        now = wall.monotonic()
        self._due = max(self._due + self._frame_seconds, now)
        wall.sleep(self._due - now)

    def close(self) -> None:
        pygame.display.quit()


def _open(size: tuple[int, int]) -> pygame.Surface:
    try:
        pygame.display.init()
        pygame.font.init()
        return pygame.display.set_mode(size, vsync=0)
    except pygame.error as error:
        raise UsageError(
            f"no display opens: {error}; pass --headless, or run under xvfb-run"
        ) from None
