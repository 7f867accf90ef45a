"""The figures of the court: players, fans, ball, boards. Conventions as in `sprites`."""

from __future__ import annotations

import itertools
from math import cos, pi, sin, sqrt

import pygame

from game import theme as look
from game.art.backdrop import halo_of
from game.art.sprites import (
    OUTLINE,
    SLIME_TILES,
    SQUASHES,
    Brush,
    Coat,
    Point,
    paint_blob,
    paint_face,
    square,
)
from game.rules.court.figures import WALL, WIDTH
from game.rules.court.state import Basket
from game.theme import Theme, mixed

COATS = {
    "left": Coat((104, 216, 236), (34, 112, 160), (212, 250, 255)),
    "right": Coat((255, 138, 112), look.WINE, (255, 220, 200)),
}
BANDS = {"left": look.CREAM, "right": look.GOLD}
CROWD = {
    "left": ((84, 150, 190), (98, 122, 196), (70, 160, 168)),
    "right": ((206, 104, 110), (190, 96, 150), (208, 136, 92)),
}
BALL_TILES = 1.0
TURNS = 24


def player(
    theme: Theme, tile: float, team: str, squash: int, facing: int, mood: str, lean: int
) -> pygame.Surface:
    """Return a player of a team: `squash` as for a slime, `lean` from -3 to 3."""

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, SLIME_TILES)
        flat = squash / SQUASHES
        width, height = 0.43 * (1 + 0.22 * flat), 0.84 * (1 - 0.3 * flat)
        paint_knot(brush, team, width, height, facing)
        paint_blob(brush, COATS[team], width, height, OUTLINE * 0.9)
        paint_band(brush, team, width, height)
        paint_mood(brush, (facing * 0.13, -height * 0.4), mood, COATS[team])
        if lean:
            sheared = shear(surface, lean)
            surface.fill((*look.INK, 0))
            surface.blit(sheared, (0, 0))

    key = ("player", tile, team, squash, facing, mood, lean)
    return theme.smooth(key, square(tile, SLIME_TILES), paint)


