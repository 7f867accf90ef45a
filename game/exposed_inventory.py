"""The part of the Test API Surface that is about what the hero carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.rules import inventory as packing
from game.rules.inventory import Pack, Stack
from game.rules.items import ITEMS
from game.scenes.inventory import Inventory

if TYPE_CHECKING:
    from game.app import App
    from harness.contract import Api, Plain


def declare(app: App, api: Api) -> None:
    """Declare the pack: empty outside of the arena. An empty place has the item ''."""

    def slots() -> list[Plain]:
        pack = pack_of(app)
        return [shown_stack(pack.at(place)) for place in packing.SLOTS] if pack else []

    def equipped() -> dict[str, Plain] | None:
        pack = pack_of(app)
        worn = packing.WORN.items()
        return {kind: shown_stack(pack.at(at))["item"] for at, kind in worn} if pack else None

    def give_item(item: str, count: int = 1) -> None:
        """Put items into the first slots that have room."""
        give(app, item, count)

    api.property("inventory.open", lambda: opened(app) is not None)
    api.property("inventory.slots", slots)
    api.property("inventory.equipped", equipped)
    api.property("inventory.damage", lambda: packing.weapon_of(pack_of(app) or Pack()).damage)
    api.property("inventory.guard", lambda: packing.guard_of(pack_of(app) or Pack()))
    api.property("inventory.cursor", lambda: getattr(opened(app), "cursor", None))
    api.property("inventory.carried", lambda: getattr(opened(app), "carried", None))
    api.command("give_item", give_item)


def give(app: App, item: str, count: int) -> None:
    """Put items into the pack, checked."""
    if item not in ITEMS:
        raise ValueError(f"item must be one of {', '.join(ITEMS)}, got {item!r}")
    if app.arena is None:
        raise ValueError(f"give_item needs the scene combat_arena, this is {app.current_scene}")
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    pack, over = packing.add(app.arena.round.pack, item, count)
    if over:
        raise ValueError(f"there is no room for {over} of {count} {item}")
    app.arena.round = app.arena.round._replace(pack=pack)


def pack_of(app: App) -> Pack | None:
    """Return what the hero carries, where there is one."""
    return app.arena.round.pack if app.arena else None


def opened(app: App) -> Inventory | None:
    """Return the inventory if it is on screen and gets the keys."""
    top = app.scenes[-1]
    return top if isinstance(top, Inventory) else None


def shown_stack(stack: Stack | None) -> dict[str, Plain]:
    """Return what lies in a place as a test sees it."""
    return {"item": stack.item, "count": stack.amount} if stack else {"item": "", "count": 0}
