"""What a game polls of the mouse, against pygame's own functions."""

from __future__ import annotations

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.input.devices import Devices
from harness.input.inputs import Input
from harness.seam.flavour import IS_CE
from harness.seam.install import MOUSE, Seam
from harness.seam.mouse import GrabFunctions

SIZE = (320, 200)


@pytest.fixture
def desk():
    """Devices whose seam is in place."""
    pygame.display.init()
    devices = Devices(FrameClock(60), gamepads=0, size=SIZE)
    seam = Seam(devices)
    yield devices
    seam.remove()


def step(devices, *inputs):
    for kind, values in inputs:
        devices.schedule(Input(kind, values))
    devices._clock.frame += 1
    devices.deliver()


def test_polled_state_follows_the_devices(desk):
    assert (pygame.mouse.get_pos(), pygame.mouse.get_rel()) == ((0, 0), (0, 0))
    step(desk, ("mouse_move", {"x": 9, "y": 4}), ("mouse_down", {"button": 3}))
    step(desk, ("mouse_move", {"x": 5, "y": 5}), ("mouse_down", {"button": 6}))
    assert pygame.mouse.get_pos() == (5, 5)
    assert pygame.mouse.get_rel() == (5, 5)
    assert pygame.mouse.get_rel() == (0, 0)
    assert pygame.mouse.get_pressed() == (False, False, True)
    assert pygame.mouse.get_pressed(num_buttons=5) == (False, False, True, True, False)
    assert pygame.mouse.get_focused()


@pytest.mark.skipif(not IS_CE, reason="pygame has no get_just_pressed")
def test_what_has_just_been_pressed_is_told_until_the_next_look_for_events(desk):
    def just():
        pressed, released = pygame.mouse.get_just_pressed(), pygame.mouse.get_just_released()
        return pressed.index(True) if any(pressed) else None, sum(released)

    step(desk, ("mouse_down", {"button": 6}), ("wheel", {"x": 0, "y": 1}))
    assert just() == (None, 0)
    pygame.event.get()
    assert just() == (3, 0)
    step(desk, ("mouse_up", {"button": 6}))
    assert just() == (3, 0)
    pygame.event.pump()
    assert just() == (None, 1)
    pygame.event.pump()
    assert just() == (None, 0)


def click(devices, button=1, frames=1):
    """Click, and return what both events tell of clicks in a row; more frames may pass before."""
    devices._clock.frame += frames - 1
    step(devices, ("mouse_down", {"button": button}))
    step(devices, ("mouse_up", {"button": button}))
    return [
        event.clicks for event in pygame.event.get((pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP))
    ]


@pytest.mark.skipif(not IS_CE, reason="pygame does not count clicks")
def test_clicks_that_are_near_and_soon_are_counted(desk):
    assert [click(desk), click(desk), click(desk, button=3), click(desk)] == [
        [1, 1], [2, 2], [1, 1], [3, 3],
    ]  # fmt: skip
    assert [click(desk, frames=27), click(desk, frames=29)] == [[4, 4], [1, 1]]
    step(desk, ("mouse_move", {"x": 32, "y": 32}))
    assert click(desk) == [2, 2]
    step(desk, ("mouse_move", {"x": 65, "y": 32}))
    assert click(desk) == [1, 1]
    desk.reset()
    assert click(desk) == [1, 1]
    desk.restart()
    assert click(desk) == [1, 1]


@pytest.mark.skipif(not IS_CE, reason="pygame has no relative mode")
def test_the_relative_mode_is_kept_until_the_pointer_is_shown(desk):
    pygame.mouse.set_relative_mode(True)
    assert pygame.mouse.get_relative_mode()
    pygame.mouse.set_visible(False)
    assert pygame.mouse.get_relative_mode()
    pygame.mouse.set_visible(True)
    assert not pygame.mouse.get_relative_mode()
    pygame.mouse.set_relative_mode(True)
    desk.restart()
    assert not pygame.mouse.get_relative_mode()


