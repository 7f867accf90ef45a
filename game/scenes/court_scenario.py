"""A court as a scenario sets it up: it goes on by one step a frame, and nothing else happens."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pygame

from game.art.court_hud import paint_scenario
from game.rules.court import play
from game.rules.court.state import Court
from game.scenes.base import Stage
from game.scenes.court_view import CourtView

if TYPE_CHECKING:
    from game.theme import Theme


class ScenarioCourt(CourtView):
    """The entities of a scenario; keys and gamepads do nothing."""

    name = "court_scenario"

    def __init__(self, stage: Stage, court: Court, stream: Random) -> None:
        super().__init__(stage, court)
        self._chances = stream

    def update(self, dt: float) -> None:
        """Advance the court by one step."""
        play.step(self.court, dt, self._chances)
        self.watch(dt)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the court, names and score."""
        super().draw(surface, theme)
        paint_scenario(surface, theme, self.court, self.time)
