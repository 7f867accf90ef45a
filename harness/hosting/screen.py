"""Looks at the screen of a program that draws by itself: at what it has shown last."""

from __future__ import annotations

from typing import Any

import pygame

from harness.environment import font_renderer, pygame_name, sdl_version
from harness.errors import HarnessError
from harness.hosting.looking import RGBA
from harness.screenshots.baselines import Buffer, Renderer, hash_of
from harness.session import Session


class ScreenEye:
    """Implements `harness.screenshots.shots.Eye` for whatever display is open."""

    def __init__(self, session: Session) -> None:
        self.renderer = Renderer(pygame_name(), sdl_version(), font_renderer())
        self._session = session
        self._picture: Any = None

    @property
    def size(self) -> tuple[int, int]:
        return self._surface().get_size()

    def look(self, name: str) -> Buffer:
        """Return the screen as RGBA, opaque, row by row."""
        self._session.trace.write("draw", "test", {"name": name})
        return self._pixels()

    def hash_pixels(self) -> str:
        """Return the hash of the screen; an empty text while there is none."""
        if not pygame.display.get_init() or pygame.display.get_surface() is None:
            return ""
        return hash_of(self._pixels())

    def _pixels(self) -> Buffer:
        surface = self._surface()
        size = surface.get_size()
        if self._picture is None or self._picture.get_size() != size:
            self._picture = pygame.Surface(size, pygame.SRCALPHA, 32, RGBA)
        self._picture.blit(surface, (0, 0))
        return self._picture.get_view("0")

    def _surface(self) -> pygame.Surface:
        surface = pygame.display.get_surface() if pygame.display.get_init() else None
        if surface is None:
            raise HarnessError(
                "the program has no window to take a picture of: none is open, or it is one of "
                "pygame.Window or pygame._sdl2, which draw past the display"
            )
        return surface
