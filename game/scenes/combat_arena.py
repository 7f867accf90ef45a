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
from game.rules.items import ITEMS
from game.scenes.base import Scene, Stage
from game.scenes.inventory import Inventory
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
    """One round against waves of slimes, bats and brutes."""

    name = "combat_arena"
    element_names = (
        "arena_floor",
        "health_bar",
        "food_counter",
        "enemies_counter",
        "wave_counter",
        "inventory_button",
        "score_counter",
        "key_hints",
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stream = stage.random("arena")
        self._attack = self._heal = False
        self._result_due = RESULT_SECONDS
        self.time = self.wave_at = 0.0
        self.effects = Effects(stage.random("sparks"))
        self.round = rules.new_round(str(stage.options["difficulty"]), self._stream)

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the floor and the parts of the display above and below it."""
        layout = self.stage.layout
        return {
            "arena_floor": layout.rect(*floor.AREA),
            "health_bar": layout.rect(*hud.HEALTH),
            "food_counter": layout.rect(*hud.FOOD),
            "enemies_counter": layout.rect(*hud.ENEMIES),
            "wave_counter": layout.rect(*hud.WAVE),
            "inventory_button": layout.rect(*hud.BAG),
            "score_counter": layout.rect(*hud.SCORE),
            "key_hints": layout.rect(*ui.HINTS),
        }

    def handle_event(self, event: pygame.event.Event) -> None:
        """Swing with SPACE, eat with Q, open the bag with I, pause with ESC or P."""
        if self.round.result is not None:
            return
        if event.type == pygame.KEYDOWN:
            self._press(event.key)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self._click(event.button, event.pos)

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
        ages = self.time - self.effects.hurt_at, self.time - self.wave_at
        hud.paint(surface, theme, self.round, *ages)

    def eat(self, place: str) -> None:
        """Heal the hero by the food in a slot."""
        self.round, events = rules.eat(self.round, place)
        for event in events:
            self._tell(event)

    def _press(self, key: int) -> None:
        if key == pygame.K_SPACE:
            self._attack = True
        elif key == pygame.K_q:
            self._heal = True
        elif key == pygame.K_i:
            self._lay_over(Inventory(self.stage, self))
        elif key in (pygame.K_ESCAPE, pygame.K_p):
            self._lay_over(Pause(self.stage, "combat_arena", lambda: Inventory(self.stage, self)))

    def _click(self, button: int, position: tuple[int, int]) -> None:
        bag = self.elements()["inventory_button"]
        if button == pygame.BUTTON_LEFT and bag.collidepoint(position):
            self._lay_over(Inventory(self.stage, self))

    def _lay_over(self, overlay: Scene) -> None:
        self._attack = self._heal = False
        self.stage.push(overlay)

    def _shift(self, scale: float) -> tuple[int, int]:
        age = self.time - self.effects.shaken_at
        strength = 6 * scale * max(0.0, 1 - age / SHAKE_SECONDS)
        return round(sin(age * 88) * strength), round(sin(age * 71 + 1) * strength * 0.7)

    def _intent(self) -> Intent:
        pressed = pygame.key.get_pressed()
        attack, heal = self._attack, self._heal
        self._attack = self._heal = False
        return Intent(
            x=any(pressed[key] for key in RIGHT) - any(pressed[key] for key in LEFT),
            y=any(pressed[key] for key in DOWN) - any(pressed[key] for key in UP),
            attack=attack,
            heal=heal,
        )

    def _await_result(self, dt: float) -> None:
        if self._result_due <= 0.0 or self.round.result is None:
            return
        self._result_due -= dt
        if self._result_due <= 0.0:
            done = self.round
            self.stage.push(Result(self.stage, self.round.result, done.score, done.time))

    def _tell(self, event: Event) -> None:
        self._show(event)
        line = LINES[event.kind].format(event, waves=self.round.wave + len(self.round.waves))
        if event.kind == "swing":
            self.stage.log.debug(line)
        else:
            self.stage.log(line)

    def _show(self, event: Event) -> None:
        effects, now, (kind, x, y) = self.effects, self.time, event[:3]
        if kind in ("enemy_hit", "enemy_down"):
            effects.burst(event.archetype, x, y, 16 if kind == "enemy_down" else 6, now)
        if kind in NUMBERS:
            colour, text = NUMBERS[kind]
            label = ITEMS[event.item].label if event.item else ""
            effects.count_up(colour, x, y, text.format(event, label=label), now)
        if kind in ("enemy_down", "hero_hit"):
            effects.shaken_at = now
        if kind == "hero_hit":
            effects.burst("hero", x, y, 8, now)
            effects.hurt_at = now
        elif kind == "healed":
            effects.burst("healed", x, y, 8, now)
        elif kind == "wave":
            self.wave_at = now


LINES = {
    "swing": "combat: swing",
    "enemy_hit": "combat: {0.archetype} hit for {0.amount}",
    "enemy_down": "combat: {0.archetype} defeated",
    "hero_hit": "combat: hero hit for {0.amount}",
    "healed": "combat: {0.item} heals {0.amount}",
    "pickup": "combat: {0.item} picked up",
    "wave": "combat: wave {0.amount} of {waves}",
    "victory": "combat: victory",
    "defeat": "combat: defeat",
}
"""What the log says of each kind of event."""
NUMBERS = {
    "enemy_hit": ("enemy", "{0.amount}"),
    "hero_hit": ("hero", "{0.amount}"),
    "healed": ("healed", "+{0.amount}"),
    "pickup": ("pickup", "{label}"),
}
"""The colour and the text that rise from some."""
