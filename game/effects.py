"""What flies about after a blow: sparks and numbers, and the shaking of the screen.

They are born in the simulation from a seeded stream; where they are follows from their age alone,
so that frames nobody draws cost next to nothing. Lengths are in tiles, times in seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from random import Random

SPARK_SECONDS = 0.55
NUMBER_SECONDS = 0.7
SHAKE_SECONDS = 0.26
LONG_AGO = -60.0


class Spark(NamedTuple):
    """A piece that flies, falls and fades; `kind` names its colour."""

    kind: str
    x: float
    y: float
    vx: float
    vy: float
    size: float
    born: float


class Number(NamedTuple):
    """A figure that rises and fades; `kind` names its colour."""

    kind: str
    x: float
    y: float
    text: str
    born: float


class Effects:
    """All that flies about in one arena."""

    def __init__(self, stream: Random) -> None:
        self._stream = stream
        self.sparks: list[Spark] = []
        self.numbers: list[Number] = []
        self.shaken_at = LONG_AGO
        self.hurt_at = LONG_AGO

    def burst(self, kind: str, x: float, y: float, count: int, now: float) -> None:
        """Throw `count` sparks from a point."""
        draw = self._stream.uniform
        for _ in range(count):
            vx, vy, speed = draw(-1, 1), draw(-1.4, 0.3), draw(1.5, 4.5)
            self.sparks.append(Spark(kind, x, y, vx * speed, vy * speed, draw(0.05, 0.12), now))

    def count_up(self, kind: str, x: float, y: float, text: str, now: float) -> None:
        """Let a number rise from a point."""
        self.numbers.append(Number(kind, x, y, text, now))

    def expire(self, now: float) -> None:
        """Forget what has faded; the oldest stand first."""
        if self.sparks and now - self.sparks[0].born > SPARK_SECONDS:
            self.sparks = [spark for spark in self.sparks if now - spark.born <= SPARK_SECONDS]
        if self.numbers and now - self.numbers[0].born > NUMBER_SECONDS:
            self.numbers = [n for n in self.numbers if now - n.born <= NUMBER_SECONDS]
