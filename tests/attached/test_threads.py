"""Threads and processes of a program: where its loop may run, and what its children are not."""

# ruff: noqa: E501 - programs in a line each, and all that one run must show

import pytest

OPEN = """
import os, sys, time, threading
import multiprocessing, subprocess
from concurrent.futures import ProcessPoolExecutor
import pygame
pygame.init(); screen = pygame.display.set_mode((64, 48)); clock = pygame.time.Clock()
n = x = 0
def loop():
    global n, x
    while True:
        n += 1
        for e in pygame.event.get():
            if e.type == pygame.KEYDOWN: x += 1
        pygame.display.flip(); clock.tick(60)
"""
LOOPS = {
    "the main thread joins it": "thread = threading.Thread(target=loop); thread.start(); thread.join()",
    "the main thread is over": "threading.Thread(target=loop).start()",
    "the main thread has left": "threading.Thread(target=loop).start(); sys.exit()",
    "the main thread waits for an event": "threading.Thread(target=loop, daemon=True).start(); threading.Event().wait()",
    "sleeps and updates": "def loop():\n"
    "    global n, x\n"
    "    while True:\n"
    "        n += 1; x += len(pygame.event.get(pygame.KEYDOWN)); pygame.display.flip(); time.sleep(1 / 60)\n"
    "threading.Thread(target=loop).start()",
}


@pytest.mark.parametrize("name", LOOPS)
def test_a_loop_in_another_thread(attach, name):
    attach.passes(
        f"{OPEN}{LOOPS[name]}\n",
        "test_harness.wait_frames(5)\n"
        "local before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(12)\n"
        "assert.equal(12, test_harness.get_state('g.n') - before)\n"
        "test_harness.tap_key(KEY_SPACE)\ntest_harness.wait_frames(2)\n"
        "assert.equal(1, test_harness.get_state('g.x'))",
    )


def test_a_thread_that_shows_something_first_leaves_the_loop_to_the_main_one(attach):
    attach.passes(
        f"{OPEN}def splash():\n    for _ in range(3): pygame.display.flip(); pygame.event.get()\n"
        "thread = threading.Thread(target=splash); thread.start(); thread.join(); loop()\n",
        "test_harness.wait_until(function() return test_harness.get_state('g.n') > 0 end)\ntest_harness.wait_frames(3)\n"
        "local before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(12)\n"
        "assert.equal(12, test_harness.get_state('g.n') - before)",
    )


def test_a_thread_that_shows_nothing_does_not_hold_the_end(attach):
    ended = attach(
        f"{OPEN}threading.Thread(target=threading.Event().wait).start()\n",
        "test_harness.wait_frames(5)\ntest_harness.wait_frames(5)",
    )
    assert ended.code == 1, ended.text
    assert "its main module has run to its end" in ended.message("t"), ended.text


CHILDREN = {
    "a fork that waits and exits": "if os.fork() == 0:\n    for _ in range(5): time.sleep(0.001)\n    sys.exit()",
    "a fork that plays on": "if os.fork() == 0:\n    for _ in range(20): pygame.event.get(); pygame.display.flip()\n    os._exit(0)",
    "a fork that becomes another program": "if os.fork() == 0: os.execlp('true', 'true')\n"
    "assert os.wait()[1] == 0",
    "a spawn": "assert os.spawnlp(os.P_WAIT, 'true', 'true') == 0",
    "a process that sleeps": "queue = multiprocessing.get_context('fork').SimpleQueue()\n"
    "def work():\n"
    "    end = time.monotonic() + 0.01\n"
    "    while time.monotonic() < end: time.sleep(0.001)\n"
    "    queue.put(7)\n"
    "child = multiprocessing.get_context('fork').Process(target=work); child.start()\n"
    "assert queue.get() == 7; child.join(); assert child.exitcode == 0",
    "a pool": "pool = multiprocessing.get_context('fork').Pool(1); assert pool.map(abs, [-1]) == [1]\n"
    "pool.close(); pool.join()",
    "a pool that is left": "pool = ProcessPoolExecutor(1); assert pool.submit(abs, -1).result() == 1",
    "a program that runs on": "subprocess.Popen(['sleep', '300'])",
}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_child_has_nothing_of_the_tests(attach, name):
    ended = attach.passes(
        f"{OPEN}{CHILDREN[name]}\nloop()\n",
        "test_harness.wait_frames(30)\nassert.is_true(test_harness.get_state('g.n') >= 29)",
    )
    assert ended.out.count("> t (") == 1, ended.text
    assert "starts a process" in ended.out, ended.text
