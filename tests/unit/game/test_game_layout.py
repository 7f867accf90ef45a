"""Where things stand, at several sizes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from pygame import K_ESCAPE, Rect

from game.theme import Layout

SIZES = [(1280, 720), (640, 360), (1920, 1080), (1024, 768), (800, 1000), (333, 187)]


@pytest.mark.parametrize(
    ("size", "rect"),
    [
        ((1280, 720), (100, 50, 30, 20)),
        ((640, 360), (50, 25, 15, 10)),
        ((1920, 1080), (150, 75, 45, 30)),
        ((1280, 1000), (100, 190, 30, 20)),
        ((1480, 720), (200, 50, 30, 20)),
    ],
)
def test_design_is_scaled_and_centred(size, rect):
    assert Layout(size).rect(100, 50, 30, 20) == Rect(rect)


def test_neighbours_touch_at_odd_scales():
    layout = Layout((333, 187))
    rects = [layout.rect(x * 48, 0, 48, 48) for x in range(20)]
    for left, right in pairwise(rects):
        assert left.right == right.left


def test_thin_things_do_not_vanish():
    layout = Layout((160, 90))
    assert (layout.length(3), layout.length(0), layout.length(-3)) == (1, 0, -1)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    "scene", ["main_menu", "options", "combat_arena", "inventory", "pause", "result"]
)
def test_elements_are_on_the_surface_and_apart(hosted, size, scene):
    host = hosted(size)
    host.command("load_scene", name="combat_arena" if scene in ("pause", "result") else scene)
    if scene == "pause":
        host.tap(K_ESCAPE)
    if scene == "result":
        host.set("hero.health", 0)
        host.step(60)
    elements = host.game.scenes[-1].elements()
    for rect in elements.values():
        assert rect.w > 0
        assert rect.h > 0
        assert Rect((0, 0), size).contains(rect)
    buttons = [r for name, r in elements.items() if name.endswith(("_button", "_row"))]
    assert all(rect.collidelist(buttons[at + 1 :]) < 0 for at, rect in enumerate(buttons))
    for name, panel in elements.items():
        if name.endswith("_panel"):
            assert all(panel.contains(button) for button in buttons)
    assert len(host.paint()) == size[0] * size[1] * 3
