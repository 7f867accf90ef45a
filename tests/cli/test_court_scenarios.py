"""The scenarios of the demo game's court, with the real command."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
GAME = ["--game", "game.app:create"]
PAGE = """\
Scenario Tests
==============

ball/
  bounce_floor ................... PASS (59 frames)
  drop_on_jump ................... PASS (26 frames)
  pickup_stationary .............. PASS (38 frames)
  pickup_while_moving ............ PASS (56 frames)
  rolling_stops .................. PASS (121 frames)

collision/
  wall_stops_player .............. PASS (61 frames)

movement/
  air_control .................... PASS (46 frames)
  jump_basic ..................... PASS (82 frames)
  jump_onto_platform ............. PASS (61 frames)
  walk_left ...................... PASS (47 frames)
  walk_right ..................... PASS (47 frames)

scoring/
  score_basic .................... PASS (81 frames)
  score_increments ............... PASS (271 frames)

shooting/
  shoot_aim_left ................. PASS (61 frames)
  shoot_basic .................... PASS (95 frames)
  shoot_max_charge ............... PASS (161 frames)
  shoot_while_jumping ............ PASS (47 frames)

stealing/
  steal_cooldown ................. PASS (61 frames)
  steal_in_range ................. PASS (31 frames)
  steal_out_of_range ............. PASS (31 frames)
  steal_while_charging ........... PASS (61 frames)

==============
Results: 21 passed, 0 failed
"""
FOLDERS = {part.partition("/")[0]: part for part in PAGE.split("\n\n")[1:-1]}
SHOT = "shooting/\n  shoot_basic .................... PASS (95 frames)"
AIMED = "shooting/\n  shoot_aim_left ................. PASS (61 frames)"
NAMES = [
    f"tests/scenarios/{folder}/{row.split()[0]}.toml"
    for folder, part in FOLDERS.items()
    for row in part.splitlines()[1:]
]
"""The scenarios that the specification names, and its worked example."""


@pytest.fixture
def court(project):
    """A project with the game and some of its scenarios."""
    shutil.copytree(ROOT / "game", project.folder / "game")
    for name in NAMES:
        project.write(name, (ROOT / name).read_bytes())
    return project


def scenarios(court, *words: str, run_id: str = "run"):
    return court.command("scenarios", *GAME, "--run-id", run_id, *words, run_id=run_id)


def test_all_of_them_pass(project):
    shutil.copytree(ROOT / "game", project.folder / "game")
    shutil.copytree(ROOT / "tests" / "scenarios", project.folder / "tests" / "scenarios")
    ended = scenarios(project)
    count = len(list((ROOT / "tests" / "scenarios").rglob("*.toml")))
    assert ended.out.endswith(f"Results: {count} passed, 0 failed\n"), ended.text
    assert ended.code == 0


def break_pickup(court) -> None:
    """Have the ball of one scenario lie where nobody comes by."""
    path = court.folder / "tests/scenarios/ball/pickup_while_moving.toml"
    path.write_text(path.read_text("utf-8").replace("x = 520", "x = 920"), "utf-8")


def test_the_page(court):
    ended = scenarios(court)
    assert (ended.out, ended.err) == (PAGE, "")
    assert ended.code == 0


@pytest.mark.parametrize(
    ("words", "part", "passed"),
    [
        (["movement/"], FOLDERS["movement"], 5),
        (["shooting/shoot_basic"], SHOT, 1),
        (["stealing/", "collision/"], f"{FOLDERS['collision']}\n\n{FOLDERS['stealing']}", 5),
        (["--include-tag", "aim"], AIMED, 1),
    ],
)
def test_selection(court, words, part, passed):
    ended = scenarios(court, *words)
    assert ended.out == (
        "Scenario Tests\n==============\n\n"
        f"{part}\n\n==============\nResults: {passed} passed, 0 failed\n"
    )
    assert ended.code == 0


@pytest.mark.parametrize("words", [[], ["--verbose"]])
def test_a_failure(court, words):
    break_pickup(court)
    ended = scenarios(court, "ball/", *words)
    row = "  pickup_while_moving ............ "
    events = "    Events:\n      none\n" if words else ""
    assert ended.out.partition(row)[2].partition("  rolling_stops")[0] == (
        "FAIL\n"
        "    Expected: Pickup event of runner at frame 45\n"
        "    Actual: No Pickup event found\n"
        "    Expected: runner.holding_ball = true after frame 55\n"
        "    Actual: runner.holding_ball = false\n"
        "    Expected: runner.velocity_x = 270 after frame 55\n"
        "    Actual: runner.velocity_x = 300\n"
        "    Expected: ball.state = Held after frame 55\n"
        "    Actual: ball.state = Free\n" + events
    )
    assert ended.out.endswith("Results: 4 passed, 1 failed\n")
    assert ended.code == 1


def test_verbose_shows_what_happened(court):
    path = court.folder / "tests/scenarios/stealing/steal_while_charging.toml"
    path.write_text(path.read_text("utf-8").replace("seed = 12345 ", "seed = 0 "), "utf-8")
    ended = scenarios(court, "stealing/steal_while_charging", "--verbose")
    assert ended.out.partition("FAIL\n")[2].partition("\n==")[0] == (
        "    Expected: StealSuccess event of attacker after StealAttempt event of attacker"
        " at frame 45\n"
        "    Actual: No StealSuccess event found\n"
        "    Expected: attacker.holding_ball = true after frame 60\n"
        "    Actual: attacker.holding_ball = false\n"
        "    Expected: victim.holding_ball = false after frame 60\n"
        "    Actual: victim.holding_ball = true\n"
        "    Events:\n"
        "      frame 0: ShotStart victim\n"
        "      frame 45: StealAttempt attacker\n"
        "      frame 45: StealFail attacker\n"
    )


def test_reports(court, check_consistent):
    break_pickup(court)
    ended = scenarios(court)
    report = check_consistent(ended, 1)
    assert [test["file"] for test in report["tests"]] == sorted(NAMES)
    assert {test["file"]: test["failure_kind"] for test in report["tests"]} == {
        name: "assertion" if "pickup_while" in name else None for name in NAMES
    }
    suites = ET.parse(ended.folder / "report.junit.xml").getroot()
    assert [suite.get("file") for suite in suites] == sorted(NAMES)
    assert [case.get("name") for case in suites.iter("testcase")] == [
        test["name"] for test in report["tests"]
    ]
    assert len(suites.findall(".//failure")) == 1
    page = (ended.folder / "report.html").read_text("utf-8")
    assert all(test["name"] in page for test in report["tests"])


def test_every_run_is_the_same(court, count):
    found = set()
    for _ in range(count(4, 50)):
        ended = scenarios(court)
        assert ended.out == PAGE
        found.add(
            tuple(
                (test["full_name"], test["duration_frames"], *attempt["digest"].values())
                for test in ended.report["tests"]
                for attempt in test["attempts"]
            )
        )
    assert len(found) == 1
    assert all(None not in row for row in found.pop())


def test_proof(court, count):
    words = [*GAME, "--test-suite", "tests/scenarios", "--run-id", "v", "--digest", "frames"]
    for _ in range(count(1, 10)):
        ended = court.command("verify", *words)
        assert ended.code == 0, ended.text
        assert "the same in both runs: " in ended.out
        assert ended.out.count("21 passed") == 2
    replayed = court.command("replay", "reports/v-1/trace.jsonl")
    assert replayed.code == 0, replayed.text
    assert "the same as recorded" in replayed.out
