"""The seal as a whole: what it costs to import, what follows it, and that it leaves no trace."""

from __future__ import annotations

import copyreg
import datetime as dt
import glob
import logging
import os
import random
import subprocess
import sys
import textwrap
import threading
import time
import timeit
from pathlib import Path
from types import ModuleType
from unittest import mock

import numpy as np
import pygame
import pytest

from harness.base.clock import FrameClock
from harness.seam.patches import Patches
from harness.seam.rescan import replace_captured
from harness.seam.sealing import Sealing
from harness.seam.time import EPOCH

ROOT = Path(__file__).resolve().parents[4]
OWNERS = [
    time, random, random.Random, random.SystemRandom, dt, os, glob, logging, threading,
    threading.Thread, subprocess, subprocess.Popen, timeit, pygame.time, pygame.sprite,
    np.random, np.random.mtrand, np.random.bit_generator,
]  # fmt: skip
REAL = {"sleep": time.sleep, "monotonic": time.monotonic}
"""In a dictionary: names of a module would follow the seal."""

EARLY = """
import random, time
from datetime import date, datetime as moment
from os import listdir, urandom
from random import gauss, randint
from time import monotonic, time as now
import pygame
from pygame.time import Clock, get_ticks
"""


def sealed(clock=None, guard=None, **options):
    return Sealing(clock or FrameClock(50), 1, lambda _: None, guard, str(ROOT), **options)


def snapshot():
    """Return all that the seal touches."""
    names = [dict(vars(owner)) for owner in OWNERS]
    return names, list(sys.meta_path), dict(copyreg.dispatch_table), set(os.supports_fd)


@pytest.fixture
def seal():
    pygame.display.init()
    clock = FrameClock(50)
    seal = sealed(clock)
    yield clock, seal
    seal.remove()


@pytest.fixture
def early():
    """A module that was loaded before the seal and has taken names by then."""
    module = type(sys)("loaded_early")
    exec(EARLY, vars(module))
    sys.modules["loaded_early"] = module
    yield module
    del sys.modules["loaded_early"]


@pytest.mark.parametrize("guard", [None, print])
def test_no_trace_is_left_however_often(early, guard):
    random.seed(3)
    state, taken, before = random.getstate(), dict(vars(early)), snapshot()
    for _ in range(3):
        seal = sealed(guard=guard, reversed_listings=True)
        assert snapshot() != before
        seal.reseed("a")
        random.random()
        seal.remove()
        after = snapshot()
        for owner, names, originals in zip(OWNERS, after[0], before[0], strict=True):
            changed = {name for name in originals if names.get(name) is not originals[name]}
            assert (owner, changed, names.keys() - originals) == (owner, set(), set())
        assert after[1:] == before[1:]
        assert vars(early) == taken
        assert random.getstate() == state


def test_names_taken_before_follow_the_seal(early):
    clock = FrameClock(50)
    seal = sealed(clock)
    try:
        clock.frame = 100
        assert (early.now(), early.monotonic(), early.get_ticks()) == (EPOCH + 2, 2, 2000)
        assert early.moment.now(dt.UTC).isoformat() == "2000-01-01T00:00:02+00:00"
        assert isinstance(early.moment(2001, 2, 3), early.date)
        assert early.Clock().tick() == 0
        assert early.listdir is os.listdir
        seal.reseed("a")
        first = early.randint(1, 10**9), early.gauss(0, 1)
        seal.reseed("a")
        assert (early.randint(1, 10**9), random.gauss(0, 1)) == first
    finally:
        seal.remove()


def test_what_was_taken_follows_through_all_that_lies_above():
    owner, taker = ModuleType("owner"), ModuleType("taker")
    owner.call = taker.taken = original = object()
    below, above, top = Patches(), Patches(), object()
    below.replace(owner, "call", object())
    above.replace(owner, "call", top)
    with mock.patch.dict(sys.modules, {"owner": owner, "taker": taker}):
        replace_captured(above, below)
        assert taker.taken is top
        above.remove()
        assert taker.taken is original


