"""The display around the arena: health, enemies left, score, keys."""

from __future__ import annotations

import pygame

from game import theme as look
from game import ui
from game.art.sprites import slime
from game.rules.actors import HERO_HEALTH
from game.rules.arena import Arena, living
from game.theme import Theme, mixed

HEALTH = (46, 10, 330, 38)
ENEMIES = (560, 10, 160, 38)
SCORE = (1034, 10, 200, 38)
HURT_SECONDS = 0.4
HINTS = (("W A S D", "Move"), ("SPACE", "Strike"), ("ESC", "Pause"))


def paint(surface: pygame.Surface, theme: Theme, arena: Arena, hurt_age: float) -> None:
    """Paint the display; `hurt_age` is seconds since the hero was hit."""
    paint_health(surface, theme, arena.hero.health, hurt_age)
    paint_enemies(surface, theme, len(living(arena)), len(arena.enemies))
    paint_score(surface, theme, arena.score)
    ui.key_hints(surface, theme, HINTS)


def paint_health(surface: pygame.Surface, theme: Theme, health: int, hurt_age: float) -> None:
    """Paint the heart and the bar, which lights up after a hit."""
    length = theme.layout.length
    rect = theme.layout.rect(*HEALTH)
    gauge = rect.copy()
    gauge.width -= length(24)
    gauge.left += length(24)
    flash = max(0.0, 1.0 - hurt_age / HURT_SECONDS)
    colour = mixed(look.CORAL, look.CREAM, 0.7 * flash)
    ui.bar(surface, theme, gauge.inflate(0, -length(6)), health / HERO_HEALTH, colour)
    ui.label(surface, theme, f"{health}", gauge.center, 20, look.CREAM)
    beat = length(46 + 8 * flash)
    ui.heart(surface, theme, (rect.left + length(20), rect.centery), beat)


def paint_enemies(surface: pygame.Surface, theme: Theme, left: int, total: int) -> None:
    """Paint how many enemies are up, of how many."""
    rect = theme.layout.rect(*ENEMIES)
    surface.blit(ui.rounded(theme, rect.size, 14, look.INK, look.PLUM), rect)
    tile = theme.layout.length(30)
    icon = slime(theme, tile, 0, 0, hurt=False)
    surface.blit(icon, icon.get_rect(center=(rect.left + tile, rect.centery + tile * 2 // 5)))
    at = (rect.left + rect.width * 5 // 8, rect.centery)
    ui.label(surface, theme, f"{left} / {total}", at, 22, look.CREAM)


def paint_score(surface: pygame.Surface, theme: Theme, score: int) -> None:
    """Paint the score."""
    rect = theme.layout.rect(*SCORE)
    surface.blit(ui.rounded(theme, rect.size, 14, look.INK, look.PLUM), rect)
    inset = theme.layout.length(16)
    ui.label(surface, theme, "SCORE", (rect.left + inset, rect.centery), 16, look.HAZE, "left")
    at = (rect.right - inset, rect.centery)
    ui.label(surface, theme, str(score), at, 24, look.GOLD, "right")
