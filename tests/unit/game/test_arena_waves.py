"""Waves, loot, weapons, armour and food: what makes a round more than one fight."""

from __future__ import annotations

import random

import pytest
from pygame import K_SPACE, K_q

from game.rules.actors import Event, Hero
from game.rules.archetypes import ARCHETYPES, DIFFICULTIES, Wave
from game.rules.arena import WAVE_SECONDS, Arena, cleared, eat, living, new_round, spawn, step
from game.rules.combat import strike, suffer
from game.rules.hero import SWING_SECONDS, Intent, step_hero
from game.rules.inventory import START, Pack, Stack
from game.rules.items import FISTS, ITEMS
from game.rules.loot import DROPS, Drop, dropped, gather

DT = 1 / 60


def won(arena: Arena) -> Arena:
    """Return the round with everybody down but the last enemy, who has one blow to go."""
    down = [enemy._replace(health=0) for enemy in arena.enemies]
    down[-1] = down[-1]._replace(x=13.0, y=5.5, health=1)
    hero = Hero(12, 5.5, facing="right")
    return arena._replace(hero=hero, enemies=tuple(down))


def played(arena: Arena, seconds: float, *, attack: bool = False) -> tuple[Arena, list[Event]]:
    stream, events = random.Random(1), []
    for _ in range(round(seconds / DT)):
        arena, new = step(arena, Intent(attack=attack), DT, stream)
        events += new
    return arena, events


@pytest.mark.parametrize("difficulty", list(DIFFICULTIES))
def test_waves_come_one_after_the_other_until_victory(difficulty):
    row = DIFFICULTIES[difficulty]
    arena = new_round(difficulty, random.Random(2))
    seen = []
    for number, wave in enumerate(row.waves, 1):
        assert (arena.wave, len(arena.waves)) == (number, len(row.waves) - number)
        assert len(living(arena)) == len(wave.archetypes())
        assert arena.result is None
        arena, events = played(won(arena), 0.3, attack=True)
        seen += [event.kind for event in events]
        if number < len(row.waves):
            arena, events = played(arena, WAVE_SECONDS)
            assert [e.amount for e in events if e.kind == "wave"] == [number + 1]
    assert arena.result == "victory"
    assert seen.count("victory") == 1
    assert len(arena.enemies) == sum(len(wave.archetypes()) for wave in row.waves)


def test_later_waves_come_in_far_from_the_hero():
    arena = new_round("hard", random.Random(2))._replace(hero=Hero(2.5, 2.0))
    arena = arena._replace(enemies=tuple(e._replace(health=0) for e in arena.enemies))
    arena, _ = played(arena, WAVE_SECONDS + DT)
    assert arena.wave == 2
    for enemy in living(arena):
        assert abs(enemy.x - 2.5) + abs(enemy.y - 2.0) > 3
        assert enemy.arriving > 0


def test_who_arrives_stands_still_and_hurts_nobody():
    arena = spawn(Arena(Hero(12, 5.5)), "slime", 12.3, 5.5, arriving=0.2)
    after, events = played(arena, 0.15)
    assert events == []
    assert after.enemies[0].x == 12.3
    after, events = played(after, 0.1)
    assert [event.kind for event in events] == ["hero_hit"]


def test_cleared_has_no_wave_to_come():
    arena, events = played(cleared(new_round("normal", random.Random(1))), 3.0)
    assert (arena.waves, arena.result, events) == ((), None, [])


def test_waves_count_everybody():
    assert Wave(1, 2, 1).archetypes() == ["slime", "bat", "bat", "brute"]


@pytest.mark.parametrize("name", ["dagger", "short_sword", "broadsword"])
def test_weapons_differ(name):
    weapon = ITEMS[name]
    hero, _ = step_hero(Hero(12, 5, facing="right"), Intent(attack=True), DT, weapon.cooldown)
    assert hero.cooldown == weapon.cooldown
    target = spawn(Arena(hero), "brute", 12.9, 5).enemies
    _, after, events = strike(hero, target, weapon)
    assert after[0].health == ARCHETYPES["brute"].health - weapon.damage
    assert events[0].amount == weapon.damage
    far = spawn(Arena(hero), "slime", 12 + weapon.reach + 0.42 + 0.01, 5).enemies
    assert strike(hero, far, weapon)[2] == []


def test_fists_are_better_than_nothing():
    hero = Hero(12, 5, facing="right", swing=SWING_SECONDS)
    target = spawn(Arena(hero), "bat", 12.8, 5).enemies
    assert strike(hero, target, FISTS)[1][0].health == 16


@pytest.mark.parametrize(("guard", "lost"), [(0, 10), (2, 8), (4, 6), (40, 1)])
def test_armour_takes_from_the_damage(guard, lost):
    toucher = spawn(Arena(Hero(12, 5)), "slime", 12.4, 5).enemies
    assert suffer(Hero(12, 5), toucher, 1.0, guard)[0].health == 100 - lost


@pytest.mark.parametrize("archetype", list(ARCHETYPES))
def test_drops_are_items_and_chances(archetype):
    chances = [chance for item, chance in DROPS[archetype] if item in ITEMS]
    assert len(chances) == len(DROPS[archetype])
    assert 0 < sum(chances) <= 1


def test_drops_follow_the_chances():
    stream = random.Random(3)
    fallen = [Event("enemy_down", 1, 2, "slime", 100)] * 1000
    drops = dropped(fallen, 0.0, stream)
    assert 550 < len(drops) < 650
    assert {drop.item for drop in drops} == {"jam"}


def test_loot_is_picked_up_by_walking_over_it():
    near, far = Drop("jam", 12.3, 5.5, 0.0), Drop("potion", 15, 5.5, 0.0)
    left, pack, events = gather(Hero(12, 5.5), (near, far), START)
    assert left == (far,)
    assert pack.at("slot_1") == ("jam", 4)
    assert [(event.kind, event.item) for event in events] == [("pickup", "jam")]


def test_a_full_pack_leaves_loot_where_it_is():
    full = Pack((Stack("mail"),) * 22)
    drop = Drop("jam", 12, 5.5, 0.0)
    assert gather(Hero(12, 5.5), (drop,), full) == ((drop,), full, [])


@pytest.mark.parametrize(("health", "after", "left"), [(50, 60, 2), (95, 100, 2), (100, 100, 3)])
def test_food_heals_no_more_than_is_missing(health, after, left):
    fed, events = eat(Arena(Hero(12, 5, health=health)))
    assert fed.hero.health == after
    assert fed.pack.at("slot_1") == ("jam", left)
    assert len(events) == (left == 2)


@pytest.mark.parametrize("place", ["slot_2", "slot_9", "equip_weapon"])
def test_what_is_no_food_is_not_eaten(place):
    arena = Arena(Hero(12, 5, health=50))
    assert eat(arena, place) == (arena, [])


def test_nothing_to_eat():
    arena = Arena(Hero(12, 5, health=50), pack=Pack())
    assert eat(arena) == (arena, [])


def test_the_log_tells_of_waves_food_and_loot(host):
    host.command("load_scene", name="combat_arena")
    host.set("hero.health", 50)
    host.tap(K_q)
    host.step()
    assert host.log[-1] == "combat: jam heals 10"
    scene = host.game.arena
    scene.round = won(scene.round)._replace(loot=(Drop("potion", 12, 5.5, 0.0),))
    host.tap(K_SPACE)
    host.step(180)
    assert "combat: potion picked up" in host.log
    assert "combat: wave 2 of 3" in host.log
    assert host.get("arena.wave") == 2
    assert host.get("arena.waves_left") == 1