def shear(surface: pygame.Surface, lean: int) -> pygame.Surface:
    """Return the picture with its upper half leaning, more towards the top."""
    size = surface.get_size()
    leaning = pygame.Surface(size, pygame.SRCALPHA)
    leaning.fill((*look.INK, 0))
    for row in range(size[1]):
        shift = round(max(0, size[1] // 2 - row) * lean * 0.06)
        leaning.blit(surface, (shift, row), (0, row, size[0], 1))
    return leaning


def paint_band(brush: Brush, team: str, width: float, height: float) -> None:
    """Paint the headband."""
    for colour, low, high in ((look.INK, 0.56, 0.77), (BANDS[team], 0.59, 0.74)):
        edge: list[Point] = []
        for step in range(9):
            level = low + (high - low) * step / 8
            edge.append((width * 1.0 * sqrt(1 - level * level), -height * level))
        brush.polygon(colour, [*edge, *((-x, y) for x, y in reversed(edge))])
    middle = -height * 0.665
    seam = mixed(BANDS[team], look.INK, 0.25)
    brush.line(seam, (-width * 0.5, middle), (width * 0.5, middle), 0.03)


def paint_knot(brush: Brush, team: str, width: float, height: float, facing: int) -> None:
    """Paint the ends of the headband, behind the head."""
    x, y = -facing * width * 0.72, -height * 0.66
    for rise in (-0.1, 0.1):
        tip = (x - facing * 0.24, y + rise)
        brush.line(look.INK, (x, y), tip, 0.13)
        brush.line(BANDS[team], (x, y), tip, 0.07)


def paint_mood(brush: Brush, face: Point, mood: str, coat: Coat) -> None:
    """Paint a face."""
    x, y = face
    if mood == "effort":
        paint_face(brush, face, 0.15, hurt=True)
        brush.line(look.CREAM, (x - 0.05, y + 0.13), (x + 0.05, y + 0.13), 0.03)
    elif mood == "joy":
        for side in (-1, 1):
            eye = x + side * 0.15
            arch = [(eye + 0.07 * cos(turn), y - 0.07 * sin(turn)) for turn in steps(0, pi)]
            for start, end in itertools.pairwise(arch):
                brush.line(look.INK, start, end, 0.04)
        mouth = [(x + 0.12 * cos(turn), y + 0.06 + 0.15 * sin(turn)) for turn in steps(0, pi)]
        brush.polygon(look.INK, mouth)
        brush.disc(look.CORAL, (x, y + 0.15), 0.06, 0.035)
    elif mood == "sad":
        for side in (-1, 1):
            brush.disc(look.INK, (x + side * 0.15, y), 0.06, 0.08)
            inner, outer = (x + side * 0.08, y - 0.17), (x + side * 0.24, y - 0.11)
            brush.line(look.INK, inner, outer, 0.04)
        frown = [(x + 0.09 * cos(turn), y + 0.2 - 0.08 * sin(turn)) for turn in steps(0, pi)]
        for start, end in itertools.pairwise(frown):
            brush.line(look.INK, start, end, 0.04)
    else:
        paint_face(brush, face, 0.15, hurt=False)
        for side in (-1, 1):
            brush.disc(mixed(coat.body, coat.shade, 0.4), (x + side * 0.24, y + 0.12), 0.06, 0.034)


def steps(first: float, last: float) -> list[float]:
    """Return nine angles from one to the other."""
    return [first + (last - first) * step / 8 for step in range(9)]


def hand(theme: Theme, side: int, team: str) -> pygame.Surface:
    """Return the hand that holds a ball."""

    def paint(large: pygame.Surface) -> None:
        brush = Brush(large, 1.0)
        brush.disc(mixed(COATS[team].shade, look.INK, 0.6), (0, 0), 0.48)
        brush.disc(COATS[team].body, (0, 0), 0.34)

    return theme.smooth(("hand", side, team), (side, side), paint)


def fan(theme: Theme, tile: float, team: str, pose: int, joy: bool) -> pygame.Surface:
    """Return somebody in the stands."""
    body = CROWD[team][pose % 3]
    dark = mixed(body, look.NIGHT, 0.42)
    coat = Coat(dark, mixed(dark, look.INK, 0.45), mixed(dark, look.CREAM, 0.2))

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, SLIME_TILES)
        height = 0.72 + 0.06 * (pose % 4)
        paint_blob(brush, coat, 0.47, height, OUTLINE)
        x, y = (0.08 if team == "left" else -0.08), -height * 0.45
        for side in (-1, 1):
            brush.disc(look.INK, (x + side * 0.15, y), 0.07, 0.1)
        if joy:
            brush.disc(look.INK, (x, y + 0.2), 0.11, 0.1)

    return theme.smooth(("fan", tile, team, pose % 12, joy), square(tile, SLIME_TILES), paint)


def glow(theme: Theme, side: int, share: float) -> pygame.Surface:
    """Return one light of the ball's trail; `share` tells how near it is to the ball."""
    return halo_of(theme, side, look.GOLD, 30 + 20 * round(7 * share))


def ball(theme: Theme, side: int, angle: float) -> pygame.Surface:
    """Return the ball, turned clockwise by `angle` radians."""
    turn = round(angle / (2 * pi) * TURNS) % TURNS

    def paint(large: pygame.Surface) -> None:
        brush = Brush(large, 2.0)
        brush.disc(look.INK, (0, 0), 1.0)
        brush.disc((206, 98, 48), (0, 0), 0.86)
        brush.disc((246, 150, 66), (-0.06, -0.08), 0.77)
        paint_seams(brush, turn * 2 * pi / TURNS)
        brush.disc((255, 214, 150), (-0.34, -0.42), 0.2, 0.14)

    return theme.smooth(("ball", side, turn), (side, side), paint)


def paint_seams(brush: Brush, angle: float) -> None:
    """Paint two straight seams and two round ones."""
    across, down = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
    lines: list[list[Point]] = []
    for one, other in ((across, down), (down, across)):
        lines.append([(one[0] * t, one[1] * t) for t in (-0.86, 0.86)])
        if one is down:
            for side in (-1, 1):
                bow = [side * (0.36 + 0.24 * (t * t / 0.6)) for t in (-0.7, -0.35, 0.0, 0.35, 0.7)]
                lines.append([
                    (other[0] * b + one[0] * t, other[1] * b + one[1] * t)
                    for b, t in zip(bow, (-0.7, -0.35, 0.0, 0.35, 0.7), strict=True)
                ])  # fmt: skip
    for line in lines:
        for start, end in itertools.pairwise(line):
            brush.line((96, 38, 40), start, end, 0.1)


def board(theme: Theme, basket: Basket) -> tuple[pygame.Surface, tuple[float, float]]:
    """Return the board with its padding up to the wall, and where its upper left corner is."""
    wall = WALL if basket.inward > 0 else WIDTH - WALL
    left, right = sorted((basket.board_x, wall))
    width, height = max(12.0, right - left), basket.board_high - basket.board_low
    size = theme.layout.length(width), theme.layout.length(height)

    def paint() -> pygame.Surface:
        return painted_board(theme, size, basket)

    at = left if basket.inward < 0 else right - width
    return theme.picture(("board", size, basket.inward), paint), (at, basket.board_high)


def painted_board(theme: Theme, size: tuple[int, int], basket: Basket) -> pygame.Surface:
    """Return a padded beam with a striped face towards the court."""
    length = theme.layout.length
    picture = pygame.Surface(size, pygame.SRCALPHA)
    area = picture.get_rect()
    pygame.draw.rect(picture, look.INK, area, border_radius=length(8))
    pad = area.inflate(-length(6), -length(6))
    coat = COATS[basket.team]
    pygame.draw.rect(picture, mixed(coat.shade, look.NIGHT, 0.55), pad, border_radius=length(6))
    for stripe in range(1, 4):
        y = pad.top + pad.height * stripe // 4
        seam = mixed(coat.shade, look.INK, 0.55)
        pygame.draw.line(picture, seam, (pad.left, y), (pad.right, y), length(3))
    face = pygame.Rect(0, 0, length(12), area.height)
    face.left = area.right - face.width if basket.inward > 0 else 0
    pygame.draw.rect(picture, look.INK, face, border_radius=length(4))
    face = face.inflate(-length(5), -length(6))
    pygame.draw.rect(picture, look.CREAM, face, border_radius=length(3))
    target = pygame.Rect(face.left, 0, face.width, length(34))
    target.bottom = face.bottom - length(12)
    pygame.draw.rect(picture, coat.body, target)
    return picture
