"""A game whose surface has one of everything, and some things that go wrong."""

from __future__ import annotations

from typing import Any, Literal


class Surface:
    def __init__(self, context: Any) -> None:
        self.health = 100
        self.name = "hero"
        self.speed = 1.5
        self.items = [{"name": "sword", "tags": ["sharp", "old"]}, {"name": "shield", "tags": []}]
        self.calls: list[str] = []

    def update(self, dt: float) -> None:
        pass

    def draw(self, surface: Any) -> None:
        pass

    def expose(self, api: Any) -> None:
        api.version = "7"
        api.property("player.health", lambda: self.health, self.set_health)
        api.property("player.name", lambda: self.name, self.set_name)
        api.property("player.speed", lambda: self.speed)
        api.property("inventory", lambda: self.items, self.set_items)
        api.property("nothing", lambda: None)
        api.property("calls", lambda: self.calls)
        api.property("grid", lambda: {"rows": [[1, 2], [3, 4]], "wide": True, "by_id": {7: "x"}})
        api.property("unplain", object)
        api.property("huge", lambda: 2**60)
        api.property("broken", lambda: 1 // 0)
        api.property("accents", lambda: "żółw 🐢")
        api.query("sum", lambda a, b=10: a + b)
        api.query("greet", greet)
        api.query("fail", lambda: {}["absent"])
        api.command("heal", self.heal)
        api.command("tag", self.tag)
        api.command("fail", lambda: {}["gone"])

    def set_health(self, value: int) -> None:
        if value < 0:
            raise ValueError("health is never below 0")
        self.health = value

    def set_name(self, value: str) -> None:
        self.name = value

    def set_items(self, value: list) -> None:
        self.items = value

    def heal(self, amount: int, *, twice: bool = False) -> None:
        self.health += amount * (2 if twice else 1)

    def tag(self, kind: Literal["good", "bad"], words: list[str]) -> None:
        self.calls += [kind, *words]


def greet(name: str, mood: Literal["warm", "cold"] = "warm") -> dict[str, Any]:
    return {"text": f"{mood} greetings, {name}", "letters": list(name)}


def create(context: Any) -> Surface:
    return Surface(context)
