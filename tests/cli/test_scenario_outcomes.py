"""How scenarios end with the real command: by their bounds, their inputs and their game."""

from __future__ import annotations

import pytest

from tests.cli.test_scenarios import BALL, SAVE, SETUP, UP, runner, scenario
from tests.conftest import Project


@pytest.fixture
def suite(project):
    return runner(project)


WRONG = [
    (UP.replace('"empty"', '"cursed"'),
     "{file}:4: command 'scenario_begin' raised KeyError: 'no such arena' ("),
    (UP + '[[setup.entities]]\ntype = "paddle"\nid = "two"\nside = "left"\n',
     "{file}:4: two paddles are on one side"),
    (UP.replace("one.up = false", "one.move = 3"),
     "{file}:17: input[2]: nobody moves by 3"),
    (UP.replace("one.y = 60", "onee.y = 60"),
     '{file}:21: expect.state.checks: "onee.y = 60": unknown state path \'onee\'; near'),
    (UP.replace("one.y = 60", "one.hight = 60"),
     '{file}:21: expect.state.checks: "one.hight = 60": \'state.one\' has no part \'hight\''),
]  # fmt: skip


@pytest.fixture(scope="module")
def wrong(shared_project):
    """One run of all that the game does not take, as it is and expected to fail."""
    heads = {"plain": "", "xfail": "xfail = true\n"}
    files = {
        f"{kind}_{number}": text.replace("tags", head + "tags")
        for number, (text, _) in enumerate(WRONG)
        for kind, head in heads.items()
    }
    ended = runner(shared_project)(files)
    assert ended.code == 1, ended.text
    return {test["file"]: test for test in ended.report["tests"]}


@pytest.mark.parametrize("number", range(len(WRONG)), ids=lambda number: WRONG[number][1][7:60])
@pytest.mark.parametrize("kind", ["plain", "xfail"])
def test_what_the_game_does_not_take_is_an_error(wrong, number, kind):
    file = f"tests/scenarios/{kind}_{number}.toml"
    problem = WRONG[number][1].replace("{file}", file)
    if kind == "xfail":
        problem = problem.replace(":4:", ":5:").replace(":21:", ":22:").replace(":17:", ":18:")
    assert wrong[file]["failure_kind"] == "error"
    assert problem in wrong[file]["attempts"][0]["message"]


@pytest.mark.parametrize(
    ("game", "problem"),
    [
        ("none", "tests/scenarios/a.toml:4: the game declares no scenarios: call"),
        ("pong.py:untold", "tests/scenarios/a.toml:4: the game declares no scenarios: call"),
        ("pong.py:nonsense", "the scenarios that the game declares cannot be used: NameError"),
    ],
)
def test_games_without_scenarios(suite, game, problem):
    ended = suite({"a": UP}, game=game)
    assert ended.code == 1
    assert problem in ended.out, ended.text


@pytest.mark.parametrize(
    ("head", "row", "results", "code"),
    [
        ("skip = true", "SKIP (skipped)", "0 passed, 0 failed, 1 skipped", 0),
        ('skip = "not yet"', "SKIP (not yet)", "0 passed, 0 failed, 1 skipped", 0),
        ("xfail = true", "PASS (4 frames), failed as expected: xfail", "1 passed, 0 failed", 0),
        ("xfail = 'slow'", "PASS (4 frames), failed as expected: slow", "1 passed, 0 failed", 0),
        ("timeout_frames = 3", "TIMEOUT", "0 passed, 0 failed, 1 timed out", 1),
        ("timeout_frames = 4", "FAIL", "0 passed, 1 failed", 1),
        ("xfail = true\ntimeout_frames = 3", "TIMEOUT", "0 passed, 0 failed, 1 timed out", 1),
    ],
)
def test_outcomes(suite, head, row, results, code):
    ended = suite({"a": scenario("x", 3, "one.y = 1", head=head + "\n")})
    assert f"  a .............................. {row}\n" in ended.out, ended.text
    assert ended.out.endswith(f"Results: {results}\n")
    assert ended.code == code


def test_an_expected_failure_that_passes(suite):
    ended = suite({"a": scenario("x", 3, "one.y = 100", head='xfail = "bug 7"\n')})
    assert ended.code == 1
    assert "a.toml:2: expected to fail (bug 7) but passed" in ended.out


def test_a_crash(suite):
    ended = suite({"a": UP, "b": scenario("x", 3, "frame = 3")}, game="pong.py:crashing")
    assert ended.code == 4
    assert (
        "  a .............................. CRASH\n    the game's update raised RuntimeError"
        in (ended.out)
    )
    assert ended.out.endswith("Results: 1 passed, 0 failed, 1 crashed\n")


