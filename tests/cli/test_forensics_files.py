"""The files of the bundle of a run that failed: what each of them tells."""

from __future__ import annotations

import pytest

from tests.cli.test_forensics import (
    LUA,
    PICTURE,
    STACKS,
    WAYS,
    bundle,
    check_bundle,
    doomed,
    manifest,
    run,
    suite,
    texts,
)


def test_stacks_say_where_a_hung_worker_was(project):
    suite(project, WAYS["endless frame"])
    ended = run(project, WAYS["endless frame"])
    assert "in doom" in (bundle(ended) / STACKS).read_text()
    assert "(Python's stacks: stacks.txt)" in (bundle(ended) / LUA).read_text()


def test_a_lua_traceback_is_kept(project):
    project.suite('local function deep() error("deep down") end\nit("t", function() deep() end)')
    ended = project.run()
    assert texts(ended, LUA) == [
        "a_test.lua > t, frame 0",
        "  tests/e2e/a_test.lua:1: deep down",
        *[f"  {line}" for line in ended.test("t")["attempts"][0]["traceback"].splitlines()],
    ]


def test_paths_are_resolved(project):
    project.write("other/x_test.lua", 'it("t", function() error("no") end)')
    flags = ["--artifacts", "kept/art", "--report-tap", "reports/run/out.tap"]
    project.write("tests/keep", "")
    ended = project.run("--test-script", "../other/x_test.lua", *flags, cwd="tests")
    assert manifest(ended)["paths"] == {
        "suite": "tests/e2e", "test_scripts": ["other/x_test.lua"], "game": None,
        "baselines": "baselines/linux/1280x720", "run": "reports/<run_id>",
        "artifacts": "tests/kept/art", "forensics": "reports/<run_id>/forensics",
        "report_json": "reports/<run_id>/report.json",
        "report_junit": "reports/<run_id>/report.junit.xml",
        "report_tap": "tests/reports/run/out.tap",
        "report_html": "reports/<run_id>/report.html",
    }  # fmt: skip


def test_the_shard_and_the_order_are_told(project):
    tests = "".join(f'it("t{i}", function() error("no") end)\n' for i in range(4))
    project.suite(tests)
    said = check_bundle(project.run("--shard", "2", "--total-shards", "2"), 1, {LUA})
    assert (said["shard"], said["total_shards"]) == (2, 2)
    assert said["tests"] == ["a_test.lua > t1", "a_test.lua > t3"]


@pytest.mark.parametrize("how", ["kill", "real_segv"])
def test_the_last_lines_before_a_death(project, how):
    """Lines of the frame in which the worker dies are there, and 500 of them."""
    fatal = f'test_harness.command("doom_now", {{ how = "{how}" }})'
    project.suite(f'it("t", function() for i = 1, 900 do print("line " .. i) end {fatal} end)')
    ended = project.run(game="probe.py:create")
    lines = [line.split(": ", 1)[1] for line in texts(ended, "last_logs.txt")]
    assert lines == [f"line {i}" for i in range(401, 901)]


def test_last_lines_come_from_several_workers(project):
    say = 'test_harness.command("say", { how = "print", text = "from a" })'
    project.suite(f'it("t", function() {say} end)')
    project.suite(f'it("t", function() print("from b") {doomed("kill")} end)', "b_test.lua")
    project.suite('it("t", function() print("from c") end)', "c_test.lua")
    lines = texts(project.run(game="probe.py:create"), "last_logs.txt")
    said = [line.split(": ", 1)[1] for line in lines]
    said = [text for text in said if not text.startswith("start")]
    assert said == ["from a", "from b", "from c"]


GAME = """
import os, random
class Game:
    def __init__(self, context):
        self.level, self.frames, self.how = 0, 0, ""
    def update(self, dt): self.frames += 1
    def draw(self, surface):
        if self.how == "raise": raise SystemExit("no picture")
        if self.how == "kill": os.kill(os.getpid(), 9)
        if self.how == "guarded": os.urandom(1)
        surface.fill((self.level, 100, int(random.random() * 256)))
    def expose(self, api):
        api.property("level", lambda: self.level, lambda value: setattr(self, "level", value))
        api.property("how", lambda: self.how, lambda value: setattr(self, "how", value))
        api.query("random", random.random)
def create(context): return Game(context)
"""


def drawn(project, lua: str, *flags: str):
    project.write("game.py", GAME)
    project.suite(lua)
    return project.run("--resolution", "64x48", "--game", "game.py:create", *flags, game=None)


def failing(level: int, how: str = "", name: str = "t") -> str:
    return (
        f'it("{name}{level}", function() test_harness.wait_frames(2) '
        f'test_harness.set_state("level", {level}) test_harness.set_state("how", "{how}") '
        "test_harness.wait_frames(1) assert.is_true(false) end)\n"
    )


def pixel(ended) -> tuple[tuple[int, int], tuple[int, ...]]:
    """Return the size of the picture, and the colour of its last pixel."""
    import pygame

    surface = pygame.image.load(str(bundle(ended) / PICTURE))
    width, height = surface.get_size()
    return (width, height), tuple(surface.get_at((width - 1, height - 1)))[:2]


def test_the_picture_shows_the_last_failure(project):
    passing = 'it("p", function() test_harness.set_state("level", 99) end)'
    ended = drawn(project, failing(10) + failing(20) + passing)
    assert pixel(ended) == ((64, 48), (20, 100))
    assert manifest(ended)["final_frame"]["test"] == "a_test.lua > t20"


def test_a_killed_worker_leaves_the_picture_of_an_earlier_failure(project):
    dies = 'it("dies", function() test_harness.set_state("how", "kill") assert(false) end)'
    after = 'it("after", function() end)'
    ended = drawn(project, failing(10) + dies + after)
    assert ended.code == 4
    assert ended.statuses == {"t10": "failed", "dies": "failed", "after": "passed"}
    assert manifest(ended)["final_frame"]["test"] == "a_test.lua > t10"
    assert pixel(ended)[1] == (10, 100)


@pytest.mark.parametrize("how", ["raise", "guarded"])
def test_what_a_draw_does_wrong_reaches_no_test(project, how):
    passing = 'it("p", function() test_harness.wait_frames(3) end)'
    ended = drawn(project, failing(10, how) + passing)
    files = {LUA, PICTURE} if how == "guarded" else {LUA}
    check_bundle(ended, 1, files)
    assert ended.statuses == {"t10": "failed", "p": "passed"}
    kinds = [finding["kind"] for finding in ended.test("p")["attempts"][0].get("findings", ())]
    assert "guard" not in kinds


def test_a_drawn_failure_changes_nothing_that_follows(project):
    later = (
        'it("later", function() for i = 1, 3 do test_harness.wait_frames(1) '
        'print(test_harness.query("random")) end end)'
    )
    numbers = []
    for lua in (failing(10), failing(10).replace("assert.is_true(false)", "")):
        ended = drawn(project, lua.replace("function", "{ retries = 2 }, function", 1) + later)
        numbers.append(ended.log("later"))
    assert numbers[0] == numbers[1]
    assert len(set(numbers[0])) == 3
