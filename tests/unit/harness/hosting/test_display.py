"""The pace of a window, on a clock that stands still but while something waits."""

from __future__ import annotations

import math

import pytest

from harness.base import clock as wall
from harness.hosting.display import Display

FPS = 60


class ClockOfWaits:
    def __init__(self) -> None:
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@pytest.fixture
def clock(monkeypatch) -> ClockOfWaits:
    clock = ClockOfWaits()
    monkeypatch.setattr(wall, "monotonic", clock.monotonic)
    monkeypatch.setattr(wall, "sleep", clock.sleep)
    return clock


def paced(clock: ClockOfWaits, display: Display, frames: int, work: float = 0.0) -> float:
    """Return how long frames take, each of which works for some seconds."""
    began = clock.now
    for _ in range(frames):
        clock.now += work
        display.pace(lambda: False)
    return clock.now - began


def windowed(speed: float, headless: bool = False) -> Display:
    display = Display((8, 8), FPS, headless=True, audio=False)
    display._frame_seconds = Display.frame_seconds(FPS, speed, headless=headless)
    return display


@pytest.mark.parametrize(
    ("speed", "work", "seconds"),
    [
        (1, 0, 1),
        (4, 0, 0.25),
        (0.5, 0, 2),
        (math.inf, 0, 0),
        (1, 0.01, 1),  # a frame that is ready early waits for its time
        (1, 0.1, 6),  # a slow one does not
        (math.inf, 0.1, 6),
    ],
)
def test_sixty_frames_take(clock, speed, work, seconds):
    assert paced(clock, windowed(speed), 60, work) == pytest.approx(
        seconds, abs=0.04
    )  # the first is due at once


def test_headless_frames_wait_for_nothing(clock):
    assert paced(clock, windowed(1, headless=True), 60) == 0


def test_time_that_was_lost_is_not_made_up_for(clock):
    display = windowed(1)
    paced(clock, display, 1, work=5)
    assert paced(clock, display, 60) == pytest.approx(1, abs=1 / FPS)


def test_a_long_wait_ends_when_it_is_enough(clock):
    display = windowed(0.01)
    display.pace(lambda: False)
    began = clock.now
    display.pace(lambda: clock.now > began + 0.5)
    assert 0.5 < clock.now - began < 0.6
