"""How enemies wander, chase and keep out of each other's way. Units as in `actors`."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from game.rules.actors import (
    ARENA_HEIGHT,
    ARENA_WIDTH,
    Enemy,
    Hero,
    approach,
    slide,
    toward,
)
from game.rules.archetypes import ARCHETYPES, Archetype

if TYPE_CHECKING:
    from random import Random

ACCELERATION = 18.0
STUN_FRICTION = 30.0
CROWDING = 2.5
HOP_REST = 0.4
"""Part of a hop that is spent on the ground, gathering for the leap."""
DIAGONAL = 1.0 / sqrt(2.0)
# A table instead of sine and cosine, whose last bit differs between platforms.
COURSES: tuple[tuple[float, float], ...] = (
    (0.0, 0.0),
    (1.0, 0.0),
    (DIAGONAL, DIAGONAL),
    (0.0, 1.0),
    (-DIAGONAL, DIAGONAL),
    (-1.0, 0.0),
    (-DIAGONAL, -DIAGONAL),
    (0.0, -1.0),
    (DIAGONAL, -DIAGONAL),
)


def step_enemy(
    enemy: Enemy, hero: Hero, crowd: Sequence[Enemy], time: float, dt: float, stream: Random
) -> Enemy:
    """Return `enemy` after `dt` seconds; `crowd` are the living, itself included."""
    archetype = ARCHETYPES[enemy.archetype]
    if enemy.arriving > 0.0:
        return enemy._replace(arriving=max(0.0, enemy.arriving - dt))
    if enemy.stunned > 0.0:
        return moved(enemy._replace(stunned=max(0.0, enemy.stunned - dt)), archetype, dt)
    decided = decide(enemy, archetype, hero, dt, stream)
    pace = archetype.speed * hop_pace(archetype, decided.id, time)
    if not decided.chasing:
        pace *= 0.5
    push_x, push_y = crowding(decided, archetype, crowd)
    step = ACCELERATION * dt
    return moved(
        decided._replace(
            vx=approach(decided.vx, decided.course[0] * pace + push_x, step),
            vy=approach(decided.vy, decided.course[1] * pace + push_y, step),
        ),
        archetype,
        dt,
    )


def decide(enemy: Enemy, archetype: Archetype, hero: Hero, dt: float, stream: Random) -> Enemy:
    """Return `enemy` with its course: at the hero in sight, else one drawn now and then."""
    x, y, distance = toward(enemy.x, enemy.y, hero.x, hero.y)
    if distance <= archetype.sight:
        return enemy._replace(course=(x, y), decides=0.0, chasing=True)
    if enemy.decides > dt:
        return enemy._replace(decides=enemy.decides - dt)
    course = stream.choice(COURSES)
    return enemy._replace(course=course, decides=stream.uniform(0.7, 1.8), chasing=False)


def hop_phase(archetype: Archetype, enemy_id: int, time: float) -> float:
    """Return how far the current hop is, from 0 (landed) to 1; neighbours hop out of step."""
    return (time * archetype.hops + enemy_id * 0.37) % 1.0


def hop_pace(archetype: Archetype, enemy_id: int, time: float) -> float:
    """Return the factor on the speed at this moment: hoppers stand, then leap. The mean is 1."""
    if archetype.hops == 0.0:
        return 1.0
    if hop_phase(archetype, enemy_id, time) < HOP_REST:
        return 0.0
    return 1.0 / (1.0 - HOP_REST)


def crowding(enemy: Enemy, archetype: Archetype, crowd: Sequence[Enemy]) -> tuple[float, float]:
    """Return the speed with which `enemy` is pushed out of those it overlaps."""
    push_x = push_y = 0.0
    for other in crowd:
        reach = archetype.radius + ARCHETYPES[other.archetype].radius
        if other.id == enemy.id or abs(other.x - enemy.x) + abs(other.y - enemy.y) > 2 * reach:
            continue
        x, y, distance = toward(other.x, other.y, enemy.x, enemy.y)
        if distance < reach:
            push_x += x * CROWDING
            push_y += y * CROWDING
    return push_x, push_y


def moved(enemy: Enemy, archetype: Archetype, dt: float) -> Enemy:
    """Return `enemy` at its new place, slowed down where it was knocked back."""
    vx, vy = enemy.vx, enemy.vy
    if enemy.stunned > 0.0:
        vx = approach(vx, 0.0, STUN_FRICTION * dt)
        vy = approach(vy, 0.0, STUN_FRICTION * dt)
    x, vx = slide(enemy.x, vx, archetype.radius, ARENA_WIDTH, dt)
    y, vy = slide(enemy.y, vy, archetype.radius, ARENA_HEIGHT, dt)
    return enemy._replace(x=x, y=y, vx=vx, vy=vy)
