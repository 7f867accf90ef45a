"""Everybody in the arena, from the far wall to the near one, and what flies about between them."""

from __future__ import annotations

from math import sin

import pygame

from game import theme as look
from game import ui
from game.art import hero as hero_art
from game.art import sprites
from game.art.backdrop import bounce
from game.art.brute import brute
from game.art.floor import View
from game.art.items import item
from game.effects import NUMBER_SECONDS, SPARK_SECONDS, Effects
from game.rules.actors import Enemy, Hero
from game.rules.archetypes import ARCHETYPES
from game.rules.arena import Arena, living
from game.rules.combat import INVULNERABLE_SECONDS, STUN_SECONDS
from game.rules.enemies import hop_phase
from game.rules.hero import SWING_SECONDS
from game.rules.items import FISTS, ITEMS

COLOURS = {
    "slime": look.MINT,
    "bat": look.VIOLET,
    "brute": (238, 92, 104),
    "healed": look.MINT,
    "pickup": look.GOLD,
    "hero": look.CORAL,
    "enemy": look.CREAM,
}
FLASH_SECONDS = 0.1
BAT_HEIGHT = 0.6
HERO_FOOT = 0.3
"""How far below the middle of the hero's circle the feet stand, in tiles."""


def paint(view: View, arena: Arena, effects: Effects) -> None:
    """Paint everybody as they are now."""
    for enemy in arena.enemies:
        if enemy.health <= 0:
            size = view.tile * 2 if enemy.archetype == "brute" else view.tile
            stain = sprites.puddle(view.theme, size, enemy.archetype)
            view.blit(stain, enemy.x, enemy.y + 0.1)
    paint_loot(view, arena)
    alive: list[Enemy | Hero] = [*living(arena), arena.hero]
    for figure in sorted(alive, key=lambda figure: figure.y):
        if isinstance(figure, Enemy):
            paint_enemy(view, figure)
        else:
            paint_hero(view, figure, arena)
    paint_sparks(view, effects)
    paint_numbers(view, effects)


