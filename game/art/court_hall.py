"""The court without anybody on it: night sky, stands, fence, floor, walls. Painted once a level."""

from __future__ import annotations

from functools import partial
from math import pi, sin

import pygame

from game import theme as look
from game import ui
from game.art.backdrop import SKY_COLOURS, halo_of, paint_moon
from game.art.court_figures import COATS
from game.rules.court.figures import WALL, WIDTH
from game.rules.court.state import TEAMS, Court, Platform
from game.theme import Colour, Theme, gradient, mixed

FLOOR_Y = 612
"""Where the floor's top is, in design pixels from the top of the screen."""
CURB = 646
"""Where the planks end and the front of the stage begins."""
STAND_COLOURS: tuple[Colour, Colour] = ((58, 40, 98), (40, 29, 76))
TIERS = (392, 446, 500)
"""The edges of the stands that hide the feet of each row."""
FENCE = 548
WALL_TOP = 84
PLANK: Colour = (176, 112, 92)
TREE_LINE: Colour = (74, 42, 112)


def seats() -> tuple[tuple[float, float, float, str, int], ...]:
    """Return x, y, size, team and pose of everybody in the stands: the far rows first."""
    rows = []
    for row, tier in enumerate(TIERS):
        pitch = 50 + 5 * row
        for place in range(-1, 1280 // pitch + 2):
            pose = (place * 7 + row * 5 + place * place) % 12
            x = place * pitch + (row % 2) * pitch / 2 + pose % 5 - 2
            side = place * pitch < 640 if (place * 5 + row * 3) % 7 else place * pitch >= 640
            rows.append((x, tier + 6.0, 36.0 + 5 * row, TEAMS[not side], pose))
    return tuple(rows)


SEATS = seats()


def paint(surface: pygame.Surface, theme: Theme, court: Court, shift: tuple[int, int]) -> None:
    """Paint the empty court."""
    picture = theme.picture(("hall", court.level), lambda: empty_hall(theme, court))
    surface.blit(picture, (0, 0))
    if shift != (0, 0):
        # Over the still one, so that no edge shows what is behind the picture.
        surface.blit(picture, shift)


def paint_near(surface: pygame.Surface, theme: Theme, court: Court, shift: tuple[int, int]) -> None:
    """Paint what stands in front of the crowd: walls and platforms."""
    for team, left in (("left", -20.0), ("right", WIDTH - WALL)):
        wall = theme.picture(("wall", team), partial(wall_picture, theme, team))
        x, y = theme.layout.point(left, WALL_TOP)
        surface.blit(wall, (x + shift[0], y + shift[1]))
    for platform in court.platforms:
        picture = theme.picture(("platform", platform), partial(platform_picture, theme, platform))
        x, y = theme.layout.point(platform.left - 6, FLOOR_Y - platform.top - 6)
        surface.blit(picture, (x + shift[0], y + shift[1]))


def empty_hall(theme: Theme, court: Court) -> pygame.Surface:
    """Return all that stands still."""
    scene = pygame.Surface(theme.layout.size)
    paint_sky(scene, theme)
    paint_stands(scene, theme)
    paint_fence(scene, theme)
    paint_floor(scene, theme)
    for platform in court.platforms:
        paint_platform_shadow(scene, theme, platform)
    return scene


def paint_sky(scene: pygame.Surface, theme: Theme) -> None:
    """Paint sky, moon, stars and trees behind the stands."""
    layout = theme.layout
    width, height = layout.size
    scene.fill(look.INK)
    scene.blit(gradient((width, layout.point(0, 470)[1]), *SKY_COLOURS), (0, 0))
    paint_moon(scene, theme)
    for star in range(60):
        x = round(width * ((0.31 + star * 0.6180339) % 1.0))
        y = round(height * 0.42 * ((0.53 + star * 0.7548777) % 1.0) ** 1.3)
        if scene.get_at((x, y)).r < 140:
            size = layout.length(3 if star % 4 == 0 else 2)
            scene.fill(mixed(look.VIOLET, look.CREAM, 0.3 + star % 5 * 0.12), (x, y, size, size))
    points = [(width, height), (0, height)]
    for x in range(0, width + 8, 4):
        turn = x / width * 2 * pi
        rise = 26 * sin(1.5 * turn + 1) + 13 * sin(4.1 * turn) + 5 * abs(sin(19 * turn))
        points.append((x, layout.point(0, 352 - rise)[1]))
    pygame.draw.polygon(scene, TREE_LINE, points)


def paint_stands(scene: pygame.Surface, theme: Theme) -> None:
    """Paint the tiers of the stands, darker towards the court, and the floodlights over them."""
    layout = theme.layout
    for x in (182, 1098):
        paint_floodlight(scene, theme, x)
    for row, tier in enumerate(TIERS):
        colour = mixed(*STAND_COLOURS, row / 2)
        rect = layout.rect(-20, tier - 20, 1320, 260)
        pygame.draw.rect(scene, mixed(colour, look.INK, 0.4), rect)
        scene.fill(colour, rect.move(0, layout.length(5)))
        rect.height = layout.length(3)
        scene.fill(mixed(colour, look.STONE, 0.4), rect)


def paint_floodlight(scene: pygame.Surface, theme: Theme, x: float) -> None:
    """Paint a mast with lamps."""
    layout = theme.layout
    mast = layout.rect(x - 5, 176, 10, 240)
    pygame.draw.rect(scene, mixed(look.DUSK, look.INK, 0.35), mast)
    rack = layout.rect(x - 58, 148, 116, 34)
    pygame.draw.rect(scene, look.INK, rack, border_radius=layout.length(8))
    for lamp in range(4):
        at = layout.point(x - 39 + lamp * 26, 165)
        glow = halo_of(theme, layout.length(150), look.CREAM, 64)
        scene.blit(glow, glow.get_rect(center=at))
        pygame.draw.circle(scene, look.GOLD, at, layout.length(11))
        pygame.draw.circle(scene, look.CREAM, at, layout.length(8))


def paint_fence(scene: pygame.Surface, theme: Theme) -> None:
    """Paint the boards between stands and floor, with the name of the game."""
    layout = theme.layout
    rect = layout.rect(-20, FENCE, 1320, FLOOR_Y - FENCE)
    pygame.draw.rect(scene, look.INK, rect.inflate(0, layout.length(8)))
    scene.fill(look.NIGHT, rect)
    scene.fill(look.PLUM, (rect.left, rect.top, rect.width, layout.length(4)))
    for panel in range(5):
        x = 128 + panel * 256
        box = layout.rect(x - 116, FENCE + 12, 232, 42)
        team = ("left", "", "", "", "right")[panel]
        shade = mixed(COATS[team].shade, look.NIGHT, 0.5) if team else look.DUSK
        pygame.draw.rect(scene, shade, box, border_radius=layout.length(8))
        word = ("GO BLUE", "SLIME JAM", "MOON LEAGUE", "SLIME JAM", "GO RED")[panel]
        colour = mixed(COATS[team].body, shade, 0.3) if team else mixed(look.HAZE, shade, 0.45)
        ui.label(scene, theme, word, box.center, 22, colour, weight="title")


def paint_floor(scene: pygame.Surface, theme: Theme) -> None:
    """Paint the planks, the lines on them, and the front of the stage."""
    layout = theme.layout
    width = layout.size[0]
    top, curb = layout.point(0, FLOOR_Y)[1], layout.point(0, CURB)[1]
    scene.blit(gradient((width, curb - top), mixed(PLANK, look.CREAM, 0.14), PLANK), (0, top))
    for plank in range(-1, 28):
        x = layout.point(plank * 48, 0)[0]
        foot = x + (x - width // 2) // 12
        seam = mixed(PLANK, look.INK, 0.28)
        pygame.draw.line(scene, seam, (x, top), (foot, curb), layout.length(2))
    scene.fill(mixed(PLANK, look.CREAM, 0.55), (0, top, width, layout.length(4)))
    for x, colour in ((640, look.CREAM), (330, COATS["left"].body), (950, COATS["right"].body)):
        at = layout.point(x, 0)[0]
        foot = at + (at - width // 2) // 12
        wide = layout.length(6)
        shape = ((at - wide, top), (at + wide, top), (foot + wide, curb), (foot - wide, curb))
        pygame.draw.polygon(scene, mixed(colour, PLANK, 0.25), shape)
    scene.blit(gradient((width, max(1, layout.size[1] - curb)), look.NIGHT, look.INK), (0, curb))
    scene.fill(mixed(PLANK, look.INK, 0.6), (0, curb, width, layout.length(5)))


def wall_picture(theme: Theme, team: str) -> pygame.Surface:
    """Return the padded pillar behind the basket that a team defends."""
    length = theme.layout.length
    shade = COATS[team].shade
    width = WALL + 20
    picture = pygame.Surface((length(width), length(FLOOR_Y - WALL_TOP)))
    picture.fill(mixed(shade, look.NIGHT, 0.3))
    for pad in range(6):
        top = 6 + pad * 87
        cushion = pygame.Rect(length(3), length(top), length(width - 6), length(80))
        shine = pygame.Rect(length(7), length(top + 4), length(width - 14), length(10))
        pygame.draw.rect(picture, mixed(shade, look.NIGHT, 0.1), cushion, 0, length(8))
        pygame.draw.rect(picture, mixed(shade, look.CREAM, 0.22), shine, 0, length(4))
    pygame.draw.rect(picture, look.INK, picture.get_rect(), length(3))
    return picture


def paint_platform_shadow(scene: pygame.Surface, theme: Theme, platform: Platform) -> None:
    """Paint the shadow of a platform on the floor."""
    layout = theme.layout
    size = layout.length(platform.right - platform.left), layout.length(12)
    shade = pygame.Surface(size, pygame.SRCALPHA)
    pygame.draw.ellipse(shade, (*look.INK, 70), shade.get_rect())
    scene.blit(shade, layout.point(platform.left, FLOOR_Y - 2))


def platform_picture(theme: Theme, platform: Platform) -> pygame.Surface:
    """Return a slab that hangs in the air, grown over; 6 design pixels around it are empty."""
    length = theme.layout.length
    size = length(platform.right - platform.left), length(26)

    def paint(large: pygame.Surface) -> None:
        unit = large.get_width() / (size[0] + 2 * length(6))
        edge, corner = round(length(3) * unit), round(length(9) * unit)
        slab = large.get_rect().inflate(*[-round(2 * length(6) * unit)] * 2)
        pygame.draw.rect(large, look.INK, slab.inflate(2 * edge, 2 * edge), border_radius=corner)
        pygame.draw.rect(large, mixed(look.PLUM, look.INK, 0.2), slab, border_radius=corner)
        turf = pygame.Rect(slab.left, slab.top, slab.width, round(length(10) * unit))
        pygame.draw.rect(large, look.PINE, turf.inflate(0, edge).move(0, edge), 0, corner)
        pygame.draw.rect(large, look.MINT, turf, border_radius=corner)
        for x in (slab.left + 2 * corner, slab.right - 2 * corner):
            pygame.draw.circle(large, look.STONE, (x, slab.bottom - corner), edge)

    whole = size[0] + 2 * length(6), size[1] + 2 * length(6)
    return theme.smooth(("slab", whole), whole, paint)
