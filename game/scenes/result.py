"""The end of a round: an overlay with the outcome and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import theme as look
from game import ui
from game.menu import Item, Menu
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from game.theme import Theme

PANEL = (420, 150, 440, 396)
HEADINGS = {"victory": ("Victory!", look.GOLD), "defeat": ("Defeated", look.CORAL)}


class Result(Scene):
    """Outcome and score; play again or go to the main menu."""

    element_names = ("result_panel", "play_again_button", "main_menu_button")

    def __init__(self, stage: Stage, result: str, score: int, seconds: float) -> None:
        super().__init__(stage)
        self._result = result
        self._score = score
        self._seconds = seconds
        items = (
            Item("Play again", "play_again_button", lambda: stage.go_to("combat_arena")),
            Item("Main menu", "main_menu_button", lambda: stage.go_to("main_menu")),
        )
        self._menu = Menu(items, stage.layout, (500, 386), (280, 58), stage.log)

    @property
    def menu(self) -> Menu:
        """The choices."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel and its buttons."""
        return {"result_panel": self.stage.layout.rect(*PANEL), **self._menu.elements()}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Choose an item; ESC leaves for the main menu."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.stage.go_to("main_menu")
        else:
            self._menu.handle_event(event)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Dim the arena and paint the panel."""
        heading, colour = HEADINGS[self._result]
        ui.dim(surface, theme, look.INK, 130)
        layout = self.stage.layout
        ui.panel(surface, theme, layout.rect(*PANEL), heading, colour)
        ui.label(surface, theme, str(self._score), layout.point(640, 290), 64, look.CREAM)
        caption = f"points in {self._seconds:.1f} seconds"
        ui.label(surface, theme, caption, layout.point(640, 342), 21, look.HAZE)
        self._menu.draw(surface, theme, self.stage.time)