def paint_enemy(view: View, enemy: Enemy) -> None:
    """Paint one enemy that is up, and its health where it has lost some."""
    tone = "flash" if enemy.stunned > STUN_SECONDS - FLASH_SECONDS else ""
    if enemy.arriving > 0.0 and int(enemy.arriving * 14) % 3:
        tone = "ghost"
    top = (paint_bat if enemy.archetype == "bat" else paint_slime)(view, enemy, tone)
    full = ARCHETYPES[enemy.archetype].health
    if enemy.health < full:
        x, y = view.at(enemy.x, top)
        rect = pygame.Rect(0, 0, view.tile * 4 // 5, max(3, view.tile // 8))
        rect.midbottom = x, y
        view.surface.fill(look.INK, rect.inflate(2, 2))
        rect.width = rect.width * enemy.health // full
        view.surface.fill(COLOURS[enemy.archetype], rect)


def gaze_of(enemy: Enemy) -> int:
    """Return where an enemy looks: -1 to the left, 0 ahead, 1 to the right."""
    return (enemy.vx > 0.3) - (enemy.vx < -0.3)


def paint_slime(view: View, enemy: Enemy, tone: str) -> float:
    """Paint a slime or a brute in its hop; return the height of its top, in tiles."""
    figure, size = (brute, 1.6) if enemy.archetype == "brute" else (sprites.slime, 1.0)
    hurt = enemy.stunned > 0.0
    moving = enemy.course != (0.0, 0.0) and not hurt
    phase = hop_phase(ARCHETYPES[enemy.archetype], enemy.id, view.time)
    lift, squash = bounce(phase) if moving else (0.0, round(2 * sin(view.time * 4 + enemy.id)))
    foot = enemy.y + 0.3 * size
    view.blit(sprites.shadow(view.theme, view.tile, size - 0.2 * lift), enemy.x, foot)
    picture = figure(view.theme, view.tile, -4 if hurt else squash, gaze_of(enemy), hurt, tone)
    view.blit(picture, enemy.x, foot - 0.3 * lift)
    return foot - 0.3 * lift - (1.5 if size > 1.0 else 1.0)


def paint_bat(view: View, enemy: Enemy, tone: str) -> float:
    """Paint a bat in the air; return the height of its top, in tiles."""
    beat = view.time * 15 + enemy.id * 1.3
    height = BAT_HEIGHT + 0.1 * sin(view.time * 4 + enemy.id)
    view.blit(sprites.shadow(view.theme, view.tile, 0.6), enemy.x, enemy.y + 0.3)
    flap, hurt = round(3 * sin(beat)), enemy.stunned > 0.0
    picture = sprites.bat(view.theme, view.tile, flap, gaze_of(enemy), hurt, tone)
    view.blit(picture, enemy.x, enemy.y - height + 0.2)
    return enemy.y - height - 0.4


def paint_loot(view: View, arena: Arena) -> None:
    """Paint what lies on the floor, bobbing a little."""
    side = view.tile * 2 // 3
    for drop in arena.loot:
        rise = 0.08 * sin((view.time + drop.x) * 3.5)
        view.blit(sprites.shadow(view.theme, view.tile, 0.5), drop.x, drop.y + 0.3)
        view.blit(item(view.theme, drop.item, side), drop.x, drop.y - 0.05 - rise)


def paint_hero(view: View, hero: Hero, arena: Arena) -> None:
    """Paint the hero with the weapon behind or before; calm or fallen when the round is over."""
    weapon, armour = (stack.item if stack else "" for stack in arena.pack.stacks[-2:])
    result = arena.result
    theme, tile, foot = view.theme, view.tile, hero.y + HERO_FOOT
    view.blit(sprites.shadow(theme, tile, 0.95), hero.x, foot)
    if result == "defeat":
        lying = pygame.transform.rotate(hero_art.hero(theme, tile, "left", 0, "", armour), 90)
        view.blit(lying, hero.x + 0.5, foot - 0.15)
        return
    if result is not None:
        hero = hero._replace(vx=0.0, vy=0.0, swing=0.0, invulnerable=0.0)
    running = abs(hero.vx) + abs(hero.vy) > 0.6
    stride = 1 + int(view.time * 22) % hero_art.STRIDES if running else 0
    tone = hero_tone(hero.invulnerable)
    body = hero_art.hero(theme, tile, hero.facing, stride, tone, armour)
    if hero.facing in ("up", "left"):
        paint_sword(view, hero, weapon)
        view.blit(body, hero.x, foot)
    else:
        view.blit(body, hero.x, foot)
        paint_sword(view, hero, weapon)


def hero_tone(invulnerable: float) -> str:
    """Return how the hero looks with so many seconds of invulnerability left."""
    if invulnerable > INVULNERABLE_SECONDS - FLASH_SECONDS:
        return "flash"
    return "ghost" if int(invulnerable * 16) % 2 else ""


def paint_sword(view: View, hero: Hero, weapon: str) -> None:
    """Paint the weapon, if there is one: carried, or sweeping with its trail of light."""
    theme, tile = view.theme, view.tile
    x, y = hero.x, hero.y - 0.1
    if hero.swing <= 0.0:
        hand_x, hand_y, degrees = CARRIED[hero.facing]
        if weapon:
            view.blit(hero_art.sword(theme, tile, degrees, weapon), x + hand_x, y + hand_y)
        return
    progress = 1.0 - hero.swing / SWING_SECONDS
    step = min(int(progress * hero_art.TRAIL_STEPS), hero_art.TRAIL_STEPS - 1)
    degrees = hero_art.sweep(hero.facing, (step + 1) / hero_art.TRAIL_STEPS)
    hand = hero_art.polar(degrees, 0.45)
    reach = ITEMS[weapon].reach if weapon else FISTS.reach
    view.blit(hero_art.trail(theme, tile, hero.facing, step, reach), x, y)
    if weapon:
        view.blit(hero_art.sword(theme, tile, degrees, weapon), x + hand[0], y + hand[1])


CARRIED: dict[str, tuple[float, float, float]] = {
    "down": (-0.36, 0.12, 230.0),
    "up": (0.36, 0.02, 310.0),
    "left": (-0.3, 0.08, 216.0),
    "right": (0.3, 0.12, 324.0),
}
"""Where the hand is and where the sword points, in tiles and degrees."""


def paint_sparks(view: View, effects: Effects) -> None:
    """Paint the sparks where their age has brought them."""
    for spark in effects.sparks:
        age = view.time - spark.born
        left = 1.0 - age / SPARK_SECONDS
        center = view.at(spark.x + spark.vx * age, spark.y + spark.vy * age + 5.0 * age * age)
        radius = max(1, round(spark.size * left * view.tile))
        pygame.draw.circle(view.surface, COLOURS[spark.kind], center, radius)


def paint_numbers(view: View, effects: Effects) -> None:
    """Paint the numbers that rise from blows."""
    for number in effects.numbers:
        age = (view.time - number.born) / NUMBER_SECONDS
        x, y = view.at(number.x, number.y - 0.9 - 0.9 * age * (2 - age))
        down = view.theme.layout.length(2)
        ui.label(view.surface, view.theme, number.text, (x, y + down), 28, look.INK, weight="title")
        colour = COLOURS[number.kind]
        ui.label(view.surface, view.theme, number.text, (x, y), 28, colour, weight="title")
