"""The options: one row for each, and the way back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pygame

from game import theme as look
from game import ui
from game.art import backdrop
from game.menu import Item, Menu
from game.options import OPTIONS, Option, cycled, nudged, shown
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from game.theme import Colour, Theme

PANEL = (320, 118, 640, 436)


class OptionsScene(Scene):
    """Every option with its value, changed by LEFT and RIGHT."""

    name = "options"
    element_names = (
        "options_panel",
        "volume_row",
        "difficulty_row",
        "shake_row",
        "back_button",
        "key_hints",
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        rows = [self._row(option) for option in OPTIONS]
        back = Item("Back", "back_button", self._leave)
        self._menu = Menu([*rows, back], stage.layout, (380, 236), (520, 62), stage.log)

    @property
    def menu(self) -> Menu:
        """The rows and Back."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel, its rows and the key hints."""
        layout = self.stage.layout
        return {
            "options_panel": layout.rect(*PANEL),
            **self._menu.elements(),
            "key_hints": layout.rect(*ui.HINTS),
        }

    def handle_event(self, event: pygame.event.Event) -> None:
        """Move or change; ESC goes back."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self._leave()
        else:
            self._menu.handle_event(event)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the panel over the dimmed backdrop."""
        backdrop.paint(surface, theme, self.stage.time)
        ui.dim(surface, theme, look.INK, 110)
        ui.panel(surface, theme, self.stage.layout.rect(*PANEL), "Options")
        self._menu.draw(surface, theme, self.stage.time)
        hints = (("UP DOWN", "Move"), ("LEFT RIGHT", "Change"), ("ESC", "Back"))
        ui.key_hints(surface, theme, hints)

    def _row(self, option: Option) -> Item:
        return Item(
            option.label,
            f"{option.name}_row",
            partial(self._cycle, option),
            partial(self._nudge, option),
            partial(self._paint_value, option),
        )

    def _cycle(self, option: Option) -> None:
        self.stage.set_option(option.name, cycled(option, self.stage.options[option.name]))

    def _nudge(self, option: Option, direction: int) -> None:
        before = self.stage.options[option.name]
        after = nudged(option, before, direction)
        if after != before:
            self.stage.set_option(option.name, after)

    def _paint_value(
        self,
        option: Option,
        surface: pygame.Surface,
        rect: pygame.Rect,
        theme: Theme,
        colour: Colour,
    ) -> None:
        value = self.stage.options[option.name]
        place = option.values.index(value)
        ui.stepper(surface, theme, rect, shown(value), place, len(option.values), colour)

    def _leave(self) -> None:
        self.stage.go_to("main_menu")
