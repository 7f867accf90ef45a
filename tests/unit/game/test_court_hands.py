"""What hands do on the court: they pick up, drop, shoot and steal."""

from __future__ import annotations

from dataclasses import replace
from math import cos, radians, sin
from random import Random

import pytest

from game.levels import load
from game.rules.court import handling
from game.rules.court.figures import (
    CARRY,
    CHARGE_SECONDS,
    FASTEST_SHOT,
    PICKUP_RANGE,
    RAISED_Y,
    RUN_SPEED,
    SLOWEST_SHOT,
    STEAL_COOLDOWN,
    STEAL_RANGE,
)
from game.rules.court.play import step
from game.rules.court.state import Ball, Court, Player, give, holds, new_court

LEVELS = load("test_levels.txt")
FRAME = 1 / 60


class Fixed(Random):
    """A stream that always says the same, and counts how often it is asked."""

    def __init__(self, value: float) -> None:
        super().__init__(0)
        self.value, self.asked = value, 0

    def random(self) -> float:
        self.asked += 1
        return self.value


def court_of(*players: Player, level: str = "test_flat_floor", ball: Ball | None = None) -> Court:
    court = new_court(LEVELS[level])
    court.players = list(players)
    court.ball = ball
    return court


def run(court: Court, frames: int = 1, stream: Random | None = None) -> None:
    for _ in range(frames):
        step(court, FRAME, stream or Fixed(0.99))


def tell(player: Player, **words) -> None:
    player.intent = replace(player.intent, **words)


def names(court: Court) -> list[tuple[str, str]]:
    return [(event.name, event.player) for event in court.events]


def me(x: float = 640.0, y: float = 0.0, **fields) -> Player:
    return Player(fields.pop("id", "me"), fields.pop("team", "left"), x, y, **fields)


@pytest.mark.parametrize(
    ("away", "got"), [(0.0, True), (PICKUP_RANGE, True), (PICKUP_RANGE + 0.01, False)]
)
def test_picking_up_has_a_range(away, got):
    player = me(grounded=True)
    court = court_of(player, ball=Ball(640 + away, 32.0, resting=True))
    tell(player, pickup=True)
    run(court)
    assert holds(court, player) is got
    assert names(court) == ([("Pickup", "me")] if got else [])


def test_picking_up_takes_a_press():
    player = me()
    court = court_of(player, ball=Ball(900, 14, resting=True))
    tell(player, pickup=True, move_x=1.0)
    run(court, 60)
    assert not holds(court, player)
    tell(player, pickup=False, move_x=0.0)
    court.ball.x = player.x
    run(court)
    tell(player, pickup=True)
    run(court)
    assert holds(court, player)


@pytest.mark.parametrize("order", [1, -1])
def test_the_nearest_gets_the_ball_and_the_id_decides_between_equals(order):
    players = [me(620, id="b"), me(660, id="c"), me(620, id="a")][::order]
    court = court_of(*players, ball=Ball(640, 14, resting=True))
    for player in players:
        tell(player, pickup=True)
    run(court)
    assert names(court) == [("Pickup", "a")]


def test_a_held_ball_follows_and_slows():
    player = me()
    court = court_of(player)
    give(court, player)
    tell(player, move_x=-1.0)
    run(court, 30)
    assert (court.ball.x, court.ball.y, court.ball.state) == (player.x - 32, 28, "Held")
    assert player.velocity_x == -RUN_SPEED * CARRY


def test_a_jump_drops_the_ball():
    player = me(grounded=True)
    court = court_of(player)
    give(court, player)
    tell(player, jump=True)
    run(court)
    assert names(court) == [("Drop", "me")]
    assert (court.ball.state, court.ball.holder) == ("Free", None)


@pytest.mark.parametrize("together", [True, False])
def test_charging_protects_the_ball_in_a_jump(together):
    player = me(grounded=True)
    court = court_of(player)
    give(court, player)
    tell(player, throw_held=True, jump=together)
    run(court)
    tell(player, jump=True)
    run(court, 10)
    assert holds(court, player)
    assert player.y > 100
    tell(player, throw_held=False)
    run(court)
    assert names(court) == [("ShotStart", "me"), ("ShotRelease", "me")]
    assert court.ball.y > player.y + RAISED_Y


@pytest.mark.parametrize("frames", [1, 15, 30, 60, 90])
def test_the_charge_is_the_time_between_press_and_release(frames):
    player = me(grounded=True)
    court = court_of(player)
    give(court, player)
    tell(player, throw_held=True)
    run(court, frames)
    assert player.charge == pytest.approx(min(1.0, frames * FRAME / CHARGE_SECONDS))
    speed = SLOWEST_SHOT + (FASTEST_SHOT - SLOWEST_SHOT) * player.charge
    tell(player, throw_held=False)
    run(court)
    ball = court.ball
    assert ball.velocity_x == pytest.approx(speed * sin(radians(25)))
    assert ball.velocity_y == pytest.approx(speed * cos(radians(25)) - 1200 * FRAME)
    assert (ball.state, player.charging, player.charge) == ("InFlight", False, 0.0)


def test_a_charge_is_full_after_its_seconds(monkeypatch):
    monkeypatch.setattr(handling, "CHARGE_SECONDS", 2.0)
    player = me()
    handling.charge(player, 0.5)
    assert player.charge == 0.25


