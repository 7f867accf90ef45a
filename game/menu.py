"""A vertical list of items: selection by keys or mouse, and its looks.

UP/DOWN or W/S move and wrap around, RETURN or SPACE choose, LEFT/RIGHT or A/D change a value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sin
from typing import TYPE_CHECKING, NamedTuple

import pygame

from game import theme as look
from game import ui

if TYPE_CHECKING:
    from game.theme import Layout, Theme
    from harness.contract import Log

STEPS = {pygame.K_UP: -1, pygame.K_w: -1, pygame.K_DOWN: 1, pygame.K_s: 1}
CHANGES = {pygame.K_LEFT: -1, pygame.K_a: -1, pygame.K_RIGHT: 1, pygame.K_d: 1}
CHOICES = (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE)


class Item(NamedTuple):
    """One line of a menu."""

    label: str
    element: str
    """Its name for `ui_element_rect`."""
    choose: Callable[[], None]
    change: Callable[[int], None] | None = None
    """Called with -1 or 1 where the item has a value."""
    paint_value: Callable[[pygame.Surface, pygame.Rect, Theme, look.Colour], None] | None = None


class Menu:
    """Items stacked downward from a place on the surface, and which one is selected."""

    def __init__(
        self,
        items: Sequence[Item],
        layout: Layout,
        top_left: tuple[float, float],
        item_size: tuple[float, float],
        log: Log,
    ) -> None:
        """Lay out `items`; place and size in design pixels."""
        x, y = top_left
        width, height = item_size
        pitch = height * 1.2
        self.items = tuple(items)
        self.index = 0
        self.rects = [
            layout.rect(x, y + place * pitch, width, height) for place in range(len(self.items))
        ]
        self._layout = layout
        self._log = log

    @property
    def selected(self) -> Item:
        """The selected item."""
        return self.items[self.index]

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the place of every item, by element name."""
        return {item.element: rect for item, rect in zip(self.items, self.rects, strict=True)}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Move the selection, or act on it."""
        if event.type == pygame.KEYDOWN:
            self._press(event.key)
        elif event.type == pygame.MOUSEMOTION:
            self._point_at(event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN and event.button == pygame.BUTTON_LEFT:
            self._click(event.pos)

    def choose(self) -> None:
        """Act on the selected item."""
        item = self.selected
        self._log(f"menu: {item.label} selected")
        item.choose()

    def _press(self, key: int) -> None:
        if key in STEPS:
            self.index = (self.index + STEPS[key]) % len(self.items)
        elif key in CHOICES:
            self.choose()
        elif key in CHANGES and self.selected.change is not None:
            self.selected.change(CHANGES[key])

    def _click(self, position: tuple[int, int]) -> None:
        if self._point_at(position):
            self.choose()

    def _point_at(self, position: tuple[int, int]) -> bool:
        for place, rect in enumerate(self.rects):
            if rect.collidepoint(position):
                self.index = place
                return True
        return False

    def draw(self, surface: pygame.Surface, theme: Theme, time: float) -> None:
        """Paint all items; `time` in seconds moves the marker."""
        for item, rect in zip(self.items, self.rects, strict=True):
            self._draw_item(surface, theme, item, rect, time)

    def _draw_item(
        self, surface: pygame.Surface, theme: Theme, item: Item, rect: pygame.Rect, time: float
    ) -> None:
        chosen = item is self.selected
        ui.button(surface, theme, rect, chosen)
        colour = look.INK if chosen else look.CREAM
        inset = self._layout.length(28)
        text_at = (rect.left + inset, rect.centery)
        ui.label(surface, theme, item.label, text_at, 27, colour, align="left")
        if item.paint_value is not None:
            item.paint_value(surface, rect, theme, colour)
        if chosen:
            sway = self._layout.length(5 * sin(time * 5.0))
            ui.marker(surface, theme, (rect.left - self._layout.length(30) + sway, rect.centery))
