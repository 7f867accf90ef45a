"""Waits with a limit, on simulation time: beside the program's loop, and in it."""

# ruff: noqa: E501, ISC004 - programs in a line each

import sys

import pytest

from tests.attached.test_thread_time import BEGIN, lua

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="threads are looked at in /proc")

WAYS = """
import _thread, asyncio, concurrent.futures as cf, select
condition, closed, late = threading.Condition(), threading.Semaphore(0), threading.Event()
empty, simple, full = queue.Queue(), queue.SimpleQueue(), queue.Queue(1)
full.put(1)
def put(seconds):
    try: full.put(2, timeout=seconds)
    except queue.Full: pass
def get(box, seconds):
    try: box.get(timeout=seconds)
    except queue.Empty: pass
def on_condition(seconds, *until):
    with condition: condition.wait_for(*until, seconds) if until else condition.wait(seconds)
def at_barrier(seconds):
    try: threading.Barrier(2).wait(seconds)
    except threading.BrokenBarrierError: pass
stuck = threading.Thread(target=late.wait, daemon=True); stuck.start()
pool = ThreadPoolExecutor(2)
slow_job = pool.submit(late.wait)
def result(seconds):
    try: slow_job.result(timeout=seconds)
    except TimeoutError: pass
def as_completed(seconds):
    try: list(cf.as_completed([slow_job], timeout=seconds))
    except TimeoutError: pass
def frame(): return round(time.monotonic() * 60)
"""

LIMITS = {
    "Event.wait": "late.wait(0.1)",
    "Condition.wait": "on_condition(0.1)",
    "Condition.wait_for": "on_condition(0.1, lambda: False)",
    "Semaphore.acquire": "closed.acquire(timeout=0.1)",
    "Barrier.wait": "at_barrier(0.1)",
    "Queue.get": "get(empty, 0.1)",
    "Queue.put": "put(0.1)",
    "SimpleQueue.get": "get(simple, 0.1)",
    "Thread.join": "stuck.join(0.1)",
    "Future.result": "result(0.1)",
    "futures.wait": "cf.wait([slow_job], timeout=0.1)",
    "futures.as_completed": "as_completed(0.1)",
    "select of nothing": "select.select([], [], [], 0.1)",
    "sleep": "time.sleep(0.1)",
}

RAW = "_thread.start_new_thread(wait_often, ())"
ASYNC = """async def wait_often():
    for _ in range(3): await asyncio.sleep(0.1); note('waited')
threading.Thread(target=lambda: asyncio.run(wait_often())).start()
loop()
"""
BESIDE = [[6, "waited"], [12, "waited"], [18, "waited"]]


def beside(limit):
    return f"def wait_often():\n    for _ in range(3): {limit}; note('waited')\n{RAW}\nloop()\n"


CASES = {
    "sleep, in a raw thread": (beside("time.sleep(0.1)"), BESIDE),
    "Event.wait, in a raw thread": (beside("late.wait(0.1)"), BESIDE),
    "asyncio.sleep, in a thread": (ASYNC, BESIDE),
    "work in a raw thread": (
        "_thread.start_new_thread(lambda what: (hard(), note(what)), ('done',))\nloop()\n",
        [[1, "done"]],
    ),
    "what comes in time, in the loop": (
        "threading.Thread(target=lambda: (hard(), empty.put(1), time.sleep(0.2), empty.put(2))).start()\n"
        "start = frame()\nfor _ in range(2): note(empty.get(timeout=1)); note(frame() - start)\nloop()\n",
        [[0, 1], [0, 0], [0, 2], [0, 12]],
    ),
    "what comes in time, in a thread": (
        "threading.Thread(target=lambda: note(empty.get(timeout=1))).start()\n"
        "loop(lambda: n == 9 and empty.put('got'))\n",
        [[9, "got"]],
    ),
    "a thread that ends in time": (
        "sleeper = threading.Thread(target=lambda: time.sleep(0.2)); sleeper.start()\n"
        "start = frame()\nwhile sleeper.is_alive(): sleeper.join(0.1); note(frame() - start)\nloop()\n",
        [[0, 6], [0, 12]],
    ),
    "a wait in each pass": (
        "while n < 60:\n    n += 1; pygame.event.get(); pygame.display.flip(); late.wait(1 / 60)\n"
        "    if n % 25 == 0: note(frame() - n)\nwhile True: pygame.event.get()\n",
        [[25, 1], [50, 1]],
    ),
    "what a process answers, in the loop": (
        "import subprocess\ncommand = [sys.executable, '-c', 'import time; time.sleep(0.3)']\n"
        "threading.Thread(target=lambda: empty.put(subprocess.run(command).returncode)).start()\n"
        "note(empty.get(timeout=60))\nloop()\n",
        [[0, 0]],
    ),
    "a loop in a thread that is waited for again and again": (
        "game = threading.Thread(target=lambda: (loop(), late.wait())); game.start()\n"
        "while game.is_alive(): game.join(0.1)\n",
        [],
    ),
    "the same, without a clock": (
        "def play():\n    global n\n    while True:\n        n = min(n + 1, 60); pygame.event.get(); pygame.display.flip()\n"
        "        if n == 59: note(frame() // 10)\n"
        "game = threading.Thread(target=play, daemon=True); game.start()\n"
        "while game.is_alive(): game.join(0.1)\n",
        [[59, 5]],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_waits_take_the_same_frames_in_every_run(attach, name):
    program, expected = CASES[name]
    attach.passes(
        BEGIN + WAYS + program,
        "test_harness.wait_until(function() return test_harness.get_state('g.n') == 60 end)\n"
        f"assert.same({lua(expected)}, test_harness.get_state('g.seen'))",
    )


EACH_IN_A_THREAD = """
def begin(name, wait):
    def run():
        for _ in range(3): wait(); frames[name].append(n)
    frames[name] = []
    threading.Thread(target=run).start()
for name, wait in waits.items(): begin(name, wait)
loop()
late.set()
"""
EACH_IN_THE_LOOP = """
pygame.event.get(); pygame.display.flip(); pygame.event.get()
for name, wait in waits.items():
    start, frames[name] = frame(), []
    for _ in range(3): wait(); frames[name].append(frame() - start)
loop()
late.set()
"""


def with_waits(program):
    waits = "".join(f"{name!r}: lambda: {limit}, " for name, limit in LIMITS.items())
    return f"{BEGIN}{WAYS}frames = {{}}\nwaits = {{{waits}}}\n{program}"


@pytest.mark.parametrize("program", [EACH_IN_A_THREAD, EACH_IN_THE_LOOP])
def test_a_limit_takes_as_many_frames_as_a_sleep(attach, program):
    expected = "".join(f"[{name!r}] = {{6, 12, 18}}, " for name in LIMITS)
    attach.passes(
        with_waits(program),
        "test_harness.wait_until(function() return test_harness.get_state('g.n') == 60 end, { timeout_frames = 600 })\n"
        f"assert.same({{{expected}}}, test_harness.get_state('g.frames'))",
    )


def test_verify_finds_no_difference_in_waits(attach):
    project = attach.project
    project.write("harness.toml", 'game = "prog/main.py"\nadapter = "adapter.py"\n')
    project.write("prog/main.py", with_waits(EACH_IN_A_THREAD))
    project.suite("it('t', function() test_harness.wait_frames(30) end)")
    ended = project.command("verify", "--headless")
    assert ended.code == 0, ended.text
