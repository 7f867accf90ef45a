"""A run of very many tests holds no more at its end than it did when it was warm."""

import os
import sys
import tempfile

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks /proc")

GAME = """
import os, pygame

class Game:
    def __init__(self, context): self.context, self.keys = context, 0
    def handle_event(self, event): self.keys += event.type == pygame.KEYDOWN
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("keys", lambda: self.keys)
        api.query("usage", usage)
        api.command("reset_to_known_state", lambda: setattr(self, "keys", 0))

def usage():
    with open("/proc/self/statm") as file:
        pages = int(file.read().split()[1])
    with open("/proc/self/status") as file:
        threads = next(int(l.split()[1]) for l in file if l.startswith("Threads"))
    return [len(os.listdir("/proc/self/fd")), threads, pages]

def create(context): return Game(context)
"""
SUITE = """
local function usage() print("usage", unpack(test_harness.query("usage"))) end
for i = 1, {count} do
  it("t" .. i, function()
    test_harness.tap_key(KEY_A, 1)
    test_harness.wait_frames(2)
    assert_state("keys", 1)
    if i == {warm} or i == {count} then usage() end
  end)
end
"""


def test_nothing_grows(project, count):
    tests = count(2000, 10_000)
    project.write("growing.py", GAME)
    project.suite(SUITE.format(count=tests, warm=tests // 4))
    before = set(os.listdir(tempfile.gettempdir()))
    ended = project.run("--isolate", "run", game="growing:create")
    assert ended.code == 0, ended.text[:2000]
    assert ended.report["totals"]["passed"] == tests
    warm, end = (
        [int(word) for word in ended.log(f"t{number}")[-1].split("\t")[1:]]
        for number in (tests // 4, tests)
    )
    assert end[:2] == warm[:2], "descriptors and threads"
    # Lua's garbage comes and goes in waves that are higher than what a test leaves.
    assert end[2] <= warm[2] * 1.15, "memory, in pages"
    left = {name for name in set(os.listdir(tempfile.gettempdir())) - before if "harness" in name}
    assert not left
