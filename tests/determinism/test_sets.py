"""A set of objects has one order in every environment, under every run's id, from every folder.

The order follows from addresses. It holds on one machine, in one folder, from the second run on:
the first one compiles what has changed.
"""

from __future__ import annotations

import os
import sys

import pytest

WALKS = """
import parts.nested

class Sprite:
    def __init__(self, number):
        self.number = number

class Wide(Sprite):
    __slots__ = tuple(f"slot{number}" for number in range(20))

def walked(sprites):
    value = 0
    for sprite in sprites:
        value = (value * 31 + sprite.number) % 1000003
    return value

def made(kind):
    return {kind(number) for number in range(70)}

def functions():
    return {lambda number=number: number for number in range(30)}

early, wide = made(Sprite), made(Wide)
early_functions = functions()
"""
HOSTED = (
    WALKS
    + """
class Game:
    def __init__(self, context):
        self.sprites, self.late = made(Sprite), set()
    def update(self, dt):
        self.late.add(Sprite(len(self.late)))
    def draw(self, surface): pass
    def expose(self, api):
        api.property("orders", self.orders)
    def orders(self):
        calls = [Sprite(call()) for call in early_functions]
        return list(map(walked, (early, wide, self.sprites, calls, self.late)))

def create(context): return Game(context)
"""
)
PROGRAM = (
    WALKS
    + """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
late = set()
while True:
    pygame.event.get()
    late.add(Sprite(len(late)))
    pygame.display.flip()
"""
)
ADAPTER = """
def expose(api, game):
    def orders():
        names = game.namespace
        sets = (names.early, names.wide, names.late)
        return [names.walked(each) for each in sets]
    api.property("orders", orders)
"""
SUITE = """
it("first", function() test_harness.wait_frames(3) end)
it("tells", function()
  test_harness.wait_frames(40)
  error(table.concat(test_harness.get_state("orders"), " "), 0)
end)
"""
STARTS = {"hosted": 4, "program": 2}
"""How many of the orders are of sets that are made when the game starts."""
linux = pytest.mark.skipif(sys.platform != "linux", reason="addresses are fixed on Linux alone")
LONG = "x" * 60
ENVIRONMENTS = [
    {},
    *({"FILLING": "x" * length} for length in (1, 20, 90, 300, 700, 5000, 100_000)),
    {f"NAME_{number}": str(number) for number in range(300)},
    {"FIRST": "1", "SECOND": "2", "LC_TIME": "de_DE.UTF-8"},
]
FOLDERS = ["sub", "sub/deep/deeper", "tests/e2e"]
FLAGS = [
    ["--run-id", "r"],
    ["--run-id", LONG],
    ["--report-json", f"{LONG}/{LONG}/report.json", "--artifacts", LONG],
    ["--frame-seconds", "30", "--timeout-seconds", "500"],
]


@pytest.fixture(params=["hosted", "program"])
def tell(project, request):
    """Return a function that runs the game and returns the orders that it tells."""
    project.write("sets.py", HOSTED)
    project.write("main.py", PROGRAM)
    project.write("sees.py", ADAPTER)
    project.write("parts/__init__.py", "names = {}")
    project.write("parts/nested/__init__.py", "places = {}")
    project.suite(SUITE)
    for folder in FOLDERS:
        (project.folder / folder).mkdir(parents=True, exist_ok=True)
    hosted = request.param == "hosted"

    def tell(*flags, made="", env=None, cwd="."):
        up = os.path.relpath(".", cwd)
        game = ["sets.py:create"] if hosted else ["main.py", "--adapter", f"{up}/sees.py"]
        words = ["--game", f"{up}/{game[0]}", *game[1:], *flags]
        ended = project.run(*words, game=None, env=env, cwd=cwd)
        lines = [line.split() for line in ended.out.splitlines()]
        orders = next(words for words in lines if words and all(map(str.isdigit, words)))
        return tuple(orders[: STARTS[request.param]] if made or not hosted else orders)

    tell()  # compiles
    return tell


@linux
def test_one_order_in_every_environment(tell):
    """Of all sets, also those that a hosted game makes while tests run."""
    orders = {tell(env=env) for env in ENVIRONMENTS}
    assert len(orders) == 1


@linux
def test_one_order_where_each_test_has_its_own_process(tell):
    orders = {tell("--isolate", "test", made="start", env=env) for env in ENVIRONMENTS[::2]}
    orders.add(tell("--isolate", "test", "--run-id", LONG, made="start"))
    assert len(orders) == 1


@linux
def test_one_order_whatever_the_run_and_its_folders_are_called(tell, tmp_path):
    """Of the sets that are made when the game is imported and started."""
    temporary, home = tmp_path / LONG, tmp_path / "home"
    for folder in (temporary, home):
        folder.mkdir()
    orders = {tell(*flags, made="start") for flags in FLAGS}
    orders.add(tell(made="start", env={"TMPDIR": str(temporary), "HOME": str(home)}))
    assert len(orders) == 1


@linux
def test_one_order_from_every_folder(tell):
    """Of the sets that are made when the game is imported and started."""
    orders = {tell(made="start", cwd=folder) for folder in (".", *FOLDERS)}
    orders.add(tell("--run-id", LONG, made="start", cwd=FOLDERS[0]))
    assert len(orders) == 1


@linux
def test_one_order_with_any_number_of_workers(project, tell):
    """Of the sets that are made when the game is imported and started."""
    for name in "bcdef":
        project.suite(SUITE, f"{name}_test.lua")
    assert len({tell("--workers", str(count), made="start") for count in (1, 2, 3, 8)}) == 1