@pytest.mark.parametrize(
    ("words", "head", "row", "code"),
    [
        ((), "", "FAIL", 1),
        (("--retry-failures", "1"), "", "FLAKY", 1),
        (("--retry-failures", "1", "--allow-flaky"), "", "FLAKY", 0),
        (("--retry-failures", "1"), "retries = 0\n", "FAIL", 1),
        ((), "retries = 2\n", "FLAKY", 1),
    ],
)
def test_retries(suite, words, head, row, code):
    ended = suite({"a": UP.replace("tags", head + "tags")}, *words, game="pong.py:flaky")
    assert (
        f" {row}\n    Expected: one.y = 60 after frame 46\n    Actual: one.y = 100\n" in ended.out
    )
    assert ended.code == code


BOUNDS = [
    ("", 40, True),  # goes on until it happens, in frame 39
    ("frame_min = 39\nframe_max = 39", 45, True),
    ("frame_min = 44\nframe_max = 44", 50, True),
    ("frame_min = 45\nframe_max = 46", 52, False),
    ("frame_min = 34\nframe_max = 34", 40, True),
    ("frame_min = 33\nframe_max = 33", 39, False),
    ("frame_max = 38\ntolerance = 0", 39, False),
    ("frame_min = 20", 40, True),
    ("frame_min = 30\ntolerance = 20", 51, True),
]


@pytest.fixture(scope="module")
def bounded(tmp_path_factory):
    """One run of a scenario for each row of bounds."""
    start = f'name = "x"{SETUP}{BALL}[[expect.sequence]]\nevent = "Save"\n'
    files = {f"{number:03}": start + bounds for number, (bounds, *_) in enumerate(BOUNDS)}
    ended = runner(Project(tmp_path_factory.mktemp("bounds") / "project"))(files)
    assert ended.code == 1, ended.text
    return ended.report["tests"]


@pytest.mark.parametrize(("bounds", "frames", "passes"), BOUNDS)
def test_bounds_and_length(bounded, bounds, frames, passes):
    test = bounded[BOUNDS.index((bounds, frames, passes))]
    assert test["duration_frames"] == frames
    assert test["status"] == ("passed" if passes else "failed")


def test_an_event_without_bounds_is_waited_for_600_frames(suite):
    ended = suite({"a": f'name = "x"{SETUP}[[expect.sequence]]\nevent = "Save"\n'})
    assert ended.report["tests"][0]["duration_frames"] == 601
    assert "    Expected: Save event\n    Actual: No Save event found\n" in ended.out


def test_inputs_act_in_their_frame(suite):
    told = "[[input]]\nframe = {frame}\none = {{ down = true }}\n"
    files = {
        f"f{frame}": scenario("x", 5, f"one.y = {100 + 4 * (6 - frame)}", "frame = 5",
                              more=told.format(frame=frame))
        for frame in (0, 1, 5)
    }  # fmt: skip
    ended = suite(files)
    assert ended.code == 0, ended.text
    assert {test["duration_frames"] for test in ended.report["tests"]} == {6}


def test_seeds(suite):
    def text(seed: str, y: float) -> str:
        ball = BALL + "wobbles = true\n"
        return scenario("x", 20, f"ball.y = {y:g}", more=ball).replace(
            'level = "empty"', f'level = "empty"\n{seed}'
        )

    from random import Random

    def height(seed: int) -> float:
        stream, y, vy = Random(seed), 100.0, 0.0
        for _ in range(21):
            vy += stream.choice((-1.0, 1.0))
            y += vy
            vy = -vy if not 0 <= y <= 200 else vy
        return y

    ended = suite({"none": text("", height(0)), "seven": text("seed = 7", height(7))})
    assert ended.code == 0, ended.text


def test_screenshots(suite):
    shot = '[expect.screenshot]\nname = "pong"\nregion = [0, 0, 320, 200]\nstabilize_frames = 3\n'
    files = {"a": UP + shot, "b": UP.replace("[setup]", "expect.screenshot = 'end'\n[setup]")}
    missing = suite(files)
    assert missing.code == 1
    assert [test["failure_kind"] for test in missing.report["tests"]] == ["missing_baseline"] * 2
    updated = suite({}, "--update-baselines")
    assert updated.code == 0, updated.text
    assert "updated baseline: baselines/" in updated.err
    again = suite({})
    assert again.code == 0, again.text
    assert again.report["tests"][0]["attempts"][0]["screenshots"] == ["pong.png"]
    assert "a .............................. PASS (49 frames)" in again.out
    differs = suite({"a": (UP + shot).replace("frame = 10", "frame = 20").replace("= 60", "= 20")})
    assert differs.code == 1
    assert differs.report["tests"][0]["failure_kind"] == "screenshot"
    assert "screenshot 'pong.png' differs" in differs.out


@pytest.mark.parametrize(("game", "red"), [("pong.py:stuck", "a"), ("pong.py:leaky", "b")])
def test_a_broken_rule_fails_its_scenario(suite, game, red):
    ended = suite({"a": UP, "b": SAVE}, game=game)
    failed = [test["full_name"][0] for test in ended.report["tests"] if test["status"] == "failed"]
    assert failed == [red]
