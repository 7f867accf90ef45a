"""What the computer presses, at the limits of what it sees and knows."""

from __future__ import annotations

from random import Random

import pytest

from game.levels import load
from game.rules.court import computer
from game.rules.court.computer import SKILLS, Computer, Skill, charge_for, landing_x, think
from game.rules.court.state import IDLE, Ball, Court, Intent, Player, give, new_court

LEVELS = load("levels.txt")
FRAME = 1 / 60
SKILL = Skill(0.1, 0.9, 0.8)
RUN, BACK = Intent(move_x=0.8), Intent(move_x=-0.8)


class Highest(Random):
    """A stream that always draws the highest of what it is asked for."""

    def uniform(self, a: float, b: float) -> float:
        assert a == -b
        return b


def court_of(*players: Player, ball: Ball | None = None) -> Court:
    """Return the court `moonlight`: rings at 108 and 1172, 290 above the floor."""
    court = new_court(LEVELS["moonlight"])
    court.players, court.ball = list(players), ball
    return court


def me(x: float, y: float = 0.0, **fields) -> Player:
    return Player(
        "me", fields.pop("team", "left"), x, y, grounded=fields.pop("grounded", True), **fields
    )


def thought(court: Court, wait: float = 0.0) -> tuple[Intent, Computer]:
    """Return what the first player presses, at the end of a wait, and what it remembers."""
    mind = Computer(SKILL, wait=wait + FRAME)
    return think(mind, court.players[0], court, FRAME, Highest()), mind


def test_the_skills():
    assert SKILLS == {
        "easy": (0.075, 1.5, 0.7),
        "normal": (0.042, 0.9, 0.88),
        "hard": (0.018, 0.55, 1.0),
    }
    mind = Computer(SKILL)
    assert (mind.wait, mind.wanted) == (0.5, 0.0)
    with pytest.raises(AttributeError):
        mind.want = 1.0


def test_without_a_ball_it_does_nothing():
    assert thought(court_of(me(600)))[0] == IDLE


@pytest.mark.parametrize(
    ("distance", "fields", "pressed"),
    [
        # The ring is 216 above raised hands: it shoots from 360 to 530.
        (530.01, {}, RUN),
        (530.0, {}, Intent(throw_held=True)),
        (360.0, {}, Intent(throw_held=True)),
        (359.99, {}, Intent(move_x=-1.0)),
        (450.0, {"y": 0.5}, RUN),
        (450.0, {"facing": -1.0}, Intent(move_x=1.0)),
    ],
)
@pytest.mark.parametrize("team", ["left", "right"])
def test_where_it_shoots_from(team, distance, fields, pressed):
    way = 1.0 if team == "left" else -1.0
    x = 1172.0 - distance if team == "left" else 108.0 + distance
    fields = {"team": team, "facing": way, **fields} | (
        {"facing": -way} if "facing" in fields else {}
    )
    player = me(x, **fields)
    court = court_of(player)
    give(court, player)
    found, _ = thought(court)
    assert found == Intent(pressed.move_x * way, throw_held=pressed.throw_held)


@pytest.mark.parametrize(("x", "way"), [(1172.0, 1.0), (1172.5, 1.0), (1171.5, -1.0)])
def test_below_the_ring_it_steps_away_and_straight_below_it_to_the_right(x, way):
    player = me(x)
    court = court_of(player)
    give(court, player)
    assert thought(court)[0] == Intent(move_x=way)


@pytest.mark.parametrize(("wait", "shoots"), [(0.0, True), (0.001, False)])
@pytest.mark.parametrize(("team", "x"), [("left", 700.0), ("right", 580.0)])
def test_it_shoots_after_a_wait(team, x, wait, shoots):
    player = me(x, team=team, facing=1.0 if team == "left" else -1.0)
    court = court_of(player)
    give(court, player)
    found, mind = thought(court, wait)
    assert found == (Intent(throw_held=True) if shoots else IDLE)
    assert mind.wanted == pytest.approx(charge_for(472.0, 216.0) - 1 / 120 + 0.1 if shoots else 0.0)


def test_half_a_frame_is_less_of_a_charge_that_takes_longer(monkeypatch):
    monkeypatch.setattr(computer, "CHARGE_SECONDS", 2.0)
    player = me(700.0)
    court = court_of(player)
    give(court, player)
    _, mind = thought(court)
    assert mind.wanted == pytest.approx(charge_for(472.0, 216.0) - 1 / 240 + 0.1)


@pytest.mark.parametrize(("charge", "holds"), [(0.49, True), (0.5, False), (0.51, False)])
def test_it_lets_go_at_the_charge_that_it_wants(charge, holds):
    player = me(700)
    court = court_of(player)
    give(court, player)
    player.charging, player.charge = True, charge
    mind = Computer(SKILL, wanted=0.5)
    assert think(mind, player, court, FRAME, Highest()) == Intent(throw_held=holds)


