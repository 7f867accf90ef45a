"""What hangs outside of frames costs itself alone: it is named, and all tests are in the report."""

import pytest

STUCK = 'local found = string.find(string.rep("x", 99999), string.rep(".-", 99) .. "b")\n'
GOOD = 'it("{}", function() test_harness.wait_frames(1) end)\n'
GAME = """
import os, time
{imported}
class Game:
    def __init__(self, context):
        {made}
    def update(self, dt):
        {updated}
    def draw(self, surface): pass
def create(context):
    return Game(context)
"""
LOOP = "while True: pass"
PASS = "pass"
MAIN = """
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 64))
while True:
    pygame.event.get()
    pygame.display.flip()
"""


def game(imported=PASS, made=PASS, updated=PASS) -> str:
    return GAME.format(imported=imported, made=made, updated=updated)


def test_a_file_that_is_stuck_in_c_is_an_entry_and_the_others_run(project, check_consistent):
    project.suite(GOOD.format("a"), "a_test.lua")
    project.suite(STUCK + GOOD.format("never"), "b_test.lua")
    project.suite(GOOD.format("c"), "c_test.lua")
    project.suite("while true do end", "d_test.lua")
    ended = project.run("--frame-seconds", "0.5")
    check_consistent(ended, 3)
    assert ended.statuses == {
        "a": "passed", "b_test.lua": "timed_out", "c": "passed", "d_test.lua": "timed_out",
    }  # fmt: skip
    assert "b_test.lua: its top level: ran for more than 0.5 seconds" in ended.message("b_test.lua")


@pytest.mark.parametrize("seconds", ["--start-seconds", "--timeout-seconds"])
def test_an_import_that_hangs_is_named(project, check_consistent, seconds):
    project.write("game.py", game(imported=LOOP))
    project.suite(GOOD.format("a") + GOOD.format("b"))
    ended = project.run(seconds, "2", "--frame-seconds", "1", "--game", "game.py:create", game=None)
    check_consistent(ended, 3)
    assert ended.statuses == {"a": "not_run", "b": "not_run"}
    assert "the import of game.py:create" in ended.out
    assert "at game.py:3" in ended.out
    assert seconds in ended.out
    assert "in <module>" in (ended.folder / "forensics/stacks.txt").read_text()


def test_a_program_with_its_own_loop_is_named(project, check_consistent):
    project.write("main.py", MAIN)
    project.suite(GOOD.format("a"))
    ended = project.run("--start-seconds", "1", "--game", "main.py:create", game=None)
    check_consistent(ended, 3)
    assert "the import of main.py:create took longer than 1 seconds (--start-seconds)" in ended.out
    assert "attached without a factory: --game main.py\n" in ended.out
    assert project.run("--game", "main.py", game=None).code == 0


@pytest.mark.parametrize("part", ["imported", "made"])
def test_a_start_may_take_longer_than_a_frame(project, check_consistent, part):
    project.suite(GOOD.format("a"))
    flags = ["--frame-seconds", "0.5", "--on-nondeterminism", "off"]
    code = game(**{part: "os.popen('sleep 1.5').read()"})
    project.write("game.py", code)
    ended = project.run(*flags, "--game", "game.py:create", game=None)
    check_consistent(ended, 0)


def test_a_program_may_take_longer_to_start_too(project, check_consistent):
    slow = MAIN.replace("import pygame", "import pygame, os\nos.popen('sleep 1.5').read()", 1)
    project.write("main.py", slow)
    project.suite(GOOD.format("a"))
    check_consistent(project.run("--frame-seconds", "0.5", "--game", "main.py", game=None), 0)


def test_a_factory_that_hangs_costs_its_test(project, check_consistent):
    indent = "\n            "
    code = f"if not os.path.exists('once'):{indent}open('once', 'x').close(){indent}{LOOP}"
    project.write("game.py", game(made=code))
    project.suite(GOOD.format("a"), "a_test.lua")
    project.suite(GOOD.format("b"), "b_test.lua")
    flags = ["--start-seconds", "1", "--on-nondeterminism", "off", "--keep-writes"]
    ended = project.run(*flags, "--game", "game.py:create", game=None)
    check_consistent(ended, 3)
    assert ended.statuses == {"a": "timed_out", "b": "passed"}
    message = (
        "the start of game.py:create took longer than 1 seconds (--start-seconds), at game.py:8"
    )
    assert ended.message("a") == message


def test_the_first_frame_is_a_frame(project, check_consistent):
    project.write("game.py", game(updated=LOOP))
    project.suite(GOOD.format("a"))
    ended = project.run("--frame-seconds", "1", "--game", "game.py:create", game=None)
    check_consistent(ended, 3)
    assert "a frame took longer than 1 seconds (--frame-seconds)" in ended.message("a")


@pytest.mark.parametrize("isolate", ["file", "test"])
def test_a_hang_takes_the_time_that_it_took(project, check_consistent, isolate):
    project.write("game.py", game(updated=LOOP))
    project.suite(GOOD.format("a"))
    flags = ["--frame-seconds", "1.5", "--isolate", isolate]
    ended = project.run(*flags, "--game", "game.py:create", game=None)
    check_consistent(ended, 3)
    assert 1500 <= ended.test("a")["duration_ms"] <= ended.report["run"]["duration_ms"]
    junit = (ended.folder / "report.junit.xml").read_text()
    assert 'time="0.000"' not in junit
