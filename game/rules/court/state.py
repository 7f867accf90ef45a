"""What there is on the court: players, the ball, baskets, platforms, score, and the event log."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from game.levels import STEP_RISE, STEP_WIDTH, Level
from game.rules.court.figures import (
    BOARD_ABOVE,
    BOARD_BELOW,
    BOARD_GAP,
    CARRY_X,
    CARRY_Y,
    LEAN,
    RING,
    WALL,
    WIDTH,
)

TEAMS = ("left", "right")
EVENTS = (
    "Pickup", "Drop", "ShotStart", "ShotRelease", "StealAttempt", "StealSuccess", "StealFail",
    "Goal",
)  # fmt: skip


@dataclass(frozen=True)
class Intent:
    """What a player is told; it holds until another takes its place.

    `jump`, `pickup` and `steal` act when they become true, `throw_held` charges a shot that is
    released when it becomes false; `move_x` is -1 to 1 and leans the shot meanwhile.
    """

    move_x: float = 0.0
    jump: bool = False
    pickup: bool = False
    steal: bool = False
    throw_held: bool = False


IDLE = Intent()


class Event(NamedTuple):
    """A line of the event log."""

    frame: int
    name: str
    player: str


class Platform(NamedTuple):
    """Can be landed on from above, and passed from everywhere else."""

    left: float
    right: float
    top: float


class Basket(NamedTuple):
    """The ring that `team` throws at. `inward` is where the court lies: -1 left, 1 right."""

    team: str
    x: float
    height: float
    inward: float

    @property
    def board_x(self) -> float:
        """The face of the board; behind it all is solid up to the wall."""
        return self.x - self.inward * (RING + BOARD_GAP)

    @property
    def board_low(self) -> float:
        return self.height - BOARD_BELOW

    @property
    def board_high(self) -> float:
        return self.height + BOARD_ABOVE


@dataclass(slots=True, eq=False)
class Player:
    """Somebody on the court."""

    id: str
    team: str
    x: float = 0.0
    y: float = 0.0
    facing: float = 1.0
    velocity_x: float = 0.0
    velocity_y: float = 0.0
    grounded: bool = False
    charging: bool = False
    charge: float = 0.0
    """Of a shot, 0 to 1."""
    lean: float = 0.0
    """Of a shot, in degrees from straight up, positive to the right."""
    steal_wait: float = 0.0
    jump_wait: float = 0.0
    """How long a pressed jump still waits for the ground."""
    intent: Intent = IDLE
    before: Intent = IDLE
    """What was meant in the step before: what differs from it was pressed or let go."""


@dataclass(slots=True, eq=False)
class Ball:
    """The only one."""

    x: float
    y: float
    velocity_x: float = 0.0
    velocity_y: float = 0.0
    state: str = "Free"
    """`Free`, `Held`, or `InFlight`: from a shot until it is caught, lands or scores."""
    holder: Player | None = None
    last: str = ""
    """The id of who held it last."""
    resting: bool = False
    """Whether it lies on something, rolling or still."""


@dataclass(slots=True, eq=False)
class Court:
    """The whole state."""

    level: Level
    platforms: tuple[Platform, ...]
    baskets: tuple[Basket, Basket]
    players: list[Player] = field(default_factory=list)
    ball: Ball | None = None
    score: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TEAMS, 0))
    events: list[Event] = field(default_factory=list)
    frame: int = 0
    """The step that is being made, or made next."""
    scoring: bool = True

    def tell(self, name: str, player: str) -> None:
        """Write a line of the event log."""
        self.events.append(Event(self.frame, name, player))


def new_court(level: Level) -> Court:
    """Return an empty court."""
    reach = WALL + level.basket_push_in
    baskets = (
        Basket("right", reach, level.basket_height, 1.0),
        Basket("left", WIDTH - reach, level.basket_height, -1.0),
    )
    return Court(level, platforms(level), baskets)


def platforms(level: Level) -> tuple[Platform, ...]:
    """Return what stands on the floor of a level: the steps of both sides, then the centre."""
    made = []
    for step in range(level.steps):
        near = WALL + (level.steps - 1 - step) * STEP_WIDTH
        top = (step + 1) * STEP_RISE
        made.append(Platform(near, near + STEP_WIDTH, top))
        made.append(Platform(WIDTH - near - STEP_WIDTH, WIDTH - near, top))
    if level.center is not None:
        height, width = level.center
        made.append(Platform(WIDTH / 2 - width / 2, WIDTH / 2 + width / 2, height))
    return tuple(made)


def give(court: Court, player: Player) -> None:
    """Put the ball, a new one where there is none, into the hands of `player`."""
    ball = court.ball = court.ball or Ball(player.x, player.y)
    ball.holder, ball.last, ball.state = player, player.id, "Held"
    ball.velocity_x = ball.velocity_y = 0.0
    ball.resting = False
    ball.x, ball.y = player.x + player.facing * CARRY_X, player.y + CARRY_Y
    player.charging, player.charge, player.lean = False, 0.0, player.facing * LEAN


def holds(court: Court, player: Player) -> bool:
    """Tell whether `player` has the ball."""
    return court.ball is not None and court.ball.holder is player
