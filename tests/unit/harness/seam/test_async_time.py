"""asyncio on simulation time: the real one, with frames that pass where it would wait."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from asyncio import base_events

import pytest

from harness.base.clock import FrameClock
from harness.seam.async_time import AsyncTime
from harness.seam.boundary import Boundary
from harness.seam.patches import Patches
from harness.seam.time import SealedTime


class Stop(BaseException):
    """What the end of the test raises out of a program."""


class Desk(FrameClock):
    """A clock of 60 frames a second that ends the program at `last`."""

    last = 20_000

    def next_frame(self) -> None:
        if self.frame >= self.last:
            raise Stop
        self.frame += 1

    def pass_time(self, seconds: float) -> None:
        for _ in range(max(1, round(seconds * self.fps))):
            self.next_frame()

    def now(self) -> float:
        return self.frame / self.fps


@pytest.fixture
def desk():
    clock, patches = Desk(60), Patches()
    AsyncTime(patches, clock.pass_time, clock.now).seal(base_events)
    yield clock
    patches.remove()


async def sleeping(seconds, times=1):
    for _ in range(times):
        await asyncio.sleep(seconds)


async def timed_out():
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.Event().wait(), 0.5)


async def timeout_block():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await asyncio.sleep(5)


async def called_later():
    called = asyncio.Event()
    asyncio.get_running_loop().call_later(0.25, called.set)
    await called.wait()


async def gathered():
    await asyncio.gather(sleeping(0.1, 3), sleeping(0.5), sleeping(0))


async def queued():
    queue: asyncio.Queue = asyncio.Queue()

    async def produce():
        for number in range(3):
            await asyncio.sleep(0.1)
            queue.put_nowait(number)

    producer = asyncio.create_task(produce())
    assert [await queue.get() for _ in range(3)] == [0, 1, 2]
    await producer


async def two_paces():
    """Two tasks that each wait about a frame, side by side."""
    await asyncio.gather(sleeping(0.016, 60), sleeping(0.017, 60))


TAKES = {
    "a frame": (lambda: sleeping(1 / 60), 1),
    "sixty frames": (lambda: sleeping(1 / 60, 60), 60),
    "about a frame": (lambda: sleeping(0.017, 60), 62),
    "a little less": (lambda: sleeping(0.016, 60), 60),
    "next to nothing": (lambda: sleeping(0.001, 5), 5),
    "a second": (lambda: sleeping(1), 60),
    "nothing": (lambda: sleeping(0), 0),
    "a negative time": (lambda: sleeping(-1), 0),
    "a year": (lambda: sleeping(100), 6000),
    "wait_for": (timed_out, 30),
    "timeout": (timeout_block, 30),
    "call_later": (called_later, 15),
    "gather": (gathered, 30),
    "a queue": (queued, 18),
    "two paces": (two_paces, 67),
}


@pytest.mark.parametrize("what", TAKES)
def test_waiting_takes_frames(desk, what):
    program, frames = TAKES[what]
    asyncio.run(program())
    assert desk.frame == frames


@pytest.mark.parametrize("what", TAKES)
def test_waiting_is_the_same_each_time_and_takes_no_real_time(desk, what):
    program, _ = TAKES[what]
    frames = []
    started = time.perf_counter()
    for _ in range(2):
        before = desk.frame
        asyncio.run(program())
        frames.append(desk.frame - before)
    assert abs(frames[0] - frames[1]) <= 1
    assert time.perf_counter() - started < 3


def run_with_run(main):
    asyncio.run(main)


def run_with_runner(main):
    with asyncio.Runner() as runner:
        runner.run(main)


def run_with_new_loop(main):
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(main)
    finally:
        loop.close()


def run_forever(main):
    loop = asyncio.SelectorEventLoop()
    loop.create_task(main).add_done_callback(lambda _: loop.stop())
    loop.run_forever()
    loop.close()


@pytest.mark.parametrize("run", [run_with_run, run_with_runner, run_with_new_loop, run_forever])
def test_however_a_loop_is_run(desk, run):
    run(sleeping(0.5))
    assert desk.frame == 30


def test_a_loop_that_was_there_before_follows():
    loop, patches, clock = asyncio.new_event_loop(), Patches(), Desk(60)
    real = loop.time()
    AsyncTime(patches, clock.pass_time, clock.now).seal(base_events)
    selector = loop._selector
    try:
        loop.run_until_complete(sleeping(1))
        assert (clock.frame, loop.time()) == (60, 1.0)
        assert loop._selector is selector
    finally:
        patches.remove()
    assert loop.time() >= real
    loop.close()


def test_time_is_that_of_the_simulation(desk):
    async def main():
        shown = []
        for _ in range(3):
            shown.append(asyncio.get_running_loop().time())
            await asyncio.sleep(0.5)
        return shown

    assert asyncio.run(main()) == [0.0, 0.5, 1.0]


def test_order_is_that_of_time(desk):
    order = []

    async def note(name, seconds):
        await asyncio.sleep(seconds)
        order.append((name, desk.frame))

    async def main():
        await asyncio.gather(note("c", 0.3), note("a", 0.1), note("b", 0.2), note("a2", 0.1))

    asyncio.run(main())
    assert order == [("a", 6), ("a2", 6), ("b", 12), ("c", 18)]


def test_a_program_that_ends_its_own_frames_is_given_no_more(desk):
    """In pygbag's style: the flip, here the clock, ends the frame, and sleep(0) none."""

    async def main():
        for _ in range(50):
            desk.next_frame()
            await asyncio.sleep(0)

    asyncio.run(main())
    assert desk.frame == 50


