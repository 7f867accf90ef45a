"""Who is in the arena, as plain data, and how a body moves inside its walls.

Lengths are in tiles: x grows to the right from the left wall, y grows downward from the top wall.
Speeds are in tiles a second, times in seconds.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

ARENA_WIDTH = 24.0
ARENA_HEIGHT = 11.0
HERO_HEALTH = 100
HERO_RADIUS = 0.4

FACINGS: dict[str, tuple[float, float]] = {
    "up": (0.0, -1.0),
    "down": (0.0, 1.0),
    "left": (-1.0, 0.0),
    "right": (1.0, 0.0),
}


class Hero(NamedTuple):
    """The player's figure."""

    x: float
    y: float
    vx: float = 0.0
    vy: float = 0.0
    facing: str = "down"
    health: int = HERO_HEALTH
    swing: float = 0.0
    """What is left of the running sword swing."""
    cooldown: float = 0.0
    """What is left until the next swing may begin."""
    invulnerable: float = 0.0
    struck: tuple[int, ...] = ()
    """Ids of the enemies that the running swing has already hit."""


class Enemy(NamedTuple):
    """One enemy. It keeps its place in the list when it is dead, so that indices stay."""

    id: int
    archetype: str
    x: float
    y: float
    health: int
    vx: float = 0.0
    vy: float = 0.0
    course: tuple[float, float] = (0.0, 0.0)
    """Direction in which it wanders, of length 1 or 0."""
    decides: float = 0.0
    """What is left until it chooses another course."""
    stunned: float = 0.0
    chasing: bool = False
    arriving: float = 0.0
    """What is left until it is wholly there; until then it neither acts nor hurts."""


class Event(NamedTuple):
    """Something that happened, for the log and the eye.

    `amount` is health, points, or which wave it is.
    """

    kind: str
    x: float
    y: float
    archetype: str = ""
    amount: int = 0
    item: str = ""


def approach(value: float, target: float, step: float) -> float:
    """Return `value` moved towards `target` by at most `step`."""
    if value < target:
        return min(value + step, target)
    return max(value - step, target)


def slide(
    place: float, speed: float, radius: float, length: float, dt: float
) -> tuple[float, float]:
    """Return place and speed on one axis after `dt`, stopped at the walls of `length` tiles."""
    moved = place + speed * dt
    if moved < radius:
        return radius, 0.0
    if moved > length - radius:
        return length - radius, 0.0
    return moved, speed


def toward(x: float, y: float, to_x: float, to_y: float) -> tuple[float, float, float]:
    """Return the unit direction from one point to another, and the distance."""
    dx, dy = to_x - x, to_y - y
    distance = sqrt(dx * dx + dy * dy)
    if distance == 0.0:
        return 0.0, 0.0, 0.0
    return dx / distance, dy / distance, distance
