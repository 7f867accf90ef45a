"""The virtual gamepads: connecting, buttons, axes, the hat."""

from __future__ import annotations

import pytest

from harness.input.pads import GUID, REST, Pads


def shown(events):
    """Return events as short texts: kind, then the values."""
    return [" ".join([kind, *(str(value) for value in fields.values())]) for kind, fields in events]


def added(index):
    return f"JOYDEVICEADDED {index} {GUID}"


# What is done to two pads, 0 and 1, that were there from the start; and what a game sees of it.
CASES = {
    "press": ([("press", 0, 3)], ["JOYBUTTONDOWN 0 0 3"]),
    "press twice": ([("press", 0, 3), ("press", 0, 3)], ["JOYBUTTONDOWN 0 0 3"]),
    "release": ([("press", 1, 3), ("release", 1, 3)],
                ["JOYBUTTONDOWN 1 1 3", "JOYBUTTONUP 1 1 3"]),
    "release of one that is up": ([("release", 0, 3)], []),
    "release on another pad": ([("press", 0, 3), ("release", 1, 3)], ["JOYBUTTONDOWN 0 0 3"]),
    "axis": ([("set_axis", 0, 1, -0.25)], ["JOYAXISMOTION 0 0 1 -0.25"]),
    "axis where it is": ([("set_axis", 0, 1, 0), ("set_axis", 0, 4, -1)], []),
    "axis back": ([("set_axis", 0, 5, 1.0), ("set_axis", 0, 5, -1.0)],
                  ["JOYAXISMOTION 0 0 5 1.0", "JOYAXISMOTION 0 0 5 -1.0"]),
    "hat up": ([("press", 0, 11), ("release", 0, 11)],
               ["JOYBUTTONDOWN 0 0 11", "JOYHATMOTION 0 0 0 (0, 1)",
                "JOYBUTTONUP 0 0 11", "JOYHATMOTION 0 0 0 (0, 0)"]),
    "hat in a corner": ([("press", 0, 12), ("press", 0, 13)],
                        ["JOYBUTTONDOWN 0 0 12", "JOYHATMOTION 0 0 0 (0, -1)",
                         "JOYBUTTONDOWN 0 0 13", "JOYHATMOTION 0 0 0 (-1, -1)"]),
    "hat both ways": ([("press", 0, 13), ("press", 0, 14), ("release", 0, 13)],
                      ["JOYBUTTONDOWN 0 0 13", "JOYHATMOTION 0 0 0 (-1, 0)",
                       "JOYBUTTONDOWN 0 0 14", "JOYHATMOTION 0 0 0 (0, 0)",
                       "JOYBUTTONUP 0 0 13", "JOYHATMOTION 0 0 0 (1, 0)"]),
    "connect": ([("connect", 5)], [added(2)]),
    "connect one that is": ([("connect", 1)], []),
    "first use connects": ([("press", 7, 0)], [added(2), "JOYBUTTONDOWN 2 2 0"]),
    "first movement connects": ([("set_axis", 3, 0, 1)], [added(2), "JOYAXISMOTION 2 2 0 1"]),
    "letting go does not connect": ([("release", 5, 0), ("set_axis", 5, 4, -1)], []),
    "disconnect": ([("disconnect", 0)], ["JOYDEVICEREMOVED 0"]),
    "disconnect one that is not": ([("disconnect", 5)], []),
    "disconnect while held": (
        [("press", 1, 14), ("set_axis", 1, 4, 0.5), ("disconnect", 1)],
        ["JOYBUTTONDOWN 1 1 14", "JOYHATMOTION 1 1 0 (1, 0)", "JOYAXISMOTION 1 1 4 0.5",
         "JOYAXISMOTION 1 1 4 -1.0", "JOYBUTTONUP 1 1 14", "JOYHATMOTION 1 1 0 (0, 0)",
         "JOYDEVICEREMOVED 1"]),
    "connected again it is another": (
        [("disconnect", 0), ("connect", 0), ("press", 0, 1), ("release", 0, 1),
         ("disconnect", 0), ("press", 0, 1)],
        ["JOYDEVICEREMOVED 0", added(1), "JOYBUTTONDOWN 1 2 1", "JOYBUTTONUP 1 2 1",
         "JOYDEVICEREMOVED 2", added(1), "JOYBUTTONDOWN 1 3 1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_events(name):
    actions, expected = CASES[name]
    pads = Pads(2)
    events = [event for action, *args in actions for event in getattr(pads, action)(*args)]
    assert shown(events) == expected


@pytest.mark.parametrize("count", [0, 1, 8])
def test_pads_that_are_there_from_the_start(count):
    pads = Pads(count)
    assert list(pads) == list(range(count))
    assert shown(pads.greetings()) == [added(number) for number in range(count)]
    assert all(
        (tuple(pad.axes), pad.buttons, pad.hat) == (REST, (), (0, 0)) for pad in pads.values()
    )


def test_a_restart_brings_the_same_pads_back_and_no_others():
    pads = Pads(1)
    first = pads[0]
    for action in (lambda: pads.press(0, 11), lambda: pads.disconnect(0), lambda: pads.press(4, 0)):
        action()
    pads.restart()
    assert list(pads.items()) == [(0, first)]
    assert (first.buttons, tuple(first.axes)) == ((), REST)
    assert shown(pads.connect(4)) == [added(1)]
    assert pads[4].instance_id == 1


def test_buttons_are_told_in_the_order_of_pressing():
    pads = Pads(1)
    for button in (9, 2, 11):
        pads.press(0, button)
    assert pads[0].buttons == (9, 2, 11)
    assert [pads[0].is_down(button) for button in (2, 3)] == [True, False]
