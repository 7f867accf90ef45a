"""One round in the arena: how it begins, goes on by a frame and ends. Units as in `actors`.

1. `new_round` sets up hero and enemies. 2. `step` advances everything by `dt` and returns what
happened. 3. The round is over as soon as `result` is set; then `step` changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from game.rules.actors import ARENA_HEIGHT, ARENA_WIDTH, Enemy, Event, Hero
from game.rules.archetypes import ARCHETYPES, DIFFICULTIES
from game.rules.combat import strike, suffer
from game.rules.enemies import step_enemy
from game.rules.hero import Intent, step_hero

if TYPE_CHECKING:
    from random import Random

CENTER = (ARENA_WIDTH / 2, ARENA_HEIGHT / 2)
DOORS: tuple[tuple[float, float], ...] = (
    (3.0, 2.0),
    (8.0, 1.5),
    (16.0, 1.5),
    (21.0, 2.0),
    (22.0, 5.5),
    (21.0, 9.0),
    (16.0, 9.5),
    (8.0, 9.5),
    (3.0, 9.0),
    (2.0, 5.5),
)
"""Where enemies of a new round come in: all out of sight of the hero in the centre, or nearly."""


class Arena(NamedTuple):
    """The whole state of a round."""

    hero: Hero
    enemies: tuple[Enemy, ...] = ()
    time: float = 0.0
    score: int = 0
    result: str | None = None
    """None while the round goes on, then `victory` or `defeat`."""
    damage_scale: float = 1.0
    next_id: int = 1


def new_round(difficulty: str, stream: Random) -> Arena:
    """Return a fresh round: the hero in the centre, the enemies at doors drawn from `stream`."""
    row = DIFFICULTIES[difficulty]
    arena = Arena(Hero(*CENTER), damage_scale=row.damage_scale)
    kinds = ["slime"] * row.slimes + ["bat"] * row.bats
    for archetype, (x, y) in zip(kinds, stream.sample(DOORS, len(kinds)), strict=True):
        arena = spawn(arena, archetype, x + stream.uniform(-0.5, 0.5), y)
    return arena


def spawn(arena: Arena, archetype: str, x: float, y: float) -> Arena:
    """Return the round with one more enemy, kept inside the walls."""
    row = ARCHETYPES[archetype]
    enemy = Enemy(
        id=arena.next_id,
        archetype=archetype,
        x=min(max(x, row.radius), ARENA_WIDTH - row.radius),
        y=min(max(y, row.radius), ARENA_HEIGHT - row.radius),
        health=row.health,
    )
    return arena._replace(enemies=(*arena.enemies, enemy), next_id=arena.next_id + 1)


def cleared(arena: Arena) -> Arena:
    """Return the round without any enemy. It is not won: victory needs a last blow."""
    return arena._replace(enemies=())


def living(arena: Arena) -> list[Enemy]:
    """Return the enemies that are not down, in spawn order."""
    return [enemy for enemy in arena.enemies if enemy.health > 0]


def step(
    arena: Arena, intent: Intent, dt: float, stream: Random
) -> tuple[Arena, tuple[Event, ...]]:
    """Return the round after `dt` seconds, and what happened, in order."""
    if arena.result is not None:
        return arena, ()
    time = arena.time + dt
    hero, swings = step_hero(arena.hero, intent, dt)
    crowd = living(arena)
    enemies = tuple(
        step_enemy(enemy, hero, crowd, time, dt, stream) if enemy.health > 0 else enemy
        for enemy in arena.enemies
    )
    hero, enemies, blows = strike(hero, enemies)
    hero, wounds = suffer(
        hero, (enemy for enemy in enemies if enemy.health > 0), arena.damage_scale
    )
    fallen = [event for event in blows if event.kind == "enemy_down"]
    score = arena.score + sum(event.amount for event in fallen)
    after = arena._replace(hero=hero, enemies=enemies, time=time, score=score)
    result = verdict(after, bool(fallen))
    events = (*swings, *blows, *wounds)
    if result is None:
        return after, events
    return after._replace(result=result), (*events, Event(result, hero.x, hero.y))


def verdict(arena: Arena, enemy_fell: bool) -> str | None:
    """Return how the round has ended, if it has; a hero who falls with the last enemy loses."""
    if arena.hero.health <= 0:
        return "defeat"
    if enemy_fell and not living(arena):
        return "victory"
    return None
