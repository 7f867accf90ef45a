"""Several workers against one, against busted, and against bare processes of the same work."""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from peers import BUSTED, HARNESS, median_of_pair, time_of
from rows import Row

FILES, TESTS = 100, 100
RUNS = 5
GAME_FILES, FRAMES = 8, 120
_GAME = """
class Game:
    def update(self, dt):
        sum(i * i for i in range(30_000))

    def draw(self, surface):
        pass


def create(context):
    return Game()
"""
_BARE = """
import sys
sys.path.insert(0, ".")
from game import create
game = create(None)
for _ in range(int(sys.argv[1])):
    game.update(0)
"""


def worker_rows(names: list[str]) -> Iterator[Row]:
    if names and "workers" not in names:
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _against_busted(Path(folder) / "trivial")
        yield _gain(Path(folder) / "game")


def _against_busted(folder: Path) -> Iterator[Row]:
    if not shutil.which("busted") or not shutil.which("luajit"):
        print("left out: busted on LuaJIT is not installed (Debian: lua-busted, luajit)")
        return
    body = "".join(f"  it('t{i}', function() end)\n" for i in range(TESTS))
    for name, ending in (("tests/e2e", "_test.lua"), ("busted", "_spec.lua")):
        (folder / name).mkdir(parents=True)
        for i in range(FILES):
            lua = f"describe('s{i}', function()\n{body}end)\n"
            (folder / name / f"f{i:03}{ending}").write_text(lua)
    (folder / "harness.toml").touch()
    run = [*HARNESS, "--headless", "--game", "none", "--run-id", "bench", "--workers"]
    for workers, limit in (("2", 0.5), ("1", 0.6)):  # the second is what one large file takes
        ours, theirs = median_of_pair([*run, workers], folder, [*BUSTED, "busted"], folder)
        name = f"{FILES * TESTS} tests in {FILES} files, --workers {workers}, against busted"
        shown = (f"{ours * 1e3:.0f} ms", f"{theirs * 1e3:.0f} ms")
        yield Row(name, *shown, ours / theirs, "x", limit, stretch=workers == "1")


def _gain(folder: Path) -> Row:
    """What two workers gain over one, beside what two bare processes of the same work gain."""
    suite = folder / "tests" / "e2e"
    suite.mkdir(parents=True)
    (folder / "harness.toml").touch()
    (folder / "game.py").write_text(_GAME)
    (folder / "bare.py").write_text(_BARE)
    for i in range(GAME_FILES):
        lua = f"it('t', function() test_harness.wait_frames({FRAMES}) end)\n"
        (suite / f"f{i}_test.lua").write_text(lua)
    run = [*HARNESS, "--headless", "--game", "game.py:create", "--run-id", "bench", "--workers"]
    gains, bare = [], []
    for _ in range(RUNS):
        gains.append(time_of([*run, "1"], folder) / time_of([*run, "2"], folder))
        bare.append(_bare(folder, 1) / _bare(folder, 2))
    ours, theirs = statistics.median(gains), statistics.median(bare)
    return Row(
        "gain of two workers, against that of two bare processes",
        f"{ours:.2f} x", f"{theirs:.2f} x", ours / theirs, "x", 0.9, more_is_better=True,
    )  # fmt: skip


def _bare(folder: Path, processes: int) -> float:
    """Return the seconds that all frames take in so many processes at once."""
    frames = str(GAME_FILES * FRAMES // processes)
    command = f"{sys.executable} bare.py {frames}"
    return time_of(["sh", "-c", " & ".join([command] * processes) + " & wait"], folder)
