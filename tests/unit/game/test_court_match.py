"""A match: its phases, the computer, and the scene that shows it."""

from __future__ import annotations

from random import Random

import pytest
from pygame import K_DOWN, K_ESCAPE, K_LEFT, K_RETURN, K_SPACE, K_a, K_d, K_p, K_s, K_w

from game.levels import load
from game.rules.court.computer import SKILLS, Computer, charge_for, think
from game.rules.court.match import MATCH_SECONDS, Match, advance, new_match
from game.rules.court.play import step
from game.rules.court.state import Ball, Intent, Player, give, new_court

LEVELS = load("levels.txt")
FRAME = 1 / 60


def go(match: Match, frames: int) -> list[str]:
    stream = Random(0)
    return [m for _ in range(frames) if (m := advance(match, FRAME, stream))]


def shot(match: Match, team: str) -> None:
    basket = next(basket for basket in match.court.baskets if basket.team == team)
    match.court.ball = Ball(basket.x, basket.height + 30, 0.0, 0.0, "InFlight")


def test_the_countdown_holds_everything():
    match = new_match(LEVELS["moonlight"])
    match.court.players[0].intent = Intent(move_x=1.0)
    assert go(match, 143) == []
    assert (match.court.players[0].x, match.court.ball.y, match.clock) == (410.0, 420.0, 90.0)
    assert go(match, 1) == ["start"]
    go(match, 10)
    assert match.court.ball.y < 420


def test_a_goal_counts_once_and_is_followed_by_a_kick_off():
    match = new_match(LEVELS["moonlight"])
    go(match, 150)
    shot(match, "left")
    assert go(match, 40) == ["goal"]
    shot(match, "right")
    assert go(match, 40) == []
    assert match.court.score == {"left": 1, "right": 0}
    assert go(match, 100) == ["kick_off"]
    assert match.phase == "countdown"
    assert match.court.ball.x == 770.0


def test_the_leader_wins_when_the_time_is_up():
    match = new_match(LEVELS["moonlight"])
    go(match, 150)
    match.court.score["right"] = 2
    match.clock = 0.5
    assert go(match, 60) == ["over"]
    assert (match.phase, match.winner, match.clock) == ("over", "right", 0.0)
    assert go(match, 60) == []


def test_a_shot_in_the_air_may_still_come_down():
    match = new_match(LEVELS["moonlight"])
    go(match, 150)
    match.court.score["right"] = 1
    match.clock = 0.05
    shot(match, "left")
    match.court.ball.velocity_y = 200.0
    moments = go(match, 60)
    assert moments == ["goal"]
    assert go(match, 300) == ["overtime", "start"]


def test_overtime_is_won_by_the_next_goal():
    match = new_match(LEVELS["moonlight"])
    go(match, 150)
    match.clock = 0.05
    assert go(match, 200) == ["overtime", "start"]
    assert match.winner is None
    shot(match, "right")
    assert go(match, 200) == ["goal", "over"]
    assert match.winner == "right"


@pytest.mark.parametrize("ahead", range(440, 570, 10))
@pytest.mark.parametrize("level", list(LEVELS))
def test_the_computer_knows_how_to_hit(level, ahead):
    court = new_court(LEVELS[level])
    court.platforms = ()
    basket = court.baskets[1]
    player = Player("me", "left", basket.x - ahead, 0.0, grounded=True)
    court.players = [player]
    give(court, player)
    mind = Computer(SKILLS["hard"]._replace(error=0.0), wait=0.0)
    for _ in range(200):
        player.intent = think(mind, player, court, FRAME, Random(0))
        step(court, FRAME, Random(0))
    assert court.score == {"left": 1, "right": 0}
    assert 0.0 < charge_for(ahead, basket.height - 74) < 1.0


@pytest.mark.parametrize("skill", list(SKILLS))
@pytest.mark.parametrize("level", list(LEVELS))
def test_computers_play_a_whole_match(level, skill):
    match = new_match(LEVELS[level])
    minds = [Computer(SKILLS[skill]) for _ in match.court.players]
    chances, errors = Random(1), Random(2)
    for _ in range(60 * 300):
        for mind, player in zip(minds, match.court.players, strict=True):
            if match.phase in ("play", "goal"):
                player.intent = think(mind, player, match.court, FRAME, errors)
        advance(match, FRAME, chances)
        if match.phase == "over":
            break
    assert match.winner in ("left", "right")
    assert {event.name for event in match.court.events} >= {"Pickup", "StealSuccess", "Goal"}


@pytest.fixture
def court(host):
    host.command("load_scene", name="court")
    return host


def begin_play(court) -> None:
    court.command("court_play")
    court.step(2)