@pytest.mark.parametrize(
    ("ahead", "above", "charge"),
    [(400, 200, 0.662931), (500, 216, 0.781325), (900, 300, 1.194545), (100, 300, 7.364365)],
)
def test_the_charge_that_it_needs(ahead, above, charge):
    assert charge_for(ahead, above) == pytest.approx(charge, abs=1e-6)


@pytest.mark.parametrize(
    ("at", "fields", "pressed"),
    [
        ((100.0, 0.0), {}, RUN),
        ((-100.0, 0.0), {}, BACK),
        ((57.9, 0.0), {}, Intent(move_x=0.8, steal=True)),
        ((58.0, 0.0), {}, RUN),
        ((-40.0, 41.9), {}, Intent(move_x=-0.8, jump=True, steal=True)),
        ((30.0, 0.0), {}, Intent(move_x=0.8, steal=True)),
        ((29.9, 0.0), {}, Intent(move_x=0.0, steal=True)),
        ((-29.9, 0.0), {}, Intent(move_x=0.0, steal=True)),
        ((40.0, 0.0), {"steal_wait": 0.01}, RUN),
        ((100.0, 40.0), {}, RUN),
        ((100.0, 40.1), {}, Intent(move_x=0.8, jump=True)),
        ((159.9, 60.0), {}, Intent(move_x=0.8, jump=True)),
        ((-159.9, 60.0), {}, Intent(move_x=-0.8, jump=True)),
        ((160.0, 60.0), {}, RUN),
        ((-160.0, 60.0), {}, BACK),
        ((100.0, 60.0), {"grounded": False}, RUN),
        ((100.0, 60.0), {"before": Intent(jump=True)}, RUN),
    ],
)
def test_it_runs_at_who_has_the_ball(at, fields, pressed):
    player = me(600.0, 10.0, **fields)
    other = Player("other", "right", 600.0 + at[0], 10.0 + at[1])
    court = court_of(player, other)
    give(court, other)
    found, mind = thought(court)
    assert found == pressed
    assert mind.wait == pytest.approx(0.9 if pressed.steal else 0.0)
    found, mind = thought(court, wait=0.001)
    assert found == Intent(pressed.move_x, pressed.jump)
    assert mind.wait == pytest.approx(0.001)


def test_it_lets_a_team_mate_play():
    player, other = me(600.0), Player("other", "left", 640.0, 0.0)
    court = court_of(player, other)
    give(court, other)
    assert not thought(court)[0].steal


@pytest.mark.parametrize(
    ("at", "fields", "pressed"),
    [
        ((100.0, 14.0), {}, RUN),
        ((-100.0, 14.0), {}, BACK),
        ((55.9, 32.0), {}, Intent(move_x=0.8, pickup=True)),
        ((-55.9, 32.0), {}, Intent(move_x=-0.8, pickup=True)),
        ((56.0, 32.0), {}, RUN),
        ((40.0, 32.0), {"before": Intent(pickup=True)}, RUN),
        ((8.0, 32.0), {}, Intent(move_x=0.8, pickup=True)),
        ((7.9, 32.0), {}, Intent(move_x=0.0, pickup=True)),
        ((-7.9, 32.0), {}, Intent(move_x=0.0, pickup=True)),
        ((100.0, 62.0), {}, RUN),
        ((100.0, 62.1), {}, Intent(move_x=0.8, jump=True)),
        ((149.9, 80.0), {}, Intent(move_x=0.8, jump=True)),
        ((-149.9, 80.0), {}, Intent(move_x=-0.8, jump=True)),
        ((150.0, 80.0), {}, RUN),
        ((-150.0, 80.0), {}, BACK),
        ((100.0, 80.0), {"grounded": False}, RUN),
        ((100.0, 80.0), {"before": Intent(jump=True)}, RUN),
    ],
)
def test_it_runs_at_a_ball_that_rests(at, fields, pressed):
    player = me(600.0, 10.0, **fields)
    ball = Ball(600.0 + at[0], 10.0 + at[1], resting=True)
    found, mind = thought(court_of(player, ball=ball))
    assert found == pressed
    assert mind.wait == pytest.approx(0.36 if pressed.pickup else 0.0)


def test_it_does_not_jump_for_a_ball_that_comes_down():
    assert thought(court_of(me(600.0), ball=Ball(700.0, 200.0)))[0] == RUN


@pytest.mark.parametrize(
    ("ball", "x"),
    [
        (Ball(500, 14, 100.0, resting=True), 500.0),
        (Ball(500, 150, 100.0), 550.0),
        (Ball(500, 150, 100.0, -450.0), 525.0),
        (Ball(500, 150, 100.0, 800.0), 590.0),
        (Ball(30, 150, -100.0), 20.0),
        (Ball(1270, 150, 100.0), 1240.0),
        (Ball(1230, 150, 100.0), 1280.0),
        (Ball(500, -1.0, 100.0, 30.0), 502.5),
    ],
)
def test_where_the_ball_comes_down(ball, x):
    assert landing_x(ball) == pytest.approx(x)
