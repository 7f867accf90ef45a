"""The rules of the arena, without pygame."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from game.options import OPTIONS, checked, cycled, nudged, shown
from game.rules.actors import ARENA_HEIGHT, ARENA_WIDTH, HERO_RADIUS, Enemy, Hero, approach, slide
from game.rules.archetypes import ARCHETYPES, DIFFICULTIES
from game.rules.arena import Arena, living, new_round, spawn, step
from game.rules.combat import reached, strike, suffer
from game.rules.enemies import hop_pace, step_enemy
from game.rules.hero import COOLDOWN_SECONDS, RUN_SPEED, SWING_SECONDS, Intent, step_hero, turned

DT = 1 / 60


def enemy(x: float, y: float = 5.0, health: int = 30, archetype: str = "slime") -> Enemy:
    return Enemy(id=1, archetype=archetype, x=x, y=y, health=health)


def ran(hero: Hero, intent: Intent, frames: int) -> Hero:
    for _ in range(frames):
        hero, _ = step_hero(hero, intent, DT)
    return hero


def test_rules_need_no_pygame():
    code = "import sys, game.rules.arena; sys.exit('pygame' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("value", "target", "step_size", "expected"),
    [(0, 1, 0.25, 0.25), (0.9, 1, 0.25, 1), (0, -1, 0.25, -0.25), (1, 1, 5, 1)],
)
def test_approach(value, target, step_size, expected):
    assert approach(value, target, step_size) == expected


@pytest.mark.parametrize(
    ("place", "speed", "expected"),
    [(5, 1, (6, 1)), (9.2, 1, (9.5, 0)), (0.7, -1, (0.5, 0)), (0.5, 0, (0.5, 0))],
)
def test_slide_stops_at_walls(place, speed, expected):
    assert slide(place, speed, 0.5, 10, 1.0) == expected


def test_hero_accelerates_and_is_slowed_by_friction():
    hero = Hero(12, 5)
    first = ran(hero, Intent(x=1), 1)
    fast = ran(hero, Intent(x=1), 30)
    after = ran(fast, Intent(), 1)
    assert 0 < first.vx < RUN_SPEED
    assert fast.vx == pytest.approx(RUN_SPEED)
    assert 0 < after.vx < fast.vx
    assert ran(fast, Intent(), 30).vx == 0


def test_diagonal_is_no_faster():
    hero = ran(Hero(2, 2), Intent(x=1, y=1), 20)
    assert (hero.vx**2 + hero.vy**2) ** 0.5 == pytest.approx(RUN_SPEED)


@pytest.mark.parametrize(
    ("x", "y", "place"),
    [
        (-1, 0, (HERO_RADIUS, 5)),
        (1, 0, (ARENA_WIDTH - HERO_RADIUS, 5)),
        (0, -1, (12, HERO_RADIUS)),
        (0, 1, (12, ARENA_HEIGHT - HERO_RADIUS)),
    ],
)
def test_hero_stays_inside(x, y, place):
    hero = ran(Hero(12, 5), Intent(x, y), 300)
    assert (hero.x, hero.y) == place


@pytest.mark.parametrize(
    ("facing", "x", "y", "expected"),
    [
        ("down", 0, 0, "down"),
        ("down", 1, 0, "right"),
        ("down", -1, 0, "left"),
        ("left", 0, -1, "up"),
        ("up", 1, -1, "up"),
        ("right", 1, -1, "right"),
        ("down", 1, -1, "right"),
    ],
)
def test_turning(facing, x, y, expected):
    assert turned(facing, x, y) == expected


def test_swing_has_a_cooldown_and_holds_the_facing():
    hero, events = step_hero(Hero(12, 5, facing="right"), Intent(attack=True), DT)
    assert [event.kind for event in events] == ["swing"]
    assert (hero.swing, hero.cooldown) == (SWING_SECONDS, COOLDOWN_SECONDS)
    during, events = step_hero(hero, Intent(x=-1, attack=True), DT)
    assert events == ()
    assert during.facing == "right"
    later = ran(hero, Intent(), 25)
    assert (later.swing, later.cooldown) == (0, 0)
    assert step_hero(later, Intent(attack=True), DT)[1] != ()


@pytest.mark.parametrize(
    ("facing", "x", "y", "hit"),
    [
        ("right", 13.5, 5, True),
        ("right", 13.2, 6, True),
        ("right", 14.0, 5, False),
        ("right", 10.5, 5, False),
        ("left", 10.5, 5, True),
        ("up", 12, 3.6, True),
        ("down", 12, 3.6, False),
        ("right", 11.5, 5, True),
    ],
)
def test_reach_of_the_sword(facing, x, y, hit):
    assert reached(Hero(12, 5, facing=facing), enemy(x, y)) is hit


def test_a_swing_hits_once_and_knocks_back():
    hero = Hero(12, 5, facing="right", swing=SWING_SECONDS)
    hero, enemies, events = strike(hero, (enemy(13),))
    assert [(event.kind, event.amount) for event in events] == [("enemy_hit", 10)]
    assert enemies[0].health == 20
    assert enemies[0].vx > 0
    assert strike(hero, enemies)[2] == []


def test_without_a_swing_nothing_is_hit():
    assert strike(Hero(12, 5, facing="right"), (enemy(13),))[2] == []


def test_health_stops_at_zero_and_the_dead_are_left_alone():
    hero = Hero(12, 5, facing="right", swing=SWING_SECONDS)
    _, enemies, events = strike(hero, (enemy(13, health=4),))
    assert enemies[0].health == 0
    assert [(event.kind, event.amount) for event in events] == [
        ("enemy_hit", 4),
        ("enemy_down", ARCHETYPES["slime"].points),
    ]
    assert strike(hero, enemies)[2] == []


@pytest.mark.parametrize(
    ("archetype", "scale", "lost"),
    [("slime", 1.0, 10), ("slime", 0.5, 5), ("slime", 1.5, 15), ("bat", 1.0, 5), ("bat", 0.1, 1)],
)
def test_touch_hurts_then_spares_for_a_while(archetype, scale, lost):
    toucher = enemy(12.4, archetype=archetype)
    hero, events = suffer(Hero(12, 5), [toucher], scale)
    assert (hero.health, events[0].amount) == (100 - lost, lost)
    assert hero.vx < 0
    assert suffer(hero, [toucher], scale) == (hero, [])


def test_hero_health_stops_at_zero():
    hero, _ = suffer(Hero(12, 5, health=3), [enemy(12.4)], 1.0)
    assert hero.health == 0


def test_the_stunned_do_not_hurt():
    hero = Hero(12, 5)
    assert suffer(hero, [enemy(12.4)._replace(stunned=0.1)], 1.0) == (hero, [])


@pytest.mark.parametrize(("distance", "chases"), [(4.5, True), (6.0, False)])
def test_enemies_chase_what_they_see(distance, chases):
    slime, hero = enemy(5), Hero(5 + distance, 5)
    after = step_enemy(slime, hero, [slime], 0.5, DT, random.Random(3))
    assert after.chasing is chases
    assert after.course == (1.0, 0.0) or not chases


def test_hops_lose_no_way():
    slime = ARCHETYPES["slime"]
    paces = [hop_pace(slime, 1, frame / 960 / slime.hops) for frame in range(960)]
    assert sum(paces) / 960 == pytest.approx(1.0, abs=0.01)
    assert min(paces) == 0
    assert hop_pace(ARCHETYPES["bat"], 1, 0.3) == 1


@pytest.mark.parametrize("difficulty", list(DIFFICULTIES))
@pytest.mark.parametrize("seed", range(5))
def test_rounds_begin_fairly(difficulty, seed):
    arena = new_round(difficulty, random.Random(seed))
    row = DIFFICULTIES[difficulty]
    kinds = [each.archetype for each in arena.enemies]
    assert kinds == row.waves[0].archetypes()
    assert [each.id for each in arena.enemies] == list(range(1, len(kinds) + 1))
    for each in arena.enemies:
        assert abs(each.x - arena.hero.x) + abs(each.y - arena.hero.y) > 4


def test_victory_needs_the_last_blow():
    stream = random.Random(1)
    arena = Arena(Hero(12, 5, facing="right"))
    assert step(arena, Intent(), DT, stream)[0].result is None
    arena = spawn(arena, "bat", 13, 5)
    arena = arena._replace(enemies=(arena.enemies[0]._replace(health=10),))
    arena, events = step(arena, Intent(attack=True), DT, stream)
    assert [event.kind for event in events] == ["swing", "enemy_hit", "enemy_down", "victory"]
    assert (arena.result, arena.score, living(arena)) == ("victory", 150, [])
    assert step(arena, Intent(x=1), DT, stream) == (arena, ())


def test_defeat_at_no_health():
    arena = Arena(Hero(12, 5, health=10))
    arena = spawn(arena, "slime", 12.5, 5)
    arena, events = step(arena, Intent(), DT, random.Random(1))
    assert [event.kind for event in events] == ["hero_hit", "defeat"]
    assert arena.result == "defeat"


def test_everybody_stays_inside_and_apart():
    stream = random.Random(9)
    arena = new_round("hard", stream)._replace(damage_scale=0.0)
    for _ in range(900):
        arena, _ = step(arena._replace(hero=arena.hero._replace(health=100)), Intent(), DT, stream)
        for each in arena.enemies:
            radius = ARCHETYPES[each.archetype].radius
            assert radius <= each.x <= ARENA_WIDTH - radius
            assert radius <= each.y <= ARENA_HEIGHT - radius
    assert any(each.chasing for each in arena.enemies)


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [(0, 3.0, 3), (0, 11, None), (0, True, None), (1, "hard", "hard"), (1, 2, None), (2, 1, None)],
)
def test_option_values(option, value, expected):
    if expected is not None:
        assert checked(OPTIONS[option], value) == expected
        return
    with pytest.raises(ValueError, match="must be one of"):
        checked(OPTIONS[option], value)


def test_options_step_and_cycle():
    volume, difficulty, shake = OPTIONS
    assert [nudged(volume, 10, 1), nudged(volume, 0, -1), nudged(volume, 5, 1)] == [10, 0, 6]
    assert [cycled(difficulty, "hard"), cycled(shake, True)] == ["easy", False]
    assert [shown(True), shown(False), shown(7)] == ["on", "off", "7"]
