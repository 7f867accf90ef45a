"""A run of very many tests holds no more at its end than it did when it was warm."""

import os
import sys
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="what a process holds is read from Linux's /proc"
)

GAME = """
import os, pygame, sys

class Game:
    def __init__(self, context): self.context, self.keys = context, 0
    def handle_event(self, event): self.keys += event.type == pygame.KEYDOWN
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("keys", lambda: self.keys)
        api.query("usage", usage_of_all)
        api.command("reset_to_known_state", lambda: setattr(self, "keys", 0))

def status(pid):
    with open(f"/proc/{pid}/status") as file:
        return dict(line.strip().split(":", 1) for line in file)

def usage(pid):
    said = status(pid)
    kilobytes = int(said["VmRSS"].split()[0])
    return [len(os.listdir(f"/proc/{pid}/fd")), int(said["Threads"]), kilobytes,
            sys.getallocatedblocks()]

def usage_of_all():
    zygote = os.getppid()
    return usage(os.getpid()) + usage(zygote) + usage(int(status(zygote)["PPid"]))

def create(context): return Game(context)
"""
# Lua's garbage is collected in waves, each as high as what is in use and some thousand tests long.
# So that none is halfway up when it is measured, several rise and fall before that.
SUITE = """
local function rise_and_fall()
  for i = 1, 100000 do local garbage = string.rep("x", 1000) .. i end
end
for i = 1, {count} do
  it("t" .. i, function()
    test_harness.tap_key(KEY_A, 1)
    test_harness.wait_frames(2)
    assert_state("keys", 1)
    if i % {step} == 0 then
      rise_and_fall()
      print(unpack(test_harness.query("usage")))
    end
  end)
end
"""
QUARTERS = 4
RESULT_KILOBYTES = 4
"""What the parent may keep of a test: it owns the results."""


class Usage(NamedTuple):
    """What a process holds."""

    descriptors: int
    threads: int
    kilobytes: int
    blocks: int
    """How many blocks of memory Python's objects take, in the process that asks: the worker."""


def run(project, tests: int, isolate: str) -> list[list[Usage]]:
    """Return what worker, zygote and parent held after each quarter of a run."""
    step = tests // QUARTERS
    project.write("growing.py", GAME)
    project.suite(SUITE.format(count=tests, step=step))
    temporary = project.folder / "temporary"
    temporary.mkdir()
    environment = {"TMPDIR": str(temporary)}
    flags = ("--isolate", isolate, "--workers", "1")
    ended = project.run(*flags, game="growing:create", env=environment)
    assert ended.code == 0, ended.text[:2000]
    assert ended.report["totals"]["passed"] == tests
    assert not os.listdir(temporary)
    lines = [ended.log(f"t{number}")[-1] for number in range(step, tests + 1, step)]
    numbers = [[int(word) for word in line.split("\t")] for line in lines]
    width = len(Usage._fields)
    return [[Usage(*row[i : i + width]) for row in numbers] for i in range(0, 3 * width, width)]


def check(processes: list[list[Usage]], tests: int) -> None:
    for name, quarters in zip(("worker", "zygote", "parent"), processes, strict=True):
        for quarter, usage in enumerate(quarters, 1):
            print(f"{name}, quarter {quarter}: {usage}")
        warm, end = quarters[0], quarters[-1]
        results = tests * RESULT_KILOBYTES if name == "parent" else 0
        assert (end.descriptors, end.threads) == (warm.descriptors, warm.threads), name
        assert end.kilobytes <= warm.kilobytes * 1.05 + results, name


def test_nothing_grows(project, count):
    tests = count(2000, 10_000)
    processes = run(project, tests, "run")
    check(processes, tests)
    worker = processes[0]
    assert worker[-1].blocks <= worker[0].blocks * 1.01


def test_nothing_grows_where_each_test_has_a_process(project, count):
    tests = count(40, 400)
    check(run(project, tests, "test"), tests)
