"""The virtual keyboard: what goes down and up, modifiers, repetition."""

from __future__ import annotations

import pygame
import pytest

from harness.input.keyboard import Keyboard

A, LSHIFT, RSHIFT, CTRL, CAPS = (
    pygame.K_a, pygame.K_LSHIFT, pygame.K_RSHIFT, pygame.K_LCTRL, pygame.K_CAPSLOCK,
)  # fmt: skip
NAMES = {"a": A, "b": pygame.K_b, "s": LSHIFT, "S": RSHIFT, "^": CTRL, "C": CAPS}


def play(strokes):
    """Press `+x` and release `-x`; return the events as short texts."""
    keyboard, shown = Keyboard(), []
    for stroke in strokes.split():
        key = NAMES[stroke[1]]
        down = stroke[0] == "+"
        events = keyboard.press(key, 0) if down else keyboard.release(key)
        shown += [f"{event.fields['unicode']!r}/{event.fields['mod']:x}" for event in events]
        for event in events:
            assert (event.fields["key"], event.kind) == (key, "KEYDOWN" if down else "KEYUP")
        if not events:
            shown.append("nothing")
    return shown


@pytest.mark.parametrize(
    ("strokes", "expected"),
    [
        ("+a -a", ["'a'/0", "'a'/0"]),
        ("+a +a -a -a", ["'a'/0", "nothing", "'a'/0", "nothing"]),
        ("-a", ["nothing"]),
        ("+s +a -a -s", ["''/1", "'A'/1", "'A'/1", "''/0"]),
        ("+s +a -s -a", ["''/1", "'A'/1", "''/0", "'A'/0"]),
        ("+s +S -s +a", ["''/1", "''/3", "''/2", "'A'/2"]),
        ("+^ +a", ["''/40", "'\\x01'/40"]),
        ("+C -C +a", ["''/2000", "''/2000", "'A'/2000"]),
        ("+C -C +s +b", ["''/2000", "''/2000", "''/2001", "'b'/2001"]),
        ("+C -C +C -C +a", ["''/2000", "''/2000", "''/0", "''/0", "'a'/0"]),
    ],
)
def test_strokes(strokes, expected):
    assert play(strokes) == expected


@pytest.mark.parametrize(
    ("key", "flag"),
    [
        (pygame.K_LSHIFT, pygame.KMOD_LSHIFT), (pygame.K_RSHIFT, pygame.KMOD_RSHIFT),
        (pygame.K_LCTRL, pygame.KMOD_LCTRL), (pygame.K_RCTRL, pygame.KMOD_RCTRL),
        (pygame.K_LALT, pygame.KMOD_LALT), (pygame.K_RALT, pygame.KMOD_RALT),
        (pygame.K_LGUI, pygame.KMOD_LMETA), (pygame.K_RGUI, pygame.KMOD_RMETA),
        (pygame.K_MODE, pygame.KMOD_MODE), (pygame.K_NUMLOCK, pygame.KMOD_NUM),
        (pygame.K_CAPSLOCK, pygame.KMOD_CAPS), (pygame.K_a, 0),
    ],
)  # fmt: skip
def test_modifiers_are_pygames(key, flag):
    keyboard = Keyboard()
    keyboard.press(key, 0)
    assert keyboard.mods == flag


def test_the_order_of_pressing_is_kept_and_changes_are_counted():
    keyboard = Keyboard(version=5)
    for key in (pygame.K_b, A, pygame.K_c):
        keyboard.press(key, 0)
    keyboard.release(A)
    keyboard.release(A)
    assert keyboard.down == (pygame.K_b, pygame.K_c)
    assert keyboard.version == 9


@pytest.mark.parametrize(
    ("delay", "interval", "until", "count"),
    [
        (0, 0, 1000, 0),
        (0, 50, 1000, 0),
        (200, 50, 199, 0),
        (200, 50, 200, 1),
        (200, 50, 249, 1),
        (200, 50, 250, 2),
        (200, 50, 400, 5),
        (100, 0, 300, 3),
    ],
)
def test_repetition(delay, interval, until, count):
    keyboard = Keyboard()
    keyboard.set_repeat(delay, interval)
    keyboard.press(A, 0)
    events = keyboard.repeats(until)
    seen = [(event.kind, event.fields["key"], event.fields["unicode"]) for event in events]
    assert seen == [("KEYDOWN", A, "a")] * count


@pytest.mark.parametrize(
    ("change", "repeating"),
    [
        (lambda keyboard: keyboard.down, [A]),
        (lambda keyboard: keyboard.release(A), []),
        (lambda keyboard: keyboard.release(LSHIFT), [A]),
        (lambda keyboard: keyboard.press(pygame.K_b, 0), [pygame.K_b]),
        (lambda keyboard: keyboard.set_repeat(100, 100), []),
        (lambda keyboard: keyboard.set_repeat(0, 0), []),
    ],
)
def test_the_key_pressed_last_repeats(change, repeating):
    keyboard = Keyboard()
    keyboard.set_repeat(100, 100)
    keyboard.press(LSHIFT, 0)
    keyboard.press(A, 0)
    change(keyboard)
    assert [event.fields["key"] for event in keyboard.repeats(100)] == repeating
