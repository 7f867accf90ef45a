"""`replay` runs a recorded trace without its tests and comes to the same digests."""

import json
import re
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GAME = """
import random, pygame

class Game:
    def __init__(self, context):
        self.context, self.x, self.hits, self.level = context, 0, [], 1
        self.doom = False
        context.log("start")
    def handle_event(self, event):
        if event.type == pygame.KEYDOWN:
            self.hits.append([event.unicode, random.random(), self.context.random("a").random()])
        elif event.type == pygame.MOUSEBUTTONDOWN:
            self.hits.append(list(event.pos))
    def update(self, dt):
        self.x += pygame.key.get_pressed()[pygame.K_RIGHT]
        if self.doom: raise ValueError("doomed")
    def draw(self, surface): pass
    def expose(self, api):
        api.property("x", lambda: self.x, self.set_x)
        api.property("hits", lambda: self.hits)
        api.property("level", lambda: self.level)
        api.command("go", self.go)
        api.command("die", lambda: setattr(self, "doom", True))
    def set_x(self, value: int): self.x = value
    def go(self, level: int):
        if level > 5: raise ValueError("no such level")
        self.level = level + random.randrange(100)

def create(context): return Game(context)
"""
SUITE = """
it("one", function()
  test_harness.press_key(KEY_RIGHT) test_harness.tap_key(KEY_A)
  test_harness.wait_frames(7)
  test_harness.set_state("x", 40)
  assert(test_harness.command("go", { level = 3 }))
  pcall(test_harness.command, "go", { level = 9 })
  test_harness.click(30, 40) test_harness.wait_frames(3)
end)
it("two", function() test_harness.tap_key(KEY_B) test_harness.wait_frames(5) end)
it("flaky", { retries = 2 }, function()
  local began = test_harness.now_frame()
  test_harness.tap_key(KEY_C) test_harness.wait_frames(2)
  assert(began < 3)
end)
it("dies", function() test_harness.command("die") test_harness.wait_frames(2) end)
it("after", function() test_harness.tap_key(KEY_D, 1) test_harness.wait_frames(4) end)
"""


def record(project):
    project.write("replayed.py", GAME)
    project.suite(SUITE)
    project.suite('it("other file", function() test_harness.wait_frames(2) end)', "b_test.lua")
    ended = project.run("--digest", "frames", game="replayed:create")
    assert ended.code == 4, ended.text


@pytest.fixture
def recorded(copy_of):
    """Return a project with a recorded run, and its trace."""
    project = copy_of(record)
    return project, project.folder / "reports" / "run" / "trace.jsonl"


def replay(project, *words):
    return project.command("replay", *map(str, words), "--run-id", "again", run_id="again")


def lines_of(trace):
    return [json.loads(line) for line in trace.read_text("utf-8").splitlines()]


def write(trace, lines):
    trace.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def test_a_run_with_everything_comes_about_again(recorded):
    project, trace = recorded
    kinds = {line["type"] for line in lines_of(trace)}
    assert kinds >= {"key_down", "mouse_down", "set_state", "command", "reseed", "crash", "game"}
    ended = replay(project, trace)
    assert ended.code == 0, ended.text
    assert "the same as recorded" in ended.out
    assert lines_of(ended.folder / "trace.jsonl")[1:] == lines_of(trace)[1:]


def test_a_changed_game_is_found_out(recorded):
    project, trace = recorded
    project.write("replayed.py", GAME.replace("self.x += pygame", "self.x += 2 * pygame"))
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "a_test.lua > one\n  frame 1, x (x)\n" in ended.out
    assert "inputs of that frame: key_down KEY_RIGHT; key_down KEY_A" in ended.out
    manifest = json.loads((ended.folder / "forensics/run_manifest.json").read_text("utf-8"))
    assert manifest["exit_code"] == 1


def test_a_changed_input_is_found_out(recorded):
    project, trace = recorded
    lines = lines_of(trace)
    first = next(line for line in lines if line["type"] == "key_down" and line["key"] == 97)
    first["key"], first["name"] = 98, "KEY_B"
    write(trace, lines)
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "frame 1, hits" in ended.out


def test_a_crash_that_does_not_come_again(recorded):
    project, trace = recorded
    project.write("replayed.py", GAME.replace('raise ValueError("doomed")', "self.doom = False"))
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "crash" in ended.out


def test_a_crash_that_is_new(recorded):
    project, trace = recorded
    project.write("replayed.py", GAME.replace("if self.doom", "if self.x == 5"))
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "doomed" in ended.out


def test_the_demo_games_suite(project):
    shutil.copytree(ROOT / "game", project.folder / "game")
    shutil.copytree(ROOT / "tests" / "e2e", project.folder / "tests" / "e2e")
    shutil.copytree(ROOT / "baselines", project.folder / "baselines")
    for mode in ("tests", "frames"):
        recorded = project.run("--digest", mode, game="game.app:create", run_id=mode)
        assert recorded.code == 0, recorded.text
        ended = replay(project, recorded.folder / "trace.jsonl")
        assert ended.code == 0, ended.text


