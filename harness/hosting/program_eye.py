"""Looks at the screen of a program that draws on its own: at what it has shown last."""

from __future__ import annotations

from typing import Any

import pygame

from harness.errors import HarnessError
from harness.hosting.hosted_eye import RGBA
from harness.running.environment import font_renderer, pygame_name, sdl_version
from harness.running.session import Session
from harness.screenshots.baselines import Buffer, Renderer, hash_of
from harness.seam import originals
from harness.seam.presented import Presented


class ScreenEye:
    """Implements `harness.screenshots.attempt_pictures.Eye` for whatever display is open."""

    def __init__(self, session: Session, presented: Presented) -> None:
        self.renderer = Renderer(pygame_name(), sdl_version(), font_renderer())
        self._session = session
        self._presented = presented
        self._picture: Any = None

    @property
    def size(self) -> tuple[int, int]:
        return self._surface().get_size()

    def look(self, name: str) -> Buffer:
        """Return the screen as RGBA, opaque, row by row."""
        self._session.trace.write("draw", "test", {"name": name})
        return self._pixels(self._surface())

    def last_shown(self) -> Buffer:
        """Return the same of what was shown last, even if the window is closed by now.

        `None` if there was no window.
        """
        picture = self._presented.picture()
        return None if picture is None else self._pixels(picture)

    @property
    def shown_size(self) -> tuple[int, int]:
        """Width and height of the picture that was returned last."""
        size: tuple[int, int] = self._picture.get_size()
        return size

    def hash_pixels(self) -> str:
        """Return the hash of the screen; an empty text while there is none."""
        surface = self._presented.picture() if self._presented.is_open else None
        return "" if surface is None else hash_of(self._pixels(surface))

    def _pixels(self, surface: pygame.Surface) -> Buffer:
        size = surface.get_size()
        if self._picture is None or self._picture.get_size() != size:
            self._picture = originals.Surface(size, pygame.SRCALPHA, 32, RGBA)
        originals.blit(self._picture, surface, (0, 0))
        return self._picture.get_view("0")

    def _surface(self) -> pygame.Surface:
        surface = self._presented.picture() if self._presented.is_open else None
        if surface is None:
            raise HarnessError(
                "there is nothing to take a picture of: the program has no window open, or has "
                "not shown anything in it yet"
            )
        return surface
