"""What hands do: pick up, charge, shoot and steal."""

from __future__ import annotations

from math import copysign, cos, hypot, radians, sin
from random import Random

from game.rules.court.figures import (
    CHARGE_SECONDS,
    CHARGING_BONUS,
    FASTEST_SHOT,
    LEAN,
    LEAN_SPEED,
    MIDDLE,
    MOST_LEAN,
    PICKUP_RANGE,
    RAISED_Y,
    SLOWEST_SHOT,
    STEAL_CHANCE,
    STEAL_COOLDOWN,
    STEAL_RANGE,
)
from game.rules.court.state import Ball, Court, Player, give, holds


def start_charge(player: Player, court: Court) -> None:
    """Begin a shot, if there is a ball to throw."""
    if holds(court, player):
        player.charging, player.charge, player.lean = True, 0.0, player.facing * LEAN
        court.tell("ShotStart", player.id)


def charge(player: Player, dt: float) -> None:
    """Gather strength; `move_x` leans the shot, across the vertical too, and turns the player."""
    player.charge = min(1.0, player.charge + dt / CHARGE_SECONDS)
    lean = player.lean + player.intent.move_x * LEAN_SPEED * dt
    player.lean = min(max(lean, -MOST_LEAN), MOST_LEAN)
    if player.lean:
        player.facing = copysign(1.0, player.lean)


def shoot(player: Player, ball: Ball, court: Court) -> None:
    """Let the shot go."""
    ball.velocity_x, ball.velocity_y = launch(player.lean, player.charge)
    ball.x, ball.y = player.x, player.y + RAISED_Y
    ball.holder, ball.state, ball.resting = None, "InFlight", False
    player.charging, player.charge = False, 0.0
    court.tell("ShotRelease", player.id)


def launch(lean: float, charged: float) -> tuple[float, float]:
    """Return the velocity of a shot."""
    speed = SLOWEST_SHOT + (FASTEST_SHOT - SLOWEST_SHOT) * charged
    return sin(radians(lean)) * speed, cos(radians(lean)) * speed


def pick_up(court: Court, players: list[Player]) -> None:
    """Have the nearest of those who reach for the ball get it, unless somebody has it.

    Between equals the id decides, so that the order of `players` never does.
    """
    ball = court.ball
    if ball is None or ball.holder is not None:
        return
    distance, _, nearest = min((away(player, ball), player.id, player) for player in players)
    if distance <= PICKUP_RANGE:
        give(court, nearest)
        court.tell("Pickup", nearest.id)


def away(player: Player, ball: Ball) -> float:
    """Return how far the ball is from the middle of the player."""
    return hypot(ball.x - player.x, ball.y - player.y - MIDDLE)


def steal(court: Court, thieves: list[Player], stream: Random) -> None:
    """Have each try to take the ball: the nearest to it first, by id between equals."""
    ball = court.ball
    if ball is not None:
        thieves = sorted(thieves, key=lambda thief: (away(thief, ball), thief.id))
    for thief in thieves:
        if thief.steal_wait <= 0.0 and not holds(court, thief):
            attempt(thief, court, stream)


def attempt(thief: Player, court: Court, stream: Random) -> None:
    """Reach for the ball of an opponent. Only where there is one in reach is chance asked."""
    thief.steal_wait = STEAL_COOLDOWN
    court.tell("StealAttempt", thief.id)
    victim = court.ball.holder if court.ball is not None else None
    within = (
        victim is not None
        and victim.team != thief.team
        and hypot(victim.x - thief.x, victim.y - thief.y) <= STEAL_RANGE
    )
    if victim is None or not within or stream.random() >= chance(victim):
        court.tell("StealFail", thief.id)
        return
    victim.charging, victim.charge = False, 0.0
    victim.steal_wait = STEAL_COOLDOWN
    give(court, thief)
    court.tell("StealSuccess", thief.id)


def chance(victim: Player) -> float:
    """Return the chance, 0 to 1, to take the ball from `victim`."""
    return STEAL_CHANCE + (CHARGING_BONUS if victim.charging else 0.0)
