"""The game's name in big letters with depth, each swaying a little."""

from __future__ import annotations

from functools import partial
from math import sin

import pygame

from game import theme as look
from game.theme import Colour, Theme, gradient

SIZE = 168
DEPTH = 12
EDGE = 6
LINES: tuple[tuple[str, tuple[Colour, ...]], ...] = (
    ("SLIME", ((206, 255, 190), look.MINT, (44, 166, 140))),
    ("JAM", ((255, 232, 150), look.GOLD, look.AMBER, look.CORAL)),
)


def paint(surface: pygame.Surface, theme: Theme, rect: pygame.Rect, time: float) -> None:
    """Paint the title into `rect` as it is at `time` seconds."""
    y = rect.top
    for row, (word, colours) in enumerate(LINES):
        x = rect.left
        for place, character in enumerate(word):
            paint_letter = partial(raised, theme, character, colours)
            letter = theme.picture(("title", character, row), paint_letter)
            sway = theme.layout.length(4) * sin(time * 1.8 - place * 0.55 - row)
            surface.blit(letter, (x, y + sway))
            x += theme.text(character, SIZE, look.CREAM, "title").get_width()
        y += rect.height // len(LINES)


def raised(theme: Theme, character: str, colours: tuple[Colour, ...]) -> pygame.Surface:
    """Return one letter: a coloured face on a dark block."""
    face = theme.text(character, SIZE, look.CREAM, "title")
    edge, depth = theme.layout.length(EDGE), theme.layout.length(DEPTH)
    width, height = face.get_size()
    letter = pygame.Surface((width + 2 * edge, height + 2 * edge + depth), pygame.SRCALPHA)
    block = theme.text(character, SIZE, look.INK, "title")
    for down in range(-edge, depth + edge + 1, 2):
        for across in range(-edge, edge + 1, 2):
            if across * across + min(0, down) ** 2 <= edge * edge:
                letter.blit(block, (edge + across, edge + down))
    side = theme.text(character, SIZE, look.WINE, "title")
    for down in range(depth, 0, -1):
        letter.blit(side, (edge, edge + down))
    letter.blit(tinted(face, colours), (edge, edge))
    return letter


def tinted(face: pygame.Surface, colours: tuple[Colour, ...]) -> pygame.Surface:
    """Return `face` coloured from the top to the foot of its letters."""
    area = face.get_bounding_rect()
    picture = face.copy()
    picture.fill((255, 255, 255, 0), special_flags=pygame.BLEND_RGBA_MAX)
    wash = gradient((area.width, max(2, area.height)), *colours)
    picture.blit(wash, area, special_flags=pygame.BLEND_RGB_MULT)
    return picture
