"""A game that can bring itself back to a known state, or fail to."""

from __future__ import annotations

from typing import Any


class Resettable:
    fails = False

    def __init__(self, context: Any) -> None:
        self.count = 0
        self.resets = 0

    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.property("count", lambda: self.count, self.set_count)
        api.property("resets", lambda: self.resets)
        api.command("reset_to_known_state", self.reset)

    def set_count(self, value: int) -> None:
        self.count = value

    def reset(self) -> None:
        self.resets += 1
        self.count = 0
        if self.fails:
            raise RuntimeError("cannot reset")


class Stuck(Resettable):
    fails = True


def create(context: Any) -> Resettable:
    return Resettable(context)


def stuck(context: Any) -> Resettable:
    return Stuck(context)
