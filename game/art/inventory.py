"""The open bag: the hero with what is worn, the slots, what is carried, and what it is good for.

Places are in design pixels where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Mapping

import pygame

from game import theme as look
from game import ui
from game.art import hero as hero_art
from game.art.items import item
from game.rules.inventory import COLUMNS, SLOTS, Pack, Stack, guard_of, weapon_of
from game.rules.items import ITEMS, described
from game.theme import Layout, Theme, mixed

PANEL = (250, 66, 780, 578)
PORTRAIT = (282, 176, 130, 176)
STATS = (282, 372, 226, 164)
SLOT = 84
PITCH = 92
GRID = (534, 176)
WORN_PLACES = {"equip_weapon": (424, 176), "equip_armour": (424, 268)}
BUTTONS = {"sort_button": (534, 560, 222, 54), "close_button": (764, 560, 222, 54)}
CAPTIONS = {"sort_button": "Sort", "close_button": "Close"}
EMPTY = {"equip_weapon": "Weapon", "equip_armour": "Armour"}
TOOLTIP_WIDTH = 210
FOOT = 660
"""Below it are key hints alone, and not those of what lies under the bag."""
HINTS = (
    ("W A S D", "Move"),
    ("ENTER", "Take"),
    ("E", "Use"),
    ("X", "Split"),
    ("R", "Sort"),
    ("I", "Close"),
)


def places(layout: Layout) -> dict[str, pygame.Rect]:
    """Return where every place of the pack is, in pixels."""
    rects = {name: layout.rect(*at, SLOT, SLOT) for name, at in WORN_PLACES.items()}
    for number, name in enumerate(SLOTS):
        row, column = divmod(number, COLUMNS)
        rects[name] = layout.rect(GRID[0] + column * PITCH, GRID[1] + row * PITCH, SLOT, SLOT)
    return rects


def tooltip_rect(layout: Layout, slot: pygame.Rect, name: str) -> pygame.Rect:
    """Return where the words on an item stand: beside its slot, on the surface."""
    height = layout.length(60 + 26 * len(described(name)))
    rect = pygame.Rect(slot.right + layout.length(8), 0, layout.length(TOOLTIP_WIDTH), height)
    rect.centery = slot.centery
    if rect.right > layout.point(1280, 0)[0]:
        rect.right = slot.left - layout.length(8)
    return rect


def paint_frame(surface: pygame.Surface, theme: Theme) -> None:
    """Paint the panel and the key hints."""
    ui.dim(surface, theme, look.INK, 150)
    foot = theme.layout.point(0, FOOT)[1]
    surface.fill(look.INK, (0, foot, *theme.layout.size))
    ui.panel(surface, theme, theme.layout.rect(*PANEL), "Inventory")
    ui.key_hints(surface, theme, HINTS)


def paint_hero(surface: pygame.Surface, theme: Theme, pack: Pack) -> None:
    """Paint the hero as equipped."""
    rect = theme.layout.rect(*PORTRAIT)
    surface.blit(ui.rounded(theme, rect.size, 14, look.DUSK, look.PLUM), rect)
    weapon, armour = (stack.item if stack else "" for stack in pack.stacks[-2:])
    tile = theme.layout.length(88)
    foot = rect.centerx, rect.bottom - theme.layout.length(34)
    glow = theme.layout.length(92), theme.layout.length(26)
    light = pygame.Rect((0, 0), glow)
    light.center = foot
    surface.blit(ui.rounded(theme, glow, 13, look.NIGHT, None), light)
    body = hero_art.hero(theme, tile, "down", 0, "", armour)
    surface.blit(body, body.get_rect(center=foot))
    if weapon:
        blade = hero_art.sword(theme, tile * 3 // 4, 236, weapon)
        hand = foot[0] - theme.layout.length(34), foot[1] - theme.layout.length(20)
        surface.blit(blade, blade.get_rect(center=hand))


def paint_stats(surface: pygame.Surface, theme: Theme, pack: Pack, health: int) -> None:
    """Paint what the hero is worth with what is worn."""
    rect = theme.layout.rect(*STATS)
    surface.blit(ui.rounded(theme, rect.size, 14, look.INK, look.PLUM), rect)
    weapon = weapon_of(pack)
    rows = (
        ("Health", str(health), look.CORAL),
        ("Damage", str(weapon.damage), look.GOLD),
        ("Reach", f"{weapon.reach:g}", look.GOLD),
        ("Guard", str(guard_of(pack)), look.SKY),
    )
    inset, pitch = theme.layout.length(18), rect.height // len(rows)
    for row, (caption, value, colour) in enumerate(rows):
        y = rect.top + pitch * row + pitch // 2
        ui.label(surface, theme, caption, (rect.left + inset, y), 19, look.HAZE, "left")
        ui.label(surface, theme, value, (rect.right - inset, y), 21, colour, "right")


def paint_places(
    surface: pygame.Surface,
    theme: Theme,
    pack: Pack,
    rects: Mapping[str, pygame.Rect],
    cursor: str | None,
    carried: str | None,
) -> None:
    """Paint every place; one that is carried from shows a faint picture."""
    for name, rect in rects.items():
        lit = name == cursor
        edge = look.GOLD if lit else look.PLUM
        fill = mixed(look.INK, look.DUSK, 0.9 if lit else 0.35)
        surface.blit(ui.rounded(theme, rect.size, 14, fill, edge), rect)
        stack = pack.at(name)
        if stack is not None:
            paint_stack(surface, theme, rect, stack, faint=name == carried)
        elif name in EMPTY:
            ui.label(surface, theme, EMPTY[name], rect.center, 15, look.STONE)


def paint_stack(
    surface: pygame.Surface, theme: Theme, rect: pygame.Rect, stack: Stack, faint: bool = False
) -> None:
    """Paint items in a slot, and how many they are."""
    side = rect.width * 3 // 4
    picture = item(theme, stack.item, side)
    if faint:
        picture = theme.picture(("faint", stack.item, side), lambda: faded(picture))
    surface.blit(picture, picture.get_rect(center=rect.center))
    if stack.amount > 1:
        inset = theme.layout.length(10)
        at = rect.right - inset, rect.bottom - inset * 3 // 2
        down = theme.layout.length(2)
        ui.label(surface, theme, str(stack.amount), (at[0], at[1] + down), 20, look.INK, "right")
        ui.label(surface, theme, str(stack.amount), at, 20, look.CREAM, "right")


def faded(picture: pygame.Surface) -> pygame.Surface:
    """Return a faint copy."""
    copy = picture.copy()
    copy.fill((255, 255, 255, 70), special_flags=pygame.BLEND_RGBA_MULT)
    return copy


def paint_buttons(
    surface: pygame.Surface,
    theme: Theme,
    rects: Mapping[str, pygame.Rect],
    pointed: str | None,
) -> None:
    """Paint the buttons, lit up where the mouse is."""
    for name, rect in rects.items():
        ui.button(surface, theme, rect, name == pointed)
        colour = look.INK if name == pointed else look.CREAM
        ui.label(surface, theme, CAPTIONS[name], rect.center, 24, colour)


def paint_carried(
    surface: pygame.Surface, theme: Theme, stack: Stack, center: tuple[int, int]
) -> None:
    """Paint what is being moved, a little larger than in its slot."""
    side = theme.layout.length(SLOT + 6)
    rect = pygame.Rect(0, 0, side, side)
    rect.center = center
    shadow = ui.rounded(theme, (side * 2 // 3, side // 5), 12, (*look.INK, 120), None)
    surface.blit(shadow, shadow.get_rect(center=(center[0], rect.bottom)))
    paint_stack(surface, theme, rect, stack)


def paint_tooltip(surface: pygame.Surface, theme: Theme, rect: pygame.Rect, name: str) -> None:
    """Paint what an item is and does."""
    surface.blit(ui.rounded(theme, rect.size, 12, look.INK, look.GOLD), rect)
    length = theme.layout.length
    x, y = rect.left + length(18), rect.top + length(28)
    ui.label(surface, theme, ITEMS[name].label, (x, y), 21, look.GOLD, "left")
    for row, line in enumerate(described(name)):
        ui.label(surface, theme, line, (x, y + length(30 + 26 * row)), 17, look.HAZE, "left")
