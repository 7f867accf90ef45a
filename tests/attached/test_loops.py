"""However a program loops, its passes are frames; whatever it waits for, the test runs on."""

# ruff: noqa: E501, ISC004 - programs in a line each, and all that one run must show

import pytest

from harness.seam.flavour import IS_CE

OPEN = """
import time
import pygame
from pygame.locals import *
pygame.init()
screen = pygame.display.set_mode((64, 48))
clock = pygame.time.Clock()
n = 0
"""

LOOPS = {
    "get and flip": ("pygame.event.get(); pygame.display.flip()", 12),
    "get, flip and tick": ("pygame.event.get(); pygame.display.flip(); clock.tick(60)", 12),
    "flip, get and tick": ("pygame.display.flip(); pygame.event.get(); clock.tick(60)", 12),
    "tick first": ("clock.tick(60); pygame.event.get(); pygame.display.flip()", 12),
    "tick between": ("pygame.event.get(); clock.tick(60); pygame.display.flip()", 12),
    "no cap": ("pygame.event.get(); pygame.display.flip(); clock.tick()", 12),
    "cap of nothing": ("pygame.event.get(); pygame.display.flip(); clock.tick(0)", 12),
    "busy loop": ("pygame.event.get(); pygame.display.flip(); clock.tick_busy_loop(60)", 12),
    "30 a second": ("pygame.event.get(); pygame.display.flip(); clock.tick(30)", 6),
    "20 a second": ("pygame.event.get(); pygame.display.flip(); clock.tick(20)", 4),
    "40 a second": ("pygame.event.get(); pygame.display.flip(); clock.tick(40)", 8),
    "more than there are": ("pygame.event.get(); pygame.display.flip(); clock.tick(240)", 12),
    "tick alone": ("clock.tick(60)", 12),
    "two clocks": ("clock.tick(60); pygame.display.flip(); other.tick(60)", 12),
    "update": ("pygame.event.get(); pygame.display.update()", 12),
    "update of one rectangle": ("pygame.event.get(); pygame.display.update((0, 0, 5, 5))", 12),
    "update of four numbers": ("pygame.event.get(); pygame.display.update(0, 0, 5, 5)", 12),
    "update of a list": ("pygame.event.get(); pygame.display.update([(0, 0, 5, 5), None])", 12),
    "partial updates": (
        "pygame.event.get(); pygame.display.update((0, 0, 5, 5)); "
        "pygame.display.update((9, 9, 5, 5)); pygame.display.flip(); clock.tick(60)",
        12,
    ),
    "poll until empty": (
        "\n    while pygame.event.poll().type != NOEVENT: pass\n    pygame.display.flip()",
        12,
    ),
    "pump and keys": ("pygame.event.pump(); pygame.key.get_pressed(); pygame.display.flip()", 12),
    "get by types": (
        "pygame.event.get(QUIT); pygame.event.get((KEYDOWN, KEYUP)); pygame.display.flip()",
        12,
    ),
    "get and clear": ("pygame.event.get(QUIT); pygame.event.clear(); pygame.display.flip()", 12),
    "get without update": ("pygame.event.get()", 12),
    "poll without update": ("pygame.event.poll()", 12),
    "peek without update": ("pygame.event.peek(QUIT)", 12),
    "pump without update": ("pygame.event.pump()", 12 * 201),
    "pump, keys and flip": (
        "pygame.event.pump(); keys = pygame.key.get_pressed(); screen.fill(0); pygame.display.flip()",
        12,
    ),
    "pump between drawing": (
        "pygame.event.pump(); screen.fill(0); pygame.event.pump(); screen.fill(9); "
        "pygame.event.pump(); pygame.display.flip()",
        12,
    ),
    "pump between drawing, and a tick": (
        "pygame.event.pump(); screen.fill(0); pygame.event.pump(); pygame.display.flip(); clock.tick(60)",
        12,
    ),
    "pump for each of many things": (
        "[pygame.event.pump() for _ in range(500)]; pygame.display.flip()",
        12,
    ),
    "pump before and after flip": (
        "pygame.event.pump(); pygame.display.flip(); pygame.event.pump()",
        12,
    ),
    "pump and tick, nothing shown": (
        "pygame.event.pump(); pygame.event.pump(); clock.tick(60)",
        12,
    ),
    "pump and get": ("pygame.event.pump(); pygame.event.get(); pygame.display.flip()", 12),
    "get in several places": (
        "pygame.event.get(); pygame.event.get(); pygame.event.get(); pygame.display.flip()",
        12,
    ),
    "get in several places, and a tick": (
        "pygame.event.get(); pygame.event.get(); pygame.display.flip(); clock.tick(60)",
        12,
    ),
    "get in several places, and a sleep": (
        "pygame.event.get(); pygame.event.get(); time.sleep(1 / 60)",
        12,
    ),
    "get twice without update": ("pygame.event.get(); pygame.event.get()", 6),
    "the mouse for each of many buttons": (
        "[pygame.mouse.get_pos() for _ in range(480)]; pygame.event.get(); pygame.display.flip()",
        12,
    ),
    "wait of pygame": ("pygame.display.flip(); pygame.time.wait(16)", 12),
    "delay of pygame": ("pygame.display.flip(); pygame.time.delay(50)", 4),
    "delay of one millisecond": (
        "pygame.event.get(); pygame.display.flip(); pygame.time.delay(1)",
        12,
    ),
    "sleep": ("pygame.display.flip(); time.sleep(1 / 60)", 12),
    "sleep of nothing": ("time.sleep(0)", 12),
    "event.wait with a timeout": ("pygame.event.wait(50)", 4),
    "flip and nothing else": ("pygame.display.flip()", 12),
}


