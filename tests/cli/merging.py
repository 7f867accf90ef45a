"""Projects whose shards are merged."""

from __future__ import annotations

import re

from tests.conftest import Project

GAME = """
import ctypes, pygame
class Game:
    def __init__(self, context): self.frame, self.broken = 0, False
    def update(self, dt):
        self.frame += 1
        if self.broken: raise ValueError("broken")
    def draw(self, surface): surface.fill((self.frame % 200, 40, 90))
    def handle_event(self, event): pass
    def expose(self, api):
        api.property("frame", lambda: self.frame)
        api.query("kill", lambda: ctypes.string_at(8))
        api.command("break_game", lambda: setattr(self, "broken", True))
def create(context): return Game(context)
"""
FILES = {
    "a_test.lua": """
it("passes", { tags = { "quick" } }, function()
  test_harness.tap_key(KEY_A, 2) test_harness.wait_frames(3)
end)
it("fails", function() print("logged") test_harness.wait_frames(2) assert.equal("a\\nb", "c") end)
it("is flaky", { retries = 1 }, function()
  local began = test_harness.now_frame()
  assert(began < 2, "began in frame " .. began)
end)
""",
    "b_test.lua": """
it("looks", function() test_harness.wait_frames(1) assert_screenshot("menu/first.png") end)
it("keeps", function() test_harness.wait_frames(4) test_harness.screenshot("kept") end)
it("dies", function() test_harness.wait_frames(1) test_harness.query("kill") end)
it("skips", { skip = "<why>" }, function() end)
""",
    "broken_test.lua": "it(",
    "c_test.lua": """
it("raises", function() test_harness.command("break_game") test_harness.wait_frames(2) end)
it("after", function() test_harness.wait_frames(2) error(test_harness.now_frame()) end)
""",
    "d/last_test.lua": """
it("waits", { timeout_frames = 2 }, function() test_harness.wait_frames(9) end)
""",
}
APART = ["--isolate", "test"]
"""Tests that share a game begin in another state on a shard that has only some of them."""
TIMES = [
    (r'"id": ?"[^"]*"', '"id":"-"'),
    (r'"started_at": ?"[^"]*"', '"started_at":"-"'),
    (r'"args": ?\[[^\]]*\]', '"args":[]'),
    (r'"duration_ms": ?[0-9.e-]+', '"duration_ms":0'),
    (r' (time|timestamp)="[^"]*"', r' \1="-"'),
    (r"reports/(whole|merged)", "reports/-"),
    (r"(<title>.*) - (whole|merged) - ", r"\1 - - - "),
]


def plain(text: str) -> str:
    for pattern, replacement in TIMES:
        text = re.sub(pattern, replacement, text)
    return text


def prepare(project) -> Project:
    project.write("harness.toml", 'game = "game.py:create"\nresolution = "64x48"\n')
    project.write("game.py", GAME)
    for name, text in FILES.items():
        project.suite(text, name)
    return project


def shards(project, total: int, *flags: str, codes: bool = False) -> list[str]:
    """Run all shards; return their folders."""
    for number in range(1, total + 1):
        ended = project.run(
            *flags, "--shard", str(number), "--total-shards", str(total),
            game=None, run_id=f"s-{number}",
        )  # fmt: skip
        assert not codes or ended.code == 0, ended.text
    return [f"reports/s-{number}" for number in range(1, total + 1)]


def merge(project, *words: str, run_id: str = "merged"):
    return project.command("merge", *words, run_id=run_id)


def run_shards(project) -> None:
    prepare(project)
    shards(project, 3, *APART)


THREE = [f"reports/s-{number}" for number in (1, 2, 3)]


def simple(project) -> None:
    project.write("harness.toml", 'game = "none"\n')
    for file in "ab":
        text = "".join(f'it("{n}", function() print("{n}") end)\n' for n in range(3))
        project.suite(text, f"{file}_test.lua")
    shards(project, 3)
