"""The brute: a big red slime with horns and a temper. Conventions as in `sprites`."""

from __future__ import annotations

import pygame

from game import theme as look
from game.art.sprites import OUTLINE, SQUASHES, Brush, Coat, paint_blob, paint_face, square, toned
from game.theme import Theme, mixed

TILES = 3.2
"""How wide and high the picture is."""
UNIT_TILES = 2.0
"""The brush paints as for a slime, and the picture shows it so much larger."""
RED = Coat((238, 92, 104), look.WINE, (255, 190, 180))
CHEEK = (204, 58, 96)
HORN = (255, 226, 178)


def brute(
    theme: Theme, tile: float, squash: int, gaze: int, hurt: bool, tone: str = ""
) -> pygame.Surface:
    """Return a brute; `squash` and `gaze` as for a slime."""

    def paint(surface: pygame.Surface) -> None:
        brush = Brush(surface, UNIT_TILES)
        flat = squash / SQUASHES
        width, height = 0.5 * (1 + 0.16 * flat), 0.72 * (1 - 0.22 * flat)
        paint_horns(brush, width, height)
        paint_blob(brush, RED, width, height, OUTLINE * 0.8)
        face = (gaze * 0.12, -height * 0.42)
        paint_face(brush, face, 0.17, hurt, CHEEK)
        if not hurt:
            paint_brows(brush, face)

    key = ("brute", tile, squash, gaze, hurt)
    return toned(theme, key, theme.smooth(key, square(tile, TILES), paint), tone)


def paint_horns(brush: Brush, width: float, height: float) -> None:
    """Paint a horn on each side of the head."""
    for side in (-1, 1):
        root, top = side * width * 0.5, -height * 0.8
        horn = [
            (root - side * 0.1, top - 0.02),
            (root + side * 0.2, top - 0.24),
            (root + side * 0.14, top + 0.1),
        ]
        middle = (root + side * 0.08, top - 0.05)
        grown = [
            (middle[0] + (x - middle[0]) * 1.4, middle[1] + (y - middle[1]) * 1.4) for x, y in horn
        ]
        brush.polygon(look.INK, grown)
        brush.polygon(HORN, horn)


def paint_brows(brush: Brush, face: tuple[float, float]) -> None:
    """Paint brows that slope inward."""
    x, y = face
    shade = mixed(look.WINE, look.INK, 0.5)
    for side in (-1, 1):
        outer, inner = (x + side * 0.27, y - 0.2), (x + side * 0.08, y - 0.1)
        brush.line(shade, outer, inner, 0.06)
