"""A game whose values are those that Lua has no word for: None in lists, vectors, mixed keys."""

from __future__ import annotations

from typing import Any

import pygame


class Slots:
    def __init__(self, context: Any) -> None:
        self.slots: list[Any] = [None, "sword", None]
        self.given: Any = "nothing yet"
        self.x = 660

    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.property("empty", lambda: [None, None])
        api.property("slots", lambda: self.slots, self.set_slots)
        api.property("grid", lambda: [[None, 1], {"held": [None]}])
        api.property("owner", lambda: {"name": None, "age": 7})
        api.property("text", lambda: "hello")
        api.property("place", lambda: pygame.Vector2(1.5, 2))
        api.property("shape", lambda: {"box": pygame.Rect(1, 2, 3, 4), "ink": pygame.Color("red")})
        api.property("mixed", lambda: {1: "sword", "a": "bow"})
        api.property("x", lambda: self.x)
        api.property("given", lambda: repr(self.given))
        api.query("echo", lambda value=None: value)
        api.command("give", self.give)

    def set_slots(self, value: list) -> None:
        self.slots = value

    def give(self, thing: Any = "default") -> None:
        self.given = thing


def create(context: Any) -> Slots:
    return Slots(context)
