"""Inputs happen at the start of the frame they are due in, in the order they were asked for."""

from __future__ import annotations

import pytest

from harness.clock import FrameClock
from harness.input.devices import Devices, KeyInput
from harness.input.keys import KEYS

A, B = KEYS["KEY_A"][0], KEYS["KEY_B"][0]
NAMES = {A: "a", B: "b"}


class Desk:
    """Devices, the clock they follow, and what they did."""

    def __init__(self) -> None:
        self.clock = FrameClock(60)
        self.devices = Devices(self.clock)
        self.seen: list[str] = []
        self.devices.listen(self._hear)

    def frames(self, count=1) -> list[str]:
        """Let frames pass; return what happened as `frame:key` with `+` or `-`."""
        self.seen.clear()
        for _ in range(count):
            self.clock.frame += 1
            self.devices.deliver()
        return self.seen

    def _hear(self, event) -> None:
        sign = "+" if event.down else "-"
        self.seen.append(f"{self.clock.frame}:{sign}{NAMES[event.key]}")


@pytest.fixture
def desk():
    return Desk()


def down(key):
    return KeyInput(key, down=True)


def up(key):
    return KeyInput(key, down=False)


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
    ],
)
def test_schedule(desk, inputs, expected):
    for item, frames in inputs:
        desk.devices.schedule(item, frames)
    assert desk.frames(5) == expected


def test_reset_releases_what_is_down_in_the_order_of_pressing(desk):
    for key in (B, A):
        desk.devices.schedule(down(key))
    desk.devices.schedule(down(A), 7)
    desk.frames()
    assert desk.devices.reset()
    assert desk.frames(9) == ["2:-b", "2:-a"]
    assert not desk.devices.reset()


def test_reset_drops_what_was_to_come(desk):
    desk.devices.schedule(down(A), 3)
    assert not desk.devices.reset()
    assert desk.frames(5) == []


def test_a_restart_forgets_everything_without_an_event(desk):
    desk.devices.schedule(down(A))
    desk.devices.schedule(down(B), 4)
    desk.frames()
    version = desk.devices.keyboard.version
    desk.devices.restart()
    assert desk.frames(5) == []
    assert desk.devices.keyboard.down == ()
    assert desk.devices.keyboard.version > version


def test_held_keys_repeat_in_simulation_time(desk):
    desk.devices.keyboard.set_repeat(100, 50)
    desk.devices.schedule(down(A))
    desk.devices.schedule(up(A), 11)
    assert desk.frames(20) == ["1:+a", "7:+a", "10:+a", "11:-a"]


def test_without_a_listener_the_state_changes_all_the_same(desk):
    desk.devices.listen(None)
    desk.devices.schedule(down(A))
    assert desk.frames() == []
    assert desk.devices.keyboard.down == (A,)
