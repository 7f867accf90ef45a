"""The moonlit hills behind the menus, and the title above them. Moved by simulation time only."""

from __future__ import annotations

from math import pi, sin

import pygame

from game import theme as look
from game.art.sprites import SQUASHES, shadow, slime
from game.theme import Colour, Theme, gradient, mixed

SKY_COLOURS: tuple[Colour, ...] = ((24, 18, 58), (52, 34, 104), (118, 58, 132), (232, 116, 118))
HILLS: tuple[tuple[float, float, float, Colour], ...] = (
    (500, 46, 1.3, (92, 48, 122)),
    (556, 34, 2.1, (62, 38, 104)),
    (604, 20, 1.7, (40, 30, 78)),
)
"""Height of the crest, its swing, waves across the screen, colour; from far to near."""
GROUND = 628
GROUND_COLOURS: tuple[Colour, Colour] = ((44, 34, 84), (18, 14, 40))
MOON = (930, 214)
MOON_COLOUR: Colour = (255, 226, 190)
BRIGHTEST_SKY = 200
"""Redness above which it is the moon, which hides the stars."""
FIREFLIES = 14


def paint(surface: pygame.Surface, theme: Theme, time: float) -> None:
    """Paint the whole backdrop as it is at `time` seconds."""
    surface.blit(theme.picture("hills", lambda: landscape(theme)), (0, 0))
    paint_stars(surface, theme, time)
    paint_fireflies(surface, theme, time)


def landscape(theme: Theme) -> pygame.Surface:
    """Return all that stands still: sky, moon, hills, ground."""
    layout = theme.layout
    width, height = layout.size
    scene = pygame.Surface(layout.size)
    ground = layout.point(0, GROUND)[1]
    scene.blit(gradient((width, ground), *SKY_COLOURS), (0, 0))
    paint_moon(scene, theme)
    for number, (crest, swing, waves, colour) in enumerate(HILLS):
        points = [(width, height), (0, height)]
        for x in range(0, width + 8, 4):
            turn = x / width * 2 * pi * waves + number * 2.2
            rise = swing * (sin(turn) + 0.35 * sin(2.7 * turn))
            points.append((x, layout.point(0, crest - rise)[1]))
        pygame.draw.polygon(scene, colour, points)
        crest_line = mixed(colour, look.CORAL, 0.3)
        pygame.draw.lines(scene, crest_line, False, points[2:], layout.length(2))
    scene.blit(gradient((width, max(1, height - ground)), *GROUND_COLOURS), (0, ground))
    paint_grass(scene, theme)
    return scene


