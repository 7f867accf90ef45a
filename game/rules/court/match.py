"""A match: countdown, play against the clock, goals, overtime, result. Scenarios do without it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from game.levels import Level
from game.rules.court import play
from game.rules.court.figures import WIDTH
from game.rules.court.state import IDLE, TEAMS, Ball, Court, Player, new_court

MATCH_SECONDS = 90.0
COUNTDOWN_SECONDS = 2.4
"""Three beats of 0.8 seconds."""
GOAL_SECONDS = 2.2
SPOT = 230.0
"""From the middle to where players stand at a kick-off."""
TOSS_HEIGHT = 420.0
TOSS_SHIFT = 130.0
"""So far towards those who conceded the ball comes down after a goal."""


@dataclass(slots=True, eq=False)
class Match:
    """A court and what is played for on it."""

    court: Court
    phase: str = "countdown"
    """`countdown`, `play`, `goal` or `over`."""
    left: float = COUNTDOWN_SECONDS
    """Seconds until a countdown or a celebration is over."""
    clock: float = MATCH_SECONDS
    overtime: bool = False
    """Whether the next goal decides."""
    scorer: str | None = None
    """The team that scored last."""

    @property
    def winner(self) -> str | None:
        """The team that has won, if the match is over."""
        if self.phase != "over":
            return None
        return max(TEAMS, key=lambda team: self.court.score[team])


def new_match(level: Level) -> Match:
    """Return a match of one against one, before its kick-off."""
    court = new_court(level)
    court.players = [Player("p1", "left"), Player("p2", "right")]
    match = Match(court)
    kick_off(match)
    return match


def kick_off(match: Match) -> None:
    """Have everybody take place, and the ball hang over the court until the countdown is over."""
    court = match.court
    for player in court.players:
        side = -1.0 if player.team == "left" else 1.0
        player.x, player.y, player.facing = WIDTH / 2 + side * SPOT, 0.0, -side
        player.velocity_x = player.velocity_y = player.jump_wait = player.steal_wait = 0.0
        player.grounded, player.charging, player.charge = True, False, 0.0
        player.intent = player.before = IDLE
    toward = {None: 0.0, "left": TOSS_SHIFT, "right": -TOSS_SHIFT}[match.scorer]
    court.ball = Ball(WIDTH / 2 + toward, TOSS_HEIGHT)
    court.scoring = True
    match.phase, match.left = "countdown", COUNTDOWN_SECONDS


def advance(match: Match, dt: float, stream: Random) -> str | None:
    """Advance the match; return `start`, `goal`, `kick_off`, `overtime` or `over` as it begins."""
    if match.phase == "over":
        return None
    if match.phase == "countdown":
        return count_down(match, dt)
    before = dict(match.court.score)
    play.step(match.court, dt, stream)
    if match.phase == "goal":
        return celebrate(match, dt)
    match.clock = max(0.0, match.clock - dt)
    if match.clock < 1e-9:
        match.clock = 0.0
    scored = [team for team, goals in match.court.score.items() if goals > before[team]]
    if scored:
        match.scorer, match.court.scoring = scored[0], False
        match.phase, match.left = "goal", GOAL_SECONDS
        return "goal"
    return time_up(match) if match.clock == 0.0 and not match.overtime else None


def count_down(match: Match, dt: float) -> str | None:
    """Come nearer to the start; nobody moves."""
    match.left -= dt
    if match.left > 1e-9:
        return None
    match.phase, match.left = "play", 0.0
    return "start"


def celebrate(match: Match, dt: float) -> str | None:
    """Go on without scoring, until the next kick-off or the end."""
    match.left -= dt
    if match.left > 1e-9:
        return None
    if match.clock == 0.0 or match.overtime:
        return time_up(match)
    kick_off(match)
    return "kick_off"


def time_up(match: Match) -> str | None:
    """End the match, or have it go on for one more goal. A shot in the air may still come down."""
    ball = match.court.ball
    if match.phase == "play" and ball is not None and ball.state == "InFlight":
        return None
    score = match.court.score
    if score["left"] != score["right"]:
        match.phase = "over"
        return "over"
    match.overtime, match.scorer = True, None
    kick_off(match)
    return "overtime"
