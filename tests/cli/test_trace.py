"""The trace of a run: what acted on the game, in order, and what is on disk when it dies."""

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "schema" / "trace.schema.json"
GAME = "devices.py:create"
H = "test_harness"


def lines_of(ended):
    text = (ended.folder / "trace.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def told(line, *left_out):
    known = ("test", "attempt", "type", "phase", "frame", *left_out)
    values = [value for name, value in line.items() if name not in known]
    return (line["frame"], line["type"], *values)


# Lua, and the lines of input and action it leads to; the test begins in frame 1.
ACTIONS = {
    "a key": (f"{H}.tap_key(KEY_A)",
        [(2, "key_down", 97, "KEY_A"), (4, "key_up", 97, "KEY_A")]),
    "a key that is down already": (f"{H}.press_key(KEY_A) {H}.press_key(KEY_A)",
        [(2, "key_down", 97, "KEY_A"), (2, "key_down", 97, "KEY_A")]),
    "the mouse": (f"{H}.click(10, 20) {H}.mouse_wheel(0, -1)",
        [(2, "mouse_move", 10, 20), (2, "mouse_down", 1), (2, "wheel", 0, -1),
         (3, "mouse_up", 1)]),
    "text": (f"{H}.text_input('aé\\n')", [(2, "text", "aé\n")]),
    "a gamepad": (
        (f"{H}.gamepad_button_down(0, 3) {H}.gamepad_set_axis(0, 1, -0.5) "
        f"{H}.gamepad_connect(2) {H}.gamepad_disconnect(2)"),
        [(2, "pad_down", 0, 3), (2, "pad_axis", 0, 1, -0.5), (2, "pad_added", 2),
         (2, "pad_removed", 2)]),
    "a command": (f"{H}.command('switch', {{ to = 'hide' }})",
        [(1, "command", "switch", {"to": "hide"})]),
    "what is refused": (f"{H}.set_state('frame', 5) {H}.command('absent')",
        [(1, "set_state", "frame", 5), (1, "command", "absent", None)]),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIONS)
def test_what_acts_is_written(project, name):
    body, expected = ACTIONS[name]
    project.suite(f'it("t", function() {body} {H}.wait_frames(5) end)')
    ended = project.run(game=GAME)
    assert ended.code == 0, ended.text
    found = [told(line) for line in lines_of(ended)[1:]]
    kinds = ("game", "surface", "reseed", "digest", "wait")
    flat = [line for line in found if line[1] not in kinds]
    if name == "text":
        assert "".join(line[2] for line in flat) == "aé\n"
        assert {line[:2] for line in flat} == {(2, "text")}
    else:
        assert flat == expected


def test_header_and_lines_fit_their_schema(project):
    bodies = "\n".join(body for body, _ in ACTIONS.values())
    project.suite(f'it("t", function() {bodies} {H}.wait_frames(5) end)')
    ended = project.run("--digest", "frames", "--seed", "7", game=GAME)
    schema = json.loads(SCHEMA.read_text("utf-8"))
    lines = lines_of(ended)
    for line in lines:
        jsonschema.validate(line, schema)
    header = lines[0]
    assert (header["type"], header["schema_version"], header["seed"]) == ("header", 1, 7)
    assert header["environment"]["pygame"].startswith("pygame")
    assert {line["test"] for line in lines[1:]} == {"a_test.lua > t"}


def test_lines_of_a_frame_come_in_the_order_of_its_phases(project):
    project.suite(f'it("t", function() {H}.tap_key(KEY_A) {H}.wait_frames(3) '
                  f"{H}.command('switch', {{ to = 'hide' }}) {H}.wait_frames(2) end)")  # fmt: skip
    lines = lines_of(project.run("--digest", "frames", game=GAME))[1:]
    order = ("start", "input", "update", "end", "draw", "test")
    places = [(line["frame"], order.index(line["phase"])) for line in lines]
    assert places == sorted(places)


def test_isolation_is_part_of_the_trace(project):
    project.suite(
        f'it("a", function() {H}.press_key(KEY_A) {H}.wait_frames(1) end)\n'
        f'it("b", function() {H}.wait_frames(1) end)'
    )
    lines = lines_of(project.run(game=GAME))[1:]
    released = next(line for line in lines if line["type"] == "key_up")
    assert (released["test"], released["frame"]) == ("a_test.lua > b", 3)


@pytest.mark.parametrize("how", ["kill", "segv", "real_segv", "exit"])
def test_a_death_loses_nothing_that_led_to_it(project, how):
    """The input of the very frame in which the game dies is on disk, and later lines follow."""
    project.suite(
        f'it("dies", function() {H}.command("doom", {{ place = "update", how = "{how}" }}) '
        f"{H}.press_key(KEY_B) {H}.wait_frames(3) end)\n"
        f'it("after", function() {H}.tap_key(KEY_A, 1) {H}.wait_frames(2) end)'
    )
    ended = project.run(game="probe.py:create")
    assert ended.code == 4
    lines = lines_of(ended)
    dying = [line for line in lines[1:] if line["test"].endswith("dies")]
    assert told(dying[-2]) == (2, "key_down", 98, "KEY_B")
    assert told(dying[-1])[:2] == (2, "crash")
    assert "the worker process" in dying[-1]["message"]
    after = [line["type"] for line in lines[1:] if line["test"].endswith("after")]
    assert after == [
        "game", "surface", "reseed", "digest", "wait", "key_down", "key_up", "digest",
    ]  # fmt: skip
    assert [line["type"] for line in lines].count("header") == 1


def test_a_crash_is_a_line(project):
    project.suite(
        f'it("t", function() {H}.command("doom", {{ place = "update", how = "raise" }}) '
        f"{H}.wait_frames(2) end)"
    )
    line = lines_of(project.run(game="probe.py:create"))[-1]
    assert (line["type"], line["frame"]) == ("crash", 2)
    assert "the probe was told to raise" in line["message"]


def test_a_run_that_acts_on_no_game_leaves_none(project):
    project.suite('it("t", function() end)')
    assert not (project.run().folder / "trace.jsonl").exists()


def test_a_run_of_the_same_name_begins_a_new_one(project):
    project.suite(f'it("t", function() {H}.wait_frames(1) end)')
    first = lines_of(project.run(game=GAME))
    assert lines_of(project.run(game=GAME)) == first


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("off", []), ("tests", ["start", "end"]), ("frames", ["start", "frame", "frame", "end"])],
)
def test_digests(project, mode, expected):
    project.suite(f'it("t", function() {H}.wait_frames(2) end)')
    lines = lines_of(project.run("--digest", mode, game=GAME))[1:]
    assert [line["at"] for line in lines if line["type"] == "digest"] == expected
