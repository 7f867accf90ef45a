"""The phases of a match, frame by frame: countdown, play, celebration, overtime, result."""

from __future__ import annotations

from random import Random

import pytest

from game.levels import load
from game.rules.court.match import Match, advance, new_match
from game.rules.court.state import IDLE, Ball, Intent, Player

LEVEL = load("levels.txt")["moonlight"]
FRAME = 1 / 60


def go(match: Match, frames: int = 1) -> list[tuple[int, str]]:
    """Return what begins in so many frames, with the number of the frame."""
    moments = ((n, advance(match, FRAME, Random(0))) for n in range(1, frames + 1))
    return [(n, moment) for n, moment in moments if moment]


def in_play(**fields) -> Match:
    match = new_match(LEVEL)
    match.phase = "play"
    for name, value in fields.items():
        setattr(match, name, value)
    return match


def score(match: Match, team: str) -> None:
    """Have the next frame be one in which a team scores."""
    basket = next(basket for basket in match.court.baskets if basket.team == team)
    match.court.ball = Ball(basket.x, basket.height + 1, 0.0, -300.0, "InFlight")
    match.court.ball.last = "p1"


def fields_of(thing: Player | Ball) -> dict[str, object]:
    return {name: getattr(thing, name) for name in thing.__slots__}


def test_a_new_match():
    match = new_match(LEVEL)
    assert (match.phase, match.left, match.clock) == ("countdown", 2.4, 90.0)
    assert (match.overtime, match.scorer, match.winner) == (False, None, None)
    assert match.court.score == {"left": 0, "right": 0}
    assert [(p.id, p.team, p.x, p.facing) for p in match.court.players] == [
        ("p1", "left", 410.0, 1.0),
        ("p2", "right", 870.0, -1.0),
    ]
    standing = Player("p1", "left", 410.0, 0.0, 1.0, grounded=True)
    assert fields_of(match.court.players[0]) == fields_of(standing)


def test_the_countdown_ends_after_144_frames():
    match = new_match(LEVEL)
    assert go(match, 144) == [(144, "start")]
    assert (match.phase, match.left, match.clock) == ("play", 0.0, 90.0)


@pytest.mark.parametrize(
    ("left", "over"), [(1e-9, True), (0.95e-9, True), (1.05e-9, False), (1e-8, False)]
)
@pytest.mark.parametrize(("phase", "moment"), [("countdown", "start"), ("goal", "kick_off")])
def test_a_billionth_of_a_second_is_nothing_left(phase, moment, left, over):
    match = in_play(phase=phase, left=left)
    assert advance(match, 0.0, Random(0)) == (moment if over else None)


@pytest.mark.parametrize(
    ("clock", "after"), [(1e-9, 1e-9), (0.95e-9, 0.0), (1.05e-9, 1.05e-9), (1e-8, 1e-8)]
)
def test_less_than_a_billionth_of_a_second_is_no_time(clock, after):
    match = in_play(clock=clock)
    advance(match, 0.0, Random(0))
    assert match.clock == after


def test_a_kick_off_puts_everything_in_its_place():
    match, fresh = in_play(), new_match(LEVEL)
    score(match, "left")
    assert go(match) == [(1, "goal")]
    for player in match.court.players:
        for name in ("x", "y", "velocity_x", "velocity_y", "jump_wait", "steal_wait", "charge"):
            setattr(player, name, 9.0)
        player.facing, player.grounded, player.charging = -player.facing, False, True
        player.intent, player.before = Intent(jump=True), Intent(steal=True)
    match.left = 0.0
    assert go(match) == [(1, "kick_off")]
    assert list(map(fields_of, match.court.players)) == list(map(fields_of, fresh.court.players))
    assert all(p.grounded and p.intent is p.before is IDLE for p in match.court.players)
    assert (match.phase, match.left, match.court.scoring) == ("countdown", 2.4, True)
    assert fields_of(match.court.ball) == fields_of(Ball(770.0, 420.0))


@pytest.mark.parametrize(("team", "x"), [("left", 770.0), ("right", 510.0)])
def test_a_goal_is_celebrated_for_132_frames(team, x):
    match = in_play(clock=60.0)
    score(match, team)
    assert go(match) == [(1, "goal")]
    assert (match.phase, match.left, match.scorer) == ("goal", 2.2, team)
    assert (match.clock, match.court.scoring) == (pytest.approx(60.0 - FRAME), False)
    assert go(match, 132) == [(132, "kick_off")]
    assert match.clock == pytest.approx(60.0 - FRAME)
    assert (match.court.ball.x, match.court.ball.y) == (x, 420.0)


@pytest.mark.parametrize(
    ("clock", "left", "moments"),
    [
        (FRAME, 0.0, [(1, "overtime")]),
        (FRAME + 5e-10, 0.0, [(1, "overtime")]),
        (FRAME / 2, 0.0, [(1, "overtime")]),
        (FRAME + 1e-6, 1e-6, []),
        (2 * FRAME, FRAME, []),
    ],
)
def test_the_clock_runs_out(clock, left, moments):
    match = in_play(clock=clock)
    assert go(match) == moments
    assert match.clock == (pytest.approx(left) if left else 0.0)
    assert match.overtime is bool(moments)


@pytest.mark.parametrize(
    ("goals", "moment", "winner"),
    [((2, 1), "over", "left"), ((1, 2), "over", "right"), ((1, 1), "overtime", None)],
)
@pytest.mark.parametrize("phase", ["play", "goal"])
def test_what_happens_when_the_time_is_up(phase, goals, moment, winner):
    match = in_play(phase=phase, clock=0.0, left=FRAME, scorer="left")
    match.court.score.update(left=goals[0], right=goals[1])
    assert match.winner is None
    assert go(match) == [(1, moment)]
    assert match.winner == winner
    if winner is None:
        assert (match.phase, match.scorer, match.court.ball.x) == ("countdown", None, 640.0)
    else:
        assert match.phase == "over"
        assert go(match, 200) == []


@pytest.mark.parametrize(
    ("phase", "ball", "moments"),
    [
        ("play", Ball(640, 400, 0.0, 0.0, "InFlight"), []),
        ("play", Ball(640, 400), [(1, "over")]),
        ("play", None, [(1, "over")]),
        ("goal", Ball(640, 400, 0.0, 0.0, "InFlight"), [(1, "over")]),
    ],
)
def test_a_shot_in_the_air_is_waited_for(phase, ball, moments):
    match = in_play(phase=phase, clock=0.0, left=FRAME)
    match.court.score["right"] = 1
    match.court.ball = ball
    assert go(match) == moments


@pytest.mark.parametrize("clock", [0.0, 30.0])
def test_overtime_has_no_clock_and_ends_with_a_goal(clock):
    match = in_play(overtime=True, clock=clock)
    assert go(match, 300) == []
    score(match, "right")
    assert go(match, 200) == [(1, "goal"), (133, "over")]
    assert match.winner == "right"


def test_a_goal_at_the_last_moment_is_celebrated_first():
    match = in_play(clock=FRAME)
    score(match, "left")
    assert go(match, 200) == [(1, "goal"), (133, "over")]


def test_nothing_counts_while_a_goal_is_celebrated():
    match = in_play()
    score(match, "left")
    go(match)
    score(match, "right")
    go(match)
    assert match.court.score == {"left": 1, "right": 0}
    assert [event.name for event in match.court.events] == ["Goal"]
