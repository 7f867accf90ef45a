"""The table of items: what lies in a slot, and what it does in the arena.

Lengths are in tiles, times in seconds.
"""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """One kind of thing that can be carried."""

    label: str
    kind: str
    """`weapon`, `armour` or `food`."""
    most: int = 1
    """So many lie on one slot."""
    damage: int = 0
    reach: float = 0.0
    """From the hero's middle to the weapon's point."""
    cooldown: float = 0.0
    """From one swing to the next."""
    guard: int = 0
    """Health that every touch of an enemy is short of."""
    heals: int = 0


FISTS = Item("Fists", "weapon", damage=4, reach=0.85, cooldown=0.3)
"""What the hero fights with where no weapon is equipped."""

ITEMS: dict[str, Item] = {
    "dagger": Item("Dagger", "weapon", damage=7, reach=1.1, cooldown=0.22),
    "short_sword": Item("Short sword", "weapon", damage=10, reach=1.35, cooldown=0.34),
    "broadsword": Item("Broadsword", "weapon", damage=16, reach=1.6, cooldown=0.5),
    "leather": Item("Leather vest", "armour", guard=2),
    "mail": Item("Chain mail", "armour", guard=4),
    "jam": Item("Slime jam", "food", most=9, heals=10),
    "potion": Item("Potion", "food", most=3, heals=50),
}


def described(name: str) -> list[str]:
    """Return what an item does, line by line."""
    item = ITEMS[name]
    lines = {
        "weapon": [f"Damage {item.damage}", f"Reach {item.reach:g}", f"Rest {item.cooldown:g} s"],
        "armour": [f"Guard {item.guard}"],
        "food": [f"Heals {item.heals}", f"{item.most} on a slot"],
    }
    return lines[item.kind]
