"""The main menu: title, items, and slimes in the moonlight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import ui
from game.art import backdrop, title
from game.menu import Item, Menu
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from game.theme import Theme

TITLE = (96, 72, 560, 270)


class MainMenu(Scene):
    """Start, Court, Options, Quit."""

    name = "main_menu"
    element_names = (
        "title",
        "start_button",
        "court_button",
        "options_button",
        "quit_button",
        "key_hints",
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        items = (
            Item("Start", "start_button", lambda: stage.go_to("combat_arena")),
            Item("Court", "court_button", lambda: stage.go_to("court")),
            Item("Options", "options_button", lambda: stage.go_to("options")),
            Item("Quit", "quit_button", stage.ask_to_quit),
        )
        self._menu = Menu(items, stage.layout, (112, 392), (300, 62), stage.log)

    @property
    def menu(self) -> Menu:
        """The items."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the title, the buttons and the key hints."""
        layout = self.stage.layout
        return {
            "title": layout.rect(*TITLE),
            **self._menu.elements(),
            "key_hints": layout.rect(*ui.HINTS),
        }

    def handle_event(self, event: pygame.event.Event) -> None:
        """Choose an item."""
        self._menu.handle_event(event)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint everything."""
        time = self.stage.time
        backdrop.paint(surface, theme, time)
        backdrop.paint_king(surface, theme, time)
        title.paint(surface, theme, self.stage.layout.rect(*TITLE), time)
        self._menu.draw(surface, theme, time)
        ui.key_hints(surface, theme, (("UP DOWN", "Move"), ("ENTER", "Select")))
