"""Inputs happen at the start of the frame they are due in, in the order they were asked for."""

from __future__ import annotations

import pytest

from harness.base.clock import FrameClock
from harness.input.devices import Devices
from harness.input.inputs import Input, key_input
from harness.input.keys import KEYS, NAMES
from harness.input.pads import REST

A, B, CAPS = KEYS["KEY_A"][0], KEYS["KEY_B"][0], KEYS["KEY_CAPSLOCK"][0]
HOME = Input("mouse_move", {"x": 0, "y": 0})
SHORT = {"KEYDOWN": "+", "KEYUP": "-", "MOUSEBUTTONDOWN": "mouse+", "MOUSEBUTTONUP": "mouse-",
         "JOYBUTTONDOWN": "pad+", "JOYBUTTONUP": "pad-", "MOUSEMOTION": "move",
         "JOYAXISMOTION": "axis", "JOYDEVICEADDED": "added", "TEXTINPUT": "text"}  # fmt: skip
TOLD = {"+": "key", "-": "key", "move": "pos", "axis": "value", "added": "device_index",
        "text": "text"}  # fmt: skip


class Desk:
    """Devices, the clock they follow, and what they did."""

    def __init__(self, gamepads=0) -> None:
        self.clock = FrameClock(60)
        self.warnings: list[str] = []
        self.devices = Devices(self.clock, gamepads, (64, 48), self.warnings.append)
        self.seen: list[str] = []
        self.devices.listen(self._hear)

    def frames(self, count=1) -> list[str]:
        """Let frames pass; return what happened as `frame:kind value`."""
        self.seen.clear()
        for _ in range(count):
            self.clock.frame += 1
            self.devices.deliver()
        return self.seen

    def _hear(self, event) -> None:
        kind = SHORT.get(event.kind)
        if kind is None:
            self.seen.append(f"{self.clock.frame}:{event.kind}")
            return
        value = event.fields[TOLD.get(kind, "button")]
        name = NAMES[value][4:].lower() if kind in "+-" else str(value)
        self.seen.append(f"{self.clock.frame}:{kind}{name}")


@pytest.fixture
def desk():
    return Desk()


def key(code, down):
    return key_input(down, code, NAMES[code])


def down(code):
    return key(code, True)


def up(code):
    return key(code, False)


CLICK = (Input("mouse_down", {"button": 1}), Input("mouse_up", {"button": 1}))
PAD = (Input("pad_down", {"pad": 0, "button": 9}), Input("pad_up", {"pad": 0, "button": 9}))
TRIGGER = Input("pad_axis", {"pad": 0, "axis": 5, "value": 0.5})
MOVE = Input("mouse_move", {"x": 5, "y": 6})


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ([], []),
        ([(down(A), 1)], ["1:+a"]),
        ([(down(A), 1), (up(A), 3)], ["1:+a", "3:-a"]),
        ([(down(B), 1), (down(A), 1)], ["1:+b", "1:+a"]),
        ([(down(A), 2), (down(B), 1)], ["1:+b", "2:+a"]),
        ([(down(A), 1), (up(A), 1), (down(A), 1)], ["1:+a", "1:-a", "1:+a"]),
        ([(down(A), 1), (down(A), 2), (up(B), 2)], ["1:+a"]),
        ([(down(A), 9)], []),
        ([(CLICK[0], 1), (down(A), 1), (MOVE, 1), (CLICK[1], 2)],
         ["1:mouse+1", "1:+a", "1:move(5, 6)", "2:mouse-1"]),
        ([(PAD[0], 2), (TRIGGER, 2), (PAD[1], 3)],
         ["2:added0", "2:pad+9", "2:axis0.5", "3:pad-9"]),
        ([(Input("text", {"text": "aé😀"}), 1), (down(A), 1)],
         ["1:texta", "1:texté", "1:text😀", "1:+a"]),
    ],
)  # fmt: skip
def test_schedule(desk, inputs, expected):
    for item, frames in inputs:
        desk.devices.schedule(item, frames)
    assert desk.frames(5) == expected


def test_an_unknown_input_is_an_error(desk):
    desk.devices.schedule(Input("nod", {}))
    with pytest.raises(ValueError, match="no input is called 'nod'"):
        desk.frames()


def test_reset_releases_what_is_down_in_the_order_of_pressing(desk):
    for code in (B, A):
        desk.devices.schedule(down(code))
    desk.devices.schedule(down(A), 7)
    desk.frames()
    assert desk.devices.reset()
    assert desk.frames(9) == ["2:-b", "2:-a"]
    assert not desk.devices.reset()


def test_reset_lets_go_of_all_devices_and_brings_the_mouse_home(desk):
    for item in (TRIGGER, PAD[0], CLICK[0], MOVE, down(A)):
        desk.devices.schedule(item)
    desk.frames()
    assert desk.devices.reset()
    assert desk.frames() == [
        "2:-a", "2:mouse-1", "2:move(0, 0)", "2:pad-9", "2:axis-1.0",
    ]  # fmt: skip
    assert desk.devices.mouse.pos == (0, 0)
    assert list(desk.devices.pads) == [0]
    assert not desk.devices.reset()


def test_reset_turns_locks_off(desk):
    desk.devices.hold(("key", CAPS), [down(CAPS)], [up(CAPS)], 1)
    desk.frames(3)
    assert desk.devices.keyboard.locked == (CAPS,)
    assert desk.devices.reset()
    assert desk.frames() == ["4:+capslock", "4:-capslock"]
    assert desk.devices.keyboard.locked == ()


def test_reset_brings_home_a_mouse_that_the_game_has_put_elsewhere(desk):
    desk.devices.mouse.warp(7, 8)
    assert not desk.devices.reset()  # before the first test: the game has begun so
    assert desk.devices.reset()
    assert desk.frames() == ["1:move(0, 0)"]


