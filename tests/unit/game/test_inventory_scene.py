"""The open bag as a player meets it: keys, mouse, and what the log says."""

from __future__ import annotations

import pygame
import pytest
from pygame import K_DOWN, K_ESCAPE, K_LEFT, K_RETURN, K_RIGHT, K_e, K_i, K_r, K_x

LEFT, RIGHT = pygame.BUTTON_LEFT, pygame.BUTTON_RIGHT


class Bag:
    """An open bag, and a hand."""

    def __init__(self, host):
        self.host = host

    def __getattr__(self, name):
        return getattr(self.host, name)

    def slot(self, number):
        stack = self.get("inventory.slots")[number - 1]
        return stack["item"], stack["count"]

    def mouse(self, kind, name, button=LEFT):
        rect = pygame.Rect(*self.query("ui_element_rect", name=name).values())
        event = {"pos": rect.center} | ({} if kind == pygame.MOUSEMOTION else {"button": button})
        self.game.handle_event(pygame.event.Event(kind, event))

    def drag(self, source, target):
        self.mouse(pygame.MOUSEBUTTONDOWN, source)
        self.mouse(pygame.MOUSEMOTION, target)
        self.mouse(pygame.MOUSEBUTTONUP, target)


@pytest.fixture
def bag(arena):
    arena.tap(K_i)
    return Bag(arena)


def test_the_arena_holds_still(bag):
    assert bag.get("game.current_scene") == "inventory"
    assert bag.get("game.paused") is True
    time = bag.get("arena.time")
    bag.step(10)
    assert bag.get("arena.time") == time


@pytest.mark.parametrize("key", [K_i, K_ESCAPE])
def test_it_closes(bag, key):
    bag.tap(key)
    assert bag.get("inventory.open") is False
    assert bag.get("game.current_scene") == "combat_arena"
    assert bag.log[-2:] == ["inventory: opened", "inventory: closed"]


def test_it_can_be_entered_by_name(host):
    host.command("load_scene", name="inventory")
    assert [type(scene).__name__ for scene in host.game.scenes] == ["CombatArena", "Inventory"]
    host.tap(K_i)
    assert host.get("game.current_scene") == "combat_arena"


def test_keys_take_up_and_put_down(bag):
    bag.tap(K_RETURN)
    assert bag.get("inventory.carried") == "slot_1"
    bag.tap(K_e, K_x, K_r)
    assert bag.slot(1) == ("jam", 3)
    bag.tap(K_DOWN, K_RIGHT, K_RETURN)
    assert bag.get("inventory.carried") is None
    assert bag.slot(7) == ("jam", 3)
    assert bag.log[-1] == "inventory: jam x3 moved to slot_7"


def test_escape_puts_back_before_it_closes(bag):
    bag.tap(K_RETURN, K_RIGHT, K_ESCAPE)
    assert (bag.get("inventory.carried"), bag.get("inventory.open")) == (None, True)
    assert bag.slot(1) == ("jam", 3)


def test_keys_use_and_split_and_sort(bag):
    bag.set("hero.health", 50)
    bag.tap(K_e)
    assert (bag.get("hero.health"), bag.slot(1)) == (60, ("jam", 2))
    bag.tap(K_x)
    assert (bag.slot(1), bag.slot(4)) == (("jam", 1), ("jam", 1))
    bag.tap(K_r)
    assert [bag.slot(n) for n in (1, 2, 3, 4)] == [
        ("dagger", 1), ("leather", 1), ("jam", 2), ("", 0),
    ]  # fmt: skip
    bag.tap(K_e)
    assert bag.get("inventory.equipped") == {"weapon": "dagger", "armour": ""}
    bag.tap(K_LEFT, K_e)
    assert bag.get("inventory.equipped")["weapon"] == ""
    assert bag.log[-1] == "inventory: dagger x1 taken off to slot_4"


def test_the_mouse_drags(bag):
    bag.drag("slot_2", "equip_armour")
    assert bag.get("inventory.equipped")["armour"] == "leather"
    bag.drag("equip_armour", "slot_12")
    assert bag.slot(12) == ("leather", 1)
    bag.drag("slot_12", "key_hints")
    assert bag.slot(12) == ("leather", 1)
    assert bag.get("inventory.carried") is None


def test_what_is_dragged_on_the_hero_is_used(bag):
    bag.set("hero.health", 10)
    bag.drag("slot_1", "hero_portrait")
    bag.drag("slot_2", "hero_portrait")
    assert bag.get("hero.health") == 20
    assert bag.get("inventory.guard") == 2


def test_the_right_button_splits(bag):
    bag.mouse(pygame.MOUSEBUTTONDOWN, "slot_1", RIGHT)
    assert (bag.slot(1), bag.slot(4)) == (("jam", 2), ("jam", 1))
    assert bag.log[-1] == "inventory: jam x1 split to slot_4"
    bag.drag("slot_4", "slot_1")
    assert bag.slot(1) == ("jam", 3)


def test_the_tooltip_follows_the_cursor(bag):
    assert bag.query("ui_element_visible", name="tooltip") is True
    bag.mouse(pygame.MOUSEMOTION, "slot_9")
    assert bag.query("ui_element_visible", name="tooltip") is False
    bag.mouse(pygame.MOUSEMOTION, "slot_3")
    assert bag.query("ui_element_visible", name="tooltip") is True
    bag.mouse(pygame.MOUSEBUTTONDOWN, "slot_3")
    assert bag.query("ui_element_visible", name="tooltip") is False


def test_buttons(bag):
    bag.mouse(pygame.MOUSEBUTTONDOWN, "sort_button")
    assert bag.slot(1) == ("dagger", 1)
    bag.mouse(pygame.MOUSEBUTTONDOWN, "close_button")
    assert bag.get("inventory.open") is False
    bag.mouse(pygame.MOUSEBUTTONDOWN, "inventory_button")
    assert bag.get("inventory.open") is True


def test_it_is_drawn_in_every_state(bag):
    pictures = {bag.paint()}
    bag.tap(K_RETURN)
    pictures.add(bag.paint())
    bag.mouse(pygame.MOUSEMOTION, "slot_18")
    pictures.add(bag.paint())
    assert len(pictures) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"item": "crown"}, "item must be one of dagger, .*, got 'crown'"),
        ({"item": "jam", "count": 0}, "count must be at least 1, got 0"),
        ({"item": "mail", "count": 99}, "there is no room for 82 of 99 mail"),
    ],
)
def test_give_item_is_checked(bag, arguments, message):
    with pytest.raises(ValueError, match=message):
        bag.command("give_item", **arguments)


def test_give_item_needs_an_arena(host):
    with pytest.raises(ValueError, match="give_item needs the scene combat_arena, this is main"):
        host.command("give_item", item="jam")
