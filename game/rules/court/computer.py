"""An opponent by computer: what it presses. It sees what a player sees, and errs as one does."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, cos, hypot, radians, sin, sqrt
from random import Random
from typing import NamedTuple

from game.rules.court.figures import (
    BALL_GRAVITY,
    CHARGE_SECONDS,
    FASTEST_SHOT,
    LEAN,
    MIDDLE,
    PICKUP_RANGE,
    RAISED_Y,
    SLOWEST_SHOT,
    STEAL_RANGE,
    WIDTH,
)
from game.rules.court.state import IDLE, Ball, Court, Intent, Player

STEEPNESS = 0.6
"""The height of the basket over its distance where it shoots: from nearer the arc is too flat."""
WINDOW = 170.0
"""It shoots from so much farther away too."""


HALF_FRAME = 1 / 120


class Skill(NamedTuple):
    """How well it plays."""

    error: float
    """Of a charge, at most, 0 to 1."""
    patience: float
    """Seconds between two grabs."""
    eagerness: float
    """Part of the running speed it uses."""


SKILLS = {
    "easy": Skill(0.075, 1.5, 0.7),
    "normal": Skill(0.042, 0.9, 0.88),
    "hard": Skill(0.018, 0.55, 1.0),
}


@dataclass(slots=True)
class Computer:
    """What it remembers from frame to frame."""

    skill: Skill
    wait: float = 0.5
    wanted: float = 0.0
    """The charge at which it will let go."""


def think(mind: Computer, me: Player, court: Court, dt: float, stream: Random) -> Intent:
    """Return what the computer presses in this frame."""
    mind.wait -= dt
    ball = court.ball
    if ball is None:
        return IDLE
    if ball.holder is me:
        return attack(mind, me, court, stream)
    if ball.holder is not None and ball.holder.team != me.team:
        return defend(mind, me, ball.holder)
    return chase(mind, me, ball)


def attack(mind: Computer, me: Player, court: Court, stream: Random) -> Intent:
    """Run to where it can shoot from, charge, and let go."""
    if me.charging:
        return Intent(throw_held=me.charge < mind.wanted)
    basket = next(basket for basket in court.baskets if basket.team == me.team)
    ahead = basket.x - me.x
    side = 1.0 if ahead > 0.0 else -1.0
    above = basket.height - RAISED_Y
    nearest = above / STEEPNESS
    if abs(ahead) > nearest + WINDOW or me.y > 0.0:
        return Intent(move_x=side * mind.skill.eagerness)
    if abs(ahead) < nearest:
        return Intent(move_x=-side)
    if me.facing != side:
        return Intent(move_x=side)
    if mind.wait > 0.0:
        return IDLE
    # It lets go in the first frame that is beyond what it wants, half a frame too late.
    needed = charge_for(abs(ahead), above) - HALF_FRAME / CHARGE_SECONDS
    mind.wanted = needed + stream.uniform(-mind.skill.error, mind.skill.error)
    return Intent(throw_held=True)


def charge_for(ahead: float, above: float) -> float:
    """Return the charge that brings a ball so far, at the lean a charge begins with."""
    rise = ahead * cos(radians(LEAN)) / sin(radians(LEAN)) - above
    speed = sqrt(BALL_GRAVITY / 2 / max(rise, 1.0)) * ahead / sin(radians(LEAN))
    return (speed - SLOWEST_SHOT) / (FASTEST_SHOT - SLOWEST_SHOT)


def defend(mind: Computer, me: Player, holder: Player) -> Intent:
    """Run at who has the ball, and reach for it now and then."""
    ahead, above = holder.x - me.x, holder.y - me.y
    near = hypot(ahead, above) < STEAL_RANGE - 6.0
    grab = near and mind.wait <= 0.0 and me.steal_wait <= 0.0
    if grab:
        mind.wait = mind.skill.patience
    speed = 0.0 if abs(ahead) < 30.0 else mind.skill.eagerness
    jump = above > 40.0 and abs(ahead) < 160.0 and me.grounded and not me.before.jump
    return Intent(move_x=copysign(speed, ahead), jump=jump, steal=grab)


def chase(mind: Computer, me: Player, ball: Ball) -> Intent:
    """Run to where the ball comes down, and take it."""
    ahead, above = landing_x(ball) - me.x, ball.y - me.y - MIDDLE
    near = hypot(ball.x - me.x, above) < PICKUP_RANGE - 4.0
    grab = near and not me.before.pickup
    if grab:
        mind.wait = mind.skill.patience * 0.4
    speed = 0.0 if abs(ahead) < 8.0 else mind.skill.eagerness
    stuck = ball.resting and above > 30.0 and abs(ahead) < 150.0
    jump = stuck and me.grounded and not me.before.jump
    return Intent(move_x=copysign(speed, ahead), jump=jump, pickup=grab)


def landing_x(ball: Ball) -> float:
    """Return about where the ball meets the floor; walls send it back."""
    rise = ball.velocity_y
    fall = (rise + sqrt(max(0.0, rise * rise + 2 * BALL_GRAVITY * ball.y))) / BALL_GRAVITY
    x = ball.x + (0.0 if ball.resting else ball.velocity_x * min(fall, 0.9))
    x = abs(x)
    return min(x, 2 * WIDTH - x)
