"""What scenario tests can say of the court: a `harness.contract.ScenarioWorld` over its rules."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from math import isfinite
from random import Random
from typing import TYPE_CHECKING, Any, Literal

from game.levels import load
from game.rules.court.ball import LEFTMOST as BALL_LEFTMOST
from game.rules.court.ball import RIGHTMOST as BALL_RIGHTMOST
from game.rules.court.figures import BALL_RADIUS
from game.rules.court.running import LEFTMOST, RIGHTMOST
from game.rules.court.state import EVENTS, Ball, Court, Intent, Player, give, holds, new_court
from game.scenes.court_scenario import ScenarioCourt
from harness.contract import Plain, ScenarioEvent

if TYPE_CHECKING:
    from game.app import App

RESERVED = ("ball", "score")


@dataclass(frozen=True)
class PlayerEntity:
    """A player as a scenario lists it."""

    id: str
    team: Literal["left", "right"]
    x: float
    y: float
    facing: float = 1.0
    holding_ball: bool = False


@dataclass(frozen=True)
class BallEntity:
    """A ball as a scenario lists it: free, at rest or on its way."""

    x: float
    y: float
    velocity: tuple[float, float] | None = None


class CourtScenarios:
    """The court with nothing but what a scenario lists: no clock, no computer, no kick-off."""

    entities = {"player": PlayerEntity, "ball": BallEntity}
    inputs = Intent
    aliases: dict[str, tuple[str, Plain]] = {
        "move_left": ("move_x", -1.0),
        "move_right": ("move_x", 1.0),
    }
    events = EVENTS

    def __init__(self, app: App) -> None:
        self._app = app
        self._levels = load("test_levels.txt") | load("levels.txt")
        self.levels = tuple(self._levels)
        self._court: Court | None = None

    @property
    def court(self) -> Court:
        """The court of the scenario that was begun."""
        if self._court is None:
            raise ValueError("no scenario was begun")
        return self._court

    def begin(self, level: str, seed: int, entities: list[Any]) -> None:
        """Show an arena with these entities alone; the next update of the game is frame 0."""
        if level not in self._levels:
            near = get_close_matches(level, self.levels, 1, 0.0)[0]
            raise ValueError(f"there is no level {level!r}; the nearest one is {near!r}")
        court = new_court(self._levels[level])
        for entity in sorted(entities, key=lambda entity: isinstance(entity, PlayerEntity)):
            (add_player if isinstance(entity, PlayerEntity) else add_ball)(court, entity)
        self._court = court
        self._app.scenes = [ScenarioCourt(self._app, court, Random(seed))]

    def act(self, entity: str, inputs: Intent) -> None:
        """Have a player mean something else from the next update on."""
        if not -1.0 <= inputs.move_x <= 1.0:
            raise ValueError(f"move_x must be between -1 and 1, got {inputs.move_x:g}")
        for player in self.court.players:
            if player.id == entity:
                player.intent = inputs
                return
        listed = ", ".join(player.id for player in self.court.players) or "none"
        raise ValueError(f"there is no player {entity!r}; listed are {listed}")

    def happened(self, since: int) -> list[ScenarioEvent]:
        """Return the lines of the event log after the first `since` ones."""
        return [ScenarioEvent(*event) for event in self.court.events[since:]]

    def state(self) -> dict[str, Any]:
        """Return what checks may read."""
        court = self.court
        seen: dict[str, Any] = {player.id: shown(court, player) for player in court.players}
        if court.ball is not None:
            seen["ball"] = {"state": court.ball.state, "x": court.ball.x, "y": court.ball.y}
        return seen | {"score": dict(court.score)}


def shown(court: Court, player: Player) -> dict[str, Plain]:
    """Return a player as a test sees it."""
    return {
        "x": player.x,
        "y": player.y,
        "velocity_x": player.velocity_x,
        "velocity_y": player.velocity_y,
        "holding_ball": holds(court, player),
        "grounded": player.grounded,
    }


def add_player(court: Court, entity: PlayerEntity) -> None:
    """Put a player on the court, with the ball if it says so."""
    name = f"player {entity.id!r}"
    if any(player.id == entity.id for player in court.players):
        raise ValueError(f"{name} is listed twice")
    if entity.id in RESERVED or not entity.id.isidentifier():
        raise ValueError(f"{name} cannot be called so: checks could not name it")
    if entity.team not in court.score:
        raise ValueError(f"{name} must be of team 'left' or 'right', got {entity.team!r}")
    if entity.facing not in (1.0, -1.0):
        raise ValueError(f"{name} must face 1.0 or -1.0, got {entity.facing!r}")
    check_place(name, entity.x, entity.y, (LEFTMOST, RIGHTMOST, 0.0))
    player = Player(entity.id, entity.team, float(entity.x), float(entity.y), float(entity.facing))
    court.players.append(player)
    if entity.holding_ball:
        if court.ball is not None:
            other = court.ball.holder.id if court.ball.holder else None
            also = f"{other!r} holds one" if other else "one is listed"
            raise ValueError(f"{name} cannot hold a second ball: {also} already")
        give(court, player)


def add_ball(court: Court, entity: BallEntity) -> None:
    """Put the ball on the court."""
    if court.ball is not None:
        raise ValueError("there can be one ball only, and two are listed")
    check_place("the ball", entity.x, entity.y, (BALL_LEFTMOST, BALL_RIGHTMOST, BALL_RADIUS))
    velocity_x, velocity_y = entity.velocity or (0.0, 0.0)
    if not (isfinite(velocity_x) and isfinite(velocity_y)):
        raise ValueError(f"the ball's velocity must be finite, got {entity.velocity!r}")
    at = float(entity.x), float(entity.y)
    court.ball = Ball(*at, float(velocity_x), float(velocity_y))


def check_place(name: str, x: float, y: float, limits: tuple[float, float, float]) -> None:
    """Refuse a place in a wall or below the floor."""
    left, right, low = limits
    if not left <= x <= right:
        raise ValueError(f"x of {name} must be between {left:g} and {right:g}, got {x:g}")
    if not low <= y < float("inf"):
        raise ValueError(f"y of {name} must be at least {low:g}, got {y:g}")
