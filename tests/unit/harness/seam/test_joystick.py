"""What a game sees of the gamepads, beside what pygame 2.6.1 made of an SDL virtual joystick."""

from __future__ import annotations

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.input.devices import Devices
from harness.input.inputs import Input
from harness.input.pads import GUID
from harness.seam.flavour import IS_CE
from harness.seam.install import Seam

NOT_READY = "joystick system not initialized"
NOT_OPEN = "Joystick not initialized"
REAL_TYPE = pygame.joystick.JoystickType


@pytest.fixture
def desk():
    """Two pads, and a seam in place, before a game has done anything."""
    pygame.joystick.quit()
    devices = Devices(FrameClock(60), gamepads=2)
    seam = Seam(devices)
    yield devices
    seam.remove()


@pytest.fixture
def pad(desk):
    pygame.joystick.init()
    return pygame.joystick.Joystick(0)


def step(devices, *inputs):
    for kind, *values in inputs:
        names = ("pad", "axis", "value") if kind == "pad_axis" else ("pad", "button")
        devices.schedule(Input(kind, dict(zip(names, values, strict=False))))
    devices._clock.frame += 1
    devices.deliver()


def attempt(function, *args):
    """Return what a call gives: a value, or the type and the text of what it raises."""
    try:
        return function(*args)
    except pygame.error as error:
        return str(error)
    except Exception as error:
        return type(error)


def test_without_init_there_are_no_joysticks(desk):
    joystick = pygame.joystick
    assert joystick.get_init() is False
    assert attempt(joystick.get_count) == NOT_READY
    assert attempt(joystick.Joystick, 0) == NOT_READY
    assert attempt(joystick.Joystick, "a") is TypeError
    joystick.init()
    joystick.init()
    assert (joystick.get_init(), joystick.get_count()) == (True, 2)


def test_pygame_starts_and_ends_the_joysticks(desk):
    pygame.init()
    assert pygame.joystick.get_init()
    pygame.quit()
    assert not pygame.joystick.get_init()
    pygame.display.init()


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((2,), "Invalid joystick device number"), ((-1,), "There are 2 joysticks available"),
        ((), TypeError), (("a",), TypeError), ((0.5,), TypeError), ((None,), TypeError),
        ((0, 1), TypeError),
    ],
)  # fmt: skip
def test_what_cannot_be_opened(pad, args, expected):
    assert attempt(pygame.joystick.Joystick, *args) == expected


def test_every_method_of_pygames_is_there(pad):
    public = {name for name in dir(REAL_TYPE) if not name.startswith("_")}
    assert public <= set(dir(pad))
    assert {name for name in dir(pad) if not name.startswith("_")} - public == {"system"}


@pytest.mark.skipif(not IS_CE, reason="pygame has no pygame.Joystick")
def test_the_package_has_the_same(desk):
    assert pygame.Joystick is pygame.joystick.Joystick
    pygame.joystick.init()
    assert pygame.Joystick(1).get_name() == "PS4 Controller"
    assert pygame.system.get_power_state().plugged_in


CALLS = {
    "get_init": {(): True, (0,): TypeError},
    "get_id": {(): 0, (0,): TypeError},
    "get_instance_id": {(): 0},
    "get_guid": {(): GUID},
    "get_name": {(): "PS4 Controller"},
    "get_power_level": {(): "wired"},
    "get_numaxes": {(): 6},
    "get_numbuttons": {(): 16},
    "get_numhats": {(): 1},
    "get_numballs": {(): 0},
    "get_axis": {
        (0,): 0.0, (3,): 0.0, (4,): -1.0, (5,): -1.0, (True,): 0.0, (6,): "Invalid joystick axis",
        (-1,): "Invalid joystick axis", (): TypeError, ("a",): TypeError, (1.5,): TypeError,
        (None,): TypeError, (1, 1): TypeError,
    },
    "get_button": {
        (0,): 0, (15,): 0, (16,): "Invalid joystick button", (-1,): "Invalid joystick button",
        (): TypeError, ("a",): TypeError,
    },
    "get_hat": {
        (0,): (0, 0), (1,): "Invalid joystick hat", (-1,): "Invalid joystick hat", (): TypeError,
        ("a",): TypeError,
    },
    "get_ball": {(0,): "Invalid joystick trackball", (): TypeError, ("a",): TypeError},
    "rumble": {
        (0.5, 1, 100): True, (): TypeError, (1, 1): TypeError, ("a", 1, 1): TypeError,
        (1, 1, 1.5): TypeError,
    },
    "stop_rumble": {(): None, (0,): TypeError},
}  # fmt: skip
if IS_CE:
    CALLS["set_led"] = {
        ("red",): True, ((1, 2, 3),): True, (): TypeError, ("nonsense",): ValueError,
    }  # fmt: skip
ROWS = [(name, args) for name, calls in CALLS.items() for args in calls]


