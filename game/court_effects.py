"""What flies about on the court, and what has just happened there that the eye still sees.

As in `effects`: born in the simulation, and drawn from age alone. Lengths in design pixels.
"""

from __future__ import annotations

from collections import deque
from random import Random

from game.effects import LONG_AGO, Number, Spark

SPARK_SECONDS = 1.4
POPUP_SECONDS = 0.9
TRAIL_FRAMES = 16


class CourtEffects:
    """All of it on one court."""

    def __init__(self, stream: Random) -> None:
        self._stream = stream
        self.sparks: list[Spark] = []
        self.popups: list[Number] = []
        self.trail: deque[tuple[float, float]] = deque(maxlen=TRAIL_FRAMES)
        """Where the flying ball was, the latest last."""
        self.landed: dict[str, float] = {}
        """By player, when the ground was touched last."""
        self.scored: dict[str, float] = {}
        """By team, when it scored last."""
        self.rattled_at = LONG_AGO
        self.shaken_at = LONG_AGO
        self.thrown_at: dict[str, float] = {}
        self.angle = 0.0
        """By which the ball has turned, in radians."""

    def burst(self, kind: str, x: float, y: float, count: int, now: float) -> None:
        """Throw pieces in all directions."""
        draw = self._stream.uniform
        for _ in range(count):
            vx, vy, speed = draw(-1, 1), draw(-0.2, 1.4), draw(90, 300)
            self.sparks.append(Spark(kind, x, y, vx * speed, vy * speed, draw(2.5, 6), now))

    def dust(self, x: float, y: float, count: int, now: float) -> None:
        """Raise dust to both sides."""
        draw = self._stream.uniform
        for _ in range(count):
            piece = Spark("dust", x, y, draw(-90, 90), draw(10, 60), draw(2, 5), now - 0.7)
            self.sparks.append(piece)

    def confetti(self, x: float, y: float, kind: str, now: float) -> None:
        """Celebrate a goal."""
        self.burst(kind, x, y, 30, now)
        self.burst("gold", x, y, 22, now)
        self.burst("cream", x, y, 14, now)

    def popup(self, kind: str, x: float, y: float, text: str, now: float) -> None:
        """Let a word rise from a point."""
        self.popups.append(Number(kind, x, y, text, now))

    def expire(self, now: float) -> None:
        """Forget what has faded."""
        if self.sparks:
            self.sparks = [s for s in self.sparks if now - s.born <= SPARK_SECONDS]
        if self.popups:
            self.popups = [p for p in self.popups if now - p.born <= POPUP_SECONDS]
