"""The arena: feeds keys to the rules of `game.rules.arena`, and tells log and eye what happened.

Movement is polled every frame, the sword and the pause come as events.
"""

from __future__ import annotations

from math import sin
from typing import TYPE_CHECKING

import pygame

from game import ui
from game.art import fight, floor, hud
from game.effects import SHAKE_SECONDS, Effects
from game.rules import arena as rules
from game.rules.actors import Event
from game.rules.hero import Intent
from game.scenes.base import Scene, Stage
from game.scenes.pause import Pause
from game.scenes.result import Result

if TYPE_CHECKING:
    from game.theme import Theme

LEFT = (pygame.K_LEFT, pygame.K_a)
RIGHT = (pygame.K_RIGHT, pygame.K_d)
UP = (pygame.K_UP, pygame.K_w)
DOWN = (pygame.K_DOWN, pygame.K_s)
RESULT_SECONDS = 0.9
"""The last blow is seen for this long before the result covers it."""


class CombatArena(Scene):
    """One round against slimes and bats."""

    name = "combat_arena"
    element_names = (
        "arena_floor",
        "health_bar",
        "enemies_counter",
        "score_counter",
        "key_hints",
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stream = stage.random("arena")
        self._attack = False
        self._result_due = RESULT_SECONDS
        self.time = 0.0
        self.effects = Effects(stage.random("sparks"))
        self.round = rules.new_round(str(stage.options["difficulty"]), self._stream)

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the floor and the parts of the display above and below it."""
        layout = self.stage.layout
        return {
            "arena_floor": layout.rect(*floor.AREA),
            "health_bar": layout.rect(*hud.HEALTH),
            "enemies_counter": layout.rect(*hud.ENEMIES),
            "score_counter": layout.rect(*hud.SCORE),
            "key_hints": layout.rect(*ui.HINTS),
        }

    def handle_event(self, event: pygame.event.Event) -> None:
        """Swing with SPACE, pause with ESC or P."""
        if event.type != pygame.KEYDOWN or self.round.result is not None:
            return
        if event.key == pygame.K_SPACE:
            self._attack = True
        elif event.key in (pygame.K_ESCAPE, pygame.K_p):
            self._attack = False
            self.stage.push(Pause(self.stage))

    def update(self, dt: float) -> None:
        """Advance the round by `dt` seconds, or what still flies about after its end."""
        self.time += dt
        self.effects.expire(self.time)
        if self.round.result is not None:
            self._await_result(dt)
            return
        self.round, events = rules.step(self.round, self._intent(), dt, self._stream)
        for event in events:
            self._tell(event)

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint floor, fighters and display."""
        shift = self._shift(theme.layout.scale) if self.stage.options["shake"] else (0, 0)
        view = floor.View(surface, theme, self.time, shift)
        floor.paint(view)
        fight.paint(view, self.round, self.effects)
        hud.paint(surface, theme, self.round, self.time - self.effects.hurt_at)

    def _shift(self, scale: float) -> tuple[int, int]:
        age = self.time - self.effects.shaken_at
        strength = 6 * scale * max(0.0, 1 - age / SHAKE_SECONDS)
        return round(sin(age * 88) * strength), round(sin(age * 71 + 1) * strength * 0.7)

    def _intent(self) -> Intent:
        pressed = pygame.key.get_pressed()
        attack, self._attack = self._attack, False
        return Intent(
            x=any(pressed[key] for key in RIGHT) - any(pressed[key] for key in LEFT),
            y=any(pressed[key] for key in DOWN) - any(pressed[key] for key in UP),
            attack=attack,
        )

    def _await_result(self, dt: float) -> None:
        if self._result_due <= 0.0 or self.round.result is None:
            return
        self._result_due -= dt
        if self._result_due <= 0.0:
            done = self.round
            self.stage.push(Result(self.stage, self.round.result, done.score, done.time))

    def _tell(self, event: Event) -> None:
        log, effects, now = self.stage.log, self.effects, self.time
        if event.kind == "enemy_hit":
            log(f"combat: {event.archetype} hit for {event.amount}")
            effects.burst(event.archetype, event.x, event.y, 6, now)
            effects.count_up("enemy", event.x, event.y, str(event.amount), now)
        elif event.kind == "enemy_down":
            log(f"combat: {event.archetype} defeated")
            effects.burst(event.archetype, event.x, event.y, 16, now)
            effects.shaken_at = now
        elif event.kind == "hero_hit":
            log(f"combat: hero hit for {event.amount}")
            effects.burst("hero", event.x, event.y, 8, now)
            effects.count_up("hero", event.x, event.y, str(event.amount), now)
            effects.shaken_at = effects.hurt_at = now
        elif event.kind in ("victory", "defeat"):
            log(f"combat: {event.kind}")
        elif event.kind == "swing":
            log.debug("combat: swing")
