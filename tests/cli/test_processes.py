"""Which test runs in which process, and what becomes of the rest when processes die."""

import os
import signal
import sys

import pytest

PID = 'it("{}", function() print(test_harness.query("pid")) end)\n'
DIES = 'it("{}", function() test_harness.command("doom_now", {{ how = "kill" }}) end)\n'
PASSES = 'it("{}", function() test_harness.wait_frames(1) end)\n'
SPINS = 'it("{}", function() test_harness.command("doom_now", {{ how = "spin" }}) end)\n'

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the fork it takes")


def pids(ended):
    return [ended.log(name)[-1] for name in ended.statuses]


@linux
@pytest.mark.parametrize(("isolate", "count"), [("run", 1), ("file", 2), ("test", 4)])
def test_how_many_processes_play(project, isolate, count):
    project.suite(PID.format("a") + PID.format("b"))
    project.suite(PID.format("c") + PID.format("d"), "b_test.lua")
    ended = project.run("--isolate", isolate, game="probe.py:create")
    assert ended.code == 0, ended.text
    assert len(set(pids(ended))) == count


@linux
def test_a_test_of_its_own_meets_fresh_modules(project):
    project.write(
        "modules.py",
        """
count = 0
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("count", lambda: count)
        api.command("up", self.up)
    def up(self):
        global count
        count += 1
def create(context): return Game()
""",
    )
    up = 'it("{}", function() test_harness.command("up") assert_state("count", 1) end)\n'
    project.suite(up.format("a") + up.format("b") + up.format("c"))
    assert project.run("--isolate", "test", game="modules:create").code == 0
    ended = project.run(game="modules:create")
    assert list(ended.statuses.values()) == ["passed", "failed", "failed"]


def test_hooks_of_blocks_run_for_each_test_of_its_own(project):
    project.suite("""
describe("block", function()
  before_all(function() print("before") end)
  after_all(function() print("after") end)
  it("a", function() print("a") end)
  it("b", function() print("b") end)
end)
""")
    ended = project.run("--isolate", "test", game="probe.py:create")
    assert ended.code == 0, ended.text
    for name in "ab":
        assert ended.log(f"block > {name}")[-3:] == ["before", name, "after"]


@pytest.mark.parametrize("isolate", ["run", "file", "test"])
@pytest.mark.parametrize("dies", [DIES, SPINS])
def test_a_file_that_costs_three_workers_is_given_up(project, isolate, dies):
    flags = ["--isolate", isolate, "--frame-seconds", "0.2"]
    bad = "".join(dies.format(name) + PASSES.format(f"after {name}") for name in "abcd")
    project.suite(PASSES.format("first") + bad)
    project.suite(PASSES.format("other"), "b_test.lua")
    ended = project.run(*flags, game="probe.py:create")
    lost = "crashed" if dies is DIES else "timed_out"
    assert ended.statuses == {
        "first": "passed", "a": lost, "after a": "passed", "b": lost, "after b": "passed",
        "c": lost, "after c": "not_run", "d": "not_run", "after d": "not_run", "other": "passed",
    }, ended.text  # fmt: skip
    assert ended.code == (4 if dies is DIES else 3)
    words = "3 tests of tests/e2e/a_test.lua have cost a worker: its other tests were not run"
    assert words in ended.out


def test_two_deaths_in_a_file_cost_two_tests(project):
    project.suite(DIES.format("a") + PASSES.format("b") + DIES.format("c") + PASSES.format("d"))
    project.suite(DIES.format("e") + PASSES.format("f"), "b_test.lua")
    ended = project.run(game="probe.py:create")
    assert list(ended.statuses.values()) == ["crashed", "passed"] * 3


@linux
@pytest.mark.parametrize("isolate", ["file", "test"])
def test_a_dead_parent_of_a_process_is_replaced(project, isolate):
    """The zygote that has forked a worker, or the worker that has forked the process of a test."""
    project.suite(
        'it("a", { timeout_frames = 1e9 }, function()\n'
        '  test_harness.query("kill_parent") test_harness.wait_frames(1e9) end)\n'
        + PASSES.format("b")
    )
    ended = project.run("--isolate", isolate, game="probe.py:create")
    assert ended.statuses == {"a": "crashed", "b": "passed"}, ended.text


IMPORTED = """
import os
from random import Random, random
with open("imports.txt", "a") as file:
    file.write("x")
{}
class Game:
    def __init__(self):
        self.luck = random()
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("luck", lambda: self.luck)
def create(context): return Game()
"""
WARNING = ["--leaks", "off", "--on-nondeterminism", "warn"]
THREAD = """
from threading import Event, Thread
Thread(target=Event().wait, daemon=True).start()
"""
AT_IMPORT = {
    "nothing": ("", 1),
    "a file that is read": ("with open(__file__) as file:\n    file.read()", 1),
    "an open file": ("kept = open(__file__)", 3),
    "a thread": (THREAD, 3),
    "a mixer": ("import pygame\npygame.mixer.init()", 3),
}  # fmt: skip


@linux
@pytest.mark.parametrize("row", AT_IMPORT)
def test_the_game_is_imported_once_unless_its_import_cannot_be_forked(project, row):
    code, imports = AT_IMPORT[row]
    project.write("game.py", IMPORTED.format(code))
    luck = 'it("{}", function() print(test_harness.get_state("luck")) end)\n'
    project.suite("".join(luck.format(name) for name in "abc"))
    ended = project.run("--isolate", "test", "--keep-writes", *WARNING, game="game:create")
    assert ended.code == 0, ended.text
    assert len((project.folder / "imports.txt").read_text()) == imports
    lucks = {ended.log(name)[-1] for name in "abc"}
    assert len(lucks) == 1  # each game begins from the same seed
    assert project.run(*WARNING, game="game:create").log("a")[-1] in lucks


@linux
def test_an_exit_ends_the_run_from_a_process_of_its_own(project):
    project.suite(
        PASSES.format("a") + 'it("b", function() test_harness.exit(5) end)\n' + PASSES.format("c")
    )
    ended = project.run("--isolate", "test", game="probe.py:create")
    assert ended.code == 5, ended.text
    assert ended.statuses == {"a": "passed", "b": "passed", "c": "not_run"}


@linux
def test_nothing_is_left_of_a_run_that_ends(project):
    project.suite(PID.format("a") + PID.format("b"))
    ended = project.run("--isolate", "test", game="probe.py:create")
    for pid in pids(ended):
        with pytest.raises(ProcessLookupError):
            os.kill(int(pid), signal.SIG_DFL)
