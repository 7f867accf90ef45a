"""Where the ball goes: it flies, bounces, rolls, comes to rest, or is carried."""

from __future__ import annotations

from game.rules.court.baskets import meet
from game.rules.court.figures import (
    BALL_GRAVITY,
    BALL_RADIUS,
    CARRY_X,
    CARRY_Y,
    FLOOR_BOUNCE,
    FLOOR_GRIP,
    RAISED_Y,
    REST_SPEED,
    ROLL_FRICTION,
    WALL,
    WALL_BOUNCE,
    WIDTH,
)
from game.rules.court.running import landing, on_platform, toward
from game.rules.court.state import Ball, Court, Player

LEFTMOST = WALL + BALL_RADIUS
RIGHTMOST = WIDTH - WALL - BALL_RADIUS


def move(ball: Ball, court: Court, dt: float) -> None:
    """Move the ball on by `dt` seconds."""
    if ball.holder is not None:
        carry(ball, ball.holder)
    elif ball.resting:
        roll(ball, court, dt)
    else:
        fly(ball, court, dt)


def carry(ball: Ball, holder: Player) -> None:
    """Follow the hands."""
    if holder.charging:
        ball.x, ball.y = holder.x, holder.y + RAISED_Y
    else:
        ball.x, ball.y = holder.x + holder.facing * CARRY_X, holder.y + CARRY_Y


def roll(ball: Ball, court: Court, dt: float) -> None:
    """Roll more and more slowly, off the edge of a platform too."""
    ball.velocity_x = toward(0.0, ball.velocity_x, ROLL_FRICTION * dt)
    ball.x += ball.velocity_x * dt
    rebound(ball)
    ground = ball.y - BALL_RADIUS
    if ground > 0.0 and not on_platform(court, ball.x, 0.0, ground):
        ball.resting = False


def fly(ball: Ball, court: Court, dt: float) -> None:
    """Fly on, and bounce off what is in the way."""
    start = ball.x, ball.y
    speed = ball.velocity_y - BALL_GRAVITY * dt
    ball.x += ball.velocity_x * dt
    ball.y += (ball.velocity_y + speed) / 2 * dt
    ball.velocity_y = speed
    end = ball.x, ball.y
    rebound(ball)
    for basket in court.baskets:
        meet(ball, basket, court, start, end)
    touch_down(ball, court, start[1])


def rebound(ball: Ball) -> None:
    """Bounce off the walls."""
    if ball.x < LEFTMOST:
        ball.x, ball.velocity_x = LEFTMOST, abs(ball.velocity_x) * WALL_BOUNCE
    elif ball.x > RIGHTMOST:
        ball.x, ball.velocity_x = RIGHTMOST, -abs(ball.velocity_x) * WALL_BOUNCE


def touch_down(ball: Ball, court: Court, before_y: float) -> None:
    """Bounce off the floor or a platform; a flight ends there."""
    top = landing(court, ball.x, 0.0, before_y - BALL_RADIUS, ball.y - BALL_RADIUS)
    if top is None:
        return
    ball.state = "Free"
    ball.y = top + BALL_RADIUS
    ball.velocity_x *= FLOOR_GRIP
    ball.velocity_y *= -FLOOR_BOUNCE
    if ball.velocity_y < REST_SPEED:
        ball.velocity_y, ball.resting = 0.0, True
