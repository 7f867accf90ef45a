"""One round in the arena: how it begins, goes on by a frame and ends. Units as in `actors`.

1. `new_round` sets up hero and enemies. 2. `step` advances everything by `dt` and returns what
happened. 3. The round is over as soon as `result` is set; then `step` changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from game.rules.actors import (
    ARENA_HEIGHT,
    ARENA_WIDTH,
    HERO_HEALTH,
    Enemy,
    Event,
    Hero,
    toward,
)
from game.rules.archetypes import ARCHETYPES, DIFFICULTIES, Wave
from game.rules.combat import strike, suffer
from game.rules.enemies import step_enemy
from game.rules.hero import Intent, step_hero
from game.rules.inventory import START, Pack, first_food, guard_of, take_one, weapon_of
from game.rules.items import ITEMS
from game.rules.loot import Drop, dropped, gather

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
"""Where enemies come in: all out of sight of the hero in the centre, or nearly."""
FAR_DOORS = 8
"""Later waves come in through so many doors, those farthest from the hero."""
WAVE_SECONDS = 2.0
"""From the last blow of one wave to the next one."""
ARRIVAL_SECONDS = 0.7


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
    wave: int = 1
    waves: tuple[Wave, ...] = ()
    """Those that are still to come."""
    due: float = 0.0
    """What is left until the next wave, once nobody of this one is up."""
    pack: Pack = START
    loot: tuple[Drop, ...] = ()


def new_round(difficulty: str, stream: Random) -> Arena:
    """Return a fresh round: the hero in the centre, the enemies at doors drawn from `stream`."""
    row = DIFFICULTIES[difficulty]
    arena = Arena(Hero(*CENTER), damage_scale=row.damage_scale, waves=row.waves[1:])
    return enter(arena, row.waves[0], DOORS, 0.0, stream)


def enter(
    arena: Arena,
    wave: Wave,
    doors: tuple[tuple[float, float], ...],
    arriving: float,
    stream: Random,
) -> Arena:
    """Return the round with all of a wave at `doors`."""
    kinds = wave.archetypes()
    for archetype, (x, y) in zip(kinds, stream.sample(doors, len(kinds)), strict=True):
        arena = spawn(arena, archetype, x + stream.uniform(-0.5, 0.5), y, arriving)
    return arena


def spawn(arena: Arena, archetype: str, x: float, y: float, arriving: float = 0.0) -> Arena:
    """Return the round with one more enemy, kept inside the walls."""
    row = ARCHETYPES[archetype]
    enemy = Enemy(
        id=arena.next_id,
        archetype=archetype,
        x=min(max(x, row.radius), ARENA_WIDTH - row.radius),
        y=min(max(y, row.radius), ARENA_HEIGHT - row.radius),
        health=row.health,
        arriving=arriving,
    )
    return arena._replace(enemies=(*arena.enemies, enemy), next_id=arena.next_id + 1)


def cleared(arena: Arena) -> Arena:
    """Return the round without any enemy, now or later. It is not won: that takes a last blow."""
    return arena._replace(enemies=(), waves=(), due=0.0)


def living(arena: Arena) -> list[Enemy]:
    """Return the enemies that are not down, in spawn order."""
    return [enemy for enemy in arena.enemies if enemy.health > 0]


def step(
    arena: Arena, intent: Intent, dt: float, stream: Random
) -> tuple[Arena, tuple[Event, ...]]:
    """Return the round after `dt` seconds, and what happened, in order."""
    if arena.result is not None:
        return arena, ()
    arena, before = eat(arena) if intent.heal else (arena, [])
    arena, fight = fought(arena, intent, dt, stream)
    fallen = [event for event in fight if event.kind == "enemy_down"]
    arena, found = looted(arena, fallen, stream) if fallen or arena.loot else (arena, [])
    result = verdict(arena, bool(fallen))
    events = [*before, *fight, *found]
    if result is not None:
        ending = Event(result, arena.hero.x, arena.hero.y)
        return arena._replace(result=result), (*events, ending)
    if arena.waves and not living(arena):
        arena, arrived = await_wave(arena, dt, stream)
        events += arrived
    return arena, tuple(events)


def fought(arena: Arena, intent: Intent, dt: float, stream: Random) -> tuple[Arena, list[Event]]:
    """Return the round after everybody has moved and struck."""
    time, weapon = arena.time + dt, weapon_of(arena.pack)
    hero, swings = step_hero(arena.hero, intent, dt, weapon.cooldown)
    crowd = living(arena)
    enemies = tuple(
        step_enemy(enemy, hero, crowd, time, dt, stream) if enemy.health > 0 else enemy
        for enemy in arena.enemies
    )
    hero, enemies, blows = strike(hero, enemies, weapon)
    up = (enemy for enemy in enemies if enemy.health > 0)
    hero, wounds = suffer(hero, up, arena.damage_scale, guard_of(arena.pack))
    score = arena.score + sum(event.amount for event in blows if event.kind == "enemy_down")
    after = arena._replace(hero=hero, enemies=enemies, time=time, score=score)
    return after, [*swings, *blows, *wounds]


def looted(arena: Arena, fallen: list[Event], stream: Random) -> tuple[Arena, list[Event]]:
    """Return the round with what the fallen left, less what the hero stands on."""
    drops = dropped(fallen, arena.time, stream)
    loot, pack, events = gather(arena.hero, arena.loot + drops, arena.pack)
    return arena._replace(loot=loot, pack=pack), events


def eat(arena: Arena, place: str | None = None) -> tuple[Arena, list[Event]]:
    """Return the round with the hero healed by the food in a slot, by the first one if not told."""
    place = place or first_food(arena.pack)
    held = arena.pack.at(place) if place else None
    if place is None or held is None or arena.hero.health >= HERO_HEALTH:
        return arena, []
    gained = min(ITEMS[held.item].heals, HERO_HEALTH - arena.hero.health)
    if gained <= 0:
        return arena, []
    hero = arena.hero._replace(health=arena.hero.health + gained)
    event = Event("healed", hero.x, hero.y, amount=gained, item=held.item)
    return arena._replace(hero=hero, pack=take_one(arena.pack, place)), [event]


def await_wave(arena: Arena, dt: float, stream: Random) -> tuple[Arena, list[Event]]:
    """Return the round nearer to its next wave, or with it."""
    due = (arena.due or WAVE_SECONDS) - dt
    if due > 0.0:
        return arena._replace(due=due), []
    hero = arena.hero
    doors = sorted(DOORS, key=lambda door: -toward(hero.x, hero.y, *door)[2])
    after = arena._replace(wave=arena.wave + 1, waves=arena.waves[1:], due=0.0)
    after = enter(after, arena.waves[0], tuple(doors[:FAR_DOORS]), ARRIVAL_SECONDS, stream)
    return after, [Event("wave", hero.x, hero.y, amount=after.wave)]


def verdict(arena: Arena, enemy_fell: bool) -> str | None:
    """Return how the round has ended, if it has; a hero who falls with the last enemy loses."""
    if arena.hero.health <= 0:
        return "defeat"
    if enemy_fell and not arena.waves and not living(arena):
        return "victory"
    return None
