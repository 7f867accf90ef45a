"""Replaced functions come off without a trace."""

from __future__ import annotations

import copy
import pickle
import types

import pygame
import pygame.sysfont
import pytest

from harness.base.clock import FrameClock
from harness.input.devices import Devices
from harness.seam.install import Seam
from harness.seam.patches import Patches


def test_originals_return_in_reverse_order():
    module = types.ModuleType("m")
    module.a, module.b = original = (object(), object())
    patches = Patches()
    for name, value in (("a", 1), ("b", 2), ("a", 3)):
        patches.replace(module, name, value)
    assert (module.a, module.b) == (3, 2)
    patches.remove()
    assert (module.a, module.b) == original
    patches.remove()
    assert (module.a, module.b) == original


def test_a_name_that_is_not_there_is_an_error():
    module = types.ModuleType("m")
    patches = Patches()
    with pytest.raises(AttributeError):
        patches.replace(module, "missing", 1)
    patches.remove()
    assert not hasattr(module, "missing")


def test_a_function_in_the_place_of_one_in_c_is_used_like_that(display_patches):
    holder = {"quit": [pygame.display.get_driver]}
    display_patches.replace(pygame.display, "get_driver", lambda: "mine")
    driver = pygame.display.get_driver
    taken = type("Taken", (), {"driver": driver})().driver
    assert taken is driver
    assert taken() == "mine"
    holder["quit"].append(driver)
    assert copy.deepcopy(holder)["quit"] == holder["quit"]
    assert pickle.loads(pickle.dumps(driver)) is driver
    assert repr(driver) == "<built-in function get_driver>"


def test_a_function_in_the_place_of_one_in_python_becomes_a_method(display_patches):
    display_patches.replace(pygame.sysfont, "match_font", lambda *given: given)
    taken = type("Taken", (), {"match": pygame.sysfont.match_font})()
    assert taken.match("a") == (taken, "a")


def test_the_seam_leaves_pygame_as_it_was():
    modules = (pygame, pygame.event, pygame.key, pygame.mouse, pygame.joystick)
    before = {module: dict(vars(module)) for module in modules}
    devices = Devices(FrameClock(60))
    seam = Seam(devices)
    assert pygame.event.get is not before[pygame.event]["get"]
    assert pygame.key.get_pressed is not before[pygame.key]["get_pressed"]
    assert pygame.mouse.set_pos is not before[pygame.mouse]["set_pos"]
    assert pygame.joystick.Joystick is not before[pygame.joystick]["Joystick"]
    seam.remove()
    for module, names in before.items():
        assert vars(module) == names


def test_two_seams_one_after_the_other_do_not_meet():
    pygame.display.init()
    for _ in range(2):
        clock = FrameClock(60)
        devices = Devices(clock)
        seam = Seam(devices)
        try:
            assert pygame.event.get() == []
            pygame.event.post(pygame.event.Event(pygame.USEREVENT))
        finally:
            seam.remove()
