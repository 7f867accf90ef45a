"""Menus, options, pause and result, driven by events."""

from __future__ import annotations

import pygame
import pytest
from pygame import (
    K_DOWN,
    K_ESCAPE,
    K_LEFT,
    K_RETURN,
    K_RIGHT,
    K_SPACE,
    K_UP,
    K_a,
    K_d,
    K_p,
    K_s,
    K_w,
)


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        ([], "Start"),
        ([K_DOWN], "Court"),
        ([K_s, K_s], "Options"),
        ([K_DOWN, K_DOWN, K_DOWN], "Quit"),
        ([K_DOWN, K_DOWN, K_DOWN, K_DOWN], "Start"),
        ([K_UP], "Quit"),
        ([K_w, K_w], "Options"),
        ([K_LEFT, K_RIGHT, K_a, K_d, K_p, K_ESCAPE], "Start"),
    ],
)
def test_selection_moves_and_wraps_around(host, keys, selected):
    host.tap(*keys)
    items = host.get("menu.items")
    assert host.get("menu.selected") == selected
    assert items[host.get("menu.index") - 1] == selected


@pytest.mark.parametrize(
    ("keys", "scene", "line"),
    [
        ([K_RETURN], "combat_arena", "menu: Start selected"),
        ([K_SPACE], "combat_arena", "menu: Start selected"),
        ([K_DOWN, K_DOWN, K_RETURN], "options", "menu: Options selected"),
    ],
)
def test_choosing_enters_a_scene(host, keys, scene, line):
    host.tap(*keys)
    assert host.get("game.current_scene") == scene
    assert host.log == ["scene: main_menu", line, f"scene: {scene}"]


def test_quit_tells_the_host(host):
    pygame.event.clear()
    host.tap(K_UP, K_RETURN)
    assert host.get("game.quit_requested") is True
    assert host.log[-2:] == ["menu: Quit selected", "quit requested"]
    assert [event.type for event in pygame.event.get(pygame.QUIT)] == [pygame.QUIT]


@pytest.mark.parametrize(
    ("keys", "path", "value", "lines"),
    [
        ([K_RIGHT], "options.volume", 8, ["options: volume 8"]),
        ([K_LEFT] * 9, "options.volume", 0, [f"options: volume {n}" for n in range(6, -1, -1)]),
        ([K_d] * 4, "options.volume", 10, [f"options: volume {n}" for n in (8, 9, 10)]),
        ([K_DOWN, K_LEFT], "options.difficulty", "easy", ["options: difficulty easy"]),
        ([K_DOWN, K_RIGHT, K_RIGHT], "options.difficulty", "hard", ["options: difficulty hard"]),
        ([K_UP, K_UP, K_LEFT], "options.shake", False, ["options: shake off"]),
        (
            [K_UP, K_UP, K_RETURN],
            "options.shake",
            False,
            ["menu: Screen shake selected", "options: shake off"],
        ),
        ([K_DOWN, K_DOWN, K_RIGHT], "options.shake", True, []),
    ],
)
def test_options_are_changed_by_keys(host, keys, path, value, lines):
    host.command("load_scene", name="options")
    start = len(host.log)
    host.tap(*keys)
    assert host.get(path) == value
    assert host.log[start:] == lines


@pytest.mark.parametrize("keys", [[K_ESCAPE], [K_UP, K_RETURN]])
def test_options_lead_back_and_are_kept(host, keys):
    host.command("load_scene", name="options")
    host.tap(K_RIGHT, K_UP, K_DOWN, *keys)
    assert host.get("game.current_scene") == "main_menu"
    assert host.get("options.volume") == 8


def test_difficulty_decides_who_comes(host):
    for difficulty, count in (("easy", 4), ("normal", 6), ("hard", 9)):
        host.set("options.difficulty", difficulty)
        host.command("load_scene", name="combat_arena")
        assert len(host.get("arena.enemies")) == count


@pytest.mark.parametrize("key", [K_ESCAPE, K_p])
def test_pause_holds_the_arena(host, key):
    host.command("load_scene", name="combat_arena")
    host.step(10)
    host.tap(key)
    before = host.get("arena.enemies"), host.get("arena.time")
    host.hold(K_RIGHT)
    host.step(30)
    assert host.get("game.paused") is True
    assert host.get("game.current_scene") == "combat_arena"
    assert host.get("menu.items") == ["Resume", "Inventory", "Restart", "Main menu"]
    assert (host.get("arena.enemies"), host.get("arena.time")) == before
    host.tap(key)
    host.step()
    assert host.get("game.paused") is False
    assert host.get("arena.time") > before[1]
    assert host.log[-2:] == ["paused", "resumed"]


@pytest.mark.parametrize(
    ("keys", "scene", "time"),
    [
        ([K_RETURN], "combat_arena", 0.5),
        ([K_DOWN, K_DOWN, K_RETURN], "combat_arena", 0.0),
        ([K_UP, K_RETURN], "main_menu", 0.0),
    ],
)
def test_pause_menu(arena, keys, scene, time):
    arena.step(30)
    arena.tap(K_ESCAPE, *keys)
    assert arena.get("game.current_scene") == scene
    assert arena.get("game.paused") is False
    assert arena.get("arena.time") == time


@pytest.mark.parametrize(
    ("keys", "scene"),
    [([K_RETURN], "combat_arena"), ([K_DOWN, K_RETURN], "main_menu"), ([K_ESCAPE], "main_menu")],
)
def test_result_leads_on(arena, keys, scene):
    arena.set("hero.health", 0)
    arena.step()
    assert arena.get("arena.result") == "defeat"
    assert arena.query("ui_element_visible", name="result_panel") is False
    arena.step(60)
    assert arena.query("ui_element_visible", name="result_panel") is True
    assert arena.get("menu.items") == ["Play again", "Main menu"]
    assert arena.get("game.paused") is False
    arena.tap(*keys)
    assert arena.get("game.current_scene") == scene
    assert arena.get("arena.result") is None


def test_mouse_points_and_clicks(host):
    rect = host.query("ui_element_rect", name="options_button")
    middle = (rect["x"] + rect["w"] // 2, rect["y"] + rect["h"] // 2)
    host.game.handle_event(pygame.event.Event(pygame.MOUSEMOTION, pos=middle))
    assert host.get("menu.selected") == "Options"
    for position, scene in (((3, 3), "main_menu"), (middle, "options")):
        host.game.handle_event(pygame.event.Event(pygame.MOUSEBUTTONDOWN, pos=position, button=1))
        assert host.get("game.current_scene") == scene