@pytest.mark.parametrize(
    ("facing", "move_x", "frames", "lean"),
    [
        (1.0, 0.0, 20, 25.0),
        (-1.0, 0.0, 20, -25.0),
        (1.0, 1.0, 12, 40.0),
        (1.0, -1.0, 20, 0.0),
        (1.0, -1.0, 40, -25.0),
        (1.0, 1.0, 60, 65.0),
        (1.0, -1.0, 90, -65.0),
        (1.0, -0.5, 39, 0.625),
        (-1.0, 1.0, 20, 0.0),
    ],
)
def test_aiming_leans_the_shot(facing, move_x, frames, lean):
    player = me(grounded=True, facing=facing)
    court = court_of(player)
    give(court, player)
    tell(player, throw_held=True, move_x=move_x)
    run(court, frames)
    assert player.lean == pytest.approx(lean, abs=1e-9)
    assert player.facing == (1.0 if lean > 0 or (lean == 0 and facing > 0) else -1.0)
    assert player.velocity_x == 0.0


def test_without_the_ball_nothing_is_charged():
    player = me()
    court = court_of(player, ball=Ball(900, 14))
    tell(player, throw_held=True)
    run(court, 5)
    tell(player, throw_held=False)
    run(court, 5)
    assert names(court) == []


def duel(distance: float, charging: bool) -> tuple[Court, Player, Player]:
    thief = me(640, id="thief", grounded=True)
    victim = me(640 + distance, id="victim", team="right", grounded=True)
    court = court_of(thief, victim)
    give(court, victim)
    if charging:
        tell(victim, throw_held=True)
        run(court)
        court.events.clear()
    return court, thief, victim


@pytest.mark.parametrize(
    ("charging", "drawn", "stolen"),
    [
        (False, 0.0, True),
        (False, 0.3299999, True),
        (False, 0.33, False),
        (False, 0.4999999, False),
        (True, 0.33, True),
        (True, 0.4999999, True),
        (True, 0.5, False),
        (True, 0.99, False),
    ],
)
def test_the_chance_of_a_steal(charging, drawn, stolen):
    court, thief, victim = duel(40, charging)
    tell(thief, steal=True)
    stream = Fixed(drawn)
    run(court, 1, stream)
    assert stream.asked == 1
    assert names(court) == [
        ("StealAttempt", "thief"),
        ("StealSuccess" if stolen else "StealFail", "thief"),
    ]
    assert holds(court, thief) is stolen
    assert holds(court, victim) is not stolen
    assert victim.charging is (charging and not stolen)
    assert (victim.charge > 0.0) is victim.charging


def test_charging_makes_a_difference_of_17_points_over_many_seeds():
    outcomes = {}
    for charging in (False, True):
        stolen = set()
        for seed in range(2000):
            court, thief, _ = duel(40, charging)
            tell(thief, steal=True)
            run(court, 1, Random(seed))
            if holds(court, thief):
                stolen.add(seed)
        outcomes[charging] = stolen
    assert outcomes[False] == {seed for seed in range(2000) if Random(seed).random() < 0.33}
    assert outcomes[True] == {seed for seed in range(2000) if Random(seed).random() < 0.50}


def test_the_bonus_is_exactly_17_points():
    assert (handling.chance(me()), handling.chance(me(charging=True))) == (0.33, 0.50)


@pytest.mark.parametrize(
    ("distance", "reaches"), [(STEAL_RANGE, True), (STEAL_RANGE + 0.01, False), (300, False)]
)
def test_stealing_has_a_range_and_chance_is_asked_within_it_alone(distance, reaches):
    court, thief, _ = duel(distance, charging=False)
    tell(thief, steal=True)
    stream = Fixed(0.0)
    run(court, 1, stream)
    assert stream.asked == reaches
    assert names(court)[-1] == ("StealSuccess" if reaches else "StealFail", "thief")


def test_team_mates_are_not_robbed():
    court, thief, victim = duel(20, charging=False)
    victim.team = thief.team
    tell(thief, steal=True)
    run(court, 1, Fixed(0.0))
    assert names(court) == [("StealAttempt", "thief"), ("StealFail", "thief")]


@pytest.mark.parametrize(("wait", "again"), [(29, False), (30, True)])
def test_a_steal_has_to_wait_for_the_next(wait, again):
    assert pytest.approx(30 * FRAME) == STEAL_COOLDOWN
    court, thief, _ = duel(20, charging=False)
    tell(thief, steal=True)
    run(court, wait - 1)
    tell(thief, steal=False)
    run(court)
    tell(thief, steal=True)
    run(court)
    attempts = [event.frame for event in court.events if event.name == "StealAttempt"]
    assert attempts == ([0, wait] if again else [0])


@pytest.mark.parametrize(("left", "after"), [(1e-9, 0.0), (0.95e-9, 0.0), (1.05e-9, 1.05e-9)])
def test_a_billionth_of_a_second_is_no_wait(left, after):
    player = me(steal_wait=left)
    step(court_of(player), 0.0, Fixed(0.99))
    assert player.steal_wait == after


def test_who_was_robbed_has_to_wait_too():
    court, thief, victim = duel(20, charging=False)
    tell(thief, steal=True)
    run(court, 1, Fixed(0.0))
    tell(victim, steal=True)
    run(court, 5, Fixed(0.0))
    assert holds(court, thief)


def test_events_carry_the_step_in_which_they_happen():
    player = me(grounded=True)
    court = court_of(player, ball=Ball(650, 14, resting=True))
    tell(player, pickup=True)
    run(court, 3)
    tell(player, throw_held=True)
    run(court, 4)
    tell(player, throw_held=False)
    run(court)
    assert [(event.frame, event.name) for event in court.events] == [
        (0, "Pickup"),
        (3, "ShotStart"),
        (7, "ShotRelease"),
    ]