def paint_grass(surface: pygame.Surface, theme: Theme) -> None:
    """Paint blades of grass along the edge of the ground."""
    layout = theme.layout
    for blade in range(layout.size[0] // max(1, layout.length(9))):
        x = layout.length(9) * blade
        height = layout.length(5 + (blade * 37 + blade * blade * 11) % 9)
        lean = layout.length((blade * 53) % 9 - 4)
        foot = layout.point(0, GROUND)[1] + 1
        points = (
            (x, foot),
            (x + layout.length(10), foot),
            (x + layout.length(5) + lean, foot - height),
        )
        pygame.draw.polygon(surface, GROUND_COLOURS[0], points)


def paint_moon(surface: pygame.Surface, theme: Theme) -> None:
    """Paint the moon and its halo."""
    center = theme.layout.point(*MOON)
    halo = halo_of(theme, theme.layout.length(640), look.CORAL, 105)
    surface.blit(halo, halo.get_rect(center=center))
    side = theme.layout.length(212)

    def paint_disc(large: pygame.Surface) -> None:
        middle = large.get_width() / 2
        pygame.draw.circle(large, MOON_COLOUR, (middle, middle), middle)
        for x, y, radius in ((-0.34, -0.28, 0.16), (0.3, 0.22, 0.24), (-0.14, 0.5, 0.11)):
            at = middle + x * middle, middle + y * middle
            pygame.draw.circle(large, mixed(MOON_COLOUR, look.CORAL, 0.16), at, radius * middle)

    moon = theme.smooth(("moon", side), (side, side), paint_disc, MOON_COLOUR)
    surface.blit(moon, moon.get_rect(center=center))


def halo_of(theme: Theme, side: int, colour: Colour, strength: int) -> pygame.Surface:
    """Return a light `side` pixels wide that fades from `strength` (alpha, 0 to 255) to nothing."""

    def tinted() -> pygame.Surface:
        small = theme.picture("light", light).copy()
        small.fill((*colour, strength), special_flags=pygame.BLEND_RGBA_MULT)
        return pygame.transform.smoothscale(small, (side, side))

    return theme.picture(("halo", side, colour, strength), tinted)


def light() -> pygame.Surface:
    """Return a small white light that fades towards its edge."""
    small = pygame.Surface((48, 48), pygame.SRCALPHA)
    for column in range(48):
        for row in range(48):
            x, y = (column - 23.5) / 23.5, (row - 23.5) / 23.5
            left = max(0.0, 1.0 - x * x - y * y)
            small.set_at((column, row), (255, 255, 255, round(255 * left * left)))
    return small


def paint_stars(surface: pygame.Surface, theme: Theme, time: float) -> None:
    """Paint stars that twinkle, each in its own rhythm."""
    layout = theme.layout
    for star in range(48):
        # A fixed scatter needs no stream: multiples of two irrationals spread evenly.
        x = round(layout.size[0] * ((0.31 + star * 0.6180339) % 1.0))
        y = round(layout.size[1] * 0.52 * ((0.53 + star * 0.7548777) % 1.0) ** 1.4)
        sky = surface.get_at((x, y))
        if sky.r > BRIGHTEST_SKY:
            continue
        glow = 0.55 + 0.45 * sin(time * (0.6 + star % 5 * 0.3) + star * 1.7)
        colour = mixed((sky.r, sky.g, sky.b), look.CREAM, 0.25 + 0.6 * glow)
        size = layout.length(2 if star % 3 else 3)
        surface.fill(colour, (x, y, size, size))


def paint_fireflies(surface: pygame.Surface, theme: Theme, time: float) -> None:
    """Paint lights that drift over the ground."""
    tile = theme.layout.length(20)
    for number in range(FIREFLIES):
        drift = time * (0.011 + 0.004 * (number % 4)) + number * 0.381966
        x = 1280 * (drift % 1.0)
        y = 590 - 34 * (number % 5) + 16 * sin(time * 0.9 + number * 2.3)
        light = round(3 + 3 * sin(time * 2.1 + number * 1.9))
        spark = halo_of(theme, tile, look.GOLD, 50 + 34 * light)
        surface.blit(spark, spark.get_rect(center=theme.layout.point(x, y)))


def paint_king(surface: pygame.Surface, theme: Theme, time: float) -> None:
    """Paint the crowned slime and its court, bouncing on the ground."""
    hop = time * 0.7
    paint_hopper(surface, theme, 730, 64, hop + 0.55, 1)
    paint_hopper(surface, theme, 1150, 82, hop + 0.3, -1)
    paint_hopper(surface, theme, 1236, 50, hop + 0.8, -1)
    crown_at = paint_hopper(surface, theme, 930, 290, hop * 0.8, -1)
    crown = theme.smooth("crown", (theme.layout.length(132), theme.layout.length(100)), paint_crown)
    surface.blit(crown, crown.get_rect(midbottom=crown_at))


def paint_hopper(
    surface: pygame.Surface, theme: Theme, x: float, size: float, hop: float, gaze: int
) -> tuple[int, int]:
    """Paint a slime `size` design pixels wide at `hop` hops; return the top of its head."""
    tile = theme.layout.length(size)
    lift, squash = bounce(hop % 1.0)
    foot = theme.layout.point(x, GROUND + 22)
    shade = shadow(theme, tile, 1.1 - 0.25 * lift)
    surface.blit(shade, shade.get_rect(center=foot))
    picture = slime(theme, tile, squash, gaze, hurt=False)
    at = (foot[0], foot[1] - round(lift * tile * 0.34))
    surface.blit(picture, picture.get_rect(center=at))
    return at[0], at[1] - round(tile * 0.66 * (1 - 0.3 * squash / SQUASHES))


def bounce(phase: float) -> tuple[float, int]:
    """Return height (0 to 1) and squash of a hop at `phase`: gather, leap, land."""
    if phase < 0.4:
        return 0.0, round(SQUASHES * 0.8 * sin(phase / 0.4 * pi))
    leap = (phase - 0.4) / 0.6
    return sin(leap * pi), -round(SQUASHES * 0.7 * abs(sin(leap * 2 * pi)))


def paint_crown(large: pygame.Surface) -> None:
    """Paint a golden crown that fills `large`."""
    width, height = large.get_size()
    shape = (
        (0.12, 0.92), (0.06, 0.3), (0.29, 0.54), (0.5, 0.1), (0.71, 0.54), (0.94, 0.3),
        (0.88, 0.92),
    )  # fmt: skip
    points = [(x * width, y * height) for x, y in shape]
    edge = width * 0.03
    for start, end in zip(points, points[1:] + points[:1], strict=True):
        pygame.draw.line(large, look.INK, start, end, round(2 * edge))
        pygame.draw.circle(large, look.INK, start, edge)
    pygame.draw.polygon(large, look.GOLD, points)
    band = [(0.1, 0.74), (0.9, 0.74), (0.88, 0.92), (0.12, 0.92)]
    pygame.draw.polygon(large, look.AMBER, [(x * width, y * height) for x, y in band])
    for x, colour in ((0.28, look.SKY), (0.5, look.CORAL), (0.72, look.SKY)):
        pygame.draw.circle(large, look.INK, (x * width, 0.72 * height), width * 0.06)
        pygame.draw.circle(large, colour, (x * width, 0.72 * height), width * 0.042)