@pytest.mark.skipif(not IS_CE, reason="only pygame-ce reports the desktop's mouse")
def test_the_window_is_where_the_desktop_begins(desk):
    step(desk, ("mouse_move", {"x": 9, "y": 4}), ("mouse_down", {"button": 1}))
    assert pygame.mouse.get_pos(desktop=True) == (9, 4)
    assert pygame.mouse.get_pressed(desktop=True) == (True, False, False)


def test_events_carry_what_pygames_do(desk):
    step(desk, ("mouse_down", {"button": 1}), ("mouse_move", {"x": 2, "y": 3}))
    step(desk, ("mouse_up", {"button": 1}), ("wheel", {"x": 0, "y": -1}))
    down, motion, up, wheel_down, wheel_up, wheel = pygame.event.get()
    clicks, place = ({"clicks": 1}, {"pos": (2, 3)}) if IS_CE else ({}, {})
    assert (down.type, down.dict) == (
        pygame.MOUSEBUTTONDOWN,
        {"pos": (0, 0), "button": 1, "touch": False, "window": None} | clicks,
    )  # fmt: skip
    assert (motion.type, motion.dict) == (
        pygame.MOUSEMOTION,
        {"pos": (2, 3), "rel": (2, 3), "buttons": (1, 0, 0), "touch": False, "window": None},
    )
    assert (up.type, up.button, up.pos) == (pygame.MOUSEBUTTONUP, 1, (2, 3))
    assert set(up.dict) == set(wheel_up.dict) == {"pos", "button", "touch", "window", *clicks}
    assert [wheel_down.button, wheel_up.button] == [pygame.BUTTON_WHEELDOWN] * 2
    assert (wheel.type, wheel.dict) == (
        pygame.MOUSEWHEEL,
        {"flipped": False, "x": 0, "y": -1, "precise_x": 0.0, "precise_y": -1.0,
         "touch": False, "window": None} | place,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((10, 20), (10, 20)), (((11, 21),), (11, 21)), (([12, 22],), (12, 22)),
        ((13.7, 23.2), (13, 23)), ((pygame.Vector2(15.9, 25),), (15, 25)),
        ((-5, -5), (0, 0)), ((1000, 1000), (319, 199)), ((0, 0), (0, 0)),
    ],
)  # fmt: skip
def test_setting_the_position_moves_the_cursor_and_tells_of_it(desk, args, expected):
    """An X server's cursor behaves so: there is an event, but nothing has moved relatively."""
    pygame.mouse.set_pos(*args)
    assert pygame.mouse.get_pos() == expected
    assert pygame.mouse.get_rel() == (0, 0)
    (event,) = pygame.event.get()
    assert (event.type, event.pos, event.rel) == (pygame.MOUSEMOTION, expected, (0, 0))


def attempt(function, *args, **named):
    """Return what a call gives: a value, or the type of what it raises."""
    try:
        return function(*args, **named)
    except Exception as error:
        return type(error)


CALLS = {
    "get_pos": [(), (1,)],
    "get_rel": [(), (1,)],
    "get_pressed": [(), (3,), (5,), (4,), (0,), ("a",), (None,), (3.0,), (True,), (3, 5)],
    "set_pos": [
        (1, 2), ((1, 2),), ([1, 2],), (1.5, 2.5), (pygame.Vector2(1, 2),), (-5, 2), (True, False),
        (), (5,), ("ab",), ("1", "2"), (1, 2, 3), ((1, 2, 3),), (None, None), (None,), ((),),
        (10**12, 1),
    ],
    "set_visible": [(True,), (False,), (0,), (1,), (2,), (), ("a",), (None,), (True, True)],
    "get_visible": [(), (1,)],
}  # fmt: skip
if IS_CE:
    CALLS |= {
        "get_pos": [(), (1,), (True,), ("a",), (1, 2)],
        "get_pressed": [*CALLS["get_pressed"], (5, True), (3, "a"), (3, True, 1)],
        "get_just_pressed": [(), (1,)],
        "get_just_released": [(), (1,)],
        "get_relative_mode": [(), (1,)],
        "set_relative_mode": [(True,), (False,), (0,), (2,), (), ("a",), (None,), (1, 2)],
    }


