"""The rules of the pack, without pygame."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from game.rules import inventory as packing
from game.rules.inventory import PLACES, SLOTS, START, Pack, Stack, guard_of, weapon_of
from game.rules.items import FISTS, ITEMS, described


def pack(**stacks: Stack) -> Pack:
    made = Pack()
    for place, stack in stacks.items():
        made = made.put(place, stack)
    return made


def shown(made: Pack) -> dict[str, tuple[str, int]]:
    return {place: tuple(stack) for place in PLACES if (stack := made.at(place))}


def test_rules_need_no_pygame():
    code = "import sys, game.rules.inventory, game.rules.loot; sys.exit('pygame' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_pack_at_the_start():
    assert shown(START) == {
        "slot_1": ("jam", 3),
        "slot_2": ("leather", 1),
        "slot_3": ("dagger", 1),
        "equip_weapon": ("short_sword", 1),
    }


JAM = {"slot_1": Stack("jam", 3)}


@pytest.mark.parametrize(
    ("stacks", "source", "target", "what", "after"),
    [
        (JAM, "slot_1", "slot_7", "moved", {"slot_7": ("jam", 3)}),
        (JAM, "slot_1", "slot_1", "nothing", {"slot_1": ("jam", 3)}),
        (JAM, "slot_2", "slot_3", "nothing", {"slot_1": ("jam", 3)}),
        (JAM, "slot_1", "equip_weapon", "refused", {"slot_1": ("jam", 3)}),
        (
            JAM | {"slot_2": Stack("jam", 4)}, "slot_1", "slot_2", "stacked",
            {"slot_2": ("jam", 7)},
        ),
        (
            JAM | {"slot_2": Stack("jam", 8)}, "slot_1", "slot_2", "stacked",
            {"slot_1": ("jam", 2), "slot_2": ("jam", 9)},
        ),
        (
            JAM | {"slot_2": Stack("jam", 9)}, "slot_1", "slot_2", "refused",
            {"slot_1": ("jam", 3), "slot_2": ("jam", 9)},
        ),
        (
            JAM | {"slot_2": Stack("mail")}, "slot_1", "slot_2", "swapped",
            {"slot_1": ("mail", 1), "slot_2": ("jam", 3)},
        ),
        ({"slot_1": Stack("mail")}, "slot_1", "equip_armour", "equipped",
         {"equip_armour": ("mail", 1)}),
        ({"slot_1": Stack("mail")}, "slot_1", "equip_weapon", "refused", {"slot_1": ("mail", 1)}),
        (
            {"slot_1": Stack("mail"), "equip_armour": Stack("leather")},
            "slot_1", "equip_armour", "equipped",
            {"slot_1": ("leather", 1), "equip_armour": ("mail", 1)},
        ),
        (
            {"slot_1": Stack("dagger"), "slot_2": Stack("dagger")}, "slot_1", "slot_2", "refused",
            {"slot_1": ("dagger", 1), "slot_2": ("dagger", 1)},
        ),
        ({"equip_armour": Stack("mail")}, "equip_armour", "slot_3", "taken off",
         {"slot_3": ("mail", 1)}),
        (
            JAM | {"equip_armour": Stack("mail")}, "equip_armour", "slot_1", "refused",
            {"slot_1": ("jam", 3), "equip_armour": ("mail", 1)},
        ),
    ],
)  # fmt: skip
def test_move(stacks, source, target, what, after):
    moved, change = packing.move(pack(**stacks), source, target)
    assert change.what == what
    assert shown(moved) == after


@pytest.mark.parametrize(("count", "left", "half"), [(2, 1, 1), (3, 2, 1), (9, 5, 4), (1, 1, None)])
def test_split(count, left, half):
    after, change = packing.split(pack(slot_1=Stack("jam", count)), "slot_1")
    assert after.at("slot_1") == ("jam", left)
    assert after.at("slot_2") == (None if half is None else ("jam", half))
    assert change.what == ("nothing" if half is None else "split")


def test_a_full_pack_cannot_be_split():
    full = pack(**{place: Stack("jam", 2) for place in SLOTS})
    assert packing.split(full, "slot_1") == (full, ("refused", "jam", 2, "slot_1"))


def test_equip_puts_on_and_takes_off():
    on, change = packing.equip(START, "slot_2")
    assert (change.what, guard_of(on)) == ("equipped", 2)
    off, change = packing.equip(on, "equip_armour")
    assert (change.what, change.place, guard_of(off)) == ("taken off", "slot_2", 0)
    assert packing.equip(START, "slot_1")[1].what == "refused"
    assert packing.equip(START, "slot_9") == (START, packing.NOTHING)


def test_a_weapon_is_exchanged():
    after, _ = packing.equip(START, "slot_3")
    assert weapon_of(after) is ITEMS["dagger"]
    assert after.at("slot_3") == ("short_sword", 1)
    bare, _ = packing.equip(after, "equip_weapon")
    assert weapon_of(bare) is FISTS


@pytest.mark.parametrize(
    ("stacks", "item", "count", "after", "over"),
    [
        ({}, "jam", 4, {"slot_1": ("jam", 4)}, 0),
        ({"slot_3": Stack("jam", 7)}, "jam", 4,
         {"slot_1": ("jam", 2), "slot_3": ("jam", 9)}, 0),
        ({}, "mail", 2, {"slot_1": ("mail", 1), "slot_2": ("mail", 1)}, 0),
    ],
)  # fmt: skip
def test_add(stacks, item, count, after, over):
    filled, left = packing.add(pack(**stacks), item, count)
    assert (shown(filled), left) == (after, over)


def test_add_tells_what_does_not_fit():
    full = pack(**{place: Stack("mail") for place in SLOTS})
    assert packing.add(full, "potion", 2) == (full, 2)


def test_arrange_joins_and_sorts():
    mixed = pack(
        slot_3=Stack("jam", 5), slot_5=Stack("dagger"), slot_9=Stack("jam", 6),
        equip_armour=Stack("mail"),
    )  # fmt: skip
    assert shown(packing.arrange(mixed)) == {
        "slot_1": ("dagger", 1),
        "slot_2": ("jam", 9),
        "slot_3": ("jam", 2),
        "equip_armour": ("mail", 1),
    }


@pytest.mark.parametrize(
    ("place", "x", "y", "expected"),
    [
        ("slot_1", 1, 0, "slot_2"),
        ("slot_5", 1, 0, "equip_weapon"),
        ("slot_1", -1, 0, "equip_weapon"),
        ("slot_6", -1, 0, "equip_armour"),
        ("slot_16", -1, 0, "equip_armour"),
        ("equip_weapon", 1, 0, "slot_1"),
        ("equip_weapon", -1, 0, "slot_5"),
        ("equip_weapon", 0, 1, "equip_armour"),
        ("equip_armour", 0, 1, "equip_weapon"),
        ("equip_armour", 1, 0, "slot_6"),
        ("slot_1", 0, -1, "slot_16"),
        ("slot_20", 0, 1, "slot_5"),
    ],
)
def test_neighbours(place, x, y, expected):
    assert packing.neighbour(place, x, y) == expected


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_reached_and_left(place):
    seen, open_ = {place}, [place]
    while open_:
        at = open_.pop()
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            after = packing.neighbour(at, x, y)
            if after not in seen:
                seen.add(after)
                open_.append(after)
    assert seen == set(PLACES)


@pytest.mark.parametrize("name", list(ITEMS))
def test_items_are_of_use(name):
    item = ITEMS[name]
    assert described(name)
    assert item.most >= 1
    assert max(item.damage, item.guard, item.heals) > 0


def test_nothing_is_lost_or_made():
    """Any row of moves, splits and sortings keeps the number of each item."""
    stream, held = random.Random(5), START

    def counted(made: Pack) -> dict[str, int]:
        counts: dict[str, int] = {}
        for stack in made.stacks:
            if stack:
                assert 1 <= stack.amount <= ITEMS[stack.item].most
                counts[stack.item] = counts.get(stack.item, 0) + stack.amount
        return counts

    held, _ = packing.add(held, "potion", 7)
    before = counted(held)
    for _ in range(3000):
        one, other = stream.choice(PLACES), stream.choice(PLACES)
        act = stream.randrange(4)
        if act == 0:
            held, _ = packing.move(held, one, other)
        elif act == 1:
            held, _ = packing.split(held, one)
        elif act == 2:
            held, _ = packing.equip(held, one)
        elif stream.random() < 0.05:
            held = packing.arrange(held)
        assert counted(held) == before
