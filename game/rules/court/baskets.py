"""The baskets: rim, board and net, and what counts as a goal."""

from __future__ import annotations

from math import hypot

from game.rules.court.figures import (
    BALL_RADIUS,
    BOARD_KICK,
    NET_HOLD,
    OPENING,
    POST,
    RIM_BOUNCE,
    RING,
    WALL_BOUNCE,
)
from game.rules.court.state import Ball, Basket, Court

Point = tuple[float, float]
"""x and y."""


def meet(ball: Ball, basket: Basket, court: Court, start: Point, end: Point) -> None:
    """Have the ball bounce off the basket, or go through the ring between two points.

    They are where a frame begins and where it would end without walls: what is fast may pass the
    ring on its way to one.
    """
    x, height = basket.x, basket.height
    if crosses(start[1], end[1], height) and inside(basket, start, end):
        if ball.velocity_y < 0.0:
            score(ball, basket, court)
        else:
            refuse(ball, basket)
        return
    for rim in (x - RING, x + RING):
        hit(ball, rim, height, POST + BALL_RADIUS, RIM_BOUNCE)
    hit_board(ball, basket)


def crosses(before: float, after: float, height: float) -> bool:
    """Tell whether a height is passed, up or down."""
    return before > height >= after or before < height <= after


def inside(basket: Basket, start: Point, end: Point) -> bool:
    """Tell whether the ring's height is passed within its opening."""
    share = (start[1] - basket.height) / (start[1] - end[1])
    x = start[0] + (end[0] - start[0]) * share
    return abs(x - basket.x) <= OPENING


def score(ball: Ball, basket: Basket, court: Court) -> None:
    """Count a goal; the net takes the speed of the ball."""
    ball.state = "Free"
    ball.velocity_x *= NET_HOLD
    ball.velocity_y *= NET_HOLD
    if court.scoring:
        court.score[basket.team] += 1
        court.tell("Goal", ball.last)


def refuse(ball: Ball, basket: Basket) -> None:
    """Throw a ball back that comes through the net from below."""
    ball.y = basket.height - 0.5
    ball.velocity_y *= -NET_HOLD


def hit(ball: Ball, x: float, y: float, reach: float, bounce: float) -> None:
    """Bounce off a point that keeps the ball's centre `reach` away."""
    dx, dy = ball.x - x, ball.y - y
    distance = hypot(dx, dy)
    if distance >= reach or distance == 0.0:
        return
    nx, ny = dx / distance, dy / distance
    ball.x, ball.y = x + nx * reach, y + ny * reach
    into = min(0.0, ball.velocity_x * nx + ball.velocity_y * ny)
    ball.velocity_x -= (1.0 + bounce) * into * nx
    ball.velocity_y -= (1.0 + bounce) * into * ny


def hit_board(ball: Ball, basket: Basket) -> None:
    """Bounce off the board, which is solid up to the wall; nothing stays on top of it."""
    face, low, high = basket.board_x, basket.board_low, basket.board_high
    depth = (ball.x - face) * basket.inward
    nearest = face if depth > 0.0 else ball.x
    if ball.y < low:
        hit(ball, nearest, low, BALL_RADIUS, WALL_BOUNCE)
    elif ball.y > high:
        hit(ball, nearest, high, BALL_RADIUS, WALL_BOUNCE)
        if depth < BALL_RADIUS and ball.y <= high + BALL_RADIUS:
            ball.velocity_x = basket.inward * max(BOARD_KICK, ball.velocity_x * basket.inward)
    elif depth < BALL_RADIUS:
        ball.x = face + basket.inward * BALL_RADIUS
        speed = ball.velocity_x * basket.inward
        ball.velocity_x = basket.inward * max(speed, speed * -WALL_BOUNCE)
