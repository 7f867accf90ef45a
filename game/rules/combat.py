"""Who hits whom, and what it does to them. Units as in `actors`."""

from __future__ import annotations

from collections.abc import Iterable

from game.rules.actors import FACINGS, HERO_RADIUS, Enemy, Event, Hero, toward
from game.rules.archetypes import ARCHETYPES
from game.rules.items import ITEMS, Item

SWORD = ITEMS["short_sword"]
SWORD_ARC = 0.34
"""Cosine of half the arc: about 70 degrees to each side of where the hero looks."""
KNOCKBACK_SPEED = 10.0
STUN_SECONDS = 0.24
RECOIL_SPEED = 9.0
INVULNERABLE_SECONDS = 0.8
TOUCH = 0.9
"""Part of the two radii at which bodies touch; a graze does not hurt."""


def strike(
    hero: Hero, enemies: tuple[Enemy, ...], weapon: Item = SWORD
) -> tuple[Hero, tuple[Enemy, ...], list[Event]]:
    """Return all of them after the weapon, in its present swing, has hit each one at most once."""
    events: list[Event] = []
    if hero.swing <= 0.0:
        return hero, enemies, events
    hits = [
        enemy
        for enemy in enemies
        if enemy.health > 0 and enemy.id not in hero.struck and reached(hero, enemy, weapon)
    ]
    if not hits:
        return hero, enemies, events
    struck = hero.struck + tuple(enemy.id for enemy in hits)
    after = tuple(wounded(enemy, hero, weapon) if enemy in hits else enemy for enemy in enemies)
    for enemy in hits:
        events += blow_events(enemy, weapon)
    return hero._replace(struck=struck), after, events


def reached(hero: Hero, enemy: Enemy, weapon: Item = SWORD) -> bool:
    """Tell whether the weapon's arc reaches `enemy`; one that touches the hero always is."""
    x, y, distance = toward(hero.x, hero.y, enemy.x, enemy.y)
    radius = ARCHETYPES[enemy.archetype].radius
    if distance <= HERO_RADIUS + radius:
        return True
    look_x, look_y = FACINGS[hero.facing]
    return distance <= weapon.reach + radius and x * look_x + y * look_y >= SWORD_ARC


def wounded(enemy: Enemy, hero: Hero, weapon: Item) -> Enemy:
    """Return `enemy` after one blow of the weapon, flying away from the hero."""
    x, y, distance = toward(hero.x, hero.y, enemy.x, enemy.y)
    if distance == 0.0:
        x, y = FACINGS[hero.facing]
    speed = KNOCKBACK_SPEED / ARCHETYPES[enemy.archetype].weight
    health = max(0, enemy.health - weapon.damage)
    return enemy._replace(health=health, vx=x * speed, vy=y * speed, stunned=STUN_SECONDS)


def blow_events(enemy: Enemy, weapon: Item) -> list[Event]:
    """Return what a blow on `enemy`, as it was before, makes happen."""
    kind = enemy.archetype
    dealt = min(weapon.damage, enemy.health)
    events = [Event("enemy_hit", enemy.x, enemy.y, kind, dealt)]
    if dealt == enemy.health:
        points = ARCHETYPES[kind].points
        events.append(Event("enemy_down", enemy.x, enemy.y, kind, points))
    return events


def suffer(
    hero: Hero, enemies: Iterable[Enemy], scale: float, guard: int = 0
) -> tuple[Hero, list[Event]]:
    """Return the hero after the touch of the first enemy that reaches.

    Its damage is multiplied by `scale`, then `guard` is taken off; one always hurts a little.
    """
    if hero.invulnerable > 0.0:
        return hero, []
    for enemy in enemies:
        archetype = ARCHETYPES[enemy.archetype]
        x, y, distance = toward(enemy.x, enemy.y, hero.x, hero.y)
        harmless = enemy.stunned > 0.0 or enemy.arriving > 0.0
        if harmless or distance > (archetype.radius + HERO_RADIUS) * TOUCH:
            continue
        damage = min(hero.health, max(1, int(archetype.damage * scale) - guard))
        hurt = hero._replace(
            health=hero.health - damage,
            vx=x * RECOIL_SPEED,
            vy=y * RECOIL_SPEED,
            invulnerable=INVULNERABLE_SECONDS,
        )
        return hurt, [Event("hero_hit", hero.x, hero.y, enemy.archetype, damage)]
    return hero, []
