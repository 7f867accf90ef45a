"""A game with a menu and things to drag, whose surface has other words than the demo's."""

from __future__ import annotations

from typing import Any

import pygame

ENTRIES = ("Play", "Credits")
BOXES = {"crate": pygame.Rect(10, 10, 40, 40), "shelf": pygame.Rect(300, 200, 60, 20)}


class OtherWords:
    def __init__(self, context: Any) -> None:
        self.room, self.at, self.held = "lobby", 0, ""
        self.log = context.log

    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass

    def handle_event(self, event: pygame.event.Event) -> None:
        if event.type == pygame.KEYDOWN:
            self.press(event.key)
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self.held = self.box_at(event.pos)
            self.log(f"button {event.button} down on {self.held or 'nothing'}")
        elif event.type == pygame.MOUSEMOTION and self.held:
            self.log(f"over {self.box_at(event.pos) or 'nothing'}")
        elif event.type == pygame.MOUSEBUTTONUP:
            self.log(f"{self.held or 'nothing'} dropped on {self.box_at(event.pos) or 'nothing'}")
            self.held = ""

    def press(self, key: int) -> None:
        if key == pygame.K_TAB and self.room == "lobby":
            self.at = (self.at + 1) % len(ENTRIES)
        elif key == pygame.K_e and self.room == "lobby":
            self.room = ENTRIES[self.at].lower()
        elif key == pygame.K_BACKSPACE:
            self.room = "lobby"

    def box_at(self, position: tuple[int, int]) -> str:
        return next((name for name, box in BOXES.items() if box.collidepoint(position)), "")

    def expose(self, api: Any) -> None:
        api.property("room", lambda: self.room)
        api.property("entries", lambda: list(ENTRIES) if self.room == "lobby" else [])
        api.property("entry", lambda: ENTRIES[self.at] if self.room == "lobby" else None)
        api.query("ui_element_rect", rect)


def rect(name: str) -> dict[str, int] | None:
    box = BOXES.get(name)
    return {"x": box.x, "y": box.y, "w": box.w, "h": box.h} if box else None


class Stuck(OtherWords):
    """Keys do nothing."""

    def press(self, key: int) -> None:
        pass
