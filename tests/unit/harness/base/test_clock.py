"""The virtual clock, and the wall clock's formats."""

from __future__ import annotations

import re

import pytest

from harness.base import clock
from harness.base.clock import FrameClock


@pytest.mark.parametrize(
    ("fps", "frame", "seconds"), [(60, 0, 0.0), (60, 90, 1.5), (30, 1, 1 / 30), (1000, 7, 0.007)]
)
def test_time_is_frames(fps, frame, seconds):
    moment = FrameClock(fps)
    moment.frame = frame
    assert moment.seconds == seconds
    assert moment.step == 1 / fps


def test_time_does_not_pass_by_itself():
    moment = FrameClock(60)
    clock.sleep(0.02)
    assert (moment.frame, moment.seconds) == (0, 0.0)


def test_timestamps():
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", clock.timestamp())
    assert re.fullmatch(r"\d{8}-\d{6}", clock.compact_timestamp())


def test_the_wall_clock_is_kept_when_time_is_sealed(monkeypatch):
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    assert clock.monotonic() > 0
