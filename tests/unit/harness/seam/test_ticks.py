"""pygame.time under the seal, against pygame's own functions."""

from __future__ import annotations

import contextlib
import math
import time

import pygame
import pytest

from harness.base.clock import FrameClock
from harness.seam.patches import Patches
from harness.seam.ticks import Ticks
from harness.seam.time import SealedTime

USER = pygame.USEREVENT


@pytest.fixture
def desk():
    """A clock of 50 frames a second with `ticks` that go by it, and the `events` posted."""
    pygame.display.init()
    clock, patches = Desk(50), Patches()
    clock.events = []
    clock.ticks = Ticks(SealedTime(clock, patches), patches, clock.events.append)
    yield clock
    patches.remove()


class Desk(FrameClock):
    ticks: Ticks
    events: list

    def at(self, frame: int) -> list[tuple]:
        """Begin a frame and return the events it brings."""
        self.frame = frame
        self.ticks.timers.fire()
        brought = [(event.type, event.dict) for event in self.events]
        self.events.clear()
        return brought


def test_ticks_go_by_frames(desk):
    assert pygame.time.get_ticks() == 0
    desk.frame = 7
    assert pygame.time.get_ticks() == 140
    assert isinstance(pygame.time.get_ticks(), int)


def test_no_tick_is_lost_at_any_rate():
    for fps in (30, 50, 60, 75, 120, 144, 1000):
        clock, patches = FrameClock(fps), Patches()
        Ticks(SealedTime(clock, patches), patches, print)
        try:
            for clock.frame in range(20 * fps):
                assert pygame.time.get_ticks() == clock.frame * 1000 // fps
        finally:
            patches.remove()


@pytest.mark.parametrize("name", ["wait", "delay"])
def test_waiting_returns_at_once_and_is_seen(desk, name):
    wait = getattr(pygame.time, name)
    assert [wait(300), wait(0), wait(-5), wait(True)] == [300, 0, 0, 1]
    assert pygame.time.get_ticks() == 301
    assert time.monotonic() == pytest.approx(0.301)
    desk.frame = 1
    assert pygame.time.get_ticks() == 301
    desk.frame = 50
    assert pygame.time.get_ticks() == 1000


def test_a_clock_shows_what_has_passed(desk):
    clock = pygame.time.Clock()
    assert (clock.tick(60), clock.get_time(), clock.get_rawtime()) == (0, 0, 0)
    desk.frame = 3
    assert (clock.tick(10), clock.get_time(), clock.get_rawtime()) == (60, 60, 60)
    assert clock.tick_busy_loop(10) == clock.get_time() == 0


def test_a_clock_begins_when_it_is_made(desk):
    desk.frame = 5
    clock = pygame.time.Clock()
    desk.frame = 6
    assert clock.tick() == 20


def test_the_average_is_that_of_ten_frames(desk):
    clock = pygame.time.Clock()
    shown = []
    for frame in range(1, 31):
        desk.frame = frame if frame < 15 else 15 + (frame - 15) * 2
        clock.tick()
        shown.append(clock.get_fps())
    assert shown[:10] == [0.0] * 10
    assert shown[10:20] == [50.0] * 10
    assert shown[20] == pytest.approx(1000 / 32)
    assert repr(clock) == "<Clock(fps=31.25)>"


def test_the_average_of_no_time_is_infinite(desk):
    desk.frame = 1
    clock = pygame.time.Clock()
    for _ in range(11):
        clock.tick()
    assert math.isinf(clock.get_fps())


REFUSED = {
    "wait for text": lambda t: t.wait("1"),
    "wait for a fraction": lambda t: t.wait(1.5),
    "wait for nothing": lambda t: t.wait(),
    "wait by name": lambda t: t.wait(milliseconds=1),
    "delay a fraction": lambda t: t.delay(1.5),
    "ticks of something": lambda t: t.get_ticks(1),
    "a clock of something": lambda t: t.Clock(1),
    "tick text": lambda t: t.Clock().tick("a"),
    "tick none": lambda t: t.Clock().tick(None),
    "tick by name": lambda t: t.Clock().tick(framerate=60),
    "tick twice": lambda t: t.Clock().tick(1, 2),
    "tick too much": lambda t: t.Clock().tick(10**400),
    "tick busily by name": lambda t: t.Clock().tick_busy_loop(framerate=60),
    "tick busily text": lambda t: t.Clock().tick_busy_loop("a"),
    "an attribute": lambda t: setattr(t.Clock(), "x", 1),
    "a timer of nothing": lambda t: t.set_timer(),
    "a timer of text": lambda t: t.set_timer("a", 10),
    "a timer of a fraction": lambda t: t.set_timer(1.5, 10),
    "a fraction of a millisecond": lambda t: t.set_timer(USER, 1.5),
    "too many milliseconds": lambda t: t.set_timer(USER, 2**40),
    "a fraction of loops": lambda t: t.set_timer(USER, 10, 1.5),
    "no loops": lambda t: t.set_timer(USER, 10, None),
    "once": lambda t: t.set_timer(USER, 10, once=True),
}


