"""Threads on simulation time: how many frames they take, the same in every run."""

# ruff: noqa: E501 - programs in a line each

import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads are looked at in /proc")

BEGIN = """
import hashlib, queue, random, sys, time, threading
from concurrent.futures import ThreadPoolExecutor
import pygame
pygame.init(); screen = pygame.display.set_mode((64, 48)); clock = pygame.time.Clock()
n = 0
seen = []
def hard(times=3):
    for i in range(times): hashlib.pbkdf2_hmac("sha256", b"level", bytes([i]), 30_000)
def slow(times=3):
    for _ in range(times): sum(range(300_000))
def note(what): seen.append([n, what])
def loop(done=lambda: None):
    global n
    while n < 60:
        n += 1
        done()
        pygame.event.get(); pygame.display.flip(); clock.tick(60)
"""
LOADS = (
    "thread = threading.Thread(target=load, daemon=True); thread.start(); note(thread.is_alive())\n"
)
ALIVE = "loop(lambda: n < 4 and note(thread.is_alive()))\n"

CASES = {
    "work outside of Python's lock": (
        f"load = hard\n{LOADS}{ALIVE}",
        [[0, True], [1, True], [2, False], [3, False]],
    ),
    "work in Python": (
        f"load = slow\n{LOADS}{ALIVE}",
        [[0, True], [1, True], [2, False], [3, False]],
    ),
    "a thread that does nothing": (
        f"load = lambda: None\n{LOADS}{ALIVE}",
        [[0, True], [1, True], [2, False], [3, False]],
    ),
    "progress that is shown": (
        (
            "def load():\n    global part\n    for part in range(1, 6): hard(1)\n"
            f"part = 0\n{LOADS}loop(lambda: n < 4 and note(part))\n"
        ),
        [[0, True], [1, 0], [2, 5], [3, 5]],
    ),
    "a loader that sleeps": (
        f"def load(): time.sleep(0.1); note('woke'); hard(); pygame.time.wait(50); note('done')\n{LOADS}loop()\n",
        [[0, True], [6, "woke"], [9, "done"]],
    ),
    "a timer": (
        "threading.Timer(0.1, note, ['rings']).start()\nloop()\n",
        [[6, "rings"]],
    ),
    "a timer that is cancelled": (
        (
            "timer = threading.Timer(0.1, note, ['rings']); timer.start()\n"
            "loop(lambda: n == 3 and timer.cancel())\n"
        ),
        [],
    ),
    "a loop that sleeps, beside the main one": (
        (f"def load():\n    while n < 40: time.sleep(0.1); note('again')\n{LOADS}loop()\n"),
        [[0, True], *[[at, "again"] for at in range(6, 45, 6)]],
    ),
    "a loop with a clock of its own": (
        (
            "def load():\n    own = pygame.time.Clock()\n    for _ in range(3): own.tick(10); note('tick')\n"
            f"{LOADS}loop()\n"
        ),
        [[0, True], [6, "tick"], [12, "tick"], [18, "tick"]],
    ),
    "an event with a limit": (
        (
            "stop = threading.Event()\n"
            "def load():\n    while not stop.wait(0.1): note('waits')\n    note('stopped')\n"
            f"{LOADS}loop(lambda: n == 15 and stop.set())\n"
        ),
        [[0, True], [6, "waits"], [12, "waits"], [15, "stopped"]],
    ),
    "a worker that waits for jobs": (
        (
            "jobs, results = queue.Queue(), queue.Queue()\n"
            "def load():\n    while True: hard(jobs.get()); results.put(n)\n"
            "def done():\n    if n in (5, 9): jobs.put(2)\n    while not results.empty(): note(results.get() > 0)\n"
            f"{LOADS}loop(done)\n"
        ),
        [[0, True], [6, True], [10, True]],
    ),
    "a pool": (
        (
            "pool = ThreadPoolExecutor(2)\nfutures = [pool.submit(hard) for _ in range(4)]\n"
            "loop(lambda: n < 4 and note([future.done() for future in futures]))\n"
        ),
        [[1, [False] * 4], [2, [True] * 4], [3, [True] * 4]],
    ),
    "threads that start threads": (
        (
            "def load(): inner = threading.Thread(target=lambda: (hard(), note('inner'))); inner.start(); inner.join(); note('outer')\n"
            f"{LOADS}{ALIVE}"
        ),
        [[0, True], [1, True], [1, "inner"], [1, "outer"], [2, False], [3, False]],
    ),
    "a thread that is waited for at once": (
        (
            "def load(): hard(); time.sleep(0.05); note('loaded')\n"
            "thread = threading.Thread(target=load); thread.start(); thread.join(); note('joined')\nloop()\n"
        ),
        [[0, "loaded"], [0, "joined"]],
    ),
    "a result that is waited for at once": (
        "box = queue.SimpleQueue()\nthreading.Thread(target=lambda: box.put(hard())).start(); box.get(); note('got')\nloop()\n",
        [[0, "got"]],
    ),
    "in the order of their start": (
        "for i in range(5): threading.Thread(target=lambda i=i: (slow(1), note(i))).start()\nloop()\n",
        [[1, 0], [1, 1], [1, 2], [1, 3], [1, 4]],
    ),
    "in the order in which they are due": (
        "for i in (3, 1, 2): threading.Thread(target=lambda i=i: (time.sleep(i / 60), note(i), slow(1))).start()\nloop()\n",
        [[1, 1], [2, 2], [3, 3]],
    ),
    "a subclass with a run of its own": (
        (
            "class Loader(threading.Thread):\n    def run(self): hard(); note('ran')\n"
            "Loader().start()\nloop()\n"
        ),
        [[1, "ran"]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_threads_take_the_same_frames_in_every_run(attach, name):
    program, expected = CASES[name]
    attach.passes(
        BEGIN + program,
        "test_harness.wait_until(function() return test_harness.get_state('g.n') == 60 end)\n"
        "for _, one in ipairs(test_harness.get_state('g.seen')) do print(one[1], one[2]) end\n"
        f"assert.same({lua(expected)}, test_harness.get_state('g.seen'))",
    )


def lua(value) -> str:
    if isinstance(value, list):
        return "{" + ", ".join(map(lua, value)) + "}"
    return (
        {True: "true", False: "false"}.get(value, repr(value))
        if isinstance(value, bool)
        else repr(value)
    )


def test_a_thread_that_never_waits_does_not_hold_the_frames(attach):
    attach.passes(
        f"{BEGIN}def load():\n    while True: pass\n{LOADS}n = -100_000\nloop()\n",
        "test_harness.wait_frames(300)\nassert.is_true(test_harness.get_state('g.n') < 0)",
    )


def test_verify_finds_no_difference(attach):
    project = attach.project
    project.write("harness.toml", 'game = "prog/main.py"\nadapter = "adapter.py"\n')
    project.write("prog/main.py", BEGIN + CASES["progress that is shown"][0])
    project.suite("it('t', function() test_harness.wait_frames(30) end)")
    ended = project.command("verify", "--headless")
    assert ended.code == 0, ended.text