def test_modules_of_python_keep_what_they_took(seal):
    assert threading._time is REAL["monotonic"]
    assert subprocess._time is REAL["monotonic"]
    assert subprocess.time.sleep is REAL["sleep"]


def test_a_clock_that_python_hands_out_is_sealed(seal):
    clock, _ = seal
    clock.frame = 50
    assert timeit.default_timer() == 1


def test_a_sprite_that_took_the_ticks(seal):
    clock, _ = seal
    clock.frame = 50
    assert pygame.sprite.get_ticks() == 1000


def test_a_fresh_game_starts_at_zero(seal):
    _clock, seal = seal
    time.sleep(5)
    pygame.time.set_timer(pygame.USEREVENT, 100)
    seal.begin_game()
    assert time.monotonic() == pygame.time.get_ticks() == 0
    assert not seal.timers


def test_timers_post_at_boundaries():
    clock, posted = FrameClock(50), []
    seal = Sealing(clock, 1, posted.append, None, str(ROOT))
    try:
        assert not seal.timers
        pygame.display.init()
        pygame.time.set_timer(pygame.USEREVENT, 30, 2)
        for clock.frame in range(1, 6):
            if seal.timers:
                seal.timers.fire()
        assert [event.type for event in posted] == [pygame.USEREVENT] * 2
    finally:
        seal.remove()


def test_draws_of_one_scope_are_the_same_whatever_ran_before(seal):
    def draw():
        return random.random(), random.Random().random(), np.random.rand(), np.random.PCG64().state

    _, seal = seal
    alone = []
    for before in ([], ["b"], ["b", "c"]):
        for scope in before:
            seal.reseed(scope, "1")
            draw()
        seal.reseed("a", "1")
        alone.append(str(draw()))
    assert len(set(alone)) == 1
    seal.reseed("a", "2")
    assert str(draw()) != alone[0]


def test_drawing_moves_nothing(seal):
    _, seal = seal
    seal.leave_draw()
    values = []
    for draws in (False, True):
        seal.reseed("a")
        if draws:
            seal.enter_draw()
            (
                random.gauss(0, 1),
                np.random.standard_normal(),
                random.Random(),
                np.random.SeedSequence(),
            )
            seal.leave_draw()
            seal.leave_draw()
        values.append(
            (random.gauss(0, 1), np.random.standard_normal(), np.random.PCG64().random_raw())
        )
    assert values[0] == values[1]


def test_listings_are_reversed_on_demand(tmp_path):
    for name in "bca":
        (tmp_path / name).touch()
    listed = []
    for backwards in (False, True):
        seal = sealed(reversed_listings=backwards)
        listed.append("".join(os.listdir(tmp_path)))
        seal.remove()
    assert listed == ["abc", "cba"]


