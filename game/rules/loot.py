"""What the fallen leave behind, and how it is picked up. Units as in `actors`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from game.rules.actors import Event, Hero, toward
from game.rules.inventory import Pack, add

if TYPE_CHECKING:
    from random import Random

REACH = 0.75
"""From so far the hero picks things up."""
DROPS: dict[str, tuple[tuple[str, float], ...]] = {
    "slime": (("jam", 0.6),),
    "bat": (("jam", 0.2), ("potion", 0.25), ("leather", 0.1)),
    "brute": (("broadsword", 0.6), ("mail", 0.4)),
}
"""What each archetype may leave behind, and with which chance; never more than one thing."""


class Drop(NamedTuple):
    """One thing on the floor."""

    item: str
    x: float
    y: float
    since: float
    """When it fell, in seconds of the round."""


def dropped(fallen: Iterable[Event], time: float, stream: Random) -> tuple[Drop, ...]:
    """Return what is left behind by those that fell, drawn from `stream`."""
    drops = []
    for event in fallen:
        draw = stream.random()
        for item, chance in DROPS[event.archetype]:
            if draw < chance:
                drops.append(Drop(item, event.x, event.y, time))
                break
            draw -= chance
    return tuple(drops)


def gather(
    hero: Hero, loot: tuple[Drop, ...], pack: Pack
) -> tuple[tuple[Drop, ...], Pack, list[Event]]:
    """Return what stays on the floor, and the pack with what the hero stands on."""
    events, left = [], []
    for drop in loot:
        near = toward(hero.x, hero.y, drop.x, drop.y)[2] <= REACH
        fuller, over = add(pack, drop.item) if near else (pack, 1)
        if over:
            left.append(drop)
            continue
        pack = fuller
        events.append(Event("pickup", drop.x, drop.y, item=drop.item, amount=1))
    return tuple(left), pack, events
