"""Pictures of the items, painted from shapes in a square that is one unit wide."""

from __future__ import annotations

from collections.abc import Callable

import pygame

from game import theme as look
from game.art.hero import CLOAKS, paint_blade
from game.art.sprites import Brush, Point
from game.theme import Colour, Theme, mixed

GLASS: Colour = (214, 236, 255)
CORK: Colour = (196, 142, 98)
BERRY: Colour = (224, 64, 110)
BLADE_TILES = {"dagger": 0.94, "short_sword": 1.14, "broadsword": 1.34}
"""How much a weapon's picture shows, so that each one fills its slot."""


def item(theme: Theme, name: str, side: int) -> pygame.Surface:
    """Return the picture of an item, `side` pixels wide and high."""

    def paint(surface: pygame.Surface) -> None:
        if name in BLADE_TILES:
            paint_weapon(surface, name)
        else:
            PAINTERS[name](Brush(surface, 1.0))

    return theme.smooth(("item", name, side), (side, side), paint)


def paint_weapon(surface: pygame.Surface, name: str) -> None:
    """Paint a weapon from corner to corner."""
    tiles = BLADE_TILES[name]
    brush = Brush(surface, tiles)
    brush.middle = surface.get_width() * 0.22, surface.get_height() * 0.78
    paint_blade(brush, -45, name)


def paint_jam(brush: Brush) -> None:
    """Paint a jar of green jam."""
    box(brush, look.INK, (-0.33, -0.27, 0.33, 0.42), 0.1)
    box(brush, GLASS, (-0.28, -0.22, 0.28, 0.37), 0.08)
    box(brush, look.PINE, (-0.25, -0.1, 0.25, 0.34), 0.07)
    box(brush, look.MINT, (-0.25, -0.1, 0.25, 0.27), 0.07)
    box(brush, look.INK, (-0.31, -0.42, 0.31, -0.2), 0.05)
    box(brush, look.CORAL, (-0.26, -0.37, 0.26, -0.25), 0.03)
    box(brush, look.CREAM, (-0.17, 0.0, 0.17, 0.2), 0.03)
    for side in (-1, 1):
        brush.disc(look.INK, (side * 0.07, 0.08), 0.03, 0.042)
    brush.line(look.CREAM, (-0.2, -0.16), (-0.2, -0.06), 0.04)


def paint_potion(brush: Brush) -> None:
    """Paint a round flask."""
    brush.disc(look.INK, (0, 0.14), 0.34)
    box(brush, look.INK, (-0.15, -0.4, 0.15, 0.0), 0.04)
    brush.disc(GLASS, (0, 0.14), 0.29)
    box(brush, GLASS, (-0.1, -0.3, 0.1, 0.0), 0.02)
    brush.disc(BERRY, (0, 0.17), 0.25, 0.22)
    brush.disc(mixed(BERRY, look.CREAM, 0.3), (0, 0.04), 0.2, 0.05)
    box(brush, look.INK, (-0.14, -0.46, 0.14, -0.26), 0.04)
    box(brush, CORK, (-0.09, -0.41, 0.09, -0.28), 0.02)
    for x, y, radius in ((-0.1, 0.2, 0.035), (0.06, 0.26, 0.028), (0.1, 0.13, 0.04)):
        brush.disc(mixed(BERRY, look.CREAM, 0.55), (x, y), radius)
    brush.line(look.CREAM, (-0.2, 0.08), (-0.15, 0.0), 0.04)


def paint_leather(brush: Brush) -> None:
    """Paint a laced vest."""
    paint_vest(brush, CLOAKS["leather"])
    for row in range(3):
        y = -0.16 + row * 0.15
        brush.line(look.GOLD, (-0.07, y), (0.07, y + 0.08), 0.03)
        brush.line(look.GOLD, (0.07, y), (-0.07, y + 0.08), 0.03)


def paint_mail(brush: Brush) -> None:
    """Paint a shirt of rings."""
    colour = CLOAKS["mail"]
    paint_vest(brush, colour)
    for row in range(5):
        for column in range(4 - row % 2):
            at = (-0.165 + 0.11 * column + 0.055 * (row % 2), -0.14 + row * 0.105)
            brush.disc(mixed(colour, look.INK, 0.5), at, 0.046)
            brush.disc(mixed(colour, look.CREAM, 0.35), at, 0.024)


def paint_vest(brush: Brush, colour: Colour) -> None:
    """Paint a sleeveless shirt."""
    half: list[Point] = [
        (0.1, -0.4), (0.34, -0.36), (0.4, -0.12), (0.27, -0.06), (0.29, 0.4),
    ]  # fmt: skip
    shape = [*half, *((-x, y) for x, y in reversed(half)), (0.0, -0.26)]
    brush.polygon(look.INK, [(x * 1.15, y * 1.13) for x, y in shape])
    brush.polygon(mixed(colour, look.INK, 0.35), shape)
    brush.polygon(colour, [(x * 0.9, y * 0.94 - 0.02) for x, y in shape])


def box(
    brush: Brush, colour: Colour, corners: tuple[float, float, float, float], radius: float
) -> None:
    """Fill a rounded box between two corners."""
    left, top = brush.at(corners[:2])
    right, bottom = brush.at(corners[2:])
    rect = pygame.Rect(round(left), round(top), round(right - left), round(bottom - top))
    pygame.draw.rect(brush.surface, colour, rect, border_radius=round(radius * brush.unit))


PAINTERS: dict[str, Callable[[Brush], None]] = {
    "jam": paint_jam,
    "potion": paint_potion,
    "leather": paint_leather,
    "mail": paint_mail,
}
