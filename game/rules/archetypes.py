"""The tables of the arena: kinds of enemies, and what each difficulty sends in.

Lengths are in tiles, speeds in tiles a second.
"""

from __future__ import annotations

from typing import NamedTuple


class Archetype(NamedTuple):
    """One kind of enemy."""

    health: int
    speed: float
    damage: int
    radius: float
    sight: float
    """From this distance, in tiles, it sees the hero and gives chase."""
    hops: float
    """Leaps a second; 0 moves without a pause."""
    weight: float
    """How little a blow pushes it: the push is divided by this."""
    points: int


ARCHETYPES: dict[str, Archetype] = {
    "slime": Archetype(
        health=30, speed=2.3, damage=10, radius=0.42, sight=5.0, hops=1.6, weight=1.0, points=100
    ),
    "bat": Archetype(
        health=20, speed=3.1, damage=5, radius=0.34, sight=7.0, hops=0.0, weight=0.7, points=150
    ),
}


class Difficulty(NamedTuple):
    """What a round sends in, and how hard it hits."""

    slimes: int
    bats: int
    damage_scale: float


DIFFICULTIES: dict[str, Difficulty] = {
    "easy": Difficulty(slimes=3, bats=1, damage_scale=0.5),
    "normal": Difficulty(slimes=4, bats=2, damage_scale=1.0),
    "hard": Difficulty(slimes=6, bats=3, damage_scale=1.5),
}
