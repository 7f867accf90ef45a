"""The parts of screens: labels, panels, buttons, bars, key hints. Sizes in design pixels."""

from __future__ import annotations

from collections.abc import Sequence

import pygame

from game import theme as look
from game.art.sprites import slime
from game.theme import Colour, Theme, mixed

HINTS = (340, 662, 600, 40)
"""Where key hints stand: x, y, width, height."""
ICON_POINTS = (
    (0.5, 0.95), (0.06, 0.5), (0.02, 0.3), (0.12, 0.12), (0.3, 0.08), (0.5, 0.24),
    (0.7, 0.08), (0.88, 0.12), (0.98, 0.3), (0.94, 0.5),
)  # fmt: skip
"""A heart in a unit square."""


def label(
    surface: pygame.Surface,
    theme: Theme,
    text: str,
    at: tuple[int, int],
    size: int,
    colour: Colour,
    align: str = "center",
    weight: str = "text",
) -> int:
    """Write `text` with its capitals centred on the line of `at`; return its width in pixels."""
    picture = theme.text(text, size, colour, weight)
    capitals = theme.font(size, weight).get_ascent()
    x = {"left": at[0], "center": at[0] - picture.get_width() // 2}.get(
        align, at[0] - picture.get_width()
    )
    surface.blit(picture, (x, at[1] - capitals // 2 - 1))
    return picture.get_width()


def rounded(
    theme: Theme, size: tuple[int, int], radius: float, fill: tuple[int, ...], edge: Colour | None
) -> pygame.Surface:
    """Return a rounded box of `size` pixels; `radius` in design pixels, `fill` may have alpha."""

    def paint(large: pygame.Surface) -> None:
        times = large.get_width() // size[0]
        corner = theme.layout.length(radius) * times
        area = large.get_rect()
        if edge is not None:
            pygame.draw.rect(large, edge, area, border_radius=corner)
            border = theme.layout.length(3) * times
            area = area.inflate(-2 * border, -2 * border)
            corner -= border
        pygame.draw.rect(large, fill, area, border_radius=max(1, corner))

    fringe = edge or (fill[0], fill[1], fill[2])
    return theme.smooth(("box", size, radius, fill, edge), size, paint, fringe)


def panel(
    surface: pygame.Surface,
    theme: Theme,
    rect: pygame.Rect,
    heading: str,
    colour: Colour = look.CREAM,
) -> None:
    """Paint a window with a shadow and a heading."""
    drop = theme.layout.length(10)
    surface.blit(rounded(theme, rect.size, 26, (*look.INK, 130), None), rect.move(0, drop))
    surface.blit(rounded(theme, rect.size, 26, look.NIGHT, look.PLUM), rect)
    band = rect.inflate(-2 * theme.layout.length(12), 0)
    band.top, band.height = rect.top + theme.layout.length(12), theme.layout.length(76)
    surface.blit(rounded(theme, band.size, 18, look.DUSK, None), band)
    depth = theme.layout.length(3)
    for offset, shade in ((depth, look.INK), (0, colour)):
        at = (band.centerx, band.centery + offset)
        label(surface, theme, heading, at, 42, shade, weight="title")


def button(surface: pygame.Surface, theme: Theme, rect: pygame.Rect, chosen: bool) -> None:
    """Paint the body of a button."""
    depth = theme.layout.length(5)
    if chosen:
        surface.blit(rounded(theme, rect.size, 18, look.AMBER, None), rect.move(0, depth))
        surface.blit(rounded(theme, rect.size, 18, look.GOLD, None), rect)
    else:
        surface.blit(rounded(theme, rect.size, 18, (*look.INK, 190), None), rect.move(0, depth))
        surface.blit(rounded(theme, rect.size, 18, look.DUSK, None), rect)


def marker(surface: pygame.Surface, theme: Theme, at: tuple[int, int]) -> None:
    """Paint the sign of the selection: a slime that looks at the item."""
    tile = theme.layout.length(34)
    picture = slime(theme, tile, 0, 1, hurt=False)
    surface.blit(picture, picture.get_rect(center=(at[0], at[1] + tile * 2 // 5)))


def bar(
    surface: pygame.Surface, theme: Theme, rect: pygame.Rect, share: float, colour: Colour
) -> None:
    """Paint a gauge filled to `share` (0 to 1)."""
    surface.blit(rounded(theme, rect.size, 12, look.INK, look.PLUM), rect)
    inset = theme.layout.length(5)
    inside = rect.inflate(-2 * inset, -2 * inset)
    inside.width = round(inside.width * share)
    if inside.width < 1:
        return
    pygame.draw.rect(surface, colour, inside, border_radius=theme.layout.length(7))
    shine = pygame.Rect(inside.left, inside.top, inside.width, max(1, inside.height * 2 // 5))
    corner = theme.layout.length(7)
    light = mixed(colour, look.CREAM, 0.35)
    pygame.draw.rect(
        surface, light, shine, border_top_left_radius=corner, border_top_right_radius=corner
    )


def heart(surface: pygame.Surface, theme: Theme, center: tuple[int, int], size: int) -> None:
    """Paint a heart `size` pixels wide."""

    def paint(large: pygame.Surface) -> None:
        side = large.get_width()
        for shrink, colour in ((1.0, look.INK), (0.84, look.WINE), (0.76, look.CORAL)):
            points = [
                ((0.5 + (x - 0.5) * shrink) * side, (0.5 + (y - 0.5) * shrink) * side)
                for x, y in ICON_POINTS
            ]
            pygame.draw.polygon(large, colour, points)
        shine = (side * 0.22, side * 0.22, side * 0.2, side * 0.14)
        pygame.draw.ellipse(large, look.CREAM, shine)

    picture = theme.smooth(("heart", size), (size, size), paint)
    surface.blit(picture, picture.get_rect(center=center))


def stepper(
    surface: pygame.Surface,
    theme: Theme,
    rect: pygame.Rect,
    text: str,
    place: int,
    count: int,
    colour: Colour,
) -> None:
    """Paint a value in the right part of a row: a gauge where there are many, else arrows."""
    length = theme.layout.length
    right = rect.right - length(28)
    if count > 4:
        label(surface, theme, text, (right, rect.centery), 27, colour, align="right")
        for step in range(1, count):
            x = right - length(50) - length(13) * (count - 1 - step)
            height = length(8 + 1.6 * step)
            notch = pygame.Rect(
                x - length(8), rect.centery + length(11) - height, length(8), height
            )
            lit = colour if step <= place else mixed(colour, look.STONE, 0.75)
            pygame.draw.rect(surface, lit, notch, border_radius=length(2))
        return
    middle = right - length(72)
    label(surface, theme, text.capitalize(), (middle, rect.centery), 27, colour)
    for side, open_ in ((-1, place > 0), (1, place < count - 1)):
        shade = colour if open_ else mixed(colour, look.STONE, 0.75)
        arrow(surface, (middle + side * length(72), rect.centery), side * length(9), shade)


def arrow(surface: pygame.Surface, tip: tuple[int, int], length: int, colour: Colour) -> None:
    """Paint a triangle that points right, or left where `length` (pixels) is negative."""
    x, y = tip
    pygame.draw.polygon(
        surface, colour, ((x, y), (x - length, y - abs(length)), (x - length, y + abs(length)))
    )


def key_hints(surface: pygame.Surface, theme: Theme, hints: Sequence[tuple[str, str]]) -> None:
    """Paint pairs of keys (parted by blanks) and meanings, centred at the foot of the screen."""
    area = theme.layout.rect(*HINTS)
    gap = theme.layout.length(10)
    widths = [hint_width(theme, keys, meaning, gap) for keys, meaning in hints]
    x = area.centerx - (sum(widths) + 3 * gap * (len(hints) - 1)) // 2
    for (keys, meaning), width in zip(hints, widths, strict=True):
        at = x
        for key in keys.split():
            at += key_cap(surface, theme, key, (at, area.centery)) + gap // 2
        label(surface, theme, meaning, (at + gap // 2, area.centery), 18, look.HAZE, align="left")
        x += width + 3 * gap


def hint_width(theme: Theme, keys: str, meaning: str, gap: int) -> int:
    """Return the width in pixels of one pair of keys and meaning."""
    caps = sum(key_width(theme, key) + gap // 2 for key in keys.split())
    return caps + gap // 2 + theme.text(meaning, 18, look.HAZE).get_width()


def key_width(theme: Theme, key: str) -> int:
    """Return the width in pixels of a key cap."""
    return theme.text(key, 15, look.CREAM).get_width() + theme.layout.length(20)


def key_cap(surface: pygame.Surface, theme: Theme, key: str, at: tuple[int, int]) -> int:
    """Paint one key with its left edge at `at`; return its width in pixels."""
    height = theme.layout.length(28)
    rect = pygame.Rect(at[0], at[1] - height // 2, key_width(theme, key), height)
    surface.blit(rounded(theme, rect.size, 7, look.INK, None), rect.move(0, theme.layout.length(3)))
    surface.blit(rounded(theme, rect.size, 7, look.DUSK, look.STONE), rect)
    label(surface, theme, key, rect.center, 15, look.CREAM)
    return rect.width


def dim(surface: pygame.Surface, theme: Theme, colour: Colour, alpha: int) -> None:
    """Veil everything painted so far; `alpha` from 0 to 255."""

    def paint() -> pygame.Surface:
        veil = pygame.Surface(theme.layout.size)
        veil.fill(colour)
        veil.set_alpha(alpha)
        return veil

    surface.blit(theme.picture(("veil", colour, alpha), paint), (0, 0))
