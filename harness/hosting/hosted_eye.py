"""Draws a hosted game when a test looks at it, between two frames, headless or not.

Every look draws anew: the test may just have changed the state. Headless frames are drawn for no
other reason.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import Any

import pygame

from harness.hosting.display import Display
from harness.hosting.games import crash
from harness.running.environment import font_renderer, pygame_name, sdl_version
from harness.running.session import Session
from harness.screenshots.baselines import Buffer, Renderer
from harness.seam import originals
from harness.seam.sealing import Sealing

RGBA = tuple(0xFF << shift for shift in ((0, 8, 16, 24), (24, 16, 8, 0))[sys.byteorder == "big"])
"""Masks of a surface whose bytes are red, green, blue, alpha."""


class Looking:
    """Implements `harness.screenshots.attempt_pictures.Eye` for the `game` that is hosted."""

    def __init__(self, session: Session, display: Display, sealing: Sealing) -> None:
        self.game: Any = None
        self.renderer = Renderer(pygame_name(), sdl_version(), font_renderer())
        self.size = display.size
        self._session = session
        self._display = display
        self._sealing = sealing

    @cached_property
    def _picture(self) -> pygame.Surface:
        return originals.Surface(self.size, pygame.SRCALPHA, 32, RGBA)

    def look(self, name: str) -> Buffer:
        """Draw the state; return it as RGBA, opaque, row by row. Raises `GameCrashed`."""
        session, surface = self._session, self._display.surface
        session.trace.write("draw", "test", {"name": name})
        session.witness.before_draw()
        self._sealing.enter_draw()
        try:
            self.game.draw(surface)
        except BaseException as error:
            crashed = crash("the game's draw", error, session.config.root)
            session.draw_fails(crashed)
            raise crashed from error
        finally:
            self._sealing.leave_draw()
        session.witness.after_draw()
        originals.blit(self._picture, surface, (0, 0))
        return self._picture.get_view("0")
