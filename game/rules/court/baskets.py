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

NEAR = 120.0
"""A ball farther from the middle of a ring than this touches nothing of it."""


def meet(ball: Ball, basket: Basket, court: Court, before_x: float, before_y: float) -> None:
    """Have the ball, that came from a point, bounce off the basket or go through the ring."""
    x, height = basket.x, basket.height
    if not (x - NEAR < ball.x < x + NEAR and height - NEAR < ball.y < height + NEAR):
        return
    if crosses(before_y, ball.y, height) and inside(ball, basket, before_x, before_y):
        if ball.velocity_y < 0.0:
            score(ball, basket, court)
        else:
            refuse(ball, basket)
        return
    for side in (-RING, RING):
        hit(ball, x + side, height, POST + BALL_RADIUS, RIM_BOUNCE)
    hit_board(ball, basket)


def crosses(before: float, after: float, height: float) -> bool:
    """Tell whether a height is passed, up or down."""
    return before > height >= after or before < height <= after


def inside(ball: Ball, basket: Basket, before_x: float, before_y: float) -> bool:
    """Tell whether the ball passes the ring's height within its opening."""
    share = (before_y - basket.height) / (before_y - ball.y)
    x = before_x + (ball.x - before_x) * share
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
    into = ball.velocity_x * nx + ball.velocity_y * ny
    if into < 0.0:
        ball.velocity_x -= (1.0 + bounce) * into * nx
        ball.velocity_y -= (1.0 + bounce) * into * ny


def hit_board(ball: Ball, basket: Basket) -> None:
    """Bounce off the board, which is solid up to the wall; nothing stays on top of it."""
    face, low, high = basket.board_x, basket.board_low, basket.board_high
    depth = (ball.x - face) * basket.inward
    if low <= ball.y <= high:
        if depth < BALL_RADIUS:
            ball.x = face + basket.inward * BALL_RADIUS
            if ball.velocity_x * basket.inward < 0.0:
                ball.velocity_x *= -WALL_BOUNCE
        return
    edge = low if ball.y < low else high
    hit(ball, face if depth > 0.0 else ball.x, edge, BALL_RADIUS, WALL_BOUNCE)
    if edge == high and depth < BALL_RADIUS and ball.y <= high + BALL_RADIUS:
        ball.velocity_x = basket.inward * max(BOARD_KICK, ball.velocity_x * basket.inward)
