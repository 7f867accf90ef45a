"""The court: a match of one against one. The right team is played by the computer until a second
person presses one of their keys, or a button of the second gamepad.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import pygame

from game import ui
from game.art import court_hud as hud
from game.art.court_hoop import HOOPS, hoop_rect
from game.levels import Level, load
from game.rules.court import match as rules
from game.rules.court.computer import SKILLS, Computer, think
from game.rules.court.state import Player
from game.scenes import court_input as controls
from game.scenes.base import Stage
from game.scenes.court_overlay import CourtPause, CourtResult
from game.scenes.court_view import CourtView

if TYPE_CHECKING:
    from game.theme import Theme

BEAT = rules.COUNTDOWN_SECONDS / 3
HASTE = 10
"""So many last seconds are counted aloud."""
RESULT_SECONDS = 1.2


class Court(CourtView):
    """Matches on one court after another."""

    name = "court"
    element_names = ("scoreboard", "court_floor", *HOOPS, "key_hints")

    def __init__(self, stage: Stage) -> None:
        self.levels = [level for level in load("levels.txt").values() if not level.debug]
        self.humans = 1
        self._down = controls.Down()
        self._pads = controls.connected()
        self._chances, self._errors = stage.random("court"), stage.random("court_bot")
        self.match = rules.new_match(self.levels[0])
        super().__init__(stage, self.match.court)
        self.begin(self.levels[0])

    def begin(self, level: Level) -> None:
        """Start a match."""
        self.match = rules.new_match(level)
        self.look_at(self.match.court)
        skill = SKILLS[str(self.stage.options["difficulty"])]
        self._minds = {"p2": Computer(skill)} if self.humans == 1 else {}
        self._wishes = dict.fromkeys(controls.KEYS, controls.Wish())
        self._result_due = RESULT_SECONDS
        self._heard = 0
        self.started_at = -9.0
        self.stage.log(f"court: match on {level.name}")

    def begin_next(self) -> None:
        """Start a match on the next court."""
        place = self.levels.index(self.match.court.level) + 1
        self.begin(self.levels[place % len(self.levels)])

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the scoreboard, the floor, the baskets and the keys."""
        layout = self.stage.layout
        hoops = zip(HOOPS, self.court.baskets, strict=True)
        return {
            "scoreboard": layout.rect(*hud.BOARD),
            "court_floor": layout.rect(*hud.FLOOR),
            **{name: hoop_rect(layout, basket) for name, basket in hoops},
            "key_hints": layout.rect(*ui.HINTS),
        }

    def handle_event(self, event: pygame.event.Event) -> None:
        """Pause with ESC or P, let a second person in, mind gamepads that come and go."""
        if event.type == pygame.KEYDOWN:
            self._press(event.key)
        elif event.type in (pygame.JOYDEVICEADDED, pygame.JOYDEVICEREMOVED):
            self._pads = controls.connected()
        elif event.type == pygame.JOYBUTTONDOWN:
            self._press_pad(event)

    def update(self, dt: float) -> None:
        """Advance the match by one step."""
        if self.match.phase in ("play", "goal"):
            self._intend(dt)
        moment = rules.advance(self.match, dt, self._chances)
        if moment is not None:
            self._mark(moment)
        self.watch(dt)
        self._count()
        if self.match.phase == "over" and self._result_due > 0.0:
            self._result_due -= dt
            if self._result_due <= 0.0:
                self.stage.push(CourtResult(self.stage, self))

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Paint the court and the display."""
        super().draw(surface, theme)
        hud.paint(surface, theme, self)

    def name_of(self, player: Player) -> str:
        """Return what is written over a player."""
        return "CPU" if player.id in self._minds else player.id.upper()

    def pause(self) -> None:
        """Hold everything."""
        self.stage.push(CourtPause(self.stage, self))

    def _press(self, key: int) -> None:
        if key in (pygame.K_ESCAPE, pygame.K_p):
            if self.match.phase != "over":
                self.pause()
            return
        self._down.tapped.add(key)
        keys = controls.KEYS["p2"]
        if key in (*keys[:4], *keys.throw):
            self._join()

    def _press_pad(self, event: pygame.event.Event) -> None:
        if event.button in controls.PAD_PAUSE and self.match.phase != "over":
            self.pause()
        elif len(self._pads) > 1 and event.instance_id == self._pads[1].get_instance_id():
            self._join()

    def _join(self) -> None:
        if self.humans == 1 and self.match.phase != "over":
            self.humans = 2
            self._minds = {}
            self.stage.log("court: a second player joins")
            p2 = self.court.players[1]
            self.effects.popup("right", p2.x, p2.y + 90, "P2 joins!", self.time)

    def _intend(self, dt: float) -> None:
        held = self._down.held()
        for place, player in enumerate(self.court.players):
            mind = self._minds.get(player.id)
            if mind is not None:
                intent = think(mind, player, self.court, dt, self._errors)
                if intent != player.intent:
                    player.intent = intent
                continue
            wish = controls.by_keys(controls.KEYS[player.id], held)
            if place < len(self._pads):
                wish = controls.either(controls.by_pad(self._pads[place]), wish)
            player.intent = controls.meant(wish, self._wishes[player.id], player, self.court)
            self._wishes[player.id] = wish

    def _mark(self, moment: str) -> None:
        if moment == "start":
            self.started_at = self.time
            self.sounds.play("start")
        elif moment == "overtime":
            self.stage.log("court: overtime")
        elif moment == "over":
            self.stage.log(f"court: {self.match.winner} wins")
            self.sounds.play("over")
        if moment in ("kick_off", "overtime"):
            self.effects.trail.clear()

    def _count(self) -> None:
        match = self.match
        beat = 0
        if match.phase == "countdown":
            beat = ceil(match.left / BEAT)
        elif match.phase == "play" and match.clock <= HASTE and not match.overtime:
            beat = ceil(match.clock)
        if beat != self._heard:
            self._heard = beat
            if beat:
                self.sounds.play("beep")