@pytest.mark.parametrize("name", LOOPS)
def test_passes_and_frames(attach, name):
    body, passes = LOOPS[name]
    program = f"{OPEN}other = pygame.time.Clock()\nwhile True:\n    n += 1; {body}\n"
    attach.passes(
        program,
        "test_harness.wait_frames(5)\n"
        "local before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(12)\n"
        f"assert.equal({passes}, test_harness.get_state('g.n') - before)",
    )


BUSY = {
    "get_ticks": "start = pygame.time.get_ticks()\n"
    "    while pygame.time.get_ticks() - start < 100: pass",
    "time": "start = time.time()\n    while time.time() < start + 0.1: pass",
    "monotonic": "start = time.monotonic()\n    while time.monotonic() < start + 0.1: pass",
    "perf_counter": "start = time.perf_counter()\n"
    "    while time.perf_counter() < start + 0.1: pass",
    "monotonic_ns": "start = time.monotonic_ns()\n"
    "    while time.monotonic_ns() < start + 10**8: pass",
    "datetime": "start = datetime.datetime.now()\n"
    "    while (datetime.datetime.now() - start).total_seconds() < 0.1: pass",
    "ticks with short sleeps": "start = pygame.time.get_ticks()\n"
    "    while pygame.time.get_ticks() - start < 100: time.sleep(0.001)",
    "ticks and pump": "start = pygame.time.get_ticks()\n"
    "    while pygame.time.get_ticks() - start < 100: pygame.event.pump()",
    "clock.tick summed up": "t = 0\n    while t < 100: t += clock.tick()",
}


@pytest.mark.parametrize("name", BUSY)
def test_a_loop_that_waits_for_a_clock_ends_in_time(attach, name):
    attach.passes(
        f"{OPEN}import datetime\nwhile True:\n    n += 1\n    {BUSY[name]}\n",
        "test_harness.wait_frames(2)\n"
        "local before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(60)\n"
        "local passed = test_harness.get_state('g.n') - before\n"
        "assert.is_true(passed >= 8 and passed <= 10, passed)",
    )


WAITING = {
    "event.wait": "while pygame.event.wait().type != KEYDOWN: pass",
    "event.wait with a timeout": "while pygame.event.wait(30).type != KEYDOWN: pass",
    "poll": "while pygame.event.poll().type != KEYDOWN: pass",
    "get": "while not pygame.event.get(KEYDOWN): pass",
    "get, excluding": "while not [e for e in pygame.event.get(exclude=MOUSEMOTION) if e.type == KEYDOWN]: pass",
    "peek": "while not pygame.event.peek(KEYDOWN): pass",
    "peek at any": "while pygame.event.peek().type != KEYDOWN: pygame.event.poll()",
    "key.get_pressed": "while not pygame.key.get_pressed()[K_SPACE]: pass",
    "pump and key.get_pressed": "while not pygame.key.get_pressed()[K_SPACE]: pygame.event.pump()",
    "pump alone, after something was shown": "pygame.display.flip()\n"
    "while not pygame.key.get_pressed()[K_SPACE]:\n    pygame.event.pump(); pygame.event.pump()",
    "get, after something was shown": "pygame.display.flip()\nwhile not pygame.event.get(KEYDOWN): pass",
    "get_pressed and get_mods": "while not (pygame.key.get_mods() or pygame.key.get_pressed()[K_SPACE]): pass",
    "two questions": "while not pygame.event.get(KEYDOWN): pygame.event.get(QUIT)",
    "get that throws away": "hit = False\n"
    "while not hit:\n    for e in pygame.event.get():\n        hit = hit or e.type == KEYDOWN",
}
if IS_CE:
    WAITING |= {
        "peek at any": "while not (pygame.event.peek() and pygame.event.poll().type == KEYDOWN): pass",
        "get_just_pressed": "while not pygame.key.get_just_pressed()[K_SPACE]: pygame.event.pump()",
        "get_just_released": "while not pygame.key.get_just_released()[K_SPACE]: pygame.event.get()",
    }


