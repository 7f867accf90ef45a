"""The empty arena: walls, tiles, torches. All but the flames is painted once."""

from __future__ import annotations

from math import sin

import pygame

from game import theme as look
from game.art.backdrop import halo_of
from game.rules.actors import ARENA_HEIGHT, ARENA_WIDTH
from game.theme import Colour, Layout, Theme, gradient, mixed

TILE = 48
"""One tile in design pixels."""
AREA = (64, 108, round(ARENA_WIDTH * TILE), round(ARENA_HEIGHT * TILE))
"""The walkable floor in design pixels: x, y, width, height."""
WALL = 18
WALL_FACE = 34
TORCHES = (3.5, 8.5, 15.5, 20.5)
"""Where torches hang on the upper wall, in tiles from the left."""
FLOOR: Colour = (104, 84, 118)
BEYOND: tuple[Colour, Colour] = ((30, 23, 60), (20, 15, 42))
"""What lies around the walls, from top to bottom."""
FLAME_COLOURS = (look.CORAL, look.AMBER, look.GOLD, look.CREAM)


class View:
    """Where the arena is on the surface at one moment, shaken or not."""

    def __init__(
        self, surface: pygame.Surface, theme: Theme, time: float, shift: tuple[int, int]
    ) -> None:
        """`time` in seconds moves what is animated; `shift` in pixels moves everything."""
        self.surface = surface
        self.theme = theme
        self.time = time
        self.tile = theme.layout.length(TILE)
        """One tile in pixels."""
        self.shift = shift

    def at(self, x: float, y: float) -> tuple[int, int]:
        """Return the pixel of a point given in tiles."""
        left, top = place(self.theme.layout, x, y)
        return left + self.shift[0], top + self.shift[1]

    def blit(self, picture: pygame.Surface, x: float, y: float) -> None:
        """Paint `picture` with its middle at a point given in tiles."""
        self.surface.blit(picture, picture.get_rect(center=self.at(x, y)))


def place(layout: Layout, x: float, y: float) -> tuple[int, int]:
    """Return the pixel of a point of the arena given in tiles."""
    return layout.point(AREA[0] + x * TILE, AREA[1] + y * TILE)


def paint(view: View) -> None:
    """Paint the arena without anybody in it."""
    if view.shift != (0, 0):
        view.surface.fill(BEYOND[1])
    picture = view.theme.picture("arena", lambda: empty_arena(view.theme))
    view.surface.blit(picture, view.shift)
    for number, x in enumerate(TORCHES):
        paint_flame(view, x, view.time + number * 1.7)


def empty_arena(theme: Theme) -> pygame.Surface:
    """Return all that stands still."""
    layout = theme.layout
    scene = gradient(layout.size, *BEYOND)
    paint_walls(scene, layout)
    for column in range(int(ARENA_WIDTH)):
        for row in range(int(ARENA_HEIGHT)):
            paint_tile(scene, layout, column, row)
    paint_emblem(scene, theme)
    paint_inner_shadow(scene, theme)
    scene.blit(vignette(layout.size), (0, 0), special_flags=pygame.BLEND_RGB_MULT)
    for x in TORCHES:
        paint_bracket(scene, layout, x)
    return scene


