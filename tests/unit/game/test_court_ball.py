"""The ball of the court, and its baskets."""

from __future__ import annotations

from random import Random

import pytest

from game.levels import load
from game.rules.court.figures import BALL_RADIUS, BOARD_ABOVE, FLOOR_BOUNCE, RING
from game.rules.court.play import step
from game.rules.court.state import Ball, Court, new_court

LEVELS = load("test_levels.txt") | load("levels.txt")
STREAM = Random(0)


def court_with(ball: Ball, level: str = "test_flat_floor") -> Court:
    court = new_court(LEVELS[level])
    court.ball = ball
    return court


def run(court: Court, frames: int) -> None:
    for _ in range(frames):
        step(court, 1 / 60, STREAM)


def test_it_bounces_lower_each_time_and_comes_to_rest():
    court = court_with(Ball(640, 300))
    ball, before, peaks, bounces = court.ball, 0.0, [], 0
    for _ in range(600):
        rising = ball.velocity_y > 0
        run(court, 1)
        bounces += not rising and ball.velocity_y > 0
        if rising and ball.velocity_y <= 0:
            peaks.append(ball.y)
    assert bounces > 4
    assert peaks == sorted(peaks, reverse=True)
    assert peaks[0] - BALL_RADIUS == pytest.approx((300 - BALL_RADIUS) * FLOOR_BOUNCE**2, abs=12)
    assert (ball.y, ball.velocity_y, ball.resting, before) == (BALL_RADIUS, 0.0, True, 0.0)


def test_it_rolls_more_slowly_and_stops():
    court = court_with(Ball(200, BALL_RADIUS, 300.0))
    speeds = []
    for _ in range(200):
        run(court, 1)
        speeds.append(court.ball.velocity_x)
    assert speeds == sorted(speeds, reverse=True)
    assert speeds[-1] == 0.0
    rest = court.ball.x
    assert 400 < rest < 600
    run(court, 60)
    assert court.ball.x == rest


@pytest.mark.parametrize("way", [-1, 1])
def test_walls_send_it_back(way):
    court = court_with(Ball(640 + way * 500, 60, way * 600.0))
    run(court, 20)
    assert court.ball.velocity_x * way < 0
    assert 38 <= court.ball.x <= 1242


@pytest.mark.parametrize("way", [-1.0, 1.0])
def test_a_wall_that_is_only_touched_takes_no_speed(way):
    wall = 640 + way * 602
    court = court_with(Ball(wall - way * 10, 60, way * 600.0))
    run(court, 1)
    assert (court.ball.x, court.ball.velocity_x) == (wall, way * 600.0)


@pytest.mark.parametrize(("speed", "rests"), [(-80.0, False), (-79.0, True)])
def test_a_bounce_that_is_slow_enough_is_the_last(speed, rests):
    court = court_with(Ball(640, 15, 0.0, speed))
    run(court, 1)
    assert court.ball.resting is rests
    assert court.ball.velocity_y == (0.0 if rests else 70.0)


@pytest.mark.parametrize(("y", "ends"), [(300, 164.0), (130, 14.0)])
def test_platforms_hold_it_from_above_alone(y, ends):
    court = court_with(Ball(640, y, 0.0, 100.0 if y < 150 else 0.0), "test_single_platform")
    run(court, 600)
    assert court.ball.y == ends


def test_it_rolls_off_a_platform():
    court = court_with(Ball(700, 164, 200.0), "test_single_platform")
    run(court, 400)
    assert court.ball.y == BALL_RADIUS
    assert court.ball.x > 790


def test_a_flight_ends_on_the_floor():
    court = court_with(Ball(640, 200, 100.0, 0.0, "InFlight"))
    run(court, 20)
    assert court.ball.state == "InFlight"
    run(court, 30)
    assert court.ball.state == "Free"


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize(
    ("offset", "speed", "scores"),
    [
        (0.0, 0.0, True),
        (10.0, 0.0, True),
        (-10.0, 0.0, True),
        (RING + 20, 0.0, False),
        (0.0, -200.0, True),
    ],
)
def test_a_goal_falls_through_the_ring(side, offset, speed, scores):
    court = new_court(LEVELS["test_shooting_range"])
    basket = court.baskets[side]
    court.ball = Ball(basket.x + offset * basket.inward, basket.height + 40, 0.0, speed, "InFlight")
    court.ball.last = "somebody"
    run(court, 40)
    assert court.score[basket.team] == int(scores)
    assert sum(court.score.values()) == int(scores)
    assert [(event.name, event.player) for event in court.events] == (
        [("Goal", "somebody")] if scores else []
    )


def test_the_left_team_throws_at_the_right_basket():
    left, right = new_court(LEVELS["test_flat_floor"]).baskets
    assert (left.team, left.x, left.height) == ("right", 84.0, 250.0)
    assert (right.team, right.x, right.height) == ("left", 1196.0, 250.0)


@pytest.mark.parametrize("speed", [300.0, 600.0, 900.0])
def test_nothing_scores_from_below(speed):
    court = new_court(LEVELS["test_shooting_range"])
    basket = court.baskets[0]
    court.ball = Ball(basket.x, basket.height - 60, 0.0, speed)
    run(court, 200)
    assert sum(court.score.values()) == 0


@pytest.mark.parametrize("x", [RING, -RING])
def test_the_rim_sends_it_away(x):
    court = new_court(LEVELS["test_steal_arena"])
    basket = court.baskets[1]
    court.ball = Ball(basket.x - x + 4, basket.height + 60)
    run(court, 19)
    assert court.ball.velocity_y > 0 or abs(court.ball.velocity_x) > 50


def test_the_board_sends_it_back():
    court = new_court(LEVELS["test_steal_arena"])
    basket = court.baskets[1]
    court.ball = Ball(basket.x - 60, basket.height + 50, 500.0, 100.0)
    run(court, 12)
    assert court.ball.velocity_x < 0
    assert court.ball.x + BALL_RADIUS <= basket.board_x


@pytest.mark.parametrize("level", list(LEVELS))
@pytest.mark.parametrize("beyond", [-10.0, 0.0, 20.0])
def test_nothing_stays_on_top_of_a_board(level, beyond):
    court = new_court(LEVELS[level])
    basket = court.baskets[0]
    x = max(38.0, basket.board_x - beyond)
    court.ball = Ball(x, basket.height + BOARD_ABOVE + 80)
    run(court, 1200)
    assert court.ball.y < basket.height - 20
    assert court.ball.resting


@pytest.mark.parametrize("seed", range(40))
def test_it_never_leaves_the_court(seed):
    draw = Random(seed)
    level = draw.choice(list(LEVELS))
    speed = draw.uniform(-1200, 1200), draw.uniform(-200, 1200)
    court = court_with(Ball(draw.uniform(100, 1180), draw.uniform(20, 500), *speed), level)
    for _ in range(1500):
        run(court, 1)
        assert 38 <= court.ball.x <= 1242
        assert court.ball.y >= BALL_RADIUS
    assert court.ball.resting