def test_a_frame_that_is_due_is_taken_where_a_program_yields():
    clock, patches = Desk(60), Patches()
    boundary = Boundary(clock.next_frame, 60)

    def take_due():
        return boundary.take() if boundary.is_due else None

    AsyncTime(patches, boundary.pass_time, clock.now, take_due).seal(base_events)

    async def main():
        for _ in range(50):
            boundary.updated()
            await asyncio.sleep(0)

    try:
        asyncio.run(main())
    finally:
        patches.remove()
    assert clock.frame == 50


async def spinning():
    while True:
        await asyncio.sleep(0)


async def for_ever():
    await asyncio.get_running_loop().create_future()


def spinning_on_time():
    async def main():
        loop = asyncio.get_running_loop()
        while loop.time() < 1000:
            await asyncio.sleep(0)

    return main()


@pytest.mark.parametrize("program", [spinning, for_ever, spinning_on_time])
def test_nothing_keeps_frames_from_passing_and_the_end_comes_through(desk, program):
    desk.last = 20
    with pytest.raises(Stop):
        asyncio.run(program())
    assert desk.frame == 20


def test_a_program_may_tidy_up_when_it_is_ended(desk):
    desk.last, tidied = 5, []

    async def main():
        try:
            await asyncio.sleep(10)
        finally:
            tidied.append(desk.frame)

    with pytest.raises(Stop):
        asyncio.run(main())
    assert tidied == [5]
    desk.last = 100
    asyncio.run(sleeping(0.5))


def test_threads_wake_a_loop(desk):
    async def main():
        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        thread = threading.Timer(0.05, loop.call_soon_threadsafe, [woken.set])
        thread.start()
        while not woken.is_set():
            await asyncio.sleep(0.1)
        thread.join()

    desk.last = 10**9
    asyncio.run(main())
    assert desk.frame > 0


def test_what_another_thread_does_for_a_loop_takes_no_frames(desk):
    async def main():
        assert await asyncio.to_thread(time.sleep, 0.02) is None
        loop = asyncio.get_running_loop()
        done = await asyncio.gather(*(loop.run_in_executor(None, pow, 2, n) for n in range(5)))
        assert done == [1, 2, 4, 8, 16]
        slow = asyncio.ensure_future(asyncio.to_thread(time.sleep, 0.02))
        while not slow.done():
            await asyncio.sleep(0)

    started = time.perf_counter()
    asyncio.run(main())
    assert desk.frame == 0
    assert time.perf_counter() - started < 0.8


def test_a_thread_that_never_ends_does_not_hold_frames_back(desk):
    released = threading.Event()

    async def main():
        job = asyncio.get_running_loop().run_in_executor(None, released.wait)
        await asyncio.sleep(0.5)
        assert (job.done(), desk.frame) == (False, 30)
        released.set()
        await job

    asyncio.run(main())


def test_loops_in_other_threads_keep_real_time(desk):
    took = []

    def run():
        started = time.perf_counter()
        asyncio.run(sleeping(0.1))
        took.append(time.perf_counter() - started)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert took[0] >= 0.09
    assert desk.frame == 0


def test_sockets_are_served(desk):
    desk.last = 10**9

    async def main():
        async def answer(reader, writer):
            writer.write((await reader.readline()).upper())
            await writer.drain()
            writer.close()
            await writer.wait_closed()

        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(b"hello\n")
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return line

    assert asyncio.run(main()) == b"HELLO\n"


@pytest.fixture
def attached():
    """Time as a program has it that owns its loop: it creeps where a clock is read."""
    clock, patches = Desk(60), Patches()
    boundary = Boundary(clock.next_frame, 60)
    sealed = SealedTime(clock, patches, boundary=boundary)
    AsyncTime(patches, sealed.forward, sealed.seconds).seal(base_events)
    yield clock
    patches.remove()


@pytest.mark.parametrize("what", ["a frame", "sixty frames", "a second", "timeout", "gather"])
def test_a_clock_that_creeps_changes_nothing(attached, what):
    program, frames = TAKES[what]
    asyncio.run(program())
    assert attached.frame == frames


@pytest.mark.parametrize("program", [spinning, for_ever, spinning_on_time])
def test_a_clock_that_creeps_lets_frames_pass(attached, program):
    attached.last = 20
    with pytest.raises(Stop):
        asyncio.run(program())
    assert attached.frame == 20


def test_removal_leaves_asyncio_as_it_was():
    before = dict(vars(base_events.BaseEventLoop))
    patches = Patches()
    AsyncTime(patches, print, float).seal(base_events)
    assert dict(vars(base_events.BaseEventLoop)) != before
    patches.remove()
    assert dict(vars(base_events.BaseEventLoop)) == before


LATE = """
import sys
from harness.seam.async_time import AsyncTime
from harness.seam.import_hooks import LateImports
from harness.seam.patches import Patches

frames, patches, late = [], Patches(), LateImports()
time = AsyncTime(patches, frames.append, lambda: len(frames) / 60)
late.when_imported("asyncio.base_events", time.seal)
assert "asyncio" not in sys.modules

import asyncio

asyncio.run(asyncio.sleep(100))
print(len(frames), asyncio.base_events.BaseEventLoop.time.__name__)
"""


def test_asyncio_is_sealed_when_it_is_imported_and_not_before():
    done = subprocess.run(
        [sys.executable, "-c", LATE], capture_output=True, text=True, check=True, timeout=20
    )
    assert done.stdout.split() == ["6000", "time"]
