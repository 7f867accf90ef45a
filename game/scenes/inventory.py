"""The inventory: an open bag over the arena, which holds still meanwhile.

With the mouse a stack is dragged from place to place, onto the hero to use it, and split by the
right button. With keys the cursor moves, RETURN takes up and puts down, E uses, X splits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import ui
from game.art import inventory as art
from game.rules import inventory as packing
from game.rules.inventory import Change, Pack
from game.rules.items import ITEMS
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from game.scenes.combat_arena import CombatArena
    from game.theme import Theme

STEPS = {
    pygame.K_LEFT: (-1, 0), pygame.K_a: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_d: (1, 0),
    pygame.K_UP: (0, -1), pygame.K_w: (0, -1), pygame.K_DOWN: (0, 1), pygame.K_s: (0, 1),
}  # fmt: skip
WHERE = {"refused": "by", "equipped": "at", "stacked": "on"}
"""How the log says where something went; else it went `to` there."""


class Inventory(Scene):
    """What the hero carries and wears."""

    name = "inventory"
    freezes_below = True
    element_names = (
        "inventory_panel",
        "hero_portrait",
        *packing.PLACES,
        *art.BUTTONS,
        "tooltip",
        "key_hints",
    )

    def __init__(self, stage: Stage, arena: CombatArena) -> None:
        super().__init__(stage)
        self.below = (arena,)
        self._arena = arena
        self._places = art.places(stage.layout)
        self._buttons = {name: stage.layout.rect(*at) for name, at in art.BUTTONS.items()}
        self._portrait = stage.layout.rect(*art.PORTRAIT)
        self._mouse: tuple[int, int] | None = None
        """Where the mouse is, once it has moved; None while the keys are used."""
        self.cursor = packing.SLOTS[0]
        self.carried: str | None = None
        """The place that something is being carried from."""
        stage.log("inventory: opened")

    @property
    def pack(self) -> Pack:
        """All that is carried."""
        return self._arena.round.pack

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel, every place, the buttons, and the tooltip while there is one."""
        found = {"inventory_panel": self.stage.layout.rect(*art.PANEL)}
        found |= {"hero_portrait": self._portrait} | self._places | self._buttons
        tip = self._tooltip()
        if tip is not None:
            found["tooltip"] = tip[0]
        return found | {"key_hints": self.stage.layout.rect(*ui.HINTS)}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Take a key, or what the mouse does."""
        if event.type == pygame.KEYDOWN:
            self._press(event.key)
        elif event.type == pygame.MOUSEMOTION:
            self._point_at(event.pos)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self._point_at(event.pos)
            self._grasp(event.button)
        elif event.type == pygame.MOUSEBUTTONUP and event.button == pygame.BUTTON_LEFT:
            self._point_at(event.pos)
            self._let_go()

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the panel, and what is carried over all of it."""
        art.paint_frame(surface, theme)
        art.paint_hero(surface, theme, self.pack)
        art.paint_stats(surface, theme, self.pack, self._arena.round.hero.health)
        art.paint_places(surface, theme, self.pack, self._places, self.cursor, self.carried)
        art.paint_buttons(surface, theme, self._buttons, self._pointed(self._buttons))
        held = self.pack.at(self.carried) if self.carried else None
        tip = self._tooltip()
        if held is not None:
            at = self._mouse or self._places[self.cursor].move(0, -theme.layout.length(14)).center
            art.paint_carried(surface, theme, held, at)
        elif tip is not None:
            art.paint_tooltip(surface, theme, *tip)

    def _press(self, key: int) -> None:
        self._mouse = None
        if key in STEPS:
            self.cursor = packing.neighbour(self.cursor, *STEPS[key])
        elif key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
            self._take_or_put()
        elif key == pygame.K_ESCAPE and self.carried:
            self.carried = None
        elif key in (pygame.K_ESCAPE, pygame.K_i):
            self._close()
        elif not self.carried:
            self._press_letter(key)

    def _press_letter(self, key: int) -> None:
        if key == pygame.K_e:
            self._use(self.cursor)
        elif key == pygame.K_x:
            self._apply(*packing.split(self.pack, self.cursor))
        elif key == pygame.K_r:
            self._sort()

    def _take_or_put(self) -> None:
        source, self.carried = self.carried, None
        if source:
            self._apply(*packing.move(self.pack, source, self.cursor))
        elif self.pack.at(self.cursor):
            self.carried = self.cursor

    def _point_at(self, position: tuple[int, int]) -> None:
        self._mouse = position
        self.cursor = self._pointed(self._places) or self.cursor

    def _pointed(self, rects: dict[str, pygame.Rect]) -> str | None:
        """Return the name of the rectangle that the mouse is in."""
        if self._mouse is None:
            return None
        return next((name for name, rect in rects.items() if rect.collidepoint(self._mouse)), None)

    def _grasp(self, button: int) -> None:
        place, pressed = self._pointed(self._places), self._pointed(self._buttons)
        if button == pygame.BUTTON_RIGHT and place and not self.carried:
            self._apply(*packing.split(self.pack, place))
        elif button != pygame.BUTTON_LEFT:
            return
        elif pressed == "sort_button":
            self._sort()
        elif pressed == "close_button":
            self._close()
        elif place and self.pack.at(place):
            self.carried = place

    def _let_go(self) -> None:
        source, self.carried = self.carried, None
        target = self._pointed(self._places)
        if source and target:
            self._apply(*packing.move(self.pack, source, target))
        elif source and self._mouse and self._portrait.collidepoint(self._mouse):
            self._use(source)

    def _use(self, place: str) -> None:
        held = self.pack.at(place)
        if held is not None and ITEMS[held.item].kind == "food":
            self._arena.eat(place)
        else:
            self._apply(*packing.equip(self.pack, place))

    def _sort(self) -> None:
        self.carried = None
        self._apply(packing.arrange(self.pack), packing.NOTHING)
        self.stage.log("inventory: sorted")

    def _apply(self, pack: Pack, change: Change) -> None:
        self._arena.round = self._arena.round._replace(pack=pack)
        if change.what == "nothing":
            return
        what = f"{change.item} x{change.amount} {change.what}"
        self.stage.log(f"inventory: {what} {WHERE.get(change.what, 'to')} {change.place}")

    def _tooltip(self) -> tuple[pygame.Rect, str] | None:
        """Return where the words on the item under the cursor stand, and which item it is."""
        held = self.pack.at(self.cursor)
        if held is None or self.carried or (self._mouse and not self._pointed(self._places)):
            return None
        slot = self._places[self.cursor]
        return art.tooltip_rect(self.stage.layout, slot, held.item), held.item

    def _close(self) -> None:
        self.stage.log("inventory: closed")
        self.stage.pop()