def test_the_match_on_screen(court):
    assert court.get("court.phase") == "countdown"
    assert court.get("court.clock") == MATCH_SECONDS
    assert [p["id"] for p in court.get("court.players")] == ["p1", "p2"]
    assert court.log[-2:] == ["court: match on moonlight", "scene: court"]
    begin_play(court)
    court.hold(K_d)
    court.step(20)
    assert court.get("court.players")[0]["x"] > 440
    assert court.get("court.players")[1]["x"] < 870


def test_a_second_person_takes_over(court):
    begin_play(court)
    court.tap(K_LEFT)
    court.step()
    x = court.get("court.players")[1]["x"]
    court.hold(K_LEFT)
    court.step(20)
    assert court.get("court.humans") == 2
    assert court.get("court.players")[1]["x"] < x - 60


def test_a_tap_within_one_frame_counts(court):
    begin_play(court)
    court.tap(K_LEFT, K_w)
    court.step()
    assert court.get("court.players")[0]["velocity_y"] > 0


@pytest.mark.parametrize(("holder", "event"), [("p1", "Drop"), ("p2", "StealAttempt")])
def test_grabbing_depends_on_who_has_the_ball(court, holder, event):
    begin_play(court)
    court.tap(K_LEFT)
    court.command("court_give_ball", player=holder)
    court.step(2)
    court.tap(K_s)
    court.step(2)
    if holder == "p1":
        court.tap(K_w)
        court.step()
    assert court.game.scenes[0].court.events[0].name == event


def test_a_shot_by_key(court):
    begin_play(court)
    court.tap(K_LEFT)
    court.command("court_give_ball", player="p1")
    court.hold(K_SPACE)
    court.step(20)
    assert court.get("court.players")[0]["charge"] == pytest.approx(20 / 60)
    court.hold()
    court.step()
    assert court.get("court.ball")["state"] == "InFlight"
    assert "court: p1 shoots" in court.log


@pytest.mark.parametrize("key", [K_ESCAPE, K_p])
def test_pause(court, key):
    begin_play(court)
    court.tap(key)
    clock = court.get("court.clock")
    court.step(10)
    assert (court.get("game.paused"), court.get("court.clock")) == (True, clock)
    assert court.get("menu.items") == ["Resume", "Restart", "Main menu"]
    court.tap(key)
    court.step(10)
    assert court.get("court.clock") < clock


def finish(court) -> None:
    begin_play(court)
    court.game.scenes[0].court.score["left"] = 3
    court.command("court_set_clock", seconds=0.0)
    court.step(80)


@pytest.mark.parametrize(
    ("keys", "level"),
    [([K_RETURN], "moonlight"), ([K_DOWN, K_RETURN], "terraces")],
)
def test_after_the_match(court, keys, level):
    finish(court)
    assert court.get("menu.items") == ["Rematch", "Next court", "Main menu"]
    assert court.get("court.winner") == "left"
    court.tap(*keys)
    assert court.get("court.level") == level
    assert court.get("court.phase") == "countdown"
    assert court.get("court.score.left") == 0


def test_leaving(court):
    finish(court)
    court.tap(K_ESCAPE)
    assert court.get("game.current_scene") == "main_menu"
    assert court.get("court.players") == []


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("court_give_ball", {"player": "p3"}, "player must be one of p1, p2, got 'p3'"),
        ("court_set_clock", {"seconds": -1.0}, "seconds must be between 0 and 600, got -1"),
    ],
)
def test_commands_are_checked(court, name, arguments, message):
    with pytest.raises(ValueError, match=message):
        court.command(name, **arguments)


def test_commands_need_a_match(host):
    with pytest.raises(ValueError, match="court_play needs the scene court, this is main_menu"):
        host.command("court_play")


def test_commands_need_a_match_that_goes_on(court):
    finish(court)
    with pytest.raises(ValueError, match="needs a match that goes on, this one was won by left"):
        court.command("court_play")


def test_games_with_a_seed_agree_and_drawing_changes_nothing(hosted):
    games = [hosted((320, 180), seed=3) for _ in range(3)]
    for frame in range(900):
        for number, game in enumerate(games):
            if frame == 0:
                game.command("load_scene", name="court")
            game.hold((K_a, K_d)[frame // 50 % 2], *((K_SPACE,) if frame // 40 % 2 else ()))
            if frame % 30 == 0:
                game.tap(K_s)
            game.step()
            if number == 0 and frame % 3 == 0:
                game.paint()
    assert games[0].state() == games[1].state() == games[2].state()
    assert games[0].log == games[1].log
    assert games[0].paint() == games[1].paint()
