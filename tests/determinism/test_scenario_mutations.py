"""Each scenario of the table fails when the rule it tests is broken, and no other one does.

A mutant is the demo game with one rule of `game/rules/court` replaced. The scenarios of the table
are run in it with the real command; which of them fail is compared with it in both directions. That
the rules have no part that nothing tests is the matter of `tools/mutate.py`.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "tests" / "scenarios"
FACTORY = '''"""The game with one rule broken."""

from game.app import create
from game.rules.court import ball, baskets, handling, running

'''


class Mutant(NamedTuple):
    rule: str
    """What is broken, in words."""
    code: str
    """What breaks it: statements that replace names in the modules of the rules."""
    failing: str
    """The scenarios that must fail, all others must pass."""


def constant(rule: str, name: str, value: float, failing: str) -> Mutant:
    """A mutant of one figure, in the module that reads it."""
    return Mutant(rule, f"assert {name}\n{name} = {value}\n", failing)


def function(rule: str, name: str, code: str, failing: str) -> Mutant:
    """A mutant of one function: `code` defines `broken`, which may call the `right` one."""
    return Mutant(rule, f"right = {name}\n{code}\n{name} = broken\n", failing)


MUTANTS = [
    # How players move.
    constant("no gravity", "running.GRAVITY", 0.0, "jump_basic jump_onto_platform"),
    constant("half of the gravity", "running.GRAVITY", 900.0, "jump_basic jump_onto_platform"),
    constant("no friction", "running.FRICTION", 0.0,
             "jump_onto_platform score_increments walk_left walk_right"),
    constant("running goes the other way", "running.RUN_SPEED", -300.0,
             "air_control drop_on_jump jump_onto_platform pickup_while_moving score_increments "
             "steal_while_charging walk_left walk_right wall_stops_player"),
    constant("running is slower", "running.RUN_SPEED", 270.0,
             "air_control pickup_while_moving walk_left walk_right"),
    function("nobody goes left", "running.run",
             "def broken(player, court, want, dt): right(player, court, max(want, 0.0), dt)",
             "score_increments walk_left wall_stops_player"),
    constant("no steering in the air", "running.AIR_ACCELERATION", 0.0,
             "air_control jump_onto_platform"),
    constant("no gliding in the air", "running.AIR_FRICTION", 2000.0, "air_control"),
    constant("jumps are too low", "running.JUMP_SPEED", 700.0,
             "jump_basic jump_onto_platform shoot_while_jumping"),
    function("jumps in the air", "running.jump",
             "def broken(player, court, dt):\n"
             "    player.grounded = True\n"
             "    right(player, court, dt)", "jump_basic"),
    function("a jump that is held goes on", "running.move",
             "def broken(player, court, dt):\n"
             "    if player.intent.jump: player.jump_wait = 1.0\n"
             "    right(player, court, dt)", "jump_basic jump_onto_platform"),
    function("players fall through platforms", "running.landing",
             "def broken(court, x, foot, before, after): return 0.0 if after <= 0.0 else None",
             "jump_onto_platform"),
    function("platforms are solid from below", "running.fall",
             "def broken(player, court, dt):\n"
             "    before = player.y\n"
             "    right(player, court, dt)\n"
             "    for low, high, top in court.platforms:\n"
             "        if low <= player.x <= high and before < top <= player.y:\n"
             "            player.y, player.velocity_y = before, 0.0", "jump_onto_platform"),
    constant("no wall on the right", "running.RIGHTMOST", 9999.0, "wall_stops_player"),
    constant("no wall on the left", "running.LEFTMOST", -9999.0, "wall_stops_player"),

    # The ball, free and carried.
    constant("nothing can be reached", "handling.PICKUP_RANGE", -1.0,
             "pickup_stationary pickup_while_moving score_increments"),
    constant("all can be reached", "handling.PICKUP_RANGE", 9999.0, "pickup_while_moving"),
    function("a ball that is picked up stays where it is", "ball.carry",
             "def broken(ball, holder): ball.x, ball.y = ball.x, 14.0",
             "drop_on_jump pickup_stationary pickup_while_moving"),
    constant("carrying does not slow down", "running.CARRY", 1.0, "pickup_while_moving"),
    function("a jump keeps the ball", "running.drop", "def broken(player, ball, court): pass",
             "drop_on_jump"),
    function("a dropped ball stands still", "running.drop",
             "def broken(player, ball, court):\n"
             "    right(player, ball, court)\n"
             "    ball.velocity_x = 0.0", "drop_on_jump"),
    constant("the ball does not fall", "ball.BALL_GRAVITY", 0.0,
             "bounce_floor score_basic score_increments shoot_aim_left shoot_basic "
             "shoot_max_charge"),
    constant("the ball does not bounce", "ball.FLOOR_BOUNCE", 0.0, "bounce_floor"),
    constant("a bounce takes no speed along the floor", "ball.FLOOR_GRIP", 1.0,
             "bounce_floor rolling_stops"),
    constant("the ball rolls on forever", "ball.ROLL_FRICTION", 0.0, "rolling_stops"),

    # Shots.
    function("charging adds nothing", "handling.launch",
             "def broken(lean, charged): return right(lean, 0.0)",
             "score_basic score_increments shoot_aim_left shoot_basic shoot_max_charge"),
    function("charging never ends", "handling.charge",
             "def broken(player, dt):\n"
             "    charged = player.charge\n"
             "    right(player, dt)\n"
             "    player.charge = charged + dt", "shoot_max_charge"),
    constant("the stick does not lean a shot", "handling.LEAN_SPEED", 0.0, "shoot_aim_left"),
    constant("shots may lean to the floor", "handling.MOST_LEAN", 90.0, "shoot_aim_left"),
    function("shots go right wherever one faces", "handling.start_charge",
             "def broken(player, court):\n"
             "    right(player, court)\n"
             "    player.lean = handling.LEAN", "shoot_aim_left"),
    function("who charges can walk", "running.move",
             "def broken(player, court, dt):\n"
             "    charging, player.charging = player.charging, False\n"
             "    jumps = player.intent.jump and not player.before.jump\n"
             "    player.charging = charging and jumps\n"
             "    right(player, court, dt)\n"
             "    player.charging = charging", "shoot_aim_left"),
    function("no shots in the air", "handling.shoot",
             "def broken(player, ball, court): player.grounded and right(player, ball, court)",
             "shoot_while_jumping"),
    function("who charges drops the ball in a jump", "running.jump",
             "def broken(player, court, dt):\n"
             "    player.charging = False\n"
             "    right(player, court, dt)", "shoot_while_jumping"),

    # Goals.
    function("goals do not count", "baskets.score", "def broken(ball, basket, court): pass",
             "score_basic score_increments"),
    function("goals count twice", "baskets.score",
             "def broken(ball, basket, court):\n"
             "    right(ball, basket, court)\n"
             "    court.score[basket.team] += 1", "score_basic score_increments"),
    function("there is never more than one goal", "baskets.score",
             "def broken(ball, basket, court):\n"
             "    right(ball, basket, court)\n"
             "    court.score[basket.team] = 1", "score_increments"),
    function("goals count for the other team", "baskets.score",
             "def broken(ball, basket, court):\n"
             "    other = {'left': 'right', 'right': 'left'}[basket.team]\n"
             "    right(ball, basket._replace(team=other), court)", "score_basic score_increments"),
    function("the net does not hold the ball", "baskets.score",
             "def broken(ball, basket, court):\n"
             "    right(ball, basket, court)\n"
             "    ball.state = 'InFlight'", "score_basic"),

    # Steals.
    constant("steals reach everywhere", "handling.STEAL_RANGE", 9999.0, "steal_out_of_range"),
    constant("steals reach a little too far", "handling.STEAL_RANGE", 80.0, "steal_out_of_range"),
    constant("steals reach nobody", "handling.STEAL_RANGE", -1.0,
             "steal_cooldown steal_in_range steal_while_charging"),
    constant("steals do not quite reach", "handling.STEAL_RANGE", 55.0, "steal_in_range"),
    constant("no steal succeeds", "handling.STEAL_CHANCE", -1.0,
             "steal_cooldown steal_in_range steal_while_charging"),
    constant("every steal succeeds", "handling.STEAL_CHANCE", 1.0, "steal_cooldown"),
    constant("charging is no risk", "handling.CHARGING_BONUS", 0.0, "steal_while_charging"),
    constant("no cooldown", "handling.STEAL_COOLDOWN", 0.0, "steal_cooldown"),
    constant("a cooldown too long", "handling.STEAL_COOLDOWN", 1.0, "steal_cooldown"),
    function("who was robbed may steal right back", "handling.attempt",
             "def broken(thief, court, stream):\n"
             "    right(thief, court, stream)\n"
             "    for other in court.players:\n"
             "        if other is not thief: other.steal_wait = 0.0", "steal_cooldown"),
    function("the own team can be robbed", "handling.attempt",
             "def broken(thief, court, stream):\n"
             "    team, thief.team = thief.team, 'nobody'\n"
             "    right(thief, court, stream)\n"
             "    thief.team = team", "steal_in_range"),
    function("the thief does not get the ball", "handling.give",
             "def broken(court, player): right(court, court.ball.holder or player)",
             "steal_cooldown steal_in_range steal_while_charging"),
]  # fmt: skip


NAMED = {name for mutant in MUTANTS for name in mutant.failing.split()}


@pytest.fixture(scope="module")
def tried(count) -> list[Mutant]:
    """Some of the mutants, and all with --long."""
    return MUTANTS[:: count(5, 1)]


@pytest.fixture(scope="module")
def failing(shared_project, tried) -> dict[str, list[str]]:
    """What fails in each mutant, by its rule; and in the game as it is, by ``none``."""
    shutil.copytree(ROOT / "game", shared_project.folder / "game")
    for path in SCENARIOS.rglob("*.toml"):
        if path.stem in NAMED:
            shared_project.write(str(path.relative_to(ROOT)), path.read_bytes())

    def run(number: int, mutant: Mutant) -> list[str]:
        shared_project.write(f"mutant_{number}.py", FACTORY + mutant.code)
        ended = shared_project.command(
            "scenarios", "--game", f"mutant_{number}.py:create", "--digest", "off",
            "--run-id", f"mutant_{number}", run_id=f"mutant_{number}",
        )  # fmt: skip
        failed = [test for test in ended.report["tests"] if test["status"] != "passed"]
        kinds = {test["failure_kind"] for test in failed}
        assert kinds <= {"assertion"}, f"{mutant.rule}: {ended.text}"
        return sorted(Path(test["file"]).stem for test in failed)

    mutants = [Mutant("none", "", ""), *tried]
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        found = list(pool.map(run, range(len(mutants)), mutants))
    return {mutant.rule: names for mutant, names in zip(mutants, found, strict=True)}


def test_exactly_the_right_scenarios_fail(failing, tried):
    assert failing == {"none": []} | {mutant.rule: mutant.failing.split() for mutant in tried}


def test_every_named_scenario_is_there():
    assert {path.stem for path in SCENARIOS.rglob("*.toml")} >= NAMED


def test_every_mutant_fails_something():
    assert [mutant.rule for mutant in MUTANTS if not mutant.failing] == []