def test_a_trace_that_a_killed_worker_left(project):
    deadly = GAME.replace(
        'raise ValueError("doomed")', "__import__('os').kill(__import__('os').getpid(), 9)"
    )
    project.write("replayed.py", deadly)
    project.suite(SUITE)
    recorded = project.run("--digest", "frames", game="replayed:create")
    assert recorded.code == 4
    trace = recorded.folder / "trace.jsonl"
    assert [line["type"] for line in lines_of(trace) if line.get("test") == "a_test.lua > dies"][
        -1
    ] == "crash"
    ended = replay(project, trace)
    assert ended.code == 4, ended.text
    assert "SIGKILL" in ended.out
    project.write("replayed.py", GAME.replace("if self.doom: raise", "if False: raise"))
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "the game crashed in the trace and does not now" in ended.out
    assert re.search(r"recorded: frame \d+: crash", ended.out)
    assert "replayed: the trace has ended" in ended.out


BROKEN = {
    "nothing": (b"", "its first line is no header"),
    "no json": (b"hello\n", "this is no JSON"),
    "binary": (bytes(range(256)) + b"\n", "this is no JSON"),
    "no header": (b'{"frame":1}\n', "its first line is no header"),
    "another version": (b'{"type":"header","schema_version":99}\n', "has version 99"),
    "an empty header": (b'{"type":"header","schema_version":1}\n', "its header cannot be used"),
    "deep": (b"[" * 100_000 + b"\n", "this is no JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_trace(project, name):
    content, message = BROKEN[name]
    project.write("t.jsonl", content)
    ended = replay(project, "t.jsonl")
    assert ended.code == 2, ended.text
    assert message in ended.err
    assert "Traceback" not in ended.text


LINES = {
    "a list": [],
    "no frame": {"test": "t", "attempt": 1, "type": "draw", "phase": "draw"},
    "an unknown type": {"type": "explode"},
    "a key of text": {"type": "key_down", "key": "a"},
    "a pad too many": {"type": "pad_down", "pad": 99, "button": 0},
    "an axis out of range": {"type": "pad_axis", "pad": 0, "axis": 0, "value": 7},
    "no button": {"type": "mouse_down"},
    "a true button": {"type": "mouse_down", "button": True},
    "no number": {"type": "mouse_move", "x": float("nan"), "y": 0},
    "a number as text": {"type": "text", "text": 5},
    "a phase": {"type": "key_up", "key": 97, "phase": "later"},
    "a type that is a list": {"type": ["key_up"]},
    "a type that is an object": {"type": {"key": 1}},
    "a phase that is an object": {"type": "key_up", "key": 97, "phase": {}},
    "properties that are numbers": {"type": "surface", "properties": ["x", 5]},
    "a digest that is a list": {"type": "digest", "at": "end", "sections": {"x": ["1"]}},
    "values that are none": {"type": "digest", "at": "end", "sections": {}, "values": {"x": 1}},
    "a moment that is none": {"type": "digest", "at": "noon", "sections": {}},
    "a path that is a list": {"type": "set_state", "path": ["x"], "value": 1},
}


@pytest.mark.parametrize("name", LINES)
def test_a_broken_line_is_named(recorded, name):
    project, trace = recorded
    lines = lines_of(trace)
    good = {"frame": 2, "test": "t", "attempt": 1, "phase": "input"}
    line = LINES[name]
    lines[4] = line if name in ("a list", "no frame") else good | line
    write(trace, lines)
    ended = replay(project, trace)
    assert ended.code == 2, ended.text
    assert "trace.jsonl:5: this is no line of a trace" in ended.err
    assert "Traceback" not in ended.text


def test_lines_out_of_order(recorded):
    project, trace = recorded
    lines = lines_of(trace)
    place = next(i for i, line in enumerate(lines) if line["type"] == "key_up")
    lines[place]["frame"] = 1
    write(trace, lines)
    ended = replay(project, trace)
    assert ended.code == 1, ended.text
    assert "Traceback" not in ended.text


def test_a_missing_file_and_a_missing_game(recorded):
    project, trace = recorded
    assert "cannot be read" in replay(project, "absent.jsonl").err
    (project.folder / "replayed.py").unlink()
    ended = replay(project, trace)
    assert ended.code == 2
    assert "there is no module named" in ended.err


def test_a_trace_without_digests(project):
    project.write("replayed.py", GAME)
    project.suite(SUITE)
    recorded = project.run("--digest", "off", game="replayed:create")
    ended = replay(project, recorded.folder / "trace.jsonl")
    assert ended.code == 2
    assert "it holds no digests" in ended.err
