"""Who hits whom, and what it does to them. Units as in `actors`."""

from __future__ import annotations

from collections.abc import Iterable

from game.rules.actors import FACINGS, HERO_RADIUS, Enemy, Event, Hero, toward
from game.rules.archetypes import ARCHETYPES

SWORD_DAMAGE = 10
SWORD_REACH = 1.35
"""From the hero's middle to the sword's point."""
SWORD_ARC = 0.34
"""Cosine of half the arc: about 70 degrees to each side of where the hero looks."""
KNOCKBACK_SPEED = 10.0
STUN_SECONDS = 0.24
RECOIL_SPEED = 9.0
INVULNERABLE_SECONDS = 0.8
TOUCH = 0.9
"""Part of the two radii at which bodies touch; a graze does not hurt."""


def strike(hero: Hero, enemies: tuple[Enemy, ...]) -> tuple[Hero, tuple[Enemy, ...], list[Event]]:
    """Return all of them after the sword, in its present swing, has hit each one at most once."""
    events: list[Event] = []
    if hero.swing <= 0.0:
        return hero, enemies, events
    hits = [e for e in enemies if e.health > 0 and e.id not in hero.struck and reached(hero, e)]
    if not hits:
        return hero, enemies, events
    struck = hero.struck + tuple(enemy.id for enemy in hits)
    after = tuple(wounded(enemy, hero) if enemy in hits else enemy for enemy in enemies)
    for enemy in hits:
        events += blow_events(enemy)
    return hero._replace(struck=struck), after, events


def reached(hero: Hero, enemy: Enemy) -> bool:
    """Tell whether the sword's arc reaches `enemy`; one that touches the hero is always reached."""
    x, y, distance = toward(hero.x, hero.y, enemy.x, enemy.y)
    radius = ARCHETYPES[enemy.archetype].radius
    if distance <= HERO_RADIUS + radius:
        return True
    look_x, look_y = FACINGS[hero.facing]
    return distance <= SWORD_REACH + radius and x * look_x + y * look_y >= SWORD_ARC


def wounded(enemy: Enemy, hero: Hero) -> Enemy:
    """Return `enemy` after one blow of the sword, flying away from the hero."""
    x, y, distance = toward(hero.x, hero.y, enemy.x, enemy.y)
    if distance == 0.0:
        x, y = FACINGS[hero.facing]
    speed = KNOCKBACK_SPEED / ARCHETYPES[enemy.archetype].weight
    health = max(0, enemy.health - SWORD_DAMAGE)
    return enemy._replace(health=health, vx=x * speed, vy=y * speed, stunned=STUN_SECONDS)


def blow_events(enemy: Enemy) -> list[Event]:
    """Return what a blow on `enemy`, as it was before, makes happen."""
    kind = enemy.archetype
    dealt = min(SWORD_DAMAGE, enemy.health)
    events = [Event("enemy_hit", enemy.x, enemy.y, kind, dealt)]
    if dealt == enemy.health:
        points = ARCHETYPES[kind].points
        events.append(Event("enemy_down", enemy.x, enemy.y, kind, points))
    return events


def suffer(hero: Hero, enemies: Iterable[Enemy], scale: float) -> tuple[Hero, list[Event]]:
    """Return the hero after the touch of the first enemy that reaches; `scale` is on damage."""
    if hero.invulnerable > 0.0:
        return hero, []
    for enemy in enemies:
        archetype = ARCHETYPES[enemy.archetype]
        x, y, distance = toward(enemy.x, enemy.y, hero.x, hero.y)
        if enemy.stunned > 0.0 or distance > (archetype.radius + HERO_RADIUS) * TOUCH:
            continue
        damage = min(hero.health, max(1, int(archetype.damage * scale)))
        hurt = hero._replace(
            health=hero.health - damage,
            vx=x * RECOIL_SPEED,
            vy=y * RECOIL_SPEED,
            invulnerable=INVULNERABLE_SECONDS,
        )
        return hurt, [Event("hero_hit", hero.x, hero.y, enemy.archetype, damage)]
    return hero, []
