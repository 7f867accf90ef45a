"""The figures, painted from shapes. Each function returns a picture kept by the theme.

Coordinates inside a picture are in tiles; the point (0, 0) is where the figure stands, and it is
the middle of the picture, so that a picture is placed by its centre.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NamedTuple

import pygame

from game import theme as look
from game.theme import Colour, Theme, mixed

SQUASHES = 6
"""A slime's height is drawn in this many steps to each side of its height at rest."""
SLIME_TILES = 2.0
BAT_TILES = 2.2
PUDDLE_TILES = 1.2
"""How wide and high the pictures are, with room for every pose."""
OUTLINE = 0.055
FLASH = (110, 100, 110, 0)
GHOST = (255, 255, 255, 150)

Point = tuple[float, float]


class Brush:
    """Paints shapes given in tiles."""

    def __init__(self, surface: pygame.Surface, tiles: float) -> None:
        """`surface` shall show a square of `tiles` by `tiles`."""
        self.surface = surface
        self.unit = surface.get_width() / tiles
        self.middle = surface.get_width() / 2, surface.get_height() / 2

    def at(self, point: Point) -> Point:
        """Return `point` in pixels of the large surface."""
        return self.middle[0] + point[0] * self.unit, self.middle[1] + point[1] * self.unit

    def polygon(self, colour: Colour, points: Sequence[Point]) -> None:
        """Fill a polygon."""
        pygame.draw.polygon(self.surface, colour, [self.at(point) for point in points])

    def disc(self, colour: Colour, center: Point, radius: float, height: float = 0.0) -> None:
        """Fill a circle, or an ellipse where half its `height` is given."""
        x, y = self.at((center[0] - radius, center[1] - (height or radius)))
        size = 2 * radius * self.unit, 2 * (height or radius) * self.unit
        pygame.draw.ellipse(self.surface, colour, (x, y, *size))

    def line(self, colour: Colour, start: Point, end: Point, width: float) -> None:
        """Draw a line with round ends."""
        pygame.draw.line(
            self.surface, colour, self.at(start), self.at(end), round(width * self.unit)
        )
        for point in (start, end):
            self.disc(colour, point, width / 2)


class Coat(NamedTuple):
    """The colours of a soft body."""

    body: Colour
    shade: Colour
    shine: Colour


CHEEK: Colour = (84, 190, 142)
GREEN = Coat(look.MINT, look.PINE, (206, 255, 222))
PUDDLES: dict[str, Colour] = {
    "slime": mixed(look.MINT, look.PINE, 0.55),
    "bat": look.GRAPE,
    "brute": look.WINE,
}


def toned(
    theme: Theme, key: tuple[object, ...], figure: pygame.Surface, tone: str
) -> pygame.Surface:
    """Return `figure`, kept under `key`, as it is (""), lit up ("flash") or faint ("ghost")."""

    def paint() -> pygame.Surface:
        picture = figure.copy()
        if tone == "flash":
            picture.fill(FLASH, special_flags=pygame.BLEND_RGB_ADD)
        elif tone == "ghost":
            picture.fill(GHOST, special_flags=pygame.BLEND_RGBA_MULT)
        return picture

    return theme.picture((*key, tone), paint) if tone else figure


def slime(
    theme: Theme, tile: float, squash: int, gaze: int, hurt: bool, tone: str = ""
) -> pygame.Surface:
    """Return a slime one tile wide: `squash` from -SQUASHES (tall) to SQUASHES (flat).

    `gaze` is -1, 0 or 1: to the left, ahead, to the right.
    """

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, SLIME_TILES)
        flat = squash / SQUASHES
        width, height = 0.5 * (1 + 0.22 * flat), 0.78 * (1 - 0.3 * flat)
        paint_blob(brush, GREEN, width, height, OUTLINE * min(1.0, (64 / tile) ** 0.6))
        paint_face(brush, (gaze * 0.12, -height * 0.42), 0.15 * (1 + 0.2 * flat), hurt)

    key = ("slime", tile, squash, gaze, hurt)
    return toned(theme, key, theme.smooth(key, square(tile, SLIME_TILES), paint), tone)


def paint_blob(brush: Brush, coat: Coat, width: float, height: float, outline: float) -> None:
    """Paint a dome that stands on the ground and reaches `width` to each side."""
    shade_edge = mixed(coat.shade, look.INK, 0.62)
    brush.polygon(shade_edge, dome(width + outline, height + outline, outline))
    brush.polygon(coat.shade, dome(width, height, 0.0))
    lit = [(x * 0.94, y * 0.9 - 0.085) for x, y in dome(width, height, 0.0)]
    brush.polygon(coat.body, lit)
    brush.disc(coat.shine, (-width * 0.42, -height * 0.74), 0.1, 0.055)
    brush.disc(coat.shine, (-width * 0.66, -height * 0.56), 0.035)


def dome(width: float, height: float, below: float) -> list[Point]:
    """Return the outline of a drop: round above, nearly flat below."""
    points = []
    for step in range(48):
        angle = step * 2 * pi / 48
        x, y = cos(angle) * width, sin(angle)
        bulge = 1 + 0.1 * max(0.0, y)
        points.append((x * bulge, y * (0.13 + below) if y > 0 else y * height))
    return points


