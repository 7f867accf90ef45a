"""`verify` finds what differs from run to run, names frame and value, and gives no false alarm."""

import json
import os
import re
from pathlib import Path

import pytest

from harness.processes.other_date import can_differ

ROOT = Path(__file__).resolve().parents[2]
GAME = Path(__file__).parent / "games" / "faulty.py"
SUITE = """
it("waits", function() test_harness.wait_frames(3) end)
describe("later", function()
  it("runs", function()
    test_harness.press_key(KEY_RIGHT)
    test_harness.wait_frames(40)
  end)
end)
"""
# The second test begins in frame 4 of the game; the fault shows in frame 20.
FRAME = 16
DRAWN_FRAME = 40  # of the game: the first one after the fault that is drawn
SHOWN = {
    "SetOfObjects": "world.value", "SetOfTexts": "world.value", "WallClock": "world.value",
    "NumpyOfTheSystem": "world.value", "ThreadRace": "world.value",
    "ClockOfADatabase": "world.value",
    "ListingOrder": "world.value", "WorkingFolder": "world.value",
    "DrawThatMoves": "world.value",
}  # fmt: skip


def verify(project, factory: str, *flags: str):
    return project.command(
        "verify", "--game", f"{GAME}:{factory}", "--run-id", "v", *flags, run_id="v-1"
    )


@pytest.mark.parametrize("factory", SHOWN)
def test_a_fault_is_found_and_named(project, factory):
    project.suite(SUITE)
    ended = verify(project, factory)
    assert ended.code == 1, ended.text
    lines = [line.strip() for line in ended.out.partition("DIFFERENT\n")[2].splitlines()]
    frame = FRAME if factory != "DrawThatMoves" else DRAWN_FRAME + 1 - 4
    assert lines[0] == "a_test.lua > later > runs", ended.text
    assert lines[1].startswith(f"frame {frame}, {SHOWN[factory]}"), ended.text
    first, second = (line.partition(": ")[2] for line in lines[2:4])
    assert first != second
    assert lines[4] == "inputs of that frame: none"


NO_LIBRARY = "from harness.supervisor import other_date\nother_date.PLACES = ()\n"


def with_site(project, text: str) -> dict[str, str]:
    """Return the variables with which Python runs `text` at its start, as sitecustomize."""
    project.write("site/sitecustomize.py", text)
    return {"PYTHONPATH": f"{project.folder / 'site'}:{ROOT}"}


def test_clocks_of_a_second_are_found_without_libfaketime(project):
    project.suite(SUITE)
    words = ("verify", "--game", f"{GAME}:ClockOfADatabase", "--run-id", "v")
    ended = project.command(*words, run_id="v-1", env=with_site(project, NO_LIBRARY))
    assert ended.code == 1, ended.text
    assert f"frame {FRAME}, world.value" in ended.out


@pytest.mark.skipif(not can_differ(), reason="libfaketime is not installed (Debian: faketime)")
def test_the_other_date_is_seen_by_the_game_alone(project):
    project.suite(SUITE)
    ended = verify(project, "ClockOfADatabase")
    first, second = re.findall(r'run \d: "(\d+)-', ended.out)
    assert int(second) > int(first), ended.text
    started = [
        json.loads((project.folder / f"reports/v-{number}/report.json").read_text())["run"]
        for number in (1, 2)
    ]
    assert started[0]["started_at"][:4] == started[1]["started_at"][:4]


NOTHING_RAN = {
    "a program that raises at its start": (
        "main.py", "import treasure_map\n", "No module named 'treasure_map'"),
    "a factory that raises": (
        "main.py:create", "def create(context): raise ValueError('no treasure')\n", "no treasure"),
}  # fmt: skip


@pytest.mark.parametrize("row", NOTHING_RAN)
def test_why_nothing_was_compared_is_shown(project, row):
    game, source, reason = NOTHING_RAN[row]
    project.write("main.py", source)
    project.suite(SUITE)
    ended = project.command("verify", "--game", game, "--run-id", "v", run_id="v-1")
    assert ended.code == 2, ended.text
    assert re.search(f"nothing was compared: .*{reason}", ended.err), ended.text
    assert "declares no state" not in ended.text
    trace = project.folder / "reports/v-1/trace.jsonl"
    if trace.exists():
        ended = project.command("replay", str(trace), "--run-id", "again", run_id="again")
        assert ended.code in (2, 4), ended.text
        assert re.search(reason, ended.text), ended.text
        assert "the same as recorded" not in ended.text


def test_the_differing_item_is_named(project):
    project.suite(SUITE)
    ended = verify(project, "ListingOrder")
    assert 'frame 16, world.value[1]\n    run 1: "a.txt"\n    run 2: "e.txt"\n' in ended.out


