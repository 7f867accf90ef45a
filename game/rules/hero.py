"""How the hero runs, turns and swings the sword. Units as in `actors`."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from game.rules.actors import (
    ARENA_HEIGHT,
    ARENA_WIDTH,
    HERO_RADIUS,
    Event,
    Hero,
    approach,
    slide,
)

RUN_SPEED = 5.6
ACCELERATION = 46.0
FRICTION = 34.0
SWING_SECONDS = 0.16
COOLDOWN_SECONDS = 0.34


class Intent(NamedTuple):
    """What the player wants in one frame: directions are -1, 0 or 1."""

    x: int = 0
    y: int = 0
    attack: bool = False
    heal: bool = False


def step_hero(
    hero: Hero, intent: Intent, dt: float, cooldown: float = COOLDOWN_SECONDS
) -> tuple[Hero, tuple[Event, ...]]:
    """Return the hero after `dt` seconds of running, and a `swing` event where one began.

    The next swing has to wait for `cooldown` seconds.
    """
    running = run(rest(hero, dt), intent, dt)
    if not intent.attack or running.cooldown > 0.0:
        return running, ()
    swinging = running._replace(swing=SWING_SECONDS, cooldown=cooldown, struck=())
    return swinging, (Event("swing", swinging.x, swinging.y),)


def rest(hero: Hero, dt: float) -> Hero:
    """Return the hero with all timers run down by `dt`."""
    if not (hero.cooldown or hero.swing or hero.invulnerable):
        return hero
    return hero._replace(
        swing=max(0.0, hero.swing - dt),
        cooldown=max(0.0, hero.cooldown - dt),
        invulnerable=max(0.0, hero.invulnerable - dt),
    )


def run(hero: Hero, intent: Intent, dt: float) -> Hero:
    """Return the hero moved: accelerated while a direction is held, else slowed by friction."""
    speed = RUN_SPEED / sqrt(2.0) if intent.x and intent.y else RUN_SPEED
    vx = approach(hero.vx, intent.x * speed, (ACCELERATION if intent.x else FRICTION) * dt)
    vy = approach(hero.vy, intent.y * speed, (ACCELERATION if intent.y else FRICTION) * dt)
    x, vx = slide(hero.x, vx, HERO_RADIUS, ARENA_WIDTH, dt)
    y, vy = slide(hero.y, vy, HERO_RADIUS, ARENA_HEIGHT, dt)
    facing = hero.facing if hero.swing > 0.0 else turned(hero.facing, intent.x, intent.y)
    return hero._replace(x=x, y=y, vx=vx, vy=vy, facing=facing)


def turned(facing: str, x: int, y: int) -> str:
    """Return where the hero looks: as before while that direction is held, else the new one."""
    horizontal = ("left", "", "right")[x + 1]
    vertical = ("up", "", "down")[y + 1]
    if facing in (horizontal, vertical):
        return facing
    return horizontal or vertical or facing
