"""The overlay: what it says of the devices, and that it leaves no trace on the picture."""

from __future__ import annotations

import math

import pygame
import pytest

from harness.frames.overlay import (
    FAILED,
    PAUSED,
    RUNNING,
    Overlay,
    Shown,
    shorten,
    speed_shown,
    wrap,
)
from harness.input.devices import Devices
from harness.input.inputs import Group, Input, key_input
from harness.input.keys import KEYS


@pytest.fixture
def font():
    pygame.font.init()
    return pygame.font.Font(None, 20)


def shown(**changes) -> Shown:
    groups = (Group("keys", "", ("RIGHT", "SPACE")), Group("mouse", "3, 4", ("LEFT",)))
    plain = Shown(RUNNING, "a_test.lua > a > b", 1, 12, 1.0, groups, (3, 4), True)
    return plain._replace(**changes)


def picture(size) -> pygame.Surface:
    """Return a surface on which no two neighbours are the same."""
    surface = pygame.Surface(size)
    for y in range(size[1]):
        for x in range(size[0]):
            surface.set_at((x, y), (x * 7 % 256, y * 11 % 256, (x + y) % 256))
    return surface


def do(devices: Devices, clock, *items: Input) -> Devices:
    for item in items:
        devices.schedule(item)
    clock.frame += 1
    devices.deliver()
    return devices


def test_devices_at_rest_are_not_worth_many_words(clock):
    devices = Devices(clock, gamepads=2)
    assert devices.shown() == (Group("keys", "-", ()), Group("mouse", "0, 0", ()))


def test_what_is_held_is_named(clock):
    devices = do(
        Devices(clock, gamepads=1),
        clock,
        key_input(True, KEYS["KEY_RIGHT"][0], "KEY_RIGHT"),
        key_input(True, KEYS["KEY_A"][0], "KEY_A"),
        Input("mouse_move", {"x": 30, "y": 40}),
        Input("mouse_down", {"button": 3}),
        Input("mouse_down", {"button": 6}),
        Input("pad_down", {"pad": 0, "button": 3}),
        Input("pad_axis", {"pad": 2, "axis": 5, "value": 0.25}),
    )
    assert devices.shown() == (
        Group("keys", "", ("RIGHT", "A")),
        Group("mouse", "30, 40", ("RIGHT", "6")),
        Group("pad 0", "", ("button 3",)),
        Group("pad 2", "", ("axis 5 +0.25",)),
    )


@pytest.mark.parametrize(
    ("speed", "expected"), [(1.0, "1x"), (0.25, "0.25x"), (4.0, "4x"), (math.inf, "max")]
)
def test_speed(speed, expected):
    assert speed_shown(speed) == expected


@pytest.mark.parametrize("width", [0, 5, 40, 100, 399])
def test_a_long_name_loses_its_middle(font, width):
    text = "a_test.lua > describe > " + "it does this and that, " * 4
    cut = shorten(text, width, font)
    assert "…" in cut
    assert font.size(cut)[0] <= max(width, font.size("…")[0])
    head, _, tail = cut.partition("…")
    assert text.startswith(head)
    assert text.endswith(tail)
    assert abs(len(head) - len(tail)) <= 1


def test_a_short_name_is_left_alone(font):
    assert shorten("a_test.lua > x", 400, font) == "a_test.lua > x"


def test_a_message_is_wrapped_and_keeps_its_indentation(font):
    text = "one two three four five six\n  expected: 1\n  actual:   2"
    lines = wrap(text, font.size("one two three four")[0], font, 9)
    assert lines == ["one two three four", "  five six", "  expected: 1", "  actual:   2"]


def test_a_message_that_is_too_long_says_so(font):
    assert wrap("a\nb\nc\nd", 400, font, 3) == ["a", "b", "c …"]


SIZES = [(1, 1), (17, 9), (64, 48), (320, 200), (640, 360)]
CASES = {
    "running": {},
    "failed": {"state": FAILED, "message": "why\n" * 20 + "x" * 5000},
    "at the bottom": {"mouse": (30, 355), "state": PAUSED},
    "outside": {"mouse": (5000, -3), "presses": False},
    "hostile": {"test": "a\0b\n\x1b[31m\U0001f600日本\ud800" * 30, "message": "\0\r\x07"},
    "many": {"groups": tuple(Group(f"pad {n}", "", ("button 1",) * 20) for n in range(8))},
    "attempt": {"attempt": 12, "frame": 10**9, "speed": 1234.5},
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("case", CASES)
def test_every_pixel_is_put_back(size, case):
    surface = picture(size)
    surface.set_clip(pygame.Rect(0, 0, 1, 1))
    clip = surface.get_clip()
    before = surface.get_buffer().raw
    overlay = Overlay(surface)
    for _ in range(2):
        overlay.paint(shown(**CASES[case]))
        assert size[0] < 64 or surface.get_buffer().raw != before
        overlay.take_off()
        assert surface.get_buffer().raw == before
    assert surface.get_clip() == clip


def test_the_bar_leaves_most_of_a_small_picture_and_avoids_the_mouse():
    surface = pygame.Surface((640, 360))
    surface.fill((255, 255, 255))
    overlay = Overlay(surface)
    for mouse, free in (((300, 100), (320, 300)), ((300, 350), (320, 60))):
        overlay.paint(shown(mouse=mouse))
        assert surface.get_at(free)[:3] == (255, 255, 255)
        row = 355 if mouse[1] < 180 else 4
        assert max(surface.get_at((400, row))[:3]) < 80, "the ground is not dark"
        overlay.take_off()


def test_a_surface_that_the_game_has_locked_stays_free():
    surface = pygame.Surface((64, 48))
    before = surface.get_buffer().raw
    surface.lock()
    overlay = Overlay(surface)
    overlay.paint(shown())
    overlay.take_off()
    surface.unlock()
    assert surface.get_buffer().raw == before