TAKEN = {
    "a timer of a far type": lambda t: t.set_timer(99999, 10),
    "a timer of a negative type": lambda t: t.set_timer(-1, 10),
    "a timer of no type": lambda t: t.set_timer(0, 10),
    "a timer by name": lambda t: t.set_timer(event=USER, millis=10, loops=2),
    "a timer that goes backwards": lambda t: t.set_timer(USER, -5),
    "loops below zero": lambda t: t.set_timer(USER, 10, -1),
    "an endless rate": lambda t: t.Clock().tick(float("inf")),
    "a rate below zero": lambda t: t.Clock().tick(-5),
    "a wait of a flag": lambda t: t.wait(True),
    "a wait below zero": lambda t: t.delay(-5),
}


def outcome(call):
    """Return the type of what a call gives or raises."""
    try:
        return type(call(pygame.time))
    except Exception as error:
        return type(error)


def stop(kind):
    """Stop a timer. pygame takes any type for that, pygame-ce those of events alone."""
    with contextlib.suppress(ValueError):
        pygame.time.set_timer(kind, 0)


def test_arguments_are_taken_and_refused_as_pygame_does():
    pygame.display.init()
    calls = REFUSED | TAKEN
    expected = {row: outcome(call) for row, call in calls.items()}
    for kind in (USER, 99999, -1, 0):
        stop(kind)
    patches = Patches()
    Ticks(SealedTime(FrameClock(50), patches), patches, print)
    try:
        assert {row: outcome(call) for row, call in calls.items()} == expected
    finally:
        patches.remove()
    assert all(issubclass(expected[row], Exception) for row in REFUSED)


def test_a_timer_repeats(desk):
    assert not desk.ticks.timers
    pygame.time.set_timer(USER, 100)
    assert desk.ticks.timers
    frames = [frame for frame in range(1, 21) if desk.at(frame) == [(USER, {})]]
    assert frames == [5, 10, 15, 20]


def test_an_event_for_each_interval_that_has_passed(desk):
    pygame.time.set_timer(USER, 8)
    assert [len(desk.at(frame)) for frame in range(1, 6)] == [2, 3, 2, 3, 2]


def test_timers_of_one_frame_fire_in_the_order_of_their_times(desk):
    pygame.time.set_timer(USER + 2, 10)
    pygame.time.set_timer(USER + 1, 5)
    pygame.time.set_timer(USER, 10, 1)
    kinds = [kind - USER for kind, _ in desk.at(1)]
    assert kinds == [1, 2, 1, 0, 1, 2, 1]


@pytest.mark.parametrize(("loops", "events"), [(0, 25), (1, 1), (3, 3), (True, 1), (-1, 25)])
def test_so_many_loops(desk, loops, events):
    pygame.time.set_timer(USER, 20, loops)
    assert sum(len(desk.at(frame)) for frame in range(1, 26)) == events
    assert bool(desk.ticks.timers) == (events == 25)


@pytest.mark.parametrize("millis", [0, -1])
@pytest.mark.parametrize("event", [USER, pygame.event.Event(USER, b=2)])
def test_no_interval_stops_a_timer(desk, event, millis):
    pygame.time.set_timer(pygame.event.Event(USER, a=1), 20)
    assert desk.at(1) == [(USER, {"a": 1})]
    pygame.time.set_timer(event, millis)
    assert desk.at(2) == []
    assert not desk.ticks.timers


def test_an_event_type_has_one_timer(desk):
    pygame.time.set_timer(pygame.event.Event(USER, a=1), 20)
    pygame.time.set_timer(pygame.event.Event(USER, a=2), 40)
    assert [desk.at(frame) for frame in (1, 2, 3)] == [[], [(USER, {"a": 2})], []]


def test_an_event_is_a_new_one_each_time_and_shares_its_fields(desk):
    event = pygame.event.Event(USER, a=1)
    pygame.time.set_timer(event, 20)
    event.a = 7
    desk.at(1)
    desk.frame = 3
    desk.ticks.timers.fire()
    first, second = desk.events
    assert first is not second
    assert first is not event
    assert first.a == second.a == 7


def test_time_that_was_waited_for_counts(desk):
    pygame.time.set_timer(USER, 100, 3)
    pygame.time.wait(200)
    assert len(desk.at(1)) == 2


def test_setting_a_timer_begins_its_interval_anew(desk):
    pygame.time.set_timer(USER, 40)
    desk.at(1)
    pygame.time.set_timer(USER, 40)
    assert [len(desk.at(frame)) for frame in (2, 3)] == [0, 1]


def test_types_that_no_event_can_have_fire_never(desk):
    for kind in (-1, 99999):
        with contextlib.suppress(ValueError):  # pygame-ce refuses them
            pygame.time.set_timer(kind, 10)
    assert desk.at(1) == []
