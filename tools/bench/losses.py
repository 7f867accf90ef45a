"""What a killed worker costs a run, and what very many tests leave behind, against pytest-xdist.

`losses` kills the worker of a run at a random moment of its life, of start-up and collection too,
and asks the JUnit report whether each test is there once; 20 runs, or 200 with the word `full`.
`growth` is the memory of the worker over 10,000 tests. xdist restarts workers that have died like
the harness does; a process a test it has not, so `--isolate test` has no row here.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

from rows import Row

NAMES = ("losses", "growth")
RUNS, FULL_RUNS = 20, 200
LONELY_RUNS = 5
TESTS = 8
MANY = 10_000
HANGS_AFTER = 30.0

_GAME = """
import pygame


class Game:
    def __init__(self, context=None): self.frame = self.work = self.keys = 0
    def handle_event(self, event): self.keys += event.type == pygame.KEYDOWN
    def update(self, dt):
        self.frame += 1
        self.work = sum(i * i for i in range(self.frame % 2 * 4000))
    def draw(self, surface): pass
    def expose(self, api):
        from usage import note
        api.property("keys", lambda: self.keys)
        api.query("note", note)
        api.command("reset_to_known_state", lambda: setattr(self, "keys", 0))


def create(context):
    return Game(context)
"""
_USAGE = """
def note():
    with open("/proc/self/statm") as mine, open("usage.txt", "a") as file:
        file.write(mine.read().split()[1] + "\\n")
"""
_LUA = """
for i = 1, {tests} do
  it("t" .. i, function() test_harness.wait_frames({frames}) end)
end
"""
_PYTEST = """
import os
os.environ["SDL_VIDEODRIVER"] = "dummy"
import pygame, pytest
from game import Game


@pytest.fixture(scope="module")
def game():
    pygame.display.init()
    pygame.display.set_mode((1280, 720))
    return Game()


def step(game, frames):
    for _ in range(frames):
        for event in pygame.event.get():
            game.handle_event(event)
        game.update(1 / 60)
"""
_STEPS = """

@pytest.mark.parametrize("number", range({tests}))
def test(game, number):
    step(game, {frames})
"""
_GROWING_LUA = """
for i = 1, {tests} do
  it("t" .. i, function()
    test_harness.tap_key(KEY_A, 1)
    test_harness.wait_frames(2)
    assert_state("keys", 1)
    if i % 500 == 0 then
      for n = 1, 100000 do local garbage = string.rep("x", 1000) .. n end
      test_harness.query("note")
    end
  end)
end
"""
_GROWING_PYTEST = """

from usage import note


@pytest.mark.parametrize("number", range(1, {tests} + 1))
def test(game, number):
    game.keys = 0
    pygame.event.post(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_a))
    step(game, 2)
    assert game.keys == 1
    if number % 500 == 0:
        note()
