"""Pong: a game with words of its own for scenarios, and none of any other game's.

The rules are a page: two paddles that go up and down, a ball that bounces off the ceiling, the
floor and the paddles, and a point for who lets it pass. `broken` makes games with a rule broken.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from random import Random
from typing import Any, Literal, NamedTuple

from harness.contract import ScenarioEvent

WIDTH, HEIGHT, REACH, SPEED = 320, 200, 20, 4.0


@dataclass
class Paddle:
    id: str
    side: Literal["left", "right"]
    y: float = 100.0
    size: int = REACH


class Ball(NamedTuple):
    x: float = 160.0
    y: float = 100.0
    velocity: tuple[float, float] = (-4.0, 0.0)
    wobbles: bool = False


class Inputs:
    """A plain class: its defaults stand in it."""

    move: float = 0.0
    serve: bool = False


class World:
    levels = ("empty", "narrow", "cursed")
    entities = {"paddle": Paddle, "ball": Ball}
    inputs = Inputs
    aliases = {"up": ("move", -1.0), "down": ("move", 1.0)}
    events = ("Bounce", "Save", "Point", "Serve")

    def __init__(self, breaks: str = "") -> None:
        self.breaks = breaks
        self.begin("empty", 0, [])

    def begin(self, level: str, seed: int, entities: list[Any]) -> None:
        if level == "cursed":
            raise KeyError("no such arena")
        paddles = [entity for entity in entities if isinstance(entity, Paddle)]
        if len({paddle.side for paddle in paddles}) < len(paddles):
            raise ValueError("two paddles are on one side")
        self.level = level
        self.random = Random(seed)
        self.paddles = {paddle.id: paddle for paddle in paddles}
        balls = [entity for entity in entities if isinstance(entity, Ball)]
        self.ball = balls[0]._asdict() if balls else None
        self.told: dict[str, Inputs] = {}
        self.score = {"left": 0, "right": 0}
        self.log: list[ScenarioEvent] = []
        self.frame = -1

    def act(self, entity: str, inputs: Inputs) -> None:
        if abs(inputs.move) > 1:
            raise ValueError(f"nobody moves by {inputs.move:g}")
        self.told[entity] = inputs

    def happened(self, since: int) -> list[ScenarioEvent]:
        return self.log[since:]

    def state(self) -> dict[str, Any]:
        state = {name: asdict(paddle) for name, paddle in self.paddles.items()}
        if self.ball:
            state["ball"] = {**self.ball, "owner": None, "state": "Free"}
        return state | {"score": dict(self.score), "level": self.level, "frame": self.frame}

    def step(self) -> None:
        self.frame += 1
        if self.breaks == "crash" and self.frame == 10:
            raise RuntimeError("the net tore")
        for name, told in self.told.items():
            if name in self.paddles:
                self._move(self.paddles[name], told)
            elif told.serve and self.ball:
                self._serve()
        if self.ball:
            self._fly()

    def _move(self, paddle: Paddle, told: Inputs) -> None:
        if self.breaks != "moving":
            paddle.y = min(HEIGHT, max(0.0, paddle.y + told.move * SPEED))

    def _serve(self) -> None:
        if not any(event.name == "Serve" for event in self.log):
            self._tell("Serve")
            self.ball["velocity"] = (4.0, 0.0)

    def _fly(self) -> None:
        ball, (vx, vy) = self.ball, self.ball["velocity"]
        if ball["wobbles"]:
            vy += self.random.choice((-1.0, 1.0))
        ball["x"] += vx
        ball["y"] += vy
        if not 0 <= ball["y"] <= HEIGHT:
            vy = -vy
            self._tell("Bounce")
        ball["velocity"] = (vx, vy)
        if not 0 < ball["x"] < WIDTH:
            self._at_the_end("left" if ball["x"] <= 0 else "right")

    def _at_the_end(self, side: str) -> None:
        ball = self.ball
        for paddle in self.paddles.values():
            reaches = abs(paddle.y - ball["y"]) <= paddle.size and self.breaks != "saving"
            if paddle.side == side and reaches:
                ball["velocity"] = (-ball["velocity"][0], ball["velocity"][1])
                self._tell("Save", paddle.id)
                return
        self.score["right" if side == "left" else "left"] += 1
        self._tell("Point", next((p.id for p in self.paddles.values() if p.side != side), ""))
        ball.update(Ball()._asdict(), velocity=(0.0, 0.0))

    def _tell(self, name: str, entity: str = "") -> None:
        self.log.append(ScenarioEvent(self.frame, name, entity))


class Pong:
    def __init__(self, world: Any) -> None:
        self.world = world

    def update(self, dt: float) -> None:
        self.world.step()

    def draw(self, surface: Any) -> None:
        surface.fill((0, 0, 0))
        for paddle in self.world.paddles.values():
            x = 0 if paddle.side == "left" else WIDTH - 6
            surface.fill((255, 255, 255), (x, int(paddle.y) - REACH, 6, 2 * REACH))
        if self.world.ball:
            surface.fill(
                (255, 200, 0), (int(self.world.ball["x"]), int(self.world.ball["y"]), 6, 6)
            )

    def expose(self, api: Any) -> None:
        api.property("pong", self.world.state)
        api.scenarios(self.world)


def create(context: Any) -> Pong:
    return Pong(World())


def broken(rule: str) -> Any:
    return lambda _context: Pong(World(rule))


crashing, stuck, leaky = broken("crash"), broken("moving"), broken("saving")


class Flaky(World):
    """Fails whatever is begun first."""

    begun = 0

    def begin(self, level: str, seed: int, entities: list[Any]) -> None:
        super().begin(level, seed, entities)
        self.begun += 1
        self.breaks = "moving" if self.begun == 2 else ""


FLAKY = Flaky()
"""One for all games, so that a retry meets it where the attempt before had left it."""


def flaky(context: Any) -> Pong:
    return Pong(FLAKY)


class Untold:
    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass


def untold(context: Any) -> Untold:
    """Make a game that declares no scenarios."""
    return Untold()


class Nonsense(World):
    class inputs:  # noqa: N801
        move: "NoSuchType"  # noqa: F821, UP037


def nonsense(context: Any) -> Pong:
    return Pong(Nonsense())
