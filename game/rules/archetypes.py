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
    "brute": Archetype(
        health=80, speed=1.7, damage=20, radius=0.72, sight=9.0, hops=1.0, weight=2.6, points=400
    ),
}


class Wave(NamedTuple):
    """Who comes in at once."""

    slimes: int
    bats: int
    brutes: int = 0

    def archetypes(self) -> list[str]:
        """Return one name for each enemy."""
        return ["slime"] * self.slimes + ["bat"] * self.bats + ["brute"] * self.brutes


class Difficulty(NamedTuple):
    """What a round sends in, and how hard it hits."""

    waves: tuple[Wave, ...]
    damage_scale: float


DIFFICULTIES: dict[str, Difficulty] = {
    "easy": Difficulty((Wave(3, 1), Wave(3, 2)), damage_scale=0.5),
    "normal": Difficulty((Wave(4, 2), Wave(3, 3), Wave(3, 1, 1)), damage_scale=1.0),
    "hard": Difficulty((Wave(6, 3), Wave(4, 3, 1), Wave(3, 3, 2)), damage_scale=1.5),
}
