"""The data of the court: what is new, what stands where, and what it is to be given the ball."""

from __future__ import annotations

import pytest

from game.levels import load
from game.rules.court.match import Match
from game.rules.court.state import IDLE, Ball, Court, Player, give, new_court

LEVELS = load("levels.txt")
COURT = new_court(LEVELS["moonlight"])


def fields_of(thing: Player | Ball) -> dict[str, object]:
    return {name: getattr(thing, name) for name in thing.__slots__}


def test_a_new_player_stands_still():
    assert fields_of(Player("me", "left")) == {
        "id": "me", "team": "left", "x": 0.0, "y": 0.0, "facing": 1.0,
        "velocity_x": 0.0, "velocity_y": 0.0, "grounded": False,
        "charging": False, "charge": 0.0, "lean": 0.0, "steal_wait": 0.0, "jump_wait": 0.0,
        "intent": IDLE, "before": IDLE,
    }  # fmt: skip


def test_a_new_ball_hangs_in_the_air():
    assert fields_of(Ball(100.0, 50.0)) == {
        "x": 100.0, "y": 50.0, "velocity_x": 0.0, "velocity_y": 0.0,
        "state": "Free", "holder": None, "last": "", "resting": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    "make",
    [
        lambda: Player("me", "left", 100.0, 50.0),
        lambda: Ball(100.0, 50.0),
        lambda: new_court(LEVELS["moonlight"]),
        lambda: Match(COURT),
    ],
)
def test_things_are_themselves_and_have_no_other_fields(make):
    """Two that look alike are two, and a misspelt field is an error."""
    thing = make()
    assert thing != make()
    with pytest.raises(AttributeError):
        thing.velocity = 1.0


def test_a_new_court():
    court = new_court(LEVELS["moonlight"])
    assert (court.players, court.ball, court.events) == ([], None, [])
    assert (court.score, court.frame, court.scoring) == ({"left": 0, "right": 0}, 0, True)


@pytest.mark.parametrize(
    ("level", "platforms"),
    [
        ("moonlight", [(510.0, 770.0, 120.0)]),
        (
            "bridges",
            [
                (116.0, 208.0, 55.0),
                (1072.0, 1164.0, 55.0),
                (24.0, 116.0, 110.0),
                (1164.0, 1256.0, 110.0),
                (430.0, 850.0, 165.0),
            ],
        ),
    ],
)
def test_where_the_platforms_are(level, platforms):
    assert list(new_court(LEVELS[level]).platforms) == platforms


def given(ball: Ball | None, facing: float) -> Court:
    court = new_court(LEVELS["moonlight"])
    court.ball = ball
    player = Player("me", "left", 300.0, 20.0, facing, charging=True, charge=0.5, lean=3.0)
    court.players = [player]
    give(court, player)
    return court


@pytest.mark.parametrize("facing", [1.0, -1.0])
@pytest.mark.parametrize(
    "ball", [None, Ball(900.0, 14.0, 50.0, 60.0, "InFlight", last="other", resting=True)]
)
def test_the_ball_comes_to_rest_in_the_hands_at_once(ball, facing):
    court = given(ball, facing)
    (player,) = court.players
    assert ball is None or court.ball is ball
    assert fields_of(court.ball) == fields_of(
        Ball(300.0 + facing * 32.0, 48.0, 0.0, 0.0, "Held", player, "me", False)
    )
    assert (player.charging, player.charge, player.lean) == (False, 0.0, facing * 25.0)