@pytest.mark.parametrize("name", WAITING)
def test_a_program_that_waits_for_a_key_gets_it(attach, name):
    attach.passes(
        f"{OPEN}{WAITING[name]}\nn = 1\nwhile True: pygame.event.get()\n",
        "test_harness.wait_frames(20)\n"
        "assert.equal(0, test_harness.get_state('g.n'))\n"
        "test_harness.tap_key(KEY_SPACE, 2)\n"
        "test_harness.wait_frames(4)\n"
        "assert.equal(1, test_harness.get_state('g.n'))",
    )


def test_a_click_ends_a_loop_over_mouse_buttons(attach):
    attach.passes(
        f"{OPEN}while not pygame.mouse.get_pressed()[0]: pass\n"
        "n, where = 1, pygame.mouse.get_pos()\nwhile True: pygame.event.get()\n",
        "test_harness.wait_frames(3)\ntest_harness.click(10, 20)\ntest_harness.wait_frames(4)\n"
        "assert.same({10, 20}, test_harness.get_state('g.where'))",
    )


def test_time_passes_evenly(attach):
    """A program that measures its passes gets the same for each."""
    attach.passes(
        f"{OPEN}passes = []\nlast = time.perf_counter()\nwhile True:\n"
        "    pygame.event.get(); pygame.display.flip(); ms = clock.tick(60)\n"
        "    now = time.perf_counter(); passes.append([ms, round((now - last) * 60, 3)]); last = now\n",
        "test_harness.wait_frames(8)\n"
        "for _, pass in ipairs(test_harness.get_state('g.passes')) do\n"
        "  assert.is_true(pass[1] == 16 or pass[1] == 17, pass[1])\n"
        "  assert.equal(1, pass[2])\nend",
    )


def test_input_arrives_in_the_next_pass(attach):
    attach.passes(
        f"{OPEN}x = 0\nwhile True:\n"
        "    for e in pygame.event.get():\n"
        "        if e.type == KEYDOWN and e.key == K_RIGHT: x += 10\n"
        "    if pygame.key.get_pressed()[K_LEFT]: x -= 1\n"
        "    pygame.display.flip(); clock.tick(60)\n",
        "test_harness.wait_frames(3)\n"
        "test_harness.tap_key(KEY_RIGHT)\ntest_harness.wait_frames(1)\n"
        "assert.equal(10, test_harness.get_state('g.x'))\n"
        "test_harness.press_key(KEY_LEFT)\ntest_harness.wait_frames(5)\n"
        "test_harness.release_key(KEY_LEFT)\ntest_harness.wait_frames(5)\n"
        "assert.equal(5, test_harness.get_state('g.x'))",
    )


@pytest.mark.parametrize("sleep", ["0", "1 / 60", "0.001"])
def test_a_loop_of_asyncio(attach, sleep):
    """As games for the web are written."""
    attach.passes(
        f"import asyncio\n{OPEN}async def main():\n    global n\n    while True:\n        n += 1\n"
        "        for event in pygame.event.get():\n            if event.type == QUIT: return\n"
        f"        pygame.display.flip()\n        await asyncio.sleep({sleep})\nasyncio.run(main())\n",
        "test_harness.wait_frames(5)\nlocal before = test_harness.get_state('g.n')\n"
        "test_harness.wait_frames(12)\n"
        "assert.equal(12, test_harness.get_state('g.n') - before)",
    )


def test_tasks_of_asyncio_share_the_frames(attach):
    """A task that sleeps is woken two rounds of the loop later, each of which takes a frame here."""
    attach.passes(
        f"import asyncio\n{OPEN}ticks = 0\nasync def tick():\n    global ticks\n    while True:\n"
        "        ticks += 1; await asyncio.sleep(0.1)\n"
        "async def main():\n    global n\n    task = asyncio.create_task(tick())\n    while True:\n"
        "        n += 1; pygame.event.get(); pygame.display.flip(); clock.tick(60)\n"
        "        await asyncio.sleep(0)\nasyncio.run(main())\n",
        "test_harness.wait_frames(61)\n"
        "assert.is_true(test_harness.get_state('g.ticks') >= 6)\n"
        "assert.is_true(test_harness.get_state('g.ticks') <= 8)\n"
        "assert.is_true(test_harness.get_state('g.n') > 55)",
    )
