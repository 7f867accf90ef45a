"""The pause: an overlay that holds the scene below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import theme as look
from game import ui
from game.menu import Item, Menu
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from game.theme import Theme

LEFT, WIDTH, MIDDLE = 440, 400, 354
"""Where the panel stands; its height follows from its items."""


class Pause(Scene):
    """Resume, Inventory, Restart or Main menu."""

    freezes_below = True
    element_names = (
        "pause_panel",
        "resume_button",
        "inventory_button",
        "restart_button",
        "main_menu_button",
    )

    def __init__(
        self, stage: Stage, scene: str, inventory: Callable[[], Scene] | None = None
    ) -> None:
        """`scene` is what Restart enters; where there is a bag, `inventory` opens it."""
        super().__init__(stage)
        items = [
            Item("Resume", "resume_button", self._resume),
            Item("Restart", "restart_button", lambda: stage.go_to(scene)),
            Item("Main menu", "main_menu_button", lambda: stage.go_to("main_menu")),
        ]
        if inventory is not None:
            bag = Item("Inventory", "inventory_button", lambda: stage.push(inventory()))
            items.insert(1, bag)
        height = 146 + 70 * len(items)
        top = MIDDLE - height // 2
        self._panel = stage.layout.rect(LEFT, top, WIDTH, height)
        self._menu = Menu(items, stage.layout, (500, top + 122), (280, 58), stage.log)
        stage.log("paused")

    @property
    def menu(self) -> Menu:
        """The choices."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel and its buttons."""
        return {"pause_panel": self._panel, **self._menu.elements()}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Choose an item, or go on with ESC or P."""
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_ESCAPE, pygame.K_p):
            self._resume()
        else:
            self._menu.handle_event(event)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Dim what is below and paint the panel."""
        ui.dim(surface, theme, look.INK, 150)
        ui.panel(surface, theme, self._panel, "Paused")
        self._menu.draw(surface, theme, self.stage.time)

    def _resume(self) -> None:
        self.stage.log("resumed")
        self.stage.pop()