def run(code, *flags):
    """Run code in a fresh interpreter in which pygame is loaded and nothing sealed yet."""
    begin = """
        import sys, os
        os.environ["SDL_VIDEODRIVER"] = "dummy"
        from harness.seam.fast_import import import_pygame
        import_pygame()
        import harness.base.clock
        from harness.base.clock import FrameClock
        from harness.seam.sealing import Sealing
        told = []
        def seal(frame=100):
            clock = FrameClock(50)
            clock.frame = frame
            return Sealing(clock, 1, print, lambda *args: told.append(args), os.getcwd())
    """
    done = subprocess.run(
        [sys.executable, *flags, "-c", textwrap.dedent(begin) + textwrap.dedent(code)],
        capture_output=True, text=True, check=False, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_seal_imports_nothing_for_its_own_sake():
    lines = run("""
        before = set(sys.modules)
        seal().reseed("a")
        # Ours are imported before a game's can be: see base/rng.py.
        ours = {"random", "hashlib", "_hashlib", "_blake2"}
        unwanted = "datetime numpy socket uuid secrets concurrent multiprocessing asyncio"
        new = set(sys.modules) - before | set(unwanted.split()) & set(sys.modules)
        print(sorted(new - ours))
        print(type(sys.modules["pygame.surfarray"]).__name__)
    """)
    assert lines == ["[]", "_LazyModule"]


LATE = """
    s = seal()
    import random, datetime, time, uuid, secrets, socket, urllib.request, logging, timeit, sched
    import concurrent.futures.thread, concurrent.futures.process, multiprocessing, asyncio, queue
    import glob, pathlib, shutil, tempfile, numpy.random, zoneinfo, email.utils, http.cookies
    import multiprocessing.pool, multiprocessing.managers
    s.reseed("a")
"""


def test_what_is_imported_later_is_sealed_as_it_arrives():
    lines = run(
        LATE
        + """
    print(random.random(), random.Random().random(), numpy.random.rand())
    print(numpy.random.default_rng().random(), numpy.random.SeedSequence().entropy)
    print(datetime.datetime.now(datetime.timezone.utc), timeit.default_timer())
    print(logging.LogRecord("a", 20, "path", 1, "text", (), None).created, email.utils.formatdate())
    s.reseed("a")
    print(random.random(), random.Random().random(), numpy.random.rand())
    print(numpy.random.default_rng().random(), numpy.random.SeedSequence().entropy)
    """
    )
    assert lines[:2] == lines[4:]
    assert lines[2:4] == [
        "2000-01-01 00:00:02+00:00 2.0",
        f"{EPOCH + 2.0} Sat, 01 Jan 2000 00:00:02 -0000",
    ]


def test_what_is_imported_later_and_waits_has_real_time():
    lines = run(
        LATE
        + """
    print(queue.time is time.monotonic, concurrent.futures._base.time is time)
    print(asyncio.run(asyncio.sleep(0.01, "slept")))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        print(concurrent.futures.wait([pool.submit(int, "5")], timeout=5).done.pop().result())
    try:
        queue.Queue().get(timeout=0.01)
    except queue.Empty:
        print("empty", time.monotonic())
    """
    )
    assert lines == ["False False", "slept", "5", "empty 2.0"]


def test_no_trace_is_left_in_what_was_imported_later():
    lines = run(
        LATE
        + """
    s.remove()

    def is_ours(value):
        value = getattr(value, "__func__", value)
        code = getattr(value, "__code__", None)
        owner = type(getattr(value, "__self__", None)).__module__
        return "harness/seam" in getattr(code, "co_filename", "") or "harness" in owner

    for name, module in list(sys.modules.items()):
        if name.startswith(("harness", "__m")) or "Lazy" in type(module).__name__:
            continue
        for key, value in list(vars(module).items()):
            inner = list(vars(value).values()) if isinstance(value, type) else []
            if is_ours(value) or any(map(is_ours, inner)):
                print(name, key, value)
    print(type(random.random), type(time.time), datetime.datetime is type(datetime.datetime.now()))
    print(secrets.choice([5]), random.randint(5, 5), numpy.random.bit_generator.randbits(1) < 2)
    """
    )
    kind = "<class 'builtin_function_or_method'>"
    assert lines == [f"{kind} {kind} True", "5 5 True"]


def test_the_wall_clock_of_the_harness_goes_on():
    lines = run("""
    before = harness.base.clock.perf_counter()
    s = seal()
    import time
    time.sleep(5)
    print(0 < harness.base.clock.perf_counter() - before < 5, time.perf_counter())
    """)
    assert lines == ["True 7.0"]


def test_the_same_in_every_process():
    code = (
        LATE
        + """
    print(random.random(), random.Random().random(), numpy.random.default_rng().random())
    print(time.time(), tempfile.mktemp())
    """
    )
    outputs = {tuple(run(code)) for _ in range(2)}
    assert len(outputs) == 1