def paint_walls(scene: pygame.Surface, layout: Layout) -> None:
    """Paint the stone frame, its upper part seen from the front."""
    x, y, width, height = AREA
    outer = layout.rect(
        x - WALL, y - WALL_FACE - WALL, width + 2 * WALL, height + WALL_FACE + 2 * WALL
    )
    corner = layout.length(14)
    pygame.draw.rect(
        scene, look.INK, outer.inflate(layout.length(10), layout.length(10)), 0, corner
    )
    pygame.draw.rect(scene, mixed(look.STONE, look.DUSK, 0.35), outer, border_radius=corner)
    lip = outer.inflate(-layout.length(10), -layout.length(10))
    pygame.draw.rect(scene, look.PLUM, lip, border_radius=layout.length(8))
    face = layout.rect(x, y - WALL_FACE, width, WALL_FACE)
    pygame.draw.rect(scene, look.INK, layout.rect(x - 3, y - WALL_FACE, width + 6, height + 37))
    for course in range(2):
        for brick in range(-1, width // 48 + 1):
            left = x + brick * 48 + course * 24
            stone = layout.rect(left + 1, y - WALL_FACE + course * 16 + 1, 46, 14).clip(face)
            shade = ((brick * 7 + course * 5) % 4) * 0.07
            pygame.draw.rect(scene, mixed(look.PLUM, look.NIGHT, 0.2 + shade), stone)


def paint_tile(scene: pygame.Surface, layout: Layout, column: int, row: int) -> None:
    """Paint one flagstone, slightly unlike its neighbours, now and then cracked or mossy."""
    rect = layout.rect(AREA[0] + column * TILE, AREA[1] + row * TILE, TILE, TILE)
    chance = (column * 73 + row * 151 + column * row * 29) % 97 / 97
    base = mixed(FLOOR, look.HAZE if (column + row) % 2 else look.DUSK, 0.08 + 0.14 * chance)
    pygame.draw.rect(scene, mixed(base, look.INK, 0.5), rect)
    stone = rect.inflate(-layout.length(2), -layout.length(2))
    corner = layout.length(5)
    pygame.draw.rect(scene, mixed(base, look.HAZE, 0.14), stone, border_radius=corner)
    stone.top += layout.length(2)
    stone.height -= layout.length(2)
    pygame.draw.rect(scene, base, stone, border_radius=corner)
    if chance > 0.93:
        paint_crack(scene, layout, stone, mixed(base, look.INK, 0.45), mirror=column % 2 == 0)
    elif chance < 0.06:
        paint_moss(scene, stone, mixed(base, look.PINE, 0.5), column + row)


def paint_crack(
    scene: pygame.Surface, layout: Layout, stone: pygame.Rect, colour: Colour, mirror: bool
) -> None:
    """Paint a crack across a flagstone."""
    shape = ((0.06, 0.2), (0.36, 0.35), (0.5, 0.62), (0.78, 0.7), (0.94, 0.96))
    points = [
        (stone.left + (1 - x if mirror else x) * stone.width, stone.top + y * stone.height)
        for x, y in shape
    ]
    pygame.draw.lines(scene, colour, False, points, layout.length(2))


def paint_moss(scene: pygame.Surface, stone: pygame.Rect, colour: Colour, corner: int) -> None:
    """Paint moss that has crept in from one corner of a flagstone."""
    for reach in range(7):
        x, y = (reach * 0.37) % 0.5, (reach * 0.23) % 0.42
        size = stone.width * (0.16 - 0.1 * (x + y))
        left = stone.left + (x if corner % 2 else 1 - x) * (stone.width - 2 * size) + size
        top = stone.top + (y if corner % 3 else 1 - y) * (stone.height - 2 * size) + size
        pygame.draw.circle(scene, colour, (left, top), size)


def paint_emblem(scene: pygame.Surface, theme: Theme) -> None:
    """Paint the ring in the middle of the floor."""
    side = theme.layout.length(TILE * 5)

    def paint_rings(large: pygame.Surface) -> None:
        middle = large.get_width() // 2
        for share, width, alpha in ((0.98, 0.05, 74), (0.84, 0.018, 58), (0.3, 0.04, 58)):
            band = round(width * middle)
            pygame.draw.circle(
                large, (*look.HAZE, alpha), (middle, middle), round(share * middle), band
            )
        for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            tip = (middle + x * 0.78 * middle, middle + y * 0.78 * middle)
            foot = (middle + x * 0.36 * middle, middle + y * 0.36 * middle)
            wide = 0.07 * middle
            sides = [
                (foot[0] - y * wide, foot[1] + x * wide),
                (foot[0] + y * wide, foot[1] - x * wide),
            ]
            pygame.draw.polygon(large, (*look.HAZE, 58), [tip, *sides])

    rings = theme.smooth(("emblem", side), (side, side), paint_rings, look.HAZE)
    center = place(theme.layout, ARENA_WIDTH / 2, ARENA_HEIGHT / 2)
    scene.blit(rings, rings.get_rect(center=center))


def paint_inner_shadow(scene: pygame.Surface, theme: Theme) -> None:
    """Darken the floor along the walls, most below the upper one."""
    area = theme.layout.rect(*AREA)
    for depth, side, strength in ((30, "top", 120), (14, "left", 80), (14, "right", 80)):
        steps = theme.layout.length(depth)
        for step in range(steps):
            alpha = round(strength * (1 - step / steps) ** 2)
            strip = pygame.Surface((area.width, 1) if side == "top" else (1, area.height))
            strip.fill(look.INK)
            strip.set_alpha(alpha)
            x = area.right - 1 - step if side == "right" else area.left + step * (side == "left")
            scene.blit(strip, (x, area.top + step * (side == "top")))


def vignette(size: tuple[int, int]) -> pygame.Surface:
    """Return a light that falls off towards the edges, to be multiplied with a scene."""
    small = pygame.Surface((64, 36))
    for column in range(64):
        for row in range(36):
            x, y = (column - 31.5) / 32, (row - 17.5) / 18
            light = max(0.0, 1.0 - 0.3 * (x * x * 0.8 + y * y * 0.7) ** 1.2)
            small.set_at((column, row), mixed((70, 52, 110), (255, 255, 255), light))
    return pygame.transform.smoothscale(small, size)


def paint_bracket(scene: pygame.Surface, layout: Layout, x: float) -> None:
    """Paint the holder of a torch."""
    left, top = AREA[0] + x * TILE, AREA[1] - 22
    pygame.draw.rect(scene, look.INK, layout.rect(left - 6, top - 3, 12, 22), border_radius=3)
    pygame.draw.rect(scene, (122, 82, 70), layout.rect(left - 3, top, 6, 16))
    pygame.draw.rect(scene, look.STONE, layout.rect(left - 6, top - 3, 12, 6))


def paint_flame(view: View, x: float, time: float) -> None:
    """Paint one flame and its light."""
    flicker = 0.5 + 0.3 * sin(time * 9.0) + 0.2 * sin(time * 15.7)
    light = halo_of(view.theme, 6 * view.tile, look.AMBER, 96 + 14 * round(3 * flicker))
    view.blit(light, x, -0.3)
    for ring, colour in enumerate(FLAME_COLOURS):
        wide, high = 0.19 - 0.045 * ring, (0.48 - 0.11 * ring) * (0.8 + 0.35 * flicker)
        sway = 0.035 * sin(time * 7.0 + ring) * (1 - ring * 0.2)
        drop = ((-1, -0.1), (-0.6, -0.5), (0, -1), (0.6, -0.5), (1, -0.1), (0, 0.2))
        points = [view.at(x + sway * -py + px * wide, py * high - 0.5) for px, py in drop]
        pygame.draw.polygon(view.surface, colour, points)
