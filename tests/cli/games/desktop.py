"""A game that writes down all events of keyboard, text and window, and what it can poll."""

from __future__ import annotations

from typing import Any

import pygame

LEFT_OUT = ("window", "mod", "scancode")


class Desktop:
    def __init__(self, context: Any) -> None:
        self.lines: list[str] = []
        self.typed = ""
        self.clicks: list[list[int]] = []
        self.at = (0, 0)
        self.edges = 0
        self._was_down = False

    def handle_event(self, event: Any) -> None:
        fields = {key: value for key, value in event.dict.items() if key not in LEFT_OUT}
        shown = " ".join(f"{key}={value}" for key, value in fields.items())
        self.lines.append(f"{pygame.event.event_name(event.type)} {shown}".strip())
        if event.type == pygame.TEXTINPUT:
            self.typed += event.text
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self.clicks.append(list(event.pos))

    def update(self, dt: float) -> None:
        self.at = pygame.mouse.get_pos()
        down = pygame.key.get_pressed()[pygame.K_l]
        self.edges += down and not self._was_down
        self._was_down = down

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.property("lines", lambda: self.lines)
        api.property("typed", lambda: self.typed)
        api.property("clicks", lambda: self.clicks)
        api.property("at", lambda: self.at)
        api.property("edges", lambda: int(self.edges))
        api.property("focused", pygame.key.get_focused)
        api.property("active", pygame.display.get_active)
        api.command("stop_text", pygame.key.stop_text_input)
        api.command("warp", self.warp)

    def warp(self, x: int, y: int) -> None:
        pygame.mouse.set_pos(x, y)


def create(context: Any) -> Desktop:
    return Desktop(context)