"""

HARNESS = [sys.executable, "-m", "harness", "--test-mode", "--headless", "--game", "game.py:create",
           "--run-id", "bench", "--isolate", "run", "--report-junit", "junit.xml"]  # fmt: skip
XDIST = [sys.executable, "-m", "pytest", "-n", "1", "-q", "-p", "no:cacheprovider",
         "--junitxml", "junit.xml", "test_game.py"]  # fmt: skip


class Runner(NamedTuple):
    """One of the two, in a folder of its own."""

    command: list[str]
    folder: Path
    depth: int
    """How many processes lie between the command and the worker."""


class Killed(NamedTuple):
    """A run whose worker was killed."""

    hung: bool
    whole: bool
    """Each test is in the report, once."""
    named: int
    """How many of the tests are in the report."""
    ended: float
    """Seconds from the kill to the end of the command."""


def loss_rows(names: list[str]) -> Iterator[Row]:
    if names and not set(NAMES) & set(names):
        return
    if sys.platform != "linux":
        print("left out: losses and growth, which find processes in /proc")
        return
    if not _has_xdist():
        print("left out: losses and growth, whose peer pytest-xdist is not installed")
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        if not names or "losses" in names:
            yield from _storm(root / "storm", FULL_RUNS if "full" in names else RUNS)
            yield _last_test(root / "last", LONELY_RUNS)
        if not names or "growth" in names:
            yield from _growth(root / "growth")


def _has_xdist() -> bool:
    command = [sys.executable, "-c", "import pytest, xdist"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _storm(root: Path, runs: int) -> Iterator[Row]:
    ours, theirs = _runners(root, TESTS, 1000)
    lives = _life(ours), _life(theirs)
    chance = random.Random(1)
    killed: tuple[list[Killed], list[Killed]] = [], []
    for _ in range(runs):
        moment = chance.random()
        for runner, life, results in zip((ours, theirs), lives, killed, strict=True):
            results.append(_kill(runner, moment * life, TESTS))
    mine, peers = killed
    what = f"{runs} runs of {TESTS} tests, worker killed at random"
    share = 100 * sum(run.whole for run in mine) / runs
    yield Row(f"{what}: every test reported once", _whole(mine), _whole(peers),
              share, " %", 100, more_is_better=True)  # fmt: skip
    yield Row(f"{what}: hung for {HANGS_AFTER:.0f} s", _hung(mine), _hung(peers),
              sum(run.hung for run in mine), " runs", 0)  # fmt: skip
    for word, pick in (("median", statistics.median), ("worst", max)):
        yield _ratio(f"{what}: from the kill to the end, {word}",
                     pick(_times(mine)), pick(_times(peers)))  # fmt: skip


def _times(runs: list[Killed]) -> list[float]:
    """Return the seconds from the kill to the end, of the runs that went on after it."""
    return [run.ended for run in runs if run.whole] or [HANGS_AFTER]


def _whole(runs: list[Killed]) -> str:
    lost = [TESTS - run.named for run in runs if run.named < TESTS]
    also = f" ({sum(lost)} tests missing)" if lost else ""
    return f"{sum(run.whole for run in runs)} of {len(runs)}{also}"


def _hung(runs: list[Killed]) -> str:
    return str(sum(run.hung for run in runs))


def _last_test(root: Path, runs: int) -> Row:
    """Nothing is left to run after the one that is killed: all that follows is the report of it."""
    ours, theirs = _runners(root, 1, 60_000)
    manifest = ours.folder / "reports/bench/forensics/run_manifest.json"
    chance = random.Random(2)
    mine, peers = [], []
    for _ in range(runs):
        moment = 1.2 + chance.random() * 0.3
        mine.append(_until_written(ours, moment, manifest))
        peers.append(_until_written(theirs, moment, theirs.folder / "junit.xml"))
    words = [f"{statistics.median(times):.0f} ms, worst {max(times):.0f} ms"
             for times in (mine, peers)]  # fmt: skip
    name = f"{runs} kills in the last test: bundle complete (peer: junit.xml), worst"
    return Row(name, *words, max(mine), " ms", 1000)


def _until_written(runner: Runner, moment: float, path: Path) -> float:
    """Return the milliseconds from the worker's death to a file's last change."""
    path.unlink(missing_ok=True)
    process = _start(runner)
    worker = _wait_for_worker(process, runner.depth)
    time.sleep(moment)
    killed_at = time.time_ns()
    os.kill(worker, signal.SIGKILL)
    _wait(process)
    return (path.stat().st_mtime_ns - killed_at) / 1e6


def _runners(root: Path, tests: int, frames: int) -> tuple[Runner, Runner]:
    lua = _LUA.format(tests=tests, frames=frames).replace(
        "function()", f"{{ timeout_frames = {2 * frames} }}, function()"
    )
    return _projects(root, lua, _PYTEST + _STEPS.format(tests=tests, frames=frames))


def _projects(root: Path, lua: str, python: str) -> tuple[Runner, Runner]:
    for name in ("ours", "theirs"):
        (root / name).mkdir(parents=True)
        (root / name / "game.py").write_text(_GAME)
        (root / name / "usage.py").write_text(_USAGE)
    suite = root / "ours" / "tests" / "e2e"
    suite.mkdir(parents=True)
    (root / "ours" / "harness.toml").touch()
    (suite / "a_test.lua").write_text(lua)
    (root / "theirs" / "test_game.py").write_text(python)
    return Runner(HARNESS, root / "ours", 2), Runner(XDIST, root / "theirs", 1)


def _start(runner: Runner) -> subprocess.Popen[bytes]:
    environment = {key: value for key, value in os.environ.items() if key != "CI"}
    with open(runner.folder / "output.txt", "wb") as output:
        return subprocess.Popen(runner.command, cwd=runner.folder, env=environment,
                                stdin=subprocess.DEVNULL, stdout=output, stderr=output)  # fmt: skip


def _life(runner: Runner) -> float:
    """Return how many seconds the worker of an undisturbed run lives."""
    for _ in range(2):  # the first one writes bytecode
        process = _start(runner)
        worker = _wait_for_worker(process, runner.depth)
        began = time.monotonic()
        while worker in _descendants(process.pid, runner.depth):
            time.sleep(0.002)
        life = time.monotonic() - began
        if process.wait() != 0:
            raise RuntimeError((runner.folder / "output.txt").read_text())
    return life


def _kill(runner: Runner, moment: float, tests: int) -> Killed:
    """Run, and kill the worker when it has lived for a moment."""
    (runner.folder / "junit.xml").unlink(missing_ok=True)
    process = _start(runner)
    worker = _wait_for_worker(process, runner.depth)
    time.sleep(moment)
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    killed_at = time.monotonic()
    hung = _wait(process)
    ended = time.monotonic() - killed_at
    names = _reported(runner.folder / "junit.xml")
    whole = len(names) == len(set(names)) == tests
    return Killed(hung, whole, len(set(names)), ended)


def _wait(process: subprocess.Popen[bytes]) -> bool:
    """Wait for a command; end it if it takes too long, and tell whether it did."""
    timer = threading.Timer(HANGS_AFTER, process.kill)
    timer.start()
    process.wait()  # without a timeout, with which it would poll
    hung = not timer.is_alive()
    timer.cancel()
    return hung


def _reported(path: Path) -> list[str]:
    """Return the names of a report's tests; of the errors of no test there may be more."""
    try:
        cases = ET.parse(path).getroot().iter("testcase")
    except (OSError, ET.ParseError):
        return []
    return [case.get("name", "") for case in cases]


