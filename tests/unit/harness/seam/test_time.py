"""The clocks of Python under the seal: what they show, and what they refuse."""

from __future__ import annotations

import _thread
import logging
import queue
import subprocess
import threading
import time

import pytest

import harness.base.clock
from harness.base.clock import FrameClock
from harness.seam.patches import Patches
from harness.seam.time import EPOCH, SealedTime

REAL_SLEEP, REAL_MONOTONIC = time.sleep, time.monotonic
COUNTERS = [
    name
    for name in ("monotonic", "perf_counter", "process_time", "thread_time")
    if hasattr(time, name)
]


class SealedClock(FrameClock):
    """A frame clock with what goes by it."""

    sealed: SealedTime


@pytest.fixture
def clock():
    """A clock of 50 frames a second, by which the sealed ones go."""
    clock, patches = SealedClock(50), Patches()
    clock.sealed = SealedTime(clock, patches)
    yield clock
    patches.remove()


def test_all_clocks_start_at_the_games_start(clock):
    assert time.time() == EPOCH == 946684800
    assert time.time_ns() == EPOCH * 10**9
    for name in COUNTERS:
        assert getattr(time, name)() == 0
        assert getattr(time, f"{name}_ns")() == 0


def test_time_goes_by_frames(clock):
    clock.frame = 75
    assert time.time() == EPOCH + 1.5
    assert time.time_ns() == EPOCH * 10**9 + 1_500_000_000
    for name in COUNTERS:
        assert getattr(time, name)() == 1.5
        assert getattr(time, f"{name}_ns")() == 1_500_000_000
    assert time.clock_gettime(time.CLOCK_REALTIME) == EPOCH + 1.5
    assert time.clock_gettime_ns(time.CLOCK_REALTIME) == EPOCH * 10**9 + 1_500_000_000
    assert time.clock_gettime(time.CLOCK_MONOTONIC) == 1.5
    assert time.clock_gettime_ns(time.CLOCK_MONOTONIC) == 1_500_000_000


def test_dates_that_default_to_now(clock):
    clock.frame = 50 * 3661
    assert time.gmtime()[:6] == (2000, 1, 1, 1, 1, 1)
    assert time.gmtime(None) == time.gmtime()
    assert time.localtime() == time.localtime(EPOCH + 3661)
    assert time.localtime(None) == time.localtime()
    assert time.ctime() == time.ctime(None) == time.asctime() == time.ctime(EPOCH + 3661)
    assert time.strftime("%Y") == time.strftime("%Y", time.localtime(EPOCH))
    assert time.strftime("%d %H", time.gmtime(0)) == "01 00"
    assert time.gmtime(86400)[:3] == (1970, 1, 2)


def test_sleeping_returns_at_once_and_is_seen(clock):
    before = REAL_MONOTONIC()
    time.sleep(3600)
    time.sleep(0)
    time.sleep(True)
    assert REAL_MONOTONIC() - before < 60
    assert time.monotonic() == 3601
    assert time.time() == EPOCH + 3601


def test_later_frames_never_show_an_earlier_time(clock):
    time.sleep(0.05)
    shown = []
    for frame in range(1, 6):
        clock.frame = frame
        shown.append(time.monotonic())
    assert shown == [0.05, 0.05, 0.06, 0.08, 0.1]


def test_a_fresh_game_has_slept_nothing(clock):
    time.sleep(5)
    clock.sealed.restart()
    assert time.monotonic() == 0


@pytest.mark.parametrize("restarts", [True, False])
def test_a_frame_that_sleeps_too_long_really_sleeps(clock, monkeypatch, restarts):
    slept = []
    clock.sealed._frame_seconds = 10
    monkeypatch.setattr(clock.sealed._real, "sleep", slept.append)
    clock.frame = 5
    time.sleep(6)
    if restarts:
        clock.sealed.restart()
    time.sleep(6)
    assert slept == ([] if restarts else [12])
    clock.frame = 6
    time.sleep(6)
    assert len(slept) == (not restarts)


REFUSED = {
    "negative": (time.sleep, -1),
    "nan": (time.sleep, float("nan")),
    "infinite": (time.sleep, float("inf")),
    "too long": (time.sleep, 1e20),
    "much too long": (time.sleep, 10**400),
    "text": (time.sleep, "1"),
    "none": (time.sleep, None),
    "gmtime of text": (time.gmtime, "1"),
    "gmtime too far": (time.gmtime, 1e300),
    "ctime of text": (time.ctime, "1"),
    "asctime of none": (time.asctime, None),
    "asctime of a number": (time.asctime, 5),
    "strftime of nothing": (time.strftime, 5),
    "an unknown clock": (time.clock_gettime, 4711),
    "a clock of text": (time.clock_gettime_ns, "x"),
}


@pytest.mark.parametrize("row", REFUSED)
def test_what_is_refused_is_what_python_refuses(clock, row):
    real, argument = REFUSED[row]
    with pytest.raises(Exception) as expected:
        real(argument)
    with pytest.raises(expected.type):
        getattr(time, real.__name__)(argument)
    assert time.monotonic() == 0


@pytest.mark.parametrize("name", ["time", "monotonic", "perf_counter_ns", "sleep", "gmtime"])
def test_as_many_arguments_as_python_takes(clock, name):
    with pytest.raises(TypeError):
        getattr(time, name)(1, 2)


def test_another_thread_sleeps_for_real(clock):
    slept = queue.Queue()

    def sleep():
        begin = REAL_MONOTONIC()
        time.sleep(0.05)
        slept.put(REAL_MONOTONIC() - begin)

    _thread.start_new_thread(sleep, ())
    assert slept.get(timeout=10) >= 0.05
    assert time.monotonic() == 0


def test_functions_stay_functions_where_a_class_takes_them(clock):
    class Taker:
        now = time.time

    assert Taker().now() == EPOCH


def test_our_own_clock_stays_the_wall_clock(clock):
    assert harness.base.clock.monotonic is REAL_MONOTONIC
    assert not harness.base.clock.timestamp().startswith("2000")
    assert not harness.base.clock.compact_timestamp().startswith("2000")


def test_a_module_that_waits_keeps_real_time(clock):
    clock.sealed.keep_real(subprocess)
    assert subprocess.time.sleep is REAL_SLEEP
    assert subprocess.time.monotonic is REAL_MONOTONIC
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(["sleep", "10"], timeout=0.05, check=False)
    assert time.monotonic() == 0


def test_a_module_that_waits_and_took_our_clock_gets_the_real_one(clock):
    late = type(queue)("late")
    late.time, late.nap, late.other = time.monotonic, time.sleep, len
    clock.sealed.keep_real(late)
    assert (late.time, late.nap, late.other) == (REAL_MONOTONIC, REAL_SLEEP, len)


def test_waiting_for_others_ends(clock):
    with pytest.raises(queue.Empty):
        queue.Queue().get(timeout=0.02)
    assert not threading.Event().wait(0.02)
    condition = threading.Condition()
    with condition:
        assert not condition.wait_for(lambda: False, timeout=0.02)


def test_log_records_carry_simulated_time(clock):
    clock.sealed.begin_log(logging)
    clock.frame = 100
    record = logging.LogRecord("a", 20, "path", 1, "text", (), None)
    assert record.created == EPOCH + 2
    assert record.relativeCreated == 2000