@pytest.fixture
def real_window():
    pygame.display.init()
    pygame.display.set_mode(SIZE)
    yield
    pygame.mouse.set_visible(True)
    pygame.event.set_grab(False)


@pytest.mark.parametrize(("name", "args"), [(name, args) for name in CALLS for args in CALLS[name]])
def test_calls_end_as_in_pygame(real_window, name, args):
    ours = MOUSE(Devices(FrameClock(60)))
    results = [attempt(getattr(module, name), *args) for module in (pygame.mouse, ours)]
    assert results[0] == results[1]


def test_named_arguments_are_pygames(real_window):
    ours = MOUSE(Devices(FrameClock(60)))
    for module in (pygame.mouse, ours):
        assert module.get_pressed(num_buttons=5) == (False,) * 5
        assert attempt(module.set_pos, pos=(1, 2)) is TypeError
        assert attempt(module.set_visible, value=True) is TypeError


@pytest.mark.parametrize("values", [(True, False, 0, 1, 2, True), (False, False, True)])
def test_the_cursor_is_hidden_as_in_pygame(real_window, values):
    ours = MOUSE(Devices(FrameClock(60)))
    results = [
        [(module.set_visible(value), module.get_visible()) for value in values]
        for module in (pygame.mouse, ours)
    ]
    assert results[0] == results[1]


GRABS = [name for name in ("set_grab", "set_keyboard_grab") if hasattr(pygame.event, name)]


@pytest.mark.parametrize("name", GRABS)
@pytest.mark.parametrize("args", [(), (True,), (False,), ("a",), (None,), (1, 2)])
def test_grabbing_takes_what_pygames_does(real_window, name, args):
    ours = GrabFunctions(Devices(FrameClock(60)))
    results = [attempt(getattr(module, name), *args) for module in (pygame.event, ours)]
    for grab in GRABS:
        getattr(pygame.event, grab)(False)
    assert results[0] == results[1]


def test_grabbing_changes_the_devices_alone(desk):
    event = pygame.event
    seen = [(event.set_grab(value), event.get_grab())[1] for value in (1, 0, 1)]
    assert seen == [True, False, True]
    desk.restart()
    assert not event.get_grab()


@pytest.mark.skipif(IS_CE, reason="pygame-ce grabs the keyboard by pygame.Window alone")
def test_the_keyboard_is_grabbed_beside_the_mouse(desk):
    event = pygame.event
    seen = []
    for name, value in [("set_grab", 1), ("set_keyboard_grab", 1), ("set_grab", 0)]:
        getattr(event, name)(value)
        seen.append((event.get_grab(), event.get_keyboard_grab()))
    assert seen == [(True, False), (True, True), (True, True)]
    desk.restart()
    assert (event.get_grab(), event.get_keyboard_grab()) == (False, False)


WITHOUT_DISPLAY = [
    (pygame.mouse, MOUSE, row)
    for row in [
        ("get_pos",), ("get_rel",), ("get_pressed",), ("get_pressed", 4), ("set_pos", 1, 2),
        ("get_focused",), ("set_visible", True), ("get_visible",),
    ]
] + [
    (pygame.event, GrabFunctions, row)
    for row in [
        ("set_grab", True), ("get_grab",), ("set_keyboard_grab", True), ("get_keyboard_grab",)
    ]
    if hasattr(pygame.event, row[0])
]  # fmt: skip
if IS_CE:
    WITHOUT_DISPLAY += [
        (pygame.mouse, MOUSE, row) for row in [("get_just_pressed",), ("get_just_released",)]
    ]


@pytest.mark.parametrize(("real", "functions", "row"), WITHOUT_DISPLAY)
def test_without_a_display_the_errors_are_pygames(real, functions, row):
    name, *args = row
    ours = functions(Devices(FrameClock(60)))
    pygame.display.quit()
    results = [attempt(getattr(module, name), *args) for module in (real, ours)]
    pygame.display.init()
    assert results == [pygame.error, pygame.error]
