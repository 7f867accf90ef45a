"""Events of a real window become inputs of the virtual devices."""

from __future__ import annotations

import pygame
import pytest

from harness.determinism.findings import Findings
from harness.hosting import real_input
from harness.hosting.real_input import RealInput
from harness.input.devices import Devices


class Joystick:
    def __init__(self, index: int) -> None:
        self.index = index

    def get_instance_id(self) -> int:
        return 70 + self.index


class Real:
    """The merged devices, and what has been done to the virtual ones."""

    def __init__(self, clock) -> None:
        self.clock = clock
        self.devices = Devices(clock, gamepads=0, size=(64, 48))
        self.done: list = []
        self.devices.recorder = lambda item: self.done.append((item.type, *item.values.values()))
        self.findings = Findings(clock, "error")
        self.real = RealInput(self.devices, self.findings)

    def happen(self, *events) -> list:
        """Let events come and a frame pass; return what was done in it."""
        for kind, fields in events:
            self.real.take(pygame.event.Event(getattr(pygame, kind), fields))
        self.real.schedule()
        self.clock.frame += 1
        self.done.clear()
        self.devices.deliver()
        self.real.frame_begun()
        return list(self.done)


@pytest.fixture
def real(clock, monkeypatch):
    monkeypatch.setattr(real_input, "hear_joysticks", lambda: None)
    monkeypatch.setattr(real_input, "open_joystick", Joystick)
    return Real(clock)


def button(kind, number, pos=(1, 2)):
    return (kind, {"button": number, "pos": pos})


def pad(kind, **fields):
    return (kind, {"instance_id": 70} | fields)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([("KEYDOWN", {"key": pygame.K_a})], [("key_down", 97, "KEY_A")]),
        ([("KEYUP", {"key": pygame.K_RETURN})], [("key_up", 13, "KEY_RETURN")]),
        ([("KEYDOWN", {"key": 246})], []),
        ([("TEXTINPUT", {"text": "ö日"})], [("text", "ö日")]),
        ([("MOUSEMOTION", {"pos": (3, 4)})], [("mouse_move", 3, 4)]),
        ([("MOUSEMOTION", {"pos": (-3, 400)})], [("mouse_move", 0, 47)]),
        ([("MOUSEMOTION", {"pos": (n, n)}) for n in range(9)], [("mouse_move", 8, 8)]),
        ([button("MOUSEBUTTONDOWN", 1)], [("mouse_move", 1, 2), ("mouse_down", 1)]),
        ([button("MOUSEBUTTONUP", 7)], [("mouse_move", 1, 2), ("mouse_up", 7)]),
        ([button("MOUSEBUTTONDOWN", 4), button("MOUSEBUTTONUP", 4)], []),
        ([("MOUSEWHEEL", {"x": 0, "y": -2})], [("wheel", 0, -2)]),
        ([("MOUSEWHEEL", {"x": 0, "y": 2000})], [("wheel", 0, 100)]),
        ([("WINDOWFOCUSLOST", {})], []),
        ([pad("JOYBUTTONDOWN", button=3)], []),
    ],
)
def test_what_becomes_of_an_event(real, events, expected):
    assert real.happen(*events) == expected


def test_a_pad_is_connected_and_used(real):
    assert real.happen(("JOYDEVICEADDED", {"device_index": 0})) == [("pad_added", 0)]
    assert real.happen(("JOYDEVICEADDED", {"device_index": 0})) == []
    assert real.happen(("JOYDEVICEADDED", {"device_index": 1})) == [("pad_added", 1)]
    assert real.happen(pad("JOYBUTTONDOWN", button=3)) == [("pad_down", 0, 3)]
    assert real.happen(pad("JOYBUTTONUP", button=3)) == [("pad_up", 0, 3)]
    assert real.happen(pad("JOYBUTTONDOWN", button=16)) == []
    assert real.happen(pad("JOYAXISMOTION", axis=1, value=-1.5)) == [("pad_axis", 0, 1, -1.0)]
    assert real.happen(pad("JOYAXISMOTION", axis=6, value=0.5)) == []
    assert real.happen(pad("JOYDEVICEREMOVED")) == [("pad_removed", 0)]
    assert real.happen(pad("JOYBUTTONDOWN", button=3)) == []


def test_a_hat_is_the_buttons_of_the_pad_cross(real):
    real.happen(("JOYDEVICEADDED", {"device_index": 0}))
    moves = [((0, 1), [("pad_down", 11)]), ((1, 1), [("pad_down", 14)]),
             ((0, -1), [("pad_up", 11), ("pad_down", 12), ("pad_up", 14)]),
             ((0, 0), [("pad_up", 12)])]  # fmt: skip
    for value, expected in moves:
        done = real.happen(pad("JOYHATMOTION", hat=0, value=value))
        assert [(kind, number) for kind, _, number in done] == expected


def test_the_report_is_told_once_an_attempt_and_only_of_what_happens(real):
    real.happen()
    assert real.findings.take() == []
    for _ in range(3):
        real.happen(("KEYDOWN", {"key": pygame.K_a}), ("KEYUP", {"key": pygame.K_a}))
    (found,) = real.findings.take()
    assert (found.kind, found.frame, found.fails) == ("real_input", 2, False)
    real.happen()
    assert real.findings.take() == []
