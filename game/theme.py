"""The look in numbers: palette, layout scale, fonts, and the pictures painted once and kept.

Everything is designed for 1280x720 *design pixels*; `Layout` turns them into pixels of the
surface that the game really gets.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path

import pygame

DESIGN_SIZE = (1280, 720)
FONTS = Path(__file__).parent / "assets" / "fonts"
WEIGHTS = {"text": "LeagueSpartan-SemiBold.otf", "title": "LeagueSpartan-Black.otf"}
KEPT_TEXTS = 256
LARGE_PIXELS = 200
"""Larger pictures show their edges less, and are painted at less cost."""

Colour = tuple[int, int, int]

INK: Colour = (23, 18, 43)
NIGHT: Colour = (33, 26, 64)
DUSK: Colour = (58, 44, 104)
PLUM: Colour = (78, 62, 138)
STONE: Colour = (124, 108, 186)
HAZE: Colour = (178, 166, 222)
CREAM: Colour = (255, 243, 220)
GOLD: Colour = (255, 200, 87)
AMBER: Colour = (240, 148, 62)
CORAL: Colour = (255, 107, 94)
WINE: Colour = (150, 44, 84)
MINT: Colour = (116, 226, 160)
PINE: Colour = (30, 128, 118)
SKY: Colour = (116, 190, 255)
STEEL: Colour = (206, 216, 236)
VIOLET: Colour = (170, 122, 242)
GRAPE: Colour = (98, 58, 168)


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Return the colour `share` of the way (0 to 1) from `first` to `second`."""
    (red, green, blue), (to_red, to_green, to_blue) = first, second
    return (
        round(red + (to_red - red) * share),
        round(green + (to_green - green) * share),
        round(blue + (to_blue - blue) * share),
    )


class Layout:
    """Where design pixels fall on a surface: scaled to fit, centred in what is left over."""

    __slots__ = ("left", "scale", "size", "top")

    def __init__(self, size: tuple[int, int]) -> None:
        """`size` in pixels."""
        self.size = size
        self.scale = min(size[0] / DESIGN_SIZE[0], size[1] / DESIGN_SIZE[1])
        self.left = (size[0] - DESIGN_SIZE[0] * self.scale) / 2
        self.top = (size[1] - DESIGN_SIZE[1] * self.scale) / 2

    def length(self, design: float) -> int:
        """Return a length in pixels; nothing visible vanishes on a small surface."""
        pixels = round(design * self.scale)
        return pixels if pixels or not design else (1 if design > 0 else -1)

    def point(self, x: float, y: float) -> tuple[int, int]:
        """Return a point in pixels."""
        return round(self.left + x * self.scale), round(self.top + y * self.scale)

    def rect(self, x: float, y: float, width: float, height: float) -> pygame.Rect:
        """Return a rectangle in pixels; neighbours share their edges exactly."""
        left, top = self.point(x, y)
        right, bottom = self.point(x + width, y + height)
        return pygame.Rect(left, top, right - left, bottom - top)


@lru_cache(maxsize=1)
def theme_for(size: tuple[int, int]) -> Theme:
    """Return the theme for a surface of `size` pixels; one game after another uses the same."""
    return Theme(Layout(size))


class Theme:
    """Fonts and pictures for one layout. Made at the first draw, so undrawn games never pay."""

    def __init__(self, layout: Layout) -> None:
        pygame.font.init()
        self.layout = layout
        self._fonts: dict[tuple[str, int], pygame.font.Font] = {}
        self._texts: dict[tuple[str, int, Colour, str], pygame.Surface] = {}
        self._pictures: dict[Hashable, pygame.Surface] = {}

    def font(self, size: float, weight: str = "text") -> pygame.font.Font:
        """Return the font at `size` design pixels."""
        key = (weight, max(6, self.layout.length(size)))
        if key not in self._fonts:
            self._fonts[key] = pygame.font.Font(FONTS / WEIGHTS[weight], key[1])
        return self._fonts[key]

    def text(self, text: str, size: int, colour: Colour, weight: str = "text") -> pygame.Surface:
        """Return `text` as a picture."""
        key = (text, size, colour, weight)
        if key not in self._texts:
            if len(self._texts) >= KEPT_TEXTS:
                self._texts.clear()
            self._texts[key] = self.font(size, weight).render(text, True, colour)
        return self._texts[key]

    def picture(self, key: Hashable, paint: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Return the picture kept under `key`, painted by `paint` at the first call."""
        if key not in self._pictures:
            self._pictures[key] = paint()
        return self._pictures[key]

    def smooth(
        self,
        key: Hashable,
        size: tuple[int, int],
        paint: Callable[[pygame.Surface], None],
        fringe: Colour = INK,
    ) -> pygame.Surface:
        """Return the picture of `size` pixels under `key`, painted large and scaled down.

        pygame draws jagged edges, so `paint` gets a transparent surface that is some times as
        large; `fringe` is the colour that half-covered pixels at the edge mix with.
        """

        def painted() -> pygame.Surface:
            # Only powers of two: other factors lose brightness and opacity in rounding.
            times = 4 if max(size) <= LARGE_PIXELS else 2
            large = pygame.Surface((size[0] * times, size[1] * times), pygame.SRCALPHA)
            large.fill((*fringe, 0))
            paint(large)
            return pygame.transform.smoothscale(large, size)

        return self.picture(key, painted)


def gradient(size: tuple[int, int], *colours: Colour) -> pygame.Surface:
    """Return a surface of `size` pixels that blends `colours` from top to bottom."""
    rows = size[1]
    surface = pygame.Surface(size)
    for row in range(rows):
        place = row / max(1, rows - 1) * (len(colours) - 1)
        below = min(int(place), len(colours) - 2)
        colour = mixed(colours[below], colours[below + 1], place - below)
        pygame.draw.line(surface, colour, (0, row), (size[0], row))
    return surface
