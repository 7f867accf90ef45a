"""The virtual mouse: places, movement, buttons, the wheel."""

from __future__ import annotations

import pytest

from harness.input.mouse import BUTTONS, Mouse

COMMON = {"touch": False, "window": None}


def motion(pos, rel, *buttons):
    return "MOUSEMOTION", {"pos": pos, "rel": rel, "buttons": buttons or (0, 0, 0), **COMMON}


def button(kind, number, pos=(0, 0)):
    return f"MOUSEBUTTON{kind}", {"pos": pos, "button": number, **COMMON}


def wheel(x, y):
    turn = {"flipped": False, "x": x, "y": y, "precise_x": float(x), "precise_y": float(y)}
    return "MOUSEWHEEL", turn | COMMON


CASES = {
    "move": ([("move", 3, 4)], [motion((3, 4), (3, 4))]),
    "move on": ([("move", 3, 4), ("move", 1, 9)],
                [motion((3, 4), (3, 4)), motion((1, 9), (-2, 5))]),
    "move nowhere": ([("move", 0, 0)], []),
    "move twice to a place": ([("move", 3, 4), ("move", 3, 4)], [motion((3, 4), (3, 4))]),
    "warp is no movement": ([("warp", 3, 4)], [motion((3, 4), (0, 0))]),
    "warp to where it is": ([("warp", 0, 0)], [motion((0, 0), (0, 0))]),
    "warp outside": ([("warp", -5, 999)], [motion((0, 47), (0, 0))]),
    "move after a warp": ([("warp", 10, 10), ("move", 11, 12)],
                          [motion((10, 10), (0, 0)), motion((11, 12), (1, 2))]),
    "press": ([("press", 1)], [button("DOWN", 1)]),
    "press twice": ([("press", 1), ("press", 1)], [button("DOWN", 1)]),
    "release": ([("press", 3), ("release", 3)], [button("DOWN", 3), button("UP", 3)]),
    "release of one that is up": ([("press", 1), ("release", 3)], [button("DOWN", 1)]),
    "drag": ([("press", 2), ("press", 7), ("move", 5, 0), ("release", 2)],
             [button("DOWN", 2), button("DOWN", 7), motion((5, 0), (5, 0), 0, 1, 0),
              button("UP", 2, (5, 0))]),
    "wheel up": ([("turn_wheel", 0, 1)], [button("DOWN", 4), button("UP", 4), wheel(0, 1)]),
    "wheel down": ([("turn_wheel", 0, -2)],
                   [button("DOWN", 5), button("UP", 5), button("DOWN", 5), button("UP", 5),
                    wheel(0, -2)]),
    "wheel aside": ([("turn_wheel", -1, 0)], [wheel(-1, 0)]),
    "wheel not at all": ([("turn_wheel", 0, 0)], []),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_events(name):
    actions, expected = CASES[name]
    mouse = Mouse((64, 48))
    assert [event for action, *args in actions for event in getattr(mouse, action)(*args)] == (
        expected
    )


def test_movement_is_summed_up_until_it_is_asked_for():
    mouse = Mouse((64, 48))
    for place in [(3, 4), (10, 2), (9, 9)]:
        mouse.move(*place)
    mouse.warp(40, 40)
    assert mouse.take_moved() == (9, 9)
    assert mouse.take_moved() == (0, 0)


def test_buttons_are_told_in_the_order_of_pressing_and_in_pygames():
    mouse = Mouse((64, 48))
    for number in (7, 1, 6):
        mouse.press(number)
    mouse.turn_wheel(0, 3)
    assert mouse.down == (7, 1, 6)
    assert mouse.pressed() == (True, False, False, True, True)
    assert BUTTONS == (1, 2, 3, 6, 7)
