"""Whole processes against peers: busted and luaunit on LuaJIT, pytest with pygame."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rows import Row

RUNS = 9
MANY = 10_000
HARNESS = [sys.executable, "-m", "harness", "--test-mode"]
BUSTED = ["busted", "--lua=" + (shutil.which("luajit") or "luajit")]

_PYTEST = """
import os
os.environ["SDL_VIDEODRIVER"] = "dummy"
import pygame


def test_opens_a_display():
    pygame.display.init()
    assert pygame.display.set_mode((1280, 720)).get_size() == (1280, 720)
"""
_GAME = """
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass


def create(context):
    return Game()
"""


def peer_rows(names: list[str]) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        one, many = _project(root / "one", 1), _project(root / "many", MANY)
        yield from _against_busted(one, many, names)
        if _wanted("game", names):
            yield _against_pytest(one)
        if _wanted("verify", names):
            yield _verify_row()
        if _wanted("fork", names):
            yield _fork_row()


def _verify_row() -> Row:
    """The demo game's own suite, in this project: a whole run against two and their comparison."""
    here = Path(__file__).resolve().parents[2]
    run = [*HARNESS, "--headless", "--run-id", "bench"]
    verify = [sys.executable, "-m", "harness", "verify", "--run-id", "bench"]
    twice, once = median_of_pair(verify, here, run, here)
    return _ratio("verify, against one run of the demo suite", twice, once, 2.2)


def _fork_row() -> Row:
    """What a process of its own adds to a test of the demo game."""
    here = Path(__file__).resolve().parents[2]
    run = [*HARNESS, "--headless", "--run-id", "bench"]
    alone, together = median_of_pair(
        [*run, "--isolate", "test"], here, [*run, "--isolate", "run"], here
    )
    names = subprocess.run([*HARNESS, "--list-tests"], cwd=here, capture_output=True, check=True)
    cost = (alone - together) / (len(names.stdout.splitlines()) - 1) * 1e3
    return Row("--isolate test, a test more of the demo game", f"{alone * 1e3:.0f} ms",
               f"{together * 1e3:.0f} ms", cost, " ms", 40)  # fmt: skip


def _against_busted(one: Path, many: Path, names: list[str]) -> Iterator[Row]:
    if not shutil.which("busted") or not shutil.which("luajit"):
        print("left out: busted on LuaJIT is not installed (Debian: lua-busted, luajit)")
        return
    run = [*HARNESS, "--headless", "--game", "none", "--run-id", "bench"]
    if _wanted("many", names):
        ours, theirs = median_of_pair(run, many, [*BUSTED, "busted"], many)
        yield _ratio(f"{MANY} tests, against busted", ours, theirs, 0.6)
        ours_one, theirs_one = median_of_pair(run, one, [*BUSTED, "busted"], one)
        more, theirs_more = (ours - ours_one) / MANY, (theirs - theirs_one) / MANY
        shown = (f"{more * 1e6:.1f} us", f"{theirs_more * 1e6:.1f} us")
        yield Row("a test more, against busted", *shown, more / theirs_more, "x", 0.5)
        yield from _against_luaunit(many, ours)
    if _wanted("list", names):
        listing = [*HARNESS, "--list-tests"]
        for name, project in (("one file", one), (f"{MANY} tests", many)):
            ours, theirs = median_of_pair(listing, project, [*BUSTED, "--list", "busted"], project)
            yield _ratio(f"--list-tests, {name}, against busted --list", ours, theirs, 2.5)


def _against_luaunit(many: Path, ours: float) -> Iterator[Row]:
    luaunit = ["luajit", "luaunit_tests.lua"]
    if subprocess.run(luaunit, cwd=many, capture_output=True, check=False).returncode == 0:
        theirs = _median(luaunit, many)
        # A runner without processes, isolation or reports.
        row = _ratio(f"{MANY} tests, against luaunit", ours, theirs, 1.0)
        yield row._replace(stretch=True)


def _against_pytest(one: Path) -> Row:
    ours = [*HARNESS, "--headless", "--game", "game.py:create", "--run-id", "bench"]
    theirs = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_pygame.py"]
    return _ratio(
        "one test with a game, against pytest", *median_of_pair(ours, one, theirs, one), 0.5
    )


def _project(folder: Path, tests: int) -> Path:
    suite = folder / "tests" / "e2e"
    suite.mkdir(parents=True)
    (folder / "busted").mkdir()
    (folder / "harness.toml").touch()
    body = "".join(f"  it('t{i}', function() end)\n" for i in range(tests))
    lua = f"describe('s', function()\n{body}end)\n"
    (suite / "trivial_test.lua").write_text(lua)
    (folder / "busted" / "trivial_spec.lua").write_text(lua)
    methods = "".join(f"function TestT:test{i}() end\n" for i in range(tests))
    (folder / "luaunit_tests.lua").write_text(
        f"local lu = require('luaunit')\nTestT = {{}}\n{methods}os.exit(lu.LuaUnit.run())\n"
    )
    (folder / "game.py").write_text(_GAME)
    (folder / "test_pygame.py").write_text(_PYTEST)
    return folder


def median_of_pair(
    ours: list[str], here: Path, theirs: list[str], there: Path
) -> tuple[float, float]:
    """Run both in turn, A B A B …, and return the medians in seconds."""
    time_of(ours, here), time_of(theirs, there)
    times = [(time_of(ours, here), time_of(theirs, there)) for _ in range(RUNS)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def _median(command: list[str], folder: Path) -> float:
    return statistics.median(time_of(command, folder) for _ in range(RUNS))


def time_of(command: list[str], folder: Path) -> float:
    environment = {key: value for key, value in os.environ.items() if key != "CI"}
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    return time.perf_counter() - began


def _ratio(name: str, ours: float, theirs: float, limit: float) -> Row:
    return Row(name, f"{ours * 1e3:.0f} ms", f"{theirs * 1e3:.0f} ms", ours / theirs, "x", limit)


def _wanted(name: str, names: list[str]) -> bool:
    return not names or name in names
