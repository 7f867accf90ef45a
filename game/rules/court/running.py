"""How players run, jump, fall and land."""

from __future__ import annotations

from math import copysign

from game.rules.court.figures import (
    ACCELERATION,
    AIR_ACCELERATION,
    AIR_FRICTION,
    CARRY,
    DROP_SPEED,
    FOOT,
    FRICTION,
    GRAVITY,
    HALF_WIDTH,
    JUMP_BUFFER,
    JUMP_SPEED,
    RUN_SPEED,
    WALL,
    WIDTH,
)
from game.rules.court.state import Ball, Court, Player

LEFTMOST = WALL + HALF_WIDTH
RIGHTMOST = WIDTH - WALL - HALF_WIDTH


def move(player: Player, court: Court, dt: float) -> None:
    """Move a player on by `dt` seconds."""
    if player.intent.jump and not player.before.jump:
        player.jump_wait = JUMP_BUFFER
    if player.jump_wait > 0.0:
        jump(player, court, dt)
    run(player, court, 0.0 if player.charging else player.intent.move_x, dt)
    if not player.grounded:
        fall(player, court, dt)
    elif player.y > 0.0 and not supported(player, court):
        player.grounded = False


def jump(player: Player, court: Court, dt: float) -> None:
    """Leave the ground if there is any; a ball that is not being thrown is left behind."""
    if not player.grounded:
        player.jump_wait -= dt
        return
    player.jump_wait = 0.0
    player.grounded = False
    player.velocity_y = JUMP_SPEED
    ball = court.ball
    if ball is not None and ball.holder is player and not player.charging:
        drop(player, ball, court)


def drop(player: Player, ball: Ball, court: Court) -> None:
    """Let the ball go."""
    ball.holder, ball.state = None, "Free"
    ball.velocity_x, ball.velocity_y = player.velocity_x / 2, DROP_SPEED
    court.tell("Drop", player.id)


def run(player: Player, court: Court, want: float, dt: float) -> None:
    """Bring the speed nearer to what is wanted (-1 to 1), and go so far; walls stop."""
    goal = want * RUN_SPEED
    if want:
        player.facing = copysign(1.0, want)
        ball = court.ball
        if ball is not None and ball.holder is player:
            goal *= CARRY
        rate = ACCELERATION if player.grounded else AIR_ACCELERATION
    else:
        rate = FRICTION if player.grounded else AIR_FRICTION
    speed = toward(goal, player.velocity_x, rate * dt)
    x = player.x + speed * dt
    if x < LEFTMOST:
        x, speed = LEFTMOST, 0.0
    elif x > RIGHTMOST:
        x, speed = RIGHTMOST, 0.0
    player.x, player.velocity_x = x, speed


def toward(goal: float, speed: float, change: float) -> float:
    """Return the speed, changed towards `goal` by at most `change`."""
    return min(max(goal, speed - change), speed + change)


def fall(player: Player, court: Court, dt: float) -> None:
    """Rise or fall, and land on what is below."""
    speed = player.velocity_y - GRAVITY * dt
    # Halfway between the speeds before and after: the same height at any frame rate.
    before, after = player.y, player.y + (player.velocity_y + speed) / 2 * dt
    top = landing(court, player.x, FOOT, before, after)
    if top is None:
        player.y, player.velocity_y = after, speed
    else:
        player.y, player.velocity_y, player.grounded = top, 0.0, True


def landing(court: Court, x: float, foot: float, before: float, after: float) -> float | None:
    """Return the highest top that is passed on the way down from `before` to `after`."""
    tops = [0.0] if after <= 0.0 else []
    for left, right, top in court.platforms:
        if after <= top <= before and left - foot <= x <= right + foot:
            tops.append(top)
    return max(tops, default=None)


def supported(player: Player, court: Court) -> bool:
    """Tell whether a platform holds the player."""
    return on_platform(court, player.x, FOOT, player.y)


def on_platform(court: Court, x: float, foot: float, y: float) -> bool:
    """Tell whether something at height `y` stands on a platform."""
    for left, right, top in court.platforms:
        if abs(top - y) < 1e-6 and left - foot <= x <= right + foot:
            return True
    return False
