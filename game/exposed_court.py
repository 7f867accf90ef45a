"""The part of the Test API Surface that is about the court. Units and axes as in its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.court_scenarios import CourtScenarios
from game.rules.court.state import Court, Player, give, holds
from game.scenes.court import Court as CourtScene
from game.scenes.court_view import CourtView

if TYPE_CHECKING:
    from game.app import App
    from game.rules.court.match import Match
    from harness.contract import Api, Plain


def declare(app: App, api: Api) -> None:
    """Declare the court: nil, empty and zero where there is none."""

    def players() -> list[Plain]:
        court = court_of(app)
        return [shown_player(court, player) for player in court.players] if court else []

    def ball() -> Plain:
        court = court_of(app)
        return shown_ball(court) if court else None

    for team in ("left", "right"):
        declare_score(app, api, team)
    api.property("court.level", lambda: court.level.name if (court := court_of(app)) else None)
    api.property("court.players", players)
    api.property("court.ball", ball)
    api.property("court.phase", lambda: match.phase if (match := match_of(app)) else None)
    api.property("court.clock", lambda: round(match.clock, 6) if (match := match_of(app)) else 0.0)
    api.property("court.overtime", lambda: bool((match := match_of(app)) and match.overtime))
    api.property("court.winner", lambda: match.winner if (match := match_of(app)) else None)
    api.property("court.humans", lambda: scene.humans if (scene := scene_of(app)) else 0)
    declare_commands(app, api)
    api.scenarios(CourtScenarios(app))


def declare_score(app: App, api: Api, team: str) -> None:
    """Declare the goals of one team."""
    api.property(
        f"court.score.{team}", lambda: court.score[team] if (court := court_of(app)) else 0
    )


def declare_commands(app: App, api: Api) -> None:
    """Declare what tests can arrange in a match."""

    def court_play() -> None:
        """End the countdown."""
        match = playing(app, "court_play")
        if match.phase == "countdown":
            match.left = 0.0

    def court_give_ball(player: str) -> None:
        """Put the ball into a player's hands."""
        court = playing(app, "court_give_ball").court
        found = [one for one in court.players if one.id == player]
        if not found:
            listed = ", ".join(one.id for one in court.players)
            raise ValueError(f"player must be one of {listed}, got {player!r}")
        give(court, found[0])

    def court_set_clock(seconds: float) -> None:
        """Set what is left of the match."""
        if not 0.0 <= seconds <= 600.0:
            raise ValueError(f"seconds must be between 0 and 600, got {seconds:g}")
        playing(app, "court_set_clock").clock = float(seconds)

    api.command("court_play", court_play)
    api.command("court_give_ball", court_give_ball)
    api.command("court_set_clock", court_set_clock)


def court_of(app: App) -> Court | None:
    """Return the court that is on screen, also under an overlay."""
    return next((scene.court for scene in app.scenes if isinstance(scene, CourtView)), None)


def scene_of(app: App) -> CourtScene | None:
    """Return the scene of the match, if there is one."""
    return next((scene for scene in app.scenes if isinstance(scene, CourtScene)), None)


def match_of(app: App) -> Match | None:
    """Return the match, if there is one."""
    scene = scene_of(app)
    return scene.match if scene else None


def playing(app: App, what: str) -> Match:
    """Return the match, where it is not over."""
    match = match_of(app)
    if match is None:
        raise ValueError(f"{what} needs the scene court, this is {app.current_scene}")
    if match.phase == "over":
        raise ValueError(f"{what} needs a match that goes on, this one was won by {match.winner}")
    return match


def shown_player(court: Court, player: Player) -> dict[str, Plain]:
    """Return a player as a test sees it."""
    return {
        "id": player.id,
        "team": player.team,
        "x": player.x,
        "y": player.y,
        "velocity_x": player.velocity_x,
        "velocity_y": player.velocity_y,
        "facing": player.facing,
        "grounded": player.grounded,
        "holding_ball": holds(court, player),
        "charging": player.charging,
        "charge": player.charge,
        "lean": player.lean,
    }


def shown_ball(court: Court) -> dict[str, Plain] | None:
    """Return the ball as a test sees it."""
    ball = court.ball
    if ball is None:
        return None
    return {
        "state": ball.state,
        "x": ball.x,
        "y": ball.y,
        "velocity_x": ball.velocity_x,
        "velocity_y": ball.velocity_y,
        "holder": ball.holder.id if ball.holder else None,
    }
