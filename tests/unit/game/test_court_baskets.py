"""How the ball bounces off a rim and a board, at the limits that the rules give."""

from __future__ import annotations

import pytest

from game.rules.court.baskets import hit, hit_board
from game.rules.court.state import Ball, Basket

LEFT = Basket("right", 100.0, 300.0, 1.0)
"""Its board has its face at 58 and reaches from 290 to 390."""
RIGHT = Basket("left", 1180.0, 300.0, -1.0)


@pytest.mark.parametrize(
    ("place", "velocity", "ends", "velocity_after"),
    [
        ((10.0, 0.0), (-100.0, 7.0), (18.0, 0.0), (60.0, 7.0)),
        ((17.5, 0.0), (-100.0, 7.0), (18.0, 0.0), (60.0, 7.0)),
        ((10.0, 0.0), (0.5, 7.0), (18.0, 0.0), (0.5, 7.0)),
        ((1.0, 0.0), (-100.0, 7.0), (18.0, 0.0), (60.0, 7.0)),
        # It only touches; it is in the very middle, and could be sent anywhere.
        ((18.0, 0.0), (-100.0, 7.0), (18.0, 0.0), (-100.0, 7.0)),
        ((0.0, 0.0), (-100.0, 7.0), (0.0, 0.0), (-100.0, 7.0)),
    ],
)
def test_a_point_keeps_the_ball_away(place, velocity, ends, velocity_after):
    ball = Ball(200.0 + place[0], 300.0 + place[1], *velocity)
    hit(ball, 200.0, 300.0, 18.0, 0.6)
    assert (ball.x - 200.0, ball.y - 300.0) == ends
    assert (ball.velocity_x, ball.velocity_y) == pytest.approx(velocity_after)


@pytest.mark.parametrize("basket", [LEFT, RIGHT])
@pytest.mark.parametrize(
    ("depth", "y", "speed", "depth_after", "y_after", "speed_after"),
    [
        (13.0, 350.0, -100.0, 14.0, 350.0, 75.0),
        (13.0, 350.0, 0.5, 14.0, 350.0, 0.5),
        (14.0, 350.0, -100.0, 14.0, 350.0, -100.0),
        # Its face ends at its lower and its upper edge.
        (-5.0, 290.0, -100.0, 14.0, 290.0, 75.0),
        (-5.0, 390.0, -100.0, 14.0, 390.0, 75.0),
        # Above it, what comes down is sent inwards; what is beside it falls.
        (13.0, 404.0, -100.0, 13.0, 404.0, 90.0),
        (13.0, 404.0, 200.0, 13.0, 404.0, 200.0),
        (14.0, 404.0, -100.0, 14.0, 404.0, -100.0),
        (13.0, 404.5, -100.0, 13.0, 404.5, -100.0),
        # Below it, straight under its edge and a little in front of it.
        (-20.0, 280.0, 5.0, -20.0, 276.0, 5.0),
        (0.5, 276.1, 5.0, 0.5033, 276.0090, 5.0),
    ],
)
def test_a_board_is_solid(basket, depth, y, speed, depth_after, y_after, speed_after):
    ball = Ball(basket.board_x + depth * basket.inward, y, speed * basket.inward)
    hit_board(ball, basket)
    assert (ball.x - basket.board_x) * basket.inward == pytest.approx(depth_after, abs=1e-3)
    assert ball.y == pytest.approx(y_after, abs=1e-3)
    assert ball.velocity_x * basket.inward == pytest.approx(speed_after)
