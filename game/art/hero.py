"""The hero and the sword, painted from shapes. Conventions as in `sprites`."""

from __future__ import annotations

from math import cos, pi, sin

import pygame

from game import theme as look
from game.art.sprites import OUTLINE, Brush, Point, square, toned
from game.theme import Colour, Theme, mixed

HERO_TILES = 2.8
SWORD_TILES = 3.2
TRAIL_TILES = 4.3
"""How wide and high the pictures are, with room for every pose."""
STRIDES = 8
"""A stride is drawn in this many steps."""
BLADE_STEP_DEGREES = 6
TRAIL_STEPS = 6
TRAIL_BEYOND = 0.4
"""So far beyond the reach of the weapon its light goes."""
SKIN = (255, 214, 176)
CLOAKS: dict[str, Colour] = {
    "": (64, 118, 214),
    "leather": (166, 104, 66),
    "mail": (140, 152, 182),
}
"""What the body shows, by armour."""
BLADES: dict[str, tuple[float, float]] = {
    "dagger": (0.62, 0.9),
    "short_sword": (1.0, 1.0),
    "broadsword": (1.25, 1.5),
}
"""Length and width of each weapon, by that of the short sword."""
BOOTS = (74, 52, 72)
ANGLES = {"right": 0.0, "down": 90.0, "left": 180.0, "up": 270.0}
"""Where a facing points, in degrees clockwise on the screen."""


def hero(
    theme: Theme, tile: float, facing: str, stride: int, tone: str, armour: str = ""
) -> pygame.Surface:
    """Return the hero about one and a half tiles high; `stride` from 0 (standing) to STRIDES."""

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, HERO_TILES)
        swing = sin(stride * 2 * pi / STRIDES)
        side = {"left": -1, "right": 1}.get(facing, 0)
        paint_boots(brush, swing, side)
        paint_cloak(brush, swing, side, CLOAKS[armour])
        paint_head(brush, facing, side, -0.02 * abs(swing))

    key = ("hero", tile, facing, stride, armour)
    return toned(theme, key, theme.smooth(key, square(tile, HERO_TILES), paint), tone)


def paint_boots(brush: Brush, swing: float, side: int) -> None:
    """Paint the boots: lifted in turn, and set apart where the hero runs sideways."""
    for foot in (-1, 1):
        lift = max(0.0, swing * foot) * 0.12
        x = foot * 0.15 + side * 0.14 * swing * foot
        brush.disc(look.INK, (x, -0.03 - lift), 0.15 + OUTLINE, 0.1 + OUTLINE)
        brush.disc(BOOTS, (x, -0.03 - lift), 0.15, 0.1)


def paint_cloak(brush: Brush, swing: float, side: int, colour: Colour) -> None:
    """Paint the body under a cloak whose hem sways behind."""
    sway = -side * 0.08 + swing * 0.03
    hem = [(-0.34 + sway, -0.14), (-0.1 + sway, -0.07), (0.1 + sway, -0.07), (0.34 + sway, -0.14)]
    shape: list[Point] = [(0.2, -0.66), (-0.2, -0.66), *hem]
    grown = [(x + (OUTLINE if x > 0 else -OUTLINE), y + 0.05) for x, y in shape]
    brush.polygon(look.INK, grown)
    brush.polygon(mixed(colour, look.INK, 0.35), shape)
    brush.polygon(colour, [(x * 0.82 - 0.02, y - 0.05) for x, y in shape])
    brush.line(look.GOLD, (-0.2 + sway / 2, -0.34), (0.2 + sway / 2, -0.34), 0.06)


def paint_head(brush: Brush, facing: str, side: int, bob: float) -> None:
    """Paint face, helmet and plume."""
    x, y = side * 0.03, -0.84 + bob
    plume = [
        (x - side * 0.11 * bit, y - 0.36 - 0.035 * bit * (3 - bit), 0.12 - 0.02 * bit)
        for bit in range(4)
    ]
    if not side:
        plume = [(x + 0.03 * bit, y - 0.34 - 0.07 * bit, 0.1 - 0.015 * bit) for bit in range(3)]
    for at_x, at_y, radius in plume:
        brush.disc(look.INK, (at_x, at_y), radius + OUTLINE)
    brush.disc(look.INK, (x, y), 0.33 + OUTLINE)
    for at_x, at_y, radius in plume:
        brush.disc(look.CORAL, (at_x, at_y), radius)
    brush.disc(look.STEEL, (x, y), 0.33)
    if facing == "up":
        brush.disc(mixed(look.STEEL, look.PLUM, 0.25), (x, y + 0.16), 0.25, 0.14)
        brush.line(look.GOLD, (x, y - 0.3), (x, y + 0.28), 0.06)
    else:
        brush.disc(SKIN, (x + side * 0.08, y + 0.07), 0.25, 0.21)
        brush.disc(look.STEEL, (x - side * 0.02, y - 0.14), 0.31, 0.17)
        for eye in (-1, 1):
            brush.disc(look.INK, (x + side * 0.14 + eye * 0.1, y + 0.07), 0.042, 0.065)
    brush.disc(look.CREAM, (x - 0.12, y - 0.2), 0.06, 0.04)
    brush.line(look.GOLD, (x - 0.29, y - 0.06), (x + 0.29, y - 0.06), 0.06)


