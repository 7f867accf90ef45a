"""The display around the arena: health, food, enemies left, wave, bag, score, keys."""

from __future__ import annotations

import pygame

from game import theme as look
from game import ui
from game.art.items import box as fill_box
from game.art.items import item
from game.art.sprites import Brush, slime
from game.rules.actors import HERO_HEALTH
from game.rules.arena import Arena, living
from game.rules.inventory import SLOTS, Pack
from game.rules.items import ITEMS
from game.theme import Theme, mixed

HEALTH = (46, 10, 330, 38)
FOOD = (390, 10, 92, 38)
ENEMIES = (530, 10, 106, 38)
WAVE = (648, 10, 132, 38)
BAG = (958, 10, 62, 38)
SCORE = (1034, 10, 200, 38)
HURT_SECONDS = 0.4
LEATHER = (196, 142, 98)
STRAP = (150, 98, 72)
BANNER_SECONDS = 1.6
BANNER_STEPS = 12
HINTS = (("W A S D", "Move"), ("SPACE", "Strike"), ("Q", "Eat"), ("I", "Bag"), ("ESC", "Pause"))


def paint(
    surface: pygame.Surface, theme: Theme, arena: Arena, hurt_age: float, wave_age: float
) -> None:
    """Paint the display; ages are seconds since the hero was hit and since the wave came."""
    paint_health(surface, theme, arena.hero.health, hurt_age)
    paint_food(surface, theme, arena.pack)
    paint_enemies(surface, theme, len(living(arena)))
    paint_wave(surface, theme, arena.wave, arena.wave + len(arena.waves))
    paint_bag(surface, theme)
    paint_score(surface, theme, arena.score)
    paint_banner(surface, theme, f"Wave {arena.wave}", wave_age)
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


def paint_food(surface: pygame.Surface, theme: Theme, pack: Pack) -> None:
    """Paint how many meals there are."""
    stacks = [pack.at(place) for place in SLOTS]
    meals = sum(s.amount for s in stacks if s is not None and ITEMS[s.item].kind == "food")
    rect = box(surface, theme, FOOD)
    side = theme.layout.length(32)
    picture = item(theme, "jam", side)
    surface.blit(picture, picture.get_rect(center=(rect.left + side * 4 // 5, rect.centery)))
    at = (rect.left + rect.width * 2 // 3, rect.centery)
    ui.label(surface, theme, str(meals), at, 22, look.CREAM)


def paint_enemies(surface: pygame.Surface, theme: Theme, left: int) -> None:
    """Paint how many enemies are up."""
    rect = box(surface, theme, ENEMIES)
    tile = theme.layout.length(30)
    icon = slime(theme, tile, 0, 0, hurt=False)
    surface.blit(icon, icon.get_rect(center=(rect.left + tile, rect.centery + tile * 2 // 5)))
    at = (rect.left + rect.width * 11 // 16, rect.centery)
    ui.label(surface, theme, f"x {left}", at, 22, look.CREAM)


def paint_wave(surface: pygame.Surface, theme: Theme, wave: int, total: int) -> None:
    """Paint which wave this is, of how many."""
    rect = box(surface, theme, WAVE)
    inset = theme.layout.length(16)
    ui.label(surface, theme, "WAVE", (rect.left + inset, rect.centery), 16, look.HAZE, "left")
    at = (rect.right - inset, rect.centery)
    ui.label(surface, theme, f"{wave} / {total}", at, 22, look.CREAM, "right")


def paint_bag(surface: pygame.Surface, theme: Theme) -> None:
    """Paint the button that opens the inventory."""
    rect = box(surface, theme, BAG)
    side = theme.layout.length(32)

    def paint_picture(large: pygame.Surface) -> None:
        brush = Brush(large, 1.0)
        brush.disc(look.INK, (0, -0.3), 0.2)
        brush.disc(STRAP, (0, -0.3), 0.14)
        brush.disc(look.INK, (0, -0.28), 0.08)
        fill_box(brush, look.INK, (-0.42, -0.3, 0.42, 0.46), 0.16)
        fill_box(brush, LEATHER, (-0.36, -0.24, 0.36, 0.4), 0.12)
        fill_box(brush, STRAP, (-0.36, -0.24, 0.36, 0.08), 0.12)
        fill_box(brush, look.INK, (-0.1, -0.02, 0.1, 0.2), 0.04)
        fill_box(brush, look.GOLD, (-0.06, 0.02, 0.06, 0.16), 0.02)

    picture = theme.smooth(("bag", side), (side, side), paint_picture)
    surface.blit(picture, picture.get_rect(center=rect.center))


def paint_score(surface: pygame.Surface, theme: Theme, score: int) -> None:
    """Paint the score."""
    rect = box(surface, theme, SCORE)
    inset = theme.layout.length(16)
    ui.label(surface, theme, "SCORE", (rect.left + inset, rect.centery), 16, look.HAZE, "left")
    at = (rect.right - inset, rect.centery)
    ui.label(surface, theme, str(score), at, 24, look.GOLD, "right")


def paint_banner(surface: pygame.Surface, theme: Theme, text: str, age: float) -> None:
    """Paint a text across the arena that comes, stays and fades."""
    if not 0.0 <= age < BANNER_SECONDS:
        return
    shown = min(1.0, age / 0.2, (BANNER_SECONDS - age) / 0.5)
    step = round(shown * BANNER_STEPS)

    def painted() -> pygame.Surface:
        width, height = theme.layout.length(640), theme.layout.length(96)
        banner = pygame.Surface((width, height), pygame.SRCALPHA)
        for column in range(width):
            fade = 1.0 - abs(2 * column / width - 1) ** 2
            pygame.draw.line(banner, (*look.INK, round(190 * fade)), (column, 0), (column, height))
        middle = (width // 2, height // 2)
        below = (middle[0], middle[1] + theme.layout.length(4))
        ui.label(banner, theme, text, below, 56, look.INK, weight="title")
        ui.label(banner, theme, text, middle, 56, look.GOLD, weight="title")
        banner.set_alpha(255 * step // BANNER_STEPS)
        return banner

    picture = theme.picture(("banner", text, step), painted)
    rise = theme.layout.length(14 * (1.0 - shown))
    x, y = theme.layout.point(640, 216)
    surface.blit(picture, picture.get_rect(center=(x, y + rise)))


def box(
    surface: pygame.Surface, theme: Theme, place: tuple[float, float, float, float]
) -> pygame.Rect:
    """Paint the dark box of one part of the display; return its place in pixels."""
    rect = theme.layout.rect(*place)
    surface.blit(ui.rounded(theme, rect.size, 14, look.INK, look.PLUM), rect)
    return rect
