"""Names, codes and characters of keys, against pygame's own."""

from __future__ import annotations

import pygame
import pytest

from harness.input import keys

PYGAME_KEYS = {name: getattr(pygame, name) for name in dir(pygame) if name.startswith("K_")}


def test_every_key_of_pygame_is_there_with_its_code():
    ours = {name: code for name, (code, _) in keys.KEYS.items()}
    assert ours == {f"KEY_{name[2:].upper()}": code for name, code in PYGAME_KEYS.items()}


def test_the_buttons_are_pygames():
    assert keys.MOUSE_BUTTONS == {
        "MOUSE_LEFT": pygame.BUTTON_LEFT,
        "MOUSE_MIDDLE": pygame.BUTTON_MIDDLE,
        "MOUSE_RIGHT": pygame.BUTTON_RIGHT,
    }


@pytest.mark.parametrize("name", ["KEY_A", "KEY_KP0", "KEY_LGUI", "KEY_NUMLOCK", "KEY_UNKNOWN"])
def test_a_code_has_the_first_of_its_names(name):
    assert keys.NAMES[keys.KEYS[name][0]] == name


def test_every_code_has_a_name():
    assert set(keys.NAMES) == set(keys.SCANCODES)


@pytest.mark.parametrize(("name", "codes"), keys.KEYS.items())
def test_scancodes_are_where_pygame_looks(name, codes):
    pygame.display.init()  # the map of the keyboard
    code, scancode = codes
    flags = [False] * 512
    flags[scancode] = True
    assert pygame.key.ScancodeWrapper(tuple(flags))[code]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("KEY_SPACE", pygame.K_SPACE),
        ("KEY_UP", pygame.K_UP),
        ("MOUSE_RIGHT", 3),
        ("KEY_NOPE", None),
        ("K_SPACE", None),
        ("key_space", None),
        ("", None),
    ],
)
def test_constants(name, expected):
    assert keys.constant(name) == expected


NONE, SHIFT, CAPS, CTRL = {}, {"shift": True}, {"caps": True}, {"ctrl": True}


@pytest.mark.parametrize(
    ("key", "held", "expected"),
    [
        (pygame.K_a, NONE, "a"),
        (pygame.K_a, SHIFT, "A"),
        (pygame.K_a, CAPS, "A"),
        (pygame.K_a, SHIFT | CAPS, "a"),
        (pygame.K_c, CTRL, "\x03"),
        (pygame.K_1, NONE, "1"),
        (pygame.K_1, SHIFT, "!"),
        (pygame.K_1, CAPS, "1"),
        (pygame.K_SLASH, SHIFT, "?"),
        (pygame.K_QUOTE, SHIFT, '"'),
        (pygame.K_BACKQUOTE, SHIFT, "~"),
        (pygame.K_SPACE, SHIFT, " "),
        (pygame.K_RETURN, NONE, "\r"),
        (pygame.K_TAB, NONE, "\t"),
        (pygame.K_ESCAPE, NONE, "\x1b"),
        (pygame.K_BACKSPACE, NONE, "\b"),
        (pygame.K_DELETE, NONE, "\x7f"),
        (pygame.K_KP5, NONE, "5"),
        (pygame.K_KP_ENTER, NONE, "\r"),
        (pygame.K_KP_PLUS, NONE, "+"),
        (pygame.K_LEFT, NONE, ""),
        (pygame.K_F1, SHIFT, ""),
        (pygame.K_LSHIFT, NONE, ""),
        (0, NONE, ""),
    ],
)
def test_characters(key, held, expected):
    held = {"shift": False, "caps": False, "ctrl": False} | held
    assert keys.typed(key, **held) == expected