def _wait_for_worker(process: subprocess.Popen[bytes], depth: int) -> int:
    while process.poll() is None:
        for worker in _descendants(process.pid, depth):
            return worker
        time.sleep(0.001)
    raise RuntimeError(f"no worker was seen of {process.args!r}")


def _descendants(pid: int, depth: int) -> list[int]:
    """Return the processes that are `depth` generations away."""
    if depth == 0:
        return [pid]
    return [grandchild for child in _children(pid) for grandchild in _descendants(child, depth - 1)]


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += map(int, file.read().split())
    return found


def _growth(root: Path) -> Iterator[Row]:
    lua, python = _GROWING_LUA.format(tests=MANY), _GROWING_PYTEST.format(tests=MANY)
    runners = _projects(root, lua, _PYTEST + python)
    (warm, end), (their_warm, their_end) = (_most_memory(runner) for runner in runners)
    yield Row(
        f"the worker's memory in the last quarter of {MANY} tests, over the second",
        f"{warm:.1f} -> {end:.1f} MB",
        f"{their_warm:.1f} -> {their_end:.1f} MB",
        (end / warm - 1) * 100,
        " %",
        5,
    )


def _most_memory(runner: Runner) -> tuple[float, float]:
    """Return the most megabytes of the second quarter of a run and of its last.

    The most, because garbage comes in waves. Lua's would take thousands of tests to rise, so our
    suite has some rise before it looks.
    """
    process = _start(runner)
    if process.wait() != 0:
        raise RuntimeError((runner.folder / "output.txt").read_text())
    pages = [int(line) for line in (runner.folder / "usage.txt").read_text().split()]
    quarter = len(pages) // 4
    megabytes = os.sysconf("SC_PAGE_SIZE") / 2**20
    return max(pages[quarter : 2 * quarter]) * megabytes, max(pages[-quarter:]) * megabytes


def _ratio(name: str, ours: float, theirs: float) -> Row:
    return Row(name, f"{ours * 1e3:.0f} ms", f"{theirs * 1e3:.0f} ms", ours / theirs, "x", 1)
