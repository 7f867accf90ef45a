"""What the match and the scenarios have in common: a court that is watched, heard and painted."""

from __future__ import annotations

from math import sin
from typing import TYPE_CHECKING

import pygame

from game.art.court import paint
from game.art.court_hoop import View
from game.court_effects import CourtEffects
from game.effects import SHAKE_SECONDS
from game.rules.court.figures import MIDDLE
from game.rules.court.state import Court, Event, Player
from game.scenes.base import Scene, Stage
from game.sound import Sounds

if TYPE_CHECKING:
    from game.theme import Theme

HARD = 90.0
"""A ball that turns by more speed than this is heard."""


class CourtView(Scene):
    """A court on screen."""

    def __init__(self, stage: Stage, court: Court) -> None:
        super().__init__(stage)
        self.time = 0.0
        self.sounds = Sounds(lambda: stage.options["volume"])
        self.look_at(court)

    def look_at(self, court: Court) -> None:
        """Watch a court from now on."""
        self.court = court
        self.effects = CourtEffects(self.stage.random("sparks"))
        self._told = len(court.events)
        self._grounded = [player.grounded for player in court.players]
        self._speed = (0.0, 0.0)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the court and all on it."""
        shift = self._shift(theme.layout.scale) if self.stage.options["shake"] else (0, 0)
        paint(View(surface, theme, self.time, shift), self.court, self.effects)

    def watch(self, dt: float) -> None:
        """Notice what the last step has changed."""
        self.time += dt
        effects = self.effects
        effects.expire(self.time)
        events = self.court.events
        if len(events) > self._told:
            for event in events[self._told :]:
                self._tell(event)
            self._told = len(events)
        for place, player in enumerate(self.court.players):
            if player.grounded is not self._grounded[place]:
                self._grounded[place] = player.grounded
                self._feet(player)
        self._watch_ball(dt)

    def _feet(self, player: Player) -> None:
        if player.grounded:
            self.effects.landed[player.id] = self.time
            self.effects.dust(player.x, player.y, 4, self.time)
            self.sounds.play("land")
        elif player.velocity_y > 0.0:
            self.effects.dust(player.x, player.y, 3, self.time)
            self.sounds.play("jump")

    def _watch_ball(self, dt: float) -> None:
        ball, effects = self.court.ball, self.effects
        if ball is None or ball.holder is not None:
            effects.trail.clear()
            self._speed = (0.0, 0.0)
            return
        before_x, before_y = self._speed
        now = self._speed = ball.velocity_x, ball.velocity_y
        effects.angle += now[0] * dt / 14.0
        if ball.state == "InFlight":
            effects.trail.append((ball.x, ball.y))
        elif effects.trail:
            effects.trail.popleft()
        if before_y < -HARD and now[1] > 0.0 and ball.state == "Free":
            effects.dust(ball.x, ball.y - 14.0, 3, self.time)
            self.sounds.play("bounce")
        elif abs(now[0] - before_x) > HARD and before_x and ball.state == "InFlight":
            effects.rattled_at = self.time
            self.sounds.play("rim")

    def _shift(self, scale: float) -> tuple[int, int]:
        age = self.time - self.effects.shaken_at
        strength = 7 * scale * max(0.0, 1 - age / (2 * SHAKE_SECONDS))
        return round(sin(age * 88) * strength), round(sin(age * 71 + 1) * strength * 0.7)

    def _tell(self, event: Event) -> None:
        text = f"court: {LINES[event.name]}".format(event.player or "nobody")
        if event.name in ("StealAttempt", "ShotStart"):
            self.stage.log.debug(text)
        else:
            self.stage.log(text)
        if event.name in HEARD:
            self.sounds.play(HEARD[event.name])
        player = next((p for p in self.court.players if p.id == event.player), None)
        if event.name == "Goal":
            self._celebrate()
        elif player is not None:
            self._show(event.name, player)

    def _show(self, name: str, player: Player) -> None:
        effects, now = self.effects, self.time
        x, y = player.x, player.y + MIDDLE
        if name == "StealSuccess":
            effects.burst("gold", x, y, 12, now)
            effects.popup("gold", x, y + 110, "Stolen!", now)
            effects.shaken_at = now - 0.3
        elif name == "StealFail":
            effects.popup("cream", x, y + 110, "Miss", now)
        elif name == "Pickup":
            effects.burst("cream", x, y, 5, now)
        elif name == "ShotRelease":
            effects.thrown_at[player.id] = now
            effects.burst(player.team, x, y + 40, 5, now)

    def _celebrate(self) -> None:
        ball, now = self.court.ball, self.time
        assert ball is not None
        basket = min(self.court.baskets, key=lambda basket: abs(basket.x - ball.x))
        self.effects.scored[basket.team] = self.effects.shaken_at = now
        self.effects.confetti(basket.x, basket.height, basket.team, now)
        score = self.court.score
        self.stage.log(f"court: {basket.team} scores, {score['left']} : {score['right']}")


LINES = {
    "Pickup": "{} picks up the ball",
    "Drop": "{} drops the ball",
    "ShotStart": "{} charges",
    "ShotRelease": "{} shoots",
    "StealAttempt": "{} reaches for the ball",
    "StealSuccess": "{} steals the ball",
    "StealFail": "{} misses",
    "Goal": "goal by {}",
}
"""What the log says of each event."""
HEARD = {
    "Pickup": "grab",
    "Drop": "miss",
    "ShotStart": "charge",
    "ShotRelease": "throw",
    "StealSuccess": "steal",
    "StealFail": "miss",
    "Goal": "goal",
}
"""What is heard of some."""
