"""One step of the court: what was pressed, then bodies, hands, and the ball."""

from __future__ import annotations

from random import Random

from game.rules.court import ball as flight
from game.rules.court import handling, running
from game.rules.court.state import Court, Player


def step(court: Court, dt: float, stream: Random) -> None:
    """Advance the court by `dt` seconds. Events of this step carry `court.frame` as it was."""
    players = court.players
    changed = [player for player in players if player.intent is not player.before]
    for player in changed:
        if player.intent.throw_held and not player.before.throw_held:
            handling.start_charge(player, court)
    for player in players:
        # What is left after the last step is a rounding error.
        left = player.steal_wait - dt
        player.steal_wait = left if left > 1e-9 else 0.0
        running.move(player, court, dt)
    use_hands(court, changed, stream)
    ball = court.ball
    if ball is not None:
        holder = ball.holder
        if holder is not None and holder.charging:
            handling.charge(holder, dt)
        flight.move(ball, court, dt)
    court.frame += 1


def use_hands(court: Court, changed: list[Player], stream: Random) -> None:
    """Have those whose intents have changed grasp, steal and shoot."""
    pickups, thieves, shooters = [], [], []
    for player in changed:
        now, before = player.intent, player.before
        if now.pickup and not before.pickup:
            pickups.append(player)
        if now.steal and not before.steal:
            thieves.append(player)
        if player.charging and not now.throw_held:
            shooters.append(player)
        player.before = now
    if pickups:
        handling.pick_up(court, pickups)
    handling.steal(court, thieves, stream)
    for player in shooters:
        # A thief may just have been quicker.
        if player.charging and court.ball is not None:
            handling.shoot(player, court.ball, court)