def test_reset_restores_the_window(desk):
    for name in ("focus_lost", "minimized"):
        desk.devices.schedule(Input("window", {"name": name}))
    desk.devices.schedule(Input("window", {"name": "resized", "w": 10, "h": 20}))
    desk.frames()
    assert desk.devices.reset()
    assert desk.frames() == [
        "2:ACTIVEEVENT", "2:WINDOWRESTORED", "2:ACTIVEEVENT", "2:WINDOWFOCUSGAINED",
        "2:WINDOWSIZECHANGED", "2:VIDEORESIZE", "2:WINDOWRESIZED",
    ]  # fmt: skip
    assert not desk.devices.reset()


def test_what_is_held_for_some_frames_waits_its_turn(desk):
    hold = desk.devices.hold
    assert [hold(("key", A), [down(A)], [up(A)], 2) for _ in range(2)] == [3, 6]
    assert hold(("key", B), [down(B)], [up(B)], 1) == 2
    assert desk.frames(3) == ["1:+a", "1:+b", "2:-b", "3:-a"]
    assert hold(("key", A), [down(A)], [up(A)], 1) == 5
    assert desk.frames(5) == ["4:+a", "6:-a", "7:+a", "8:-a"]


@pytest.mark.parametrize(
    ("inputs", "frames", "is_down"),
    [
        ([], 1, False),
        ([(down(A), 1)], 1, True),
        ([(down(A), 2)], 1, False),
        ([(down(A), 1), (up(A), 1)], 1, False),
        ([(up(A), 2), (down(A), 1)], 2, False),
        ([(down(A), 1), (up(A), 3)], 2, True),
        ([(down(B), 1), (PAD[0], 1)], 1, False),
    ],
)
def test_what_will_be_down(desk, inputs, frames, is_down):
    for item, frame in inputs:
        desk.devices.schedule(item, frame)
    assert desk.devices.will_be_down(("key", A), frames) == is_down
    desk.frames(frames)
    assert (A in desk.devices.keyboard.down) == is_down


def test_reset_drops_what_was_to_come(desk):
    desk.devices.schedule(down(A), 3)
    assert not desk.devices.reset()
    assert desk.frames(5) == []


def test_a_restart_forgets_everything_without_an_event(desk):
    for item in (down(A), CLICK[0], MOVE, PAD[0], TRIGGER):
        desk.devices.schedule(item)
    desk.devices.schedule(down(B), 4)
    desk.frames()
    desk.devices.text.active = False
    version = desk.devices.keyboard.version
    desk.devices.restart()
    assert desk.frames(5) == []
    devices = desk.devices
    assert (devices.keyboard.down, devices.mouse.down, devices.mouse.pos) == ((), (), (0, 0))
    assert (devices.pads, devices.text.active) == ({}, True)
    assert desk.devices.keyboard.version > version


def test_pads_greet_in_the_first_frame_of_every_game_also_after_a_reset():
    desk = Desk(gamepads=2)
    desk.devices.restart()
    desk.devices.schedule(down(A))
    assert not desk.devices.reset()
    desk.devices.schedule(down(B))
    assert desk.frames(3) == ["1:+b"]  # nobody has initialised the joysticks yet
    desk.seen.clear()
    desk.devices.greet(True)
    assert desk.seen == ["3:added0", "3:added1"]
    desk.devices.reset()
    assert desk.frames() == ["4:-b"]
    desk.clock.frame = 0
    desk.devices.restart()
    assert desk.frames(3) == ["1:added0", "1:added1"]
    desk.devices.greet(False)
    desk.clock.frame = 0
    desk.devices.restart()
    assert desk.frames(3) == []


def test_held_keys_repeat_in_simulation_time(desk):
    desk.devices.keyboard.set_repeat(100, 50)
    desk.devices.schedule(down(A))
    desk.devices.schedule(up(A), 11)
    assert desk.frames(20) == ["1:+a", "7:+a", "10:+a", "11:-a"]


def test_without_a_listener_the_state_changes_all_the_same(desk):
    desk.devices.listen(None)
    desk.devices.schedule(down(A))
    desk.devices.schedule(MOVE)
    assert desk.frames() == []
    assert desk.devices.keyboard.down == (A,)
    assert desk.devices.mouse.pos == (5, 6)


def test_every_input_is_recorded_before_it_happens_and_nothing_else():
    desk = Desk(gamepads=1)
    recorded = []
    desk.devices.recorder = lambda item: recorded.append((len(desk.seen), item))
    desk.devices.keyboard.set_repeat(50, 50)
    items = [down(A), down(A), PAD[0], TRIGGER, MOVE, MOVE]
    for item in items:
        desk.devices.schedule(item)
    happened = desk.frames(6)
    assert "4:+a" in happened  # a repetition
    assert [item for _, item in recorded] == items
    assert [count for count, _ in recorded] == [0, 1, 1, 2, 3, 4]
    recorded.clear()
    desk.devices.reset()
    desk.frames()
    rest = Input("pad_axis", {"pad": 0, "axis": 5, "value": REST[5]})
    assert [item for _, item in recorded] == [up(A), HOME, PAD[1], rest]


def test_text_that_reaches_nobody_is_told_of(desk):
    desk.devices.text.active = False
    desk.devices.schedule(Input("text", {"text": "aé"}))
    assert desk.frames() == []
    assert desk.warnings == [
        "the text 'aé' reached nobody: the game has called pygame.key.stop_text_input"
    ]
    desk.devices.text.active = True
    desk.devices.schedule(Input("text", {"text": "a"}))
    assert desk.frames() == ["2:texta"]
    assert len(desk.warnings) == 1