def paint_face(
    brush: Brush, center: Point, spread: float, hurt: bool, cheek: Colour = CHEEK
) -> None:
    """Paint two eyes and a mouth around `center`."""
    x, y = center
    for side in (-1, 1):
        eye = x + side * spread
        if hurt:
            inner, outer = eye - side * 0.06, eye + side * 0.06
            brush.line(look.INK, (outer, y - 0.07), (inner, y), 0.04)
            brush.line(look.INK, (outer, y + 0.07), (inner, y), 0.04)
            continue
        brush.disc(look.INK, (eye, y), 0.065, 0.095)
        brush.disc(look.CREAM, (eye + 0.018, y - 0.035), 0.026)
        brush.disc(cheek, (eye + side * 0.09, y + 0.12), 0.055, 0.03)
    if hurt:
        brush.disc(look.INK, (x, y + 0.13), 0.05, 0.05)
        return
    smile = [
        (x + 0.075 * cos(turn * pi / 8), y + 0.09 + 0.075 * sin(turn * pi / 8)) for turn in range(9)
    ]
    brush.polygon(look.INK, smile)


def puddle(theme: Theme, tile: float, archetype: str) -> pygame.Surface:
    """Return what is left of an enemy on the floor."""
    colour = PUDDLES[archetype]

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, PUDDLE_TILES)
        for x, y, radius in ((0, 0, 0.34), (-0.3, 0.06, 0.16), (0.32, -0.04, 0.14)):
            brush.disc(mixed(colour, look.INK, 0.3), (x, y + 0.02), radius, radius * 0.45)
        brush.disc(colour, (0.02, -0.02), 0.24, 0.08)

    return theme.smooth(("puddle", tile, archetype), square(tile, PUDDLE_TILES), paint)


def bat(
    theme: Theme, tile: float, flap: int, gaze: int, hurt: bool, tone: str = ""
) -> pygame.Surface:
    """Return a bat with its wings at `flap`, from -3 (down) to 3 (up)."""

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, BAT_TILES)
        edge = mixed(look.GRAPE, look.INK, 0.7)
        for side in (-1, 1):
            wing = [(side * x, y) for x, y in wing_outline(flap * 0.1)]
            grown = [(x * 1.08, y * 1.05 + (-0.05 if y < 0.05 else 0.05)) for x, y in wing]
            brush.polygon(edge, grown)
            brush.polygon(look.GRAPE, wing)
        for side in (-1, 1):
            ear = ((side * 0.05, -0.2), (side * 0.24, -0.42), (side * 0.27, -0.08))
            brush.polygon(edge, [(x * 1.15, y * 1.15) for x, y in ear])
            brush.polygon(look.VIOLET, ear)
        brush.disc(edge, (0, 0), 0.3 + OUTLINE)
        brush.disc(look.GRAPE, (0, 0), 0.3)
        brush.disc(look.VIOLET, (0, -0.04), 0.27, 0.25)
        paint_bat_face(brush, gaze, hurt)

    key = ("bat", tile, flap, gaze, hurt)
    return toned(theme, key, theme.smooth(key, square(tile, BAT_TILES), paint), tone)


def wing_outline(lift: float) -> list[Point]:
    """Return the right wing, its tip raised by `lift` tiles."""
    tip = -0.06 - lift
    return [
        (0.16, -0.12),
        (0.5, -0.2 - lift * 0.6),
        (0.86, tip),
        (0.74, tip + 0.26),
        (0.6, 0.1 - lift * 0.4),
        (0.46, 0.24 - lift * 0.3),
        (0.34, 0.1),
        (0.16, 0.16),
    ]


def paint_bat_face(brush: Brush, gaze: int, hurt: bool) -> None:
    """Paint glowing eyes and fangs."""
    x = gaze * 0.07
    for side in (-1, 1):
        eye = (x + side * 0.11, -0.06)
        if hurt:
            brush.line(look.INK, (eye[0] - 0.05, eye[1]), (eye[0] + 0.05, eye[1]), 0.04)
            continue
        brush.disc(look.GOLD, eye, 0.075)
        brush.disc(look.INK, (eye[0] + gaze * 0.025, eye[1] + 0.01), 0.035, 0.05)
        fang = x + side * 0.06
        brush.polygon(look.CREAM, ((fang - 0.03, 0.08), (fang + 0.03, 0.08), (fang, 0.17)))


def shadow(theme: Theme, tile: float, width: float) -> pygame.Surface:
    """Return a soft shadow `width` tiles wide."""
    size = max(4, round(tile * width * 1.25)), max(3, round(tile * width * 0.55))

    def paint(surface: pygame.Surface) -> None:
        area = surface.get_rect()
        for step in range(6):
            ring = area.inflate(-area.width * step // 9, -area.height * step // 9)
            pygame.draw.ellipse(surface, (*look.INK, 22 + 24 * step), ring)

    return theme.smooth(("shadow", size), size, paint)


def square(tile: float, tiles: float) -> tuple[int, int]:
    """Return the size in pixels of a picture `tiles` wide and high."""
    side = max(4, round(tile * tiles))
    return side, side
