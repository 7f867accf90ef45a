"""What lies over a match: the pause and the result. Gamepads move through them too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pygame

from game import theme as look
from game import ui
from game.art.court_hud import TEAM_COLOURS, paint_final
from game.menu import Item, Menu
from game.scenes.base import Scene, Stage

if TYPE_CHECKING:
    from game.scenes.court import Court
    from game.theme import Theme

PANEL = (420, 178, 440, 356)
RESULT_PANEL = (400, 116, 480, 500)
PAD_KEYS = {11: pygame.K_UP, 12: pygame.K_DOWN, 0: pygame.K_RETURN}
"""What the buttons of a gamepad stand for."""
PAD_LEAVE = (1, 6, 7)


class CourtPause(Scene):
    """Resume, Restart or Main menu."""

    freezes_below = True
    element_names = ("pause_panel", "resume_button", "restart_button", "main_menu_button")

    def __init__(self, stage: Stage, court: Court) -> None:
        super().__init__(stage)
        self._court = court
        items = (
            Item("Resume", "resume_button", self._resume),
            Item("Restart", "restart_button", self._restart),
            Item("Main menu", "main_menu_button", lambda: stage.go_to("main_menu")),
        )
        self._menu = Menu(items, stage.layout, (500, 300), (280, 58), stage.log)
        stage.log("paused")

    @property
    def menu(self) -> Menu:
        """The choices."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel and its buttons."""
        return {"pause_panel": self.stage.layout.rect(*PANEL), **self._menu.elements()}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Choose an item, or go on with ESC or P."""
        if is_leave(event):
            self._resume()
        else:
            self._menu.handle_event(translated(event))

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Dim the court and paint the panel."""
        ui.dim(surface, theme, look.INK, 150)
        ui.panel(surface, theme, theme.layout.rect(*PANEL), "Paused")
        self._menu.draw(surface, theme, self.stage.time)

    def _resume(self) -> None:
        self.stage.log("resumed")
        self.stage.pop()

    def _restart(self) -> None:
        self.stage.pop()
        self._court.begin(self._court.match.court.level)


class CourtResult(Scene):
    """Who has won; once more, on the next court, or no more."""

    element_names = ("result_panel", "rematch_button", "next_court_button", "main_menu_button")

    def __init__(self, stage: Stage, court: Court) -> None:
        super().__init__(stage)
        self._court = court
        items = (
            Item("Rematch", "rematch_button", self._rematch),
            Item("Next court", "next_court_button", self._next),
            Item("Main menu", "main_menu_button", lambda: stage.go_to("main_menu")),
        )
        self._menu = Menu(items, stage.layout, (500, 382), (280, 58), stage.log)

    @property
    def menu(self) -> Menu:
        """The choices."""
        return self._menu

    def elements(self) -> dict[str, pygame.Rect]:
        """Return the panel and its buttons."""
        return {"result_panel": self.stage.layout.rect(*RESULT_PANEL), **self._menu.elements()}

    def handle_event(self, event: pygame.event.Event) -> None:
        """Choose an item; ESC leaves for the main menu."""
        if event.type == pygame.KEYDOWN and event.key == pygame.K_ESCAPE:
            self.stage.go_to("main_menu")
        else:
            self._menu.handle_event(translated(event))

    def draw(self, surface: pygame.Surface, theme: Theme) -> None:
        """Dim the court and paint the panel."""
        match = self._court.match
        winner = match.winner or "left"
        player = next(player for player in match.court.players if player.team == winner)
        name = self._court.name_of(player)
        heading = "You win!" if name == "P1" and self._court.humans == 1 else f"{name} wins!"
        ui.dim(surface, theme, look.INK, 130)
        rect = theme.layout.rect(*RESULT_PANEL)
        ui.panel(surface, theme, rect, heading, TEAM_COLOURS[winner])
        paint_final(surface, theme, match.court.score, winner, self.stage.time)
        self._menu.draw(surface, theme, self.stage.time)

    def _rematch(self) -> None:
        self.stage.pop()
        self._court.begin(self._court.match.court.level)

    def _next(self) -> None:
        self.stage.pop()
        self._court.begin_next()


def is_leave(event: pygame.event.Event) -> bool:
    """Tell whether a pause shall end."""
    if event.type == pygame.JOYBUTTONDOWN:
        return event.button in PAD_LEAVE
    return event.type == pygame.KEYDOWN and event.key in (pygame.K_ESCAPE, pygame.K_p)


def translated(event: pygame.event.Event) -> pygame.event.Event:
    """Return a gamepad's button as the key it stands for, and other events as they are."""
    if event.type == pygame.JOYBUTTONDOWN and event.button in PAD_KEYS:
        return pygame.event.Event(pygame.KEYDOWN, key=PAD_KEYS[event.button])
    return event