def sword(theme: Theme, tile: float, degrees: float, weapon: str) -> pygame.Surface:
    """Return a weapon pointing `degrees` clockwise from the right, its grip in the middle."""
    turn = round(degrees / BLADE_STEP_DEGREES) * BLADE_STEP_DEGREES % 360

    def paint(surface: pygame.Surface) -> None:
        paint_blade(Brush(surface, SWORD_TILES), turn, weapon)

    return theme.smooth(("sword", tile, turn, weapon), square(tile, SWORD_TILES), paint)


def paint_blade(brush: Brush, turn: int, weapon: str) -> None:
    """Paint a weapon with its grip in the middle."""
    long, wide = BLADES[weapon]
    tip, shoulder, broad = 0.06 + 0.96 * long, 0.06 + 0.8 * long, 0.08 * wide
    outline: tuple[Point, ...] = (
        (0.06, -broad - 0.05), (shoulder + 0.04, -broad - 0.04), (tip + 0.08, 0),
        (shoulder + 0.04, broad + 0.04), (0.06, broad + 0.05),
    )  # fmt: skip
    upper: tuple[Point, ...] = ((0.12, -broad), (shoulder, 0.01 - broad), (tip, 0))
    brush.polygon(look.INK, turned(outline, turn))
    grip, guard = turned(((-0.14, 0), (0.1, -0.2), (0.1, 0.2), (0.08, 0)), turn), 0.09
    brush.line(look.INK, grip[1], grip[2], guard + 2 * OUTLINE)
    brush.line(look.INK, grip[0], grip[3], guard + 2 * OUTLINE)
    brush.polygon(look.STEEL, turned((*upper, (shoulder, broad - 0.01), (0.12, broad)), turn))
    brush.polygon(look.CREAM, turned((*upper, (0.12, 0)), turn))
    brush.line(BOOTS, grip[0], grip[3], guard)
    brush.line(look.GOLD, grip[1], grip[2], guard)


def trail(theme: Theme, tile: float, facing: str, step: int, reach: float) -> pygame.Surface:
    """Return the light that a weapon leaves behind; `step` from 0 to TRAIL_STEPS - 1."""

    def paint(surface: pygame.Surface) -> None:
        middle = surface.get_width() / 2
        unit = surface.get_width() / TRAIL_TILES
        start, end = sweep(facing, 0.0), sweep(facing, (step + 1) / TRAIL_STEPS)
        for ring in range(5):
            outer = (reach + TRAIL_BEYOND - 0.13 * ring) * unit
            begin = start + (end - start) * ring * 0.13
            points = crescent(begin, end, outer, outer * (0.72 + 0.03 * ring))
            moved = [(middle + x, middle + y) for x, y in points]
            pygame.draw.polygon(surface, (*look.CREAM, 90 + 40 * ring), moved)

    key = ("trail", tile, facing, step, reach)
    return theme.smooth(key, square(tile, TRAIL_TILES), paint, look.CREAM)


def sweep(facing: str, progress: float) -> float:
    """Return the blade's direction in degrees at `progress` (0 to 1) of a swing."""
    eased = 1 - (1 - progress) ** 2
    return ANGLES[facing] - 85 + 170 * eased


def crescent(begin: float, end: float, outer: float, inner: float) -> list[Point]:
    """Return a sickle between two directions in degrees, thin where it begins."""
    steps = 20
    turns = [begin + (end - begin) * step / steps for step in range(steps + 1)]
    rim = [polar(turn, outer) for turn in turns]
    hollow = [
        polar(turn, outer + (inner - outer) * step / steps) for step, turn in enumerate(turns)
    ]
    return rim + hollow[::-1]


def polar(degrees: float, length: float) -> Point:
    """Return the point at `length` in the direction `degrees`, clockwise from the right."""
    angle = degrees * pi / 180
    return cos(angle) * length, sin(angle) * length


def turned(points: tuple[Point, ...], degrees: float) -> list[Point]:
    """Return `points` turned clockwise around (0, 0)."""
    x, y = polar(degrees, 1.0)
    return [(px * x - py * y, px * y + py * x) for px, py in points]
