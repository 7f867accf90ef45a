"""The arena as a player meets it: polled keys, the sword, what the log says."""

from __future__ import annotations

import pytest
from pygame import K_DOWN, K_ESCAPE, K_LEFT, K_RIGHT, K_SPACE, K_UP, K_a, K_d, K_s, K_w


@pytest.mark.parametrize(
    ("keys", "axis", "sign", "facing"),
    [
        ([K_RIGHT], "x", 1, "right"),
        ([K_d], "x", 1, "right"),
        ([K_LEFT], "x", -1, "left"),
        ([K_a], "x", -1, "left"),
        ([K_UP], "y", -1, "up"),
        ([K_w], "y", -1, "up"),
        ([K_DOWN], "y", 1, "down"),
        ([K_s], "y", 1, "down"),
        ([K_LEFT, K_d], "x", 0, "down"),
    ],
)
def test_held_keys_move_the_hero(arena, keys, axis, sign, facing):
    before = arena.get(f"hero.{axis}")
    arena.hold(*keys)
    arena.step(20)
    moved = arena.get(f"hero.{axis}") - before
    assert (moved > 0.5) - (moved < -0.5) == sign
    assert arena.get("hero.facing") == facing


def test_three_blows_down_a_slime(arena):
    arena.set("hero.facing", "right")
    arena.command("spawn_enemy", archetype="slime", x=13.2, y=5.5)
    health = []
    for _ in range(3):
        arena.set("hero.x", arena.get("arena.enemies")[0]["x"] - 1.2)
        arena.tap(K_SPACE)
        arena.step(30)
        health.append(arena.get("arena.enemies")[0]["health"])
    assert health == [20, 10, 0]
    assert arena.get("arena.result") == "victory"
    assert arena.get("arena.score") == 100
    assert arena.log[2:] == [
        "combat: swing",
        "combat: slime hit for 10",
        "combat: swing",
        "combat: slime hit for 10",
        "combat: swing",
        "combat: slime hit for 10",
        "combat: slime defeated",
        "combat: victory",
    ]


def test_touch_hurts_the_hero(arena):
    arena.command("spawn_enemy", archetype="bat", x=12.5, y=5.5)
    arena.step()
    assert arena.get("hero.health") == 95
    assert arena.log[-1] == "combat: hero hit for 5"
    assert arena.get("arena.hero")["invulnerable"] is True


def test_a_blow_is_not_kept_through_the_pause(arena):
    arena.tap(K_SPACE, K_ESCAPE, K_ESCAPE)
    arena.step(2)
    assert "combat: swing" not in arena.log


def test_sparks_fade(arena):
    arena.command("spawn_enemy", archetype="bat", x=12.5, y=5.5)
    arena.step()
    effects = arena.game.arena.effects
    assert effects.sparks
    assert [number.text for number in effects.numbers] == ["5"]
    arena.command("arena_clear")
    arena.step(60)
    assert (effects.sparks, effects.numbers) == ([], [])
