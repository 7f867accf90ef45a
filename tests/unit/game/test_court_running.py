"""How players of the court run, jump and land."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from game.levels import load
from game.rules.court.figures import JUMP_SPEED, RUN_SPEED
from game.rules.court.play import step
from game.rules.court.running import on_platform
from game.rules.court.state import Ball, Court, Platform, Player, new_court

LEVELS = load("test_levels.txt")


def court_of(*players: Player, level: str = "test_flat_floor") -> Court:
    court = new_court(LEVELS[level])
    court.players = list(players)
    return court


def run(court: Court, frames: int = 1) -> None:
    for _ in range(frames):
        step(court, 1 / 60, Random(0))


def tell(player: Player, **words) -> None:
    player.intent = replace(player.intent, **words)


def me(x: float = 640.0, y: float = 0.0, **fields) -> Player:
    return Player(fields.pop("id", "me"), "left", x, y, **fields)


@pytest.mark.parametrize("way", [-1.0, 0.5, 1.0])
def test_running_gathers_speed_and_friction_takes_it(way):
    player = me()
    court = court_of(player)
    tell(player, move_x=way)
    run(court)
    assert 0 < abs(player.velocity_x) < RUN_SPEED * abs(way)
    run(court, 10)
    assert player.velocity_x == RUN_SPEED * way
    assert player.facing == (1.0 if way > 0 else -1.0)
    tell(player, move_x=0.0)
    run(court, 12)
    assert player.velocity_x == 0.0


@pytest.mark.parametrize(("way", "end"), [(-1.0, 48.0), (1.0, 1232.0)])
def test_walls_stop(way, end):
    player = me()
    court = court_of(player)
    tell(player, move_x=way)
    run(court, 200)
    assert (player.x, player.velocity_x) == (end, 0.0)


@pytest.mark.parametrize(("way", "wall"), [(-1.0, 48.0), (1.0, 1232.0)])
def test_a_wall_that_is_only_touched_takes_no_speed(way, wall):
    player = me(wall - way * 5.0, velocity_x=way * RUN_SPEED)
    court = court_of(player)
    tell(player, move_x=way)
    run(court)
    assert (player.x, player.velocity_x) == (wall, way * RUN_SPEED)


def test_a_jump_rises_above_the_test_platform_and_lands_where_it_left():
    player = me()
    court = court_of(player)
    run(court)
    tell(player, jump=True)
    heights = []
    for _ in range(60):
        run(court)
        heights.append(player.y)
    assert 180 < max(heights) < 184
    assert heights.index(0.0) == 53
    assert player.grounded


def test_a_jump_takes_a_new_press():
    player = me()
    court = court_of(player)
    run(court)
    tell(player, jump=True)
    run(court, 120)
    assert player.grounded
    tell(player, jump=False)
    run(court)
    tell(player, jump=True)
    run(court)
    assert player.velocity_y == pytest.approx(JUMP_SPEED, abs=31)


@pytest.mark.parametrize(("early", "jumps"), [(3, True), (12, False)])
def test_a_jump_pressed_just_before_the_landing_counts(early, jumps):
    player = me()
    court = court_of(player)
    run(court)
    tell(player, jump=True)
    run(court, 54 - early)
    tell(player, jump=False)
    run(court)
    tell(player, jump=True)
    run(court, early + 3)
    assert player.grounded is not jumps


def test_a_jump_that_was_made_is_not_remembered():
    player = me(grounded=True)
    court = court_of(player)
    tell(player, jump=True)
    run(court)
    assert (player.grounded, player.jump_wait) == (False, 0.0)


@pytest.mark.parametrize(("early", "jumps"), [(9, True), (10, False)])
def test_a_jump_is_remembered_for_a_tenth_of_a_second(early, jumps):
    """Of the steps in this test, 9.9 are a tenth of a second."""
    landing = 47  # the step in which a fall from 200 pixels ends
    player = me(y=200)
    court = court_of(player)
    for number in range(1, landing + 2):
        tell(player, jump=number > landing - early)
        step(court, 0.0101, Random(0))
        assert number != landing or player.grounded
    assert player.grounded is not jumps


def test_there_is_less_control_in_the_air():
    ground, air = me(400, id="ground", grounded=True), me(800, y=300, id="air")
    court = court_of(ground, air)
    for player in court.players:
        tell(player, move_x=1.0)
    run(court, 5)
    assert 0 < air.velocity_x < ground.velocity_x / 2
    for player in court.players:
        tell(player, move_x=0.0)
    run(court, 9)
    assert air.velocity_x > ground.velocity_x == 0.0


@pytest.mark.parametrize(
    ("x", "y", "ends"),
    [(640, 300, 150.0), (640, 150, 150.0), (640, 149, 0.0), (480, 300, 150.0), (470, 300, 0.0)],
)
def test_platforms_are_landed_on_from_above_alone(x, y, ends):
    player = me(x, y)
    court = court_of(player, level="test_single_platform")
    run(court, 60)
    assert (player.y, player.grounded) == (ends, True)


def test_a_jump_goes_up_through_a_platform_and_a_run_leads_off_it():
    player = me()
    court = court_of(player, level="test_single_platform")
    run(court)
    tell(player, jump=True)
    run(court, 60)
    assert (player.y, player.grounded) == (150.0, True)
    tell(player, move_x=1.0)
    run(court, 38)
    assert not player.grounded
    run(court, 40)
    assert (player.y, player.grounded) == (0.0, True)


@pytest.mark.parametrize(
    ("off", "holds"), [(0.95e-6, True), (-0.95e-6, True), (1e-6, False), (1.05e-6, False)]
)
def test_a_millionth_of_a_pixel_is_no_height(off, holds):
    court = court_of()
    court.platforms = (Platform(600.0, 700.0, 0.0),)
    assert on_platform(court, 640.0, 0.0, off) is holds


def test_the_lowest_platform_is_run_off_too():
    court = court_of(me(701.0, 0.5, grounded=True))
    court.platforms = (Platform(600.0, 700.0, 0.5),)
    court.ball = Ball(701.0, 14.5, 60.0, resting=True)
    run(court)
    assert court.players[0].grounded
    assert not court.ball.resting
    court.players[0].x = 713.0
    run(court)
    assert not court.players[0].grounded
