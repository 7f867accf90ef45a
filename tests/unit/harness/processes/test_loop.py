"""The loop: timers that can be cancelled, descriptors, signals, and clocks that run faster."""

from __future__ import annotations

import os
import signal
import threading

from harness.base import clock as wall
from harness.processes.loop import Loop


def test_timers_are_called_in_order_once():
    now = [0.0]
    loop, called = Loop(lambda: now[0]), []
    for seconds in (3, 1, 2):
        loop.after(seconds, lambda seconds=seconds: called.append(seconds))
    loop.run_once()
    assert called == []
    now[0] = 2.5
    loop.run_once()
    assert called == [1, 2]
    now[0] = 10
    loop.run_once()
    loop.run_once()
    assert called == [1, 2, 3]


def test_a_cancelled_timer_is_never_called():
    loop, called = Loop(), []
    timer = loop.after(0, lambda: called.append(1))
    timer.cancel()
    timer.cancel()
    loop.run_once()
    assert called == []


def test_a_timer_may_cancel_the_next_one():
    loop, called, timers = Loop(), [], []

    def cancel() -> None:
        timers[0].cancel()

    loop.after(0, cancel)
    timers.append(loop.after(0, lambda: called.append(2)))
    loop.run_once()
    assert called == []


def test_many_timers_do_not_keep_descriptors_waiting():
    loop, called = Loop(), []
    for _ in range(100):
        loop.after(0, lambda: called.append(wall.sleep(0.005)))
    loop.run_once()
    assert len(called) < 100
    loop.run_until(lambda: len(called) == 100)


def test_an_action_may_close_what_another_one_watches():
    loop, called = Loop(), []
    (first, first_end), (second, second_end) = os.pipe(), os.pipe()

    def close_both() -> None:
        called.append(1)
        loop.unwatch(first)
        loop.unwatch(second)

    loop.watch(first, close_both)
    loop.watch(second, close_both)
    os.write(first_end, b"x")
    os.write(second_end, b"x")
    loop.run_once(1)
    loop.run_once()
    assert called == [1]
    for descriptor in (first, first_end, second, second_end):
        os.close(descriptor)


def test_a_signal_wakes_the_loop():
    loop, called = Loop(), []
    loop.on_signal(signal.SIGUSR1, lambda: called.append(1))
    with loop.listening():
        os.kill(os.getpid(), signal.SIGUSR1)
        loop.run_until(lambda: bool(called))
    assert called == [1]


def test_listening_leaves_handlers_as_they_were():
    before = signal.getsignal(signal.SIGUSR1)
    loop = Loop()
    loop.on_signal(signal.SIGUSR1, lambda: None)
    with loop.listening(), loop.listening():
        assert signal.getsignal(signal.SIGUSR1) is not before
    assert signal.getsignal(signal.SIGUSR1) is before


def test_in_another_thread_the_loop_looks_now_and_then():
    loop, done = Loop(), []

    def run() -> None:
        with loop.listening():
            loop.after(0.05, lambda: done.append(1))
            loop.run_until(lambda: bool(done))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    assert done == [1]


def test_a_faster_clock_shortens_delays():
    loop, called = Loop(lambda: wall.monotonic() * 10_000, 10_000), []
    loop.after(3600, lambda: called.append(1))
    begun = wall.monotonic()
    loop.run_until(lambda: bool(called))
    assert wall.monotonic() - begun >= 0.36
