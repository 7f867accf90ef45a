"""What the hero carries: a grid of slots and two places for what is worn.

A place is a name, the same that tests use: `slot_1` to `slot_20`, `equip_weapon`, `equip_armour`.
Every function returns a new pack; those a player can ask for also tell what became of it.
"""

from __future__ import annotations

from typing import NamedTuple

from game.rules.items import FISTS, ITEMS, Item

COLUMNS = 5
ROWS = 4
SLOTS: tuple[str, ...] = tuple(f"slot_{number}" for number in range(1, COLUMNS * ROWS + 1))
WORN: dict[str, str] = {"equip_weapon": "weapon", "equip_armour": "armour"}
"""The places of what is worn, and the kind of item that each one takes."""
PLACES: tuple[str, ...] = (*SLOTS, *WORN)


class Stack(NamedTuple):
    """Items of one kind in one place."""

    item: str
    amount: int = 1


class Pack(NamedTuple):
    """All that is carried: what lies in each of `PLACES`."""

    stacks: tuple[Stack | None, ...] = (None,) * len(PLACES)

    def at(self, place: str) -> Stack | None:
        """Return what lies in a place."""
        return self.stacks[PLACES.index(place)]

    def put(self, place: str, stack: Stack | None) -> Pack:
        """Return the pack with `stack` in a place, whatever lay there."""
        at = PLACES.index(place)
        return Pack((*self.stacks[:at], stack, *self.stacks[at + 1 :]))


class Change(NamedTuple):
    """What became of something that a player asked for."""

    what: str
    """`moved`, `stacked`, `swapped`, `split`, `equipped`, `taken off`, `refused` or `nothing`."""
    item: str = ""
    amount: int = 0
    place: str = ""
    """Where the items are now."""


NOTHING = Change("nothing")
START = Pack(
    (Stack("jam", 3), Stack("leather"), Stack("dagger"), *(None,) * 17, Stack("short_sword"), None)
)
"""What a round begins with."""


def weapon_of(pack: Pack) -> Item:
    """Return the weapon in hand."""
    stack = pack.stacks[-2]
    return ITEMS[stack.item] if stack else FISTS


def guard_of(pack: Pack) -> int:
    """Return the health that every touch is short of."""
    stack = pack.stacks[-1]
    return ITEMS[stack.item].guard if stack else 0


def takes(place: str, stack: Stack | None) -> bool:
    """Tell whether a place may hold `stack`."""
    return stack is None or place not in WORN or ITEMS[stack.item].kind == WORN[place]


def move(pack: Pack, source: str, target: str) -> tuple[Pack, Change]:
    """Return the pack after a drag: moved, put on a like stack, or swapped."""
    held, there = pack.at(source), pack.at(target)
    if held is None or source == target:
        return pack, NOTHING
    if not takes(target, held) or not takes(source, there):
        return pack, Change("refused", *held, target)
    if there is not None and there.item == held.item:
        return pour(pack, source, target)
    what = "swapped" if there else "moved"
    if target in WORN:
        what = "equipped"
    elif source in WORN:
        what = "swapped" if there else "taken off"
    return pack.put(source, there).put(target, held), Change(what, *held, target)


def pour(pack: Pack, source: str, target: str) -> tuple[Pack, Change]:
    """Return the pack with as much of one stack on the other, of the same item, as there fits."""
    held, there = pack.at(source), pack.at(target)
    assert held is not None
    assert there is not None
    fits = min(held.amount, ITEMS[held.item].most - there.amount)
    if fits <= 0:
        return pack, Change("refused", *held, target)
    left = Stack(held.item, held.amount - fits) if held.amount > fits else None
    grown = Stack(held.item, there.amount + fits)
    return pack.put(source, left).put(target, grown), Change("stacked", held.item, fits, target)


def split(pack: Pack, place: str) -> tuple[Pack, Change]:
    """Return the pack with the smaller half of a stack in the first free slot."""
    held, free = pack.at(place), first_free(pack)
    if held is None or held.amount < 2:
        return pack, NOTHING
    if free is None:
        return pack, Change("refused", *held, place)
    half = held.amount // 2
    after = pack.put(place, Stack(held.item, held.amount - half)).put(free, Stack(held.item, half))
    return after, Change("split", held.item, half, free)


def equip(pack: Pack, place: str) -> tuple[Pack, Change]:
    """Return the pack with what lies in a slot put on, or with what is worn taken off."""
    held = pack.at(place)
    if held is None:
        return pack, NOTHING
    if place in WORN:
        free = first_free(pack)
        return move(pack, place, free) if free else (pack, Change("refused", *held, place))
    for target, kind in WORN.items():
        if ITEMS[held.item].kind == kind:
            return move(pack, place, target)
    return pack, Change("refused", *held, place)


def take_one(pack: Pack, place: str) -> Pack:
    """Return the pack with one item less in a place."""
    held = pack.at(place)
    if held is None:
        return pack
    return pack.put(place, Stack(held.item, held.amount - 1) if held.amount > 1 else None)


def add(pack: Pack, item: str, count: int = 1) -> tuple[Pack, int]:
    """Return the pack with more items, on like stacks first, and how many did not fit."""
    most = ITEMS[item].most
    for place in sorted(SLOTS, key=lambda place: pack.at(place) is None):
        held = pack.at(place) or Stack(item, 0)
        fits = min(count, most - held.amount) if held.item == item else 0
        if fits > 0:
            pack = pack.put(place, Stack(item, held.amount + fits))
            count -= fits
    return pack, count


def arrange(pack: Pack) -> Pack:
    """Return the pack with like stacks joined, in the order of the table of items, no gaps."""
    order = list(ITEMS)
    stacks = [stack for stack in pack.stacks[: len(SLOTS)] if stack is not None]
    arranged = Pack((*(None,) * len(SLOTS), *pack.stacks[len(SLOTS) :]))
    for stack in sorted(stacks, key=lambda stack: order.index(stack.item)):
        arranged, _ = add(arranged, *stack)
    return arranged


def first_free(pack: Pack) -> str | None:
    """Return the first slot without anything."""
    return next((place for place in SLOTS if pack.at(place) is None), None)


def first_food(pack: Pack) -> str | None:
    """Return the first slot with something to eat."""
    for place in SLOTS:
        held = pack.at(place)
        if held is not None and ITEMS[held.item].kind == "food":
            return place
    return None


def neighbour(place: str, x: int, y: int) -> str:
    """Return the next place in a direction; at an edge it is that of the other side.

    What is worn stands to the left of the slots: the weapon beside the first row, the armour below.
    """
    if place in WORN:
        row, column = list(WORN).index(place), -1
    else:
        row, column = divmod(SLOTS.index(place), COLUMNS)
    column = (column + x + 1) % (COLUMNS + 1) - 1
    if column < 0:
        return list(WORN)[min(row, 1) if not y else (row + y) % len(WORN)]
    return SLOTS[(row + y) % ROWS * COLUMNS + column]