def test_the_inputs_of_the_frame_are_told(project):
    wait = 'it("runs", function() test_harness.wait_frames(%d) %s test_harness.wait_frames(9) end)'
    project.suite(wait % (18, "test_harness.tap_key(KEY_A)"))
    ended = verify(project, "SetOfTexts")
    assert "inputs of that frame: key_down KEY_A\n" in ended.out, ended.text


def test_what_a_guard_sees_is_told_as_a_suspect(project):
    project.suite(SUITE)
    ended = verify(project, "ThreadRace")
    assert "suspect: a_test.lua > waits: " in ended.out, ended.text
    assert "faulty.py:" in ended.out


def test_a_drawing_that_changes_the_state_is_told_as_a_suspect(project):
    project.suite(SUITE)
    ended = verify(project, "DrawThatMoves")
    told = "suspect: a_test.lua > later > runs: drawing changed state 'world.value'"
    assert ended.out.count(told) == 1, ended.out


def test_a_clean_game_gives_no_alarm(project, count):
    project.suite(SUITE)
    for _ in range(count(2, 50)):
        ended = verify(project, "Clean")
        assert ended.code == 0, ended.text
        assert "the same in both runs: 43 frames" in ended.out


def test_runs_that_differ_leave_a_bundle_each(project):
    project.suite(SUITE)
    assert verify(project, "SetOfTexts").code == 1
    for number in (1, 2):
        folder = project.folder / f"reports/v-{number}/forensics"
        manifest = json.loads((folder / "run_manifest.json").read_text("utf-8"))
        assert manifest["exit_code"] == 1


def test_both_runs_keep_their_reports(project):
    project.suite(SUITE)
    ended = verify(project, "Clean", "--report-json", "first.json")
    assert ended.code == 0, ended.text
    assert (project.folder / "first.json").exists()
    for run in ("v-1", "v-2"):
        assert not (project.folder / "reports" / run / "forensics").exists()
        names = {path.name for path in (project.folder / "reports" / run).iterdir()}
        assert {"trace.jsonl", "events.jsonl", "report.junit.xml"} <= names


def test_digests_at_the_ends_of_tests_are_enough(project):
    project.suite(SUITE)
    ended = verify(project, "SetOfTexts", "--digest", "tests")
    assert ended.code == 1
    assert "frame 40, world.value" in ended.out, ended.text


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processors cannot be chosen here")
@pytest.mark.parametrize(("factory", "code"), [("Clean", 0), ("WallClock", 1)])
def test_on_one_processor(project, factory, code):
    project.suite(SUITE)
    usable = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(usable)})
    try:
        ended = verify(project, factory)
    finally:
        os.sched_setaffinity(0, usable)
    assert ended.code == code, ended.text


def test_tests_that_fail_in_both_runs_are_no_difference(project):
    project.suite(SUITE + 'it("fails", function() error("no") end)')
    ended = verify(project, "Clean")
    assert ended.code == 0, ended.text
    assert ended.out.count("2 passed, 1 failed") == 2


def test_an_outcome_that_differs_is_one(project):
    project.write(
        "game.py",
        """
import os
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("constant", lambda: 1)
        api.query("folder", lambda: os.getcwd())
def create(context): return Game()
""",
    )
    project.suite("""
it("t", function() assert(not test_harness.query("folder"):find("elsewhere")) end)
""")
    ended = project.command("verify", "--game", "game.py:create")
    assert ended.code == 1, ended.text
    assert "ended in another way\n    run 1: passed" in ended.out


def test_a_test_that_acts_differently_is_told(project):
    project.write(
        "game.py",
        """
import os
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
    def expose(self, api):
        api.property("constant", lambda: 1)
        api.query("far", lambda: "elsewhere" in os.getcwd())
def create(context): return Game()
""",
    )
    project.suite("""
it("t", function()
  test_harness.press_key(test_harness.query("far") and KEY_A or KEY_B)
  test_harness.wait_frames(2)
end)
""")
    ended = project.command("verify", "--game", "game.py:create")
    assert ended.code == 1, ended.text
    assert "frame 1, what happened" in ended.out
    assert "KEY_B" in ended.out.partition("run 1: frame")[2].splitlines()[0]
    assert "KEY_A" in ended.out.partition("run 2: frame")[2].splitlines()[0]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--game", "none"], "verify compares what a game does"),
        (["--game", "g.py:create", "--digest", "off"], "--digest off takes none"),
        (["--game", "g.py:create", "--list-tests"], "--list-tests does not"),
        (["--game", "g.py:create"], "the game declares no state"),
        (["--game", "absent.py:create"], "no such file"),
        (["--gme", "x"], "unknown flag --gme"),
    ],
)
def test_what_cannot_be_verified(project, words, message):
    project.write(
        "g.py",
        """
class Game:
    def update(self, dt): pass
    def draw(self, surface): pass
def create(context): return Game()
""",
    )
    project.suite(SUITE)
    ended = project.command("verify", *words)
    assert ended.code == 2, ended.text
    assert message in ended.err
    assert "Traceback" not in ended.text
