"""What a game polls of the keyboard, against pygame's own functions."""

from __future__ import annotations

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.input.devices import Devices
from harness.input.inputs import Input, key_input
from harness.seam.flavour import IS_CE
from harness.seam.install import KEYS, Seam

A, B = pygame.K_a, pygame.K_b


@pytest.fixture
def desk():
    """Devices whose seam is in place."""
    pygame.display.init()
    devices = Devices(FrameClock(60), gamepads=0)
    seam = Seam(devices)
    yield devices
    seam.remove()


def step(devices, *inputs):
    for key, down in inputs:
        devices.schedule(key_input(down, key, ""))
    devices._clock.frame += 1
    devices.deliver()


def test_get_pressed_follows_the_devices(desk):
    assert not any(pygame.key.get_pressed()[key] for key in (A, B, pygame.K_LEFT))
    step(desk, (A, True), (pygame.K_LEFT, True))
    pressed = pygame.key.get_pressed()
    assert isinstance(pressed, pygame.key.ScancodeWrapper)
    assert (pressed[A], pressed[pygame.K_LEFT], pressed[B]) == (True, True, False)
    step(desk, (A, False))
    assert pressed[A]
    assert not pygame.key.get_pressed()[A]


@pytest.mark.skipif(not IS_CE, reason="pygame has no get_just_pressed")
def test_what_has_just_been_pressed_is_told_until_the_next_look_for_events(desk):
    def just():
        functions = (pygame.key.get_just_pressed, pygame.key.get_just_released)
        return "".join("pr"[i] for i, function in enumerate(functions) if function()[A])

    pygame.key.set_repeat(1, 1)
    step(desk, (A, True))
    seen = [(just(), pygame.event.get(pump=False) and just())]
    seen += [(pygame.event.get() == [] and just(), just())]
    step(desk)
    seen += [(len(pygame.event.get()) > 1 and just(), just())]
    step(desk, (A, False), (A, True), (A, False))
    seen += [(pygame.event.poll().type == pygame.KEYUP and just(), pygame.event.poll() and just())]
    assert seen == [("", ""), ("p", "p"), ("", ""), ("pr", "")]
    step(desk, (A, True))
    for look in (pygame.event.pump, pygame.event.clear, pygame.event.peek, pygame.event.wait):
        step(desk, (A, False), (A, True))
        look()
        assert just() == "pr"
    step(desk, (A, False))
    desk.restart()
    pygame.event.pump()
    assert just() == ""


@pytest.mark.skipif(not IS_CE, reason="pygame has no get_just_pressed")
def test_a_hosted_game_sees_what_has_been_pressed_in_its_frame():
    pygame.display.init()
    devices = Devices(FrameClock(60), gamepads=0)
    seam, seen = Seam(devices), []
    for keys in ([(A, True)], [], [(A, False)]):
        step(devices, *keys)
        seam.events.take()
        seen.append((pygame.key.get_just_pressed()[A], pygame.key.get_just_released()[A]))
    seam.remove()
    assert seen == [(True, False), (False, False), (False, True)]


def test_a_fresh_game_never_sees_the_keys_of_the_last(desk):
    step(desk, (A, True))
    assert pygame.key.get_pressed()[A]
    desk.restart()
    step(desk, (B, True))
    pressed = pygame.key.get_pressed()
    assert (pressed[A], pressed[B]) == (False, True)


def test_events_carry_what_pygames_do(desk):
    step(desk, (pygame.K_LSHIFT, True), (A, True))
    step(desk, (A, False))
    shift, down, up = pygame.event.get()
    assert [shift.type, down.type, up.type] == [pygame.KEYDOWN, pygame.KEYDOWN, pygame.KEYUP]
    assert (down.key, down.mod, down.unicode, down.scancode) == (A, pygame.KMOD_LSHIFT, "A", 4)
    assert set(down.dict) == {"key", "mod", "unicode", "scancode", "window"}


def test_modifiers(desk):
    step(desk, (pygame.K_LCTRL, True))
    assert pygame.key.get_mods() == pygame.KMOD_LCTRL
    pygame.key.set_mods(pygame.KMOD_ALT)
    assert pygame.key.get_mods() == pygame.KMOD_ALT
    assert pygame.key.get_focused()


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as error:
        return type(error)


@pytest.mark.parametrize(
    "args", [(), (200,), (200, 50), (0, 50), (200, 0), (0, 0), (-1,), (5, -1), (1.5,), ("a",)]
)
def test_repetition_is_set_as_in_pygame(args):
    pygame.display.init()
    pygame.key.set_repeat()
    ours = KEYS(Devices(FrameClock(60)))
    results = [
        (attempt(module.set_repeat, *args), module.get_repeat()) for module in (pygame.key, ours)
    ]
    pygame.key.set_repeat()
    assert results[0] == results[1]


@pytest.mark.parametrize("args", [(), (1,)])
@pytest.mark.parametrize("name", ["start_text_input", "stop_text_input"])
def test_text_input_is_switched_as_in_pygame(name, args):
    ours = KEYS(Devices(FrameClock(60)))
    results = [attempt(getattr(module, name), *args) for module in (pygame.key, ours)]
    pygame.key.start_text_input()
    assert results[0] == results[1]


@pytest.mark.parametrize(
    "args",
    [(), ((1, 2, 3, 4),), ([1, 2, 3, 4],), (((1, 2), (3, 4)),), (pygame.Rect(1, 2, 3, 4),),
     (None,), ("x",), ((1, 2),), (1, 2, 3, 4), (5,)],
)  # fmt: skip
def test_the_place_of_text_input_is_taken_as_in_pygame(args):
    ours = KEYS(Devices(FrameClock(60)))
    results = [attempt(module.set_text_input_rect, *args) for module in (pygame.key, ours)]
    assert results[0] == results[1]


def test_text_arrives_while_the_game_has_not_stopped_it(desk):
    for switch in (pygame.key.stop_text_input, pygame.key.start_text_input):
        switch()
        desk.schedule(Input("text", {"text": "aé"}))
        step(desk)
    events = pygame.event.get()
    assert [(event.type, event.text, event.window) for event in events] == [
        (pygame.TEXTINPUT, letter, None) for letter in "aé"
    ]