@pytest.mark.parametrize(("name", "args"), ROWS)
def test_calls(pad, name, args):
    assert attempt(getattr(pad, name), *args) == CALLS[name][args]


def test_arguments_of_rumble_have_names(pad):
    assert pad.rumble(low_frequency=0.5, high_frequency=0.5, duration=100)


ONLY_WHEN_OPEN = [
    ("get_instance_id",), ("get_name",), ("get_power_level",), ("get_numaxes",),
    ("get_numbuttons",), ("get_numhats",), ("get_numballs",), ("get_axis", 0), ("get_button", 0),
    ("get_hat", 0), ("get_ball", 0), ("rumble", 1, 1, 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "args"), [(name, args) for name, *args in ONLY_WHEN_OPEN])
def test_a_closed_joystick(pad, name, args):
    pad.quit()
    assert attempt(getattr(pad, name), *args) == NOT_OPEN
    pygame.joystick.quit()
    assert attempt(getattr(pad, name), *args) == NOT_READY


def test_closing_and_opening(pad):
    pad.quit()
    pad.quit()
    assert (pad.get_init(), pad.get_id(), pad.get_guid(), pad.stop_rumble()) == (
        False, 0, GUID, None
    )  # fmt: skip
    pad.init()
    assert (pad.get_init(), pad.get_numaxes()) == (True, 6)


def test_the_end_of_the_system_closes_all(pad):
    pygame.joystick.quit()
    assert (pad.get_init(), pad.get_id()) == (False, 0)
    assert [attempt(call) for call in (pad.get_guid, pad.init, pad.quit)] == [NOT_READY] * 3
    pygame.joystick.init()
    assert not pad.get_init()
    assert pygame.joystick.Joystick(0) is not pad


def test_identity(pad):
    joystick = pygame.joystick
    assert joystick.Joystick(0) is pad
    assert joystick.Joystick(1) != pad
    assert isinstance(pad, joystick.JoystickType)
    assert isinstance(pad, joystick.Joystick)
    assert len({pad, joystick.Joystick(0), joystick.Joystick(1)}) == 2
    assert (type(pad).__name__, type(pad).__module__) == ("Joystick", "pygame.joystick")
    pad.quit()
    assert joystick.Joystick(0) is not pad
    with pytest.raises(AttributeError):
        pad.speed = 1


def test_polled_state_follows_the_devices(desk, pad):
    step(desk, ("pad_axis", 0, 4, 0.5), ("pad_down", 0, 14), ("pad_down", 1, 0))
    assert [pad.get_axis(number) for number in (0, 4)] == [0.0, 0.5]
    assert [pad.get_button(number) for number in (0, 14)] == [0, 1]
    assert pad.get_hat(0) == (1, 0)
    assert pygame.joystick.Joystick(1).get_button(0) == 1


def test_events_carry_what_pygames_do_also_if_no_pad_was_opened(desk):
    pygame.joystick.init()
    step(desk, ("pad_axis", 1, 0, -0.5), ("pad_down", 1, 11), ("pad_up", 1, 11), ("pad_removed", 1))
    shown = [(event.type, event.dict) for event in pygame.event.get()]
    both = {"joy": 1, "instance_id": 1}
    assert shown == [
        (pygame.JOYDEVICEADDED, {"device_index": 0, "guid": GUID}),
        (pygame.JOYDEVICEADDED, {"device_index": 1, "guid": GUID}),
        (pygame.JOYAXISMOTION, {**both, "axis": 0, "value": -0.5}),
        (pygame.JOYBUTTONDOWN, {**both, "button": 11}),
        (pygame.JOYHATMOTION, {**both, "hat": 0, "value": (0, 1)}),
        (pygame.JOYBUTTONUP, {**both, "button": 11}),
        (pygame.JOYHATMOTION, {**both, "hat": 0, "value": (0, 0)}),
        (pygame.JOYAXISMOTION, {**both, "axis": 0, "value": 0.0}),
        (pygame.JOYDEVICEREMOVED, {"instance_id": 1}),
    ]


def test_a_pad_that_is_gone_stays_at_rest_and_the_others_move_up(desk, pad):
    second = pygame.joystick.Joystick(1)
    step(desk, ("pad_down", 0, 3), ("pad_removed", 0))
    assert pygame.joystick.get_count() == 1
    assert (pad.get_init(), pad.get_numaxes(), pad.get_button(3)) == (True, 6, 0)
    assert pygame.joystick.Joystick(0) is second
    assert second.get_id() == 1
    step(desk, ("pad_down", 0, 3))
    again = pygame.joystick.Joystick(1)
    assert again is not pad
    assert (again.get_id(), again.get_instance_id(), again.get_button(3)) == (1, 2, 1)
    assert pad.get_button(3) == 0


def test_a_joystick_opened_once_serves_every_fresh_game(desk, pad):
    step(desk, ("pad_down", 0, 3))
    desk.restart()
    assert pad.get_button(3) == 0
    step(desk, ("pad_down", 0, 4))
    assert pad.get_button(4) == 1
