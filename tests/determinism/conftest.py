"""A project that uses all that could differ from run to run, and reports without their times."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

GAME = """
import random, time, pygame

class Thing:
    def __init__(self, name): self.name = name

class Game:
    def __init__(self, context):
        self.context, self.frame, self.words = context, 0, {f"word{i}" for i in range(50)}
        self.broken = False
        context.log("words " + " ".join(self.words))
        context.log("stream " + str(context.random("a").random()))
    def update(self, dt):
        self.frame += 1
        if self.broken:
            raise ValueError(f"broken with {sorted(self.words)[:3]} {set(list(self.words)[:3])}")
    def draw(self, surface): pass
    def handle_event(self, event): self.context.log(f"event {event}")
    def expose(self, api):
        api.property("words", lambda: list(self.words))
        api.property("frame", lambda: self.frame)
        api.query("kill", kill)
        api.query("spin", spin)
        api.command("break_game", lambda: setattr(self, "broken", True))

def kill():
    import ctypes
    ctypes.string_at(8)

def spin():
    while True: pass

def create(context): return Game(context)
"""
SUITE = """
describe("numbers", { tags = { "b", "a" } }, function()
  it("are drawn", function() print(math.random(), math.random(1000), os.time(), os.clock()) end)
  it("fail", function() assert.equal(0, math.random()) end)
end)
it("tables", function()
  local t = { [print] = 1, x = { y = { 1, 2 } }, [{}] = 2, [{}] = 3, z = function() end }
  print(t, print, tostring({}))
  for k, v in pairs(t) do print(k, v) end
  assert.same({ x = { y = { 1, 3 } }, a = 1, b = 2 }, t)
end)
it("words", function()
  for _, word in ipairs(test_harness.get_state("words")) do print(word) end
  assert_state("words", {})
end)
it("keys", function()
  test_harness.tap_key(KEY_A, 3) test_harness.wait_frames(10)
  test_harness.wait_until(function() return test_harness.get_state("frame") end,
    { timeout_frames = 5 })
  error(test_harness.get_state("frame"))
end)
it("flaky", { retries = 2 }, function()
  local began = test_harness.now_frame()
  print(math.random()) assert(began < 2, "began in frame " .. began)
end)
it("raises", function() error({ code = 5, nested = { print } }) end)
it("times out", { timeout_frames = 9 }, function() test_harness.wait_frames(20) end)
it("breaks the game", function() test_harness.command("break_game") test_harness.wait_frames(2) end)
it("after", function() test_harness.wait_frames(1) error(test_harness.now_frame()) end)
it("kills", function() test_harness.query("kill") end)
it("last", function() print(math.random(1e9)) end)
"""
_TIMES = [
    (r'"id": ?"[^"]*"', '"id":"-"'),
    (r'"run": ?"[^"]*"', '"run":"-"'),
    (r'"(started_at|timestamp)": ?"[^"]*"', r'"\1":"-"'),
    (r'"(\w*duration_ms)": ?[0-9.e-]+', r'"\1":0'),
    (r' (time|timestamp)="[^"]*"', r' \1="-"'),
]


class Sameness:
    """Runs one suite again and again, and keeps what must not differ."""

    def __init__(self, make, folder: Path) -> None:
        self._make, self._folder, self._count = make, folder, 0

    def project(self):
        """Return a new copy of the project, in a folder of its own."""
        self._count += 1
        project = self._make(self._folder / ("x" * self._count) / "project")
        project.write("harness.toml", 'game = "game.py:create"\nframe_seconds = 0.2\n')
        project.write("game.py", GAME)
        project.write("below/keep", "")
        project.suite(SUITE, "m_test.lua")
        for name in ("a_test.lua", "sub/z_test.lua", "sub/a_test.lua", "Z_test.lua"):
            project.suite(f'it("in {name}", function() print(math.random()) end)', name)
        project.suite("it(", "broken_test.lua")
        return project

    def outputs(self, project, ended) -> dict[str, str]:
        """Return all files that the run wrote, with what may differ masked, and drop them.

        Workers that run at the same time write their events in any order.
        """
        found = {
            str(path.relative_to(ended.folder)): masked(
                path.read_bytes().decode("utf-8", "surrogateescape")
            )
            for path in sorted(ended.folder.rglob("*"))
            if path.is_file()
        }
        found["events.jsonl"] = "\n".join(sorted(found["events.jsonl"].splitlines()))
        found["r.tap"] = masked((project.folder / "r.tap").read_text(encoding="utf-8"))
        shutil.rmtree(ended.folder)
        return found


def masked(text: str) -> str:
    for pattern, replacement in _TIMES:
        text = re.sub(pattern, replacement, text)
    return text


@pytest.fixture(scope="module")
def sameness(shared_project, tmp_path_factory) -> Sameness:
    return Sameness(type(shared_project), tmp_path_factory.mktemp("same"))
