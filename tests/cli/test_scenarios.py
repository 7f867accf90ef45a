"""Scenarios with the real command, in a game that shares no word with the demo."""

from __future__ import annotations

import textwrap

import pytest

PONG = "pong.py:create"
SETUP = """
[setup]
level = "empty"

[[setup.entities]]
type = "paddle"
id = "one"
side = "left"
"""
BALL = '\n[[setup.entities]]\ntype = "ball"\n'
STATE = "\n[expect.state]\nafter_frame = {frame}\nchecks = {checks}\n"


def scenario(name: str, frame: int, *checks: str, more: str = "", head: str = "") -> str:
    listed = "[" + ", ".join(f'"{check}"' for check in checks) + "]"
    expected = STATE.format(frame=frame, checks=listed)
    return f'name = "{name}"\n{head}{SETUP}{more}{expected}'


UP = scenario(
    "Goes up", 46, "one.y = 60", head='tags = ["fast"]\n',
    more="\n[[input]]\nframe = 0\none = { up = true }\n[[input]]\nframe = 10\none.up = false\n",
)  # fmt: skip
SAVE = f"""name = "Saves"
{SETUP}{BALL}
[[expect.sequence]]
event = "Save"
paddle = "one"
frame_min = 40
frame_max = 45
"""
MISS = SAVE.replace("Saves", "Misses").replace("Save", "Point").replace('"Pointes"', '"Misses"')


@pytest.fixture
def suite(project):
    """Return a function that writes scenarios by name and runs them."""

    def run(files: dict[str, str | bytes], *words: str, game: str = PONG, **options):
        for name, text in files.items():
            project.write(f"tests/scenarios/{name}.toml", text)
        from tests.conftest import _game

        return project.command(
            "scenarios", "--game", _game(game), "--run-id", "run", *words, **options
        )

    return run


def lines(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def test_the_page(suite):
    ended = suite(
        {
            "movement/up": UP,
            "ball/save": SAVE,
            "ball/miss": MISS,
            "ball/a_name_that_is_longer_than_the_dots": scenario("Long", 0, "level = empty"),
            "lonely": scenario("Alone", 0, "one.y > 100"),
        }
    )
    assert ended.out == lines(
        """
        Scenario Tests
        ==============

          lonely ......................... FAIL
            Expected: one.y > 100 after frame 0
            Actual: one.y = 100

        ball/
          a_name_that_is_longer_than_the_dots ... PASS (1 frame)
          miss ........................... FAIL
            Expected: Point event of one at frame 40-45
            Actual: No Point event found
          save ........................... PASS (51 frames)

        movement/
          up ............................. PASS (47 frames)

        ==============
        Results: 3 passed, 2 failed
        """
    )
    assert ended.err == ""
    assert ended.code == 1
    assert (ended.folder / "report.html").is_file()
    assert (ended.folder / "forensics").is_dir()


def test_reports(suite, check_consistent):
    ended = suite({"movement/up": UP, "ball/miss": MISS})
    report = check_consistent(ended, 1)
    assert report["environment"]["lua"] == "", "a run of scenarios alone loads no Lua"
    miss, up = report["tests"]
    assert up["full_name"] == "movement/up.toml > Goes up"
    assert (up["file"], up["line"]) == ("tests/scenarios/movement/up.toml", 1)
    assert (up["suite"], up["name"], up["tags"]) == (["movement"], "Goes up", ["fast"])
    assert (up["status"], up["duration_frames"]) == ("passed", 47)
    assert miss["failure_kind"] == "assertion"
    attempt = miss["attempts"][0]
    assert attempt["message"] == (
        "Expected: Point event of one at frame 40-45\nActual: No Point event found"
    )
    assert attempt["traceback"] == "tests/scenarios/ball/miss.toml:14\nframe 39: Save one"
    junit = (ended.folder / "report.junit.xml").read_text()
    assert 'name="Goes up"' in junit
    assert "ball.miss" in junit


def test_verbose_shows_events(suite):
    ended = suite({"miss": MISS, "still": scenario("Still", 3, "one.y = 1")}, "--verbose")
    assert "    Events:\n      frame 39: Save one\n" in ended.out
    assert "    Actual: one.y = 100\n    Events:\n      none\n" in ended.out


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), ["ball/save", "movement/down", "movement/up"]),
        (("movement/",), ["movement/down", "movement/up"]),
        (("movement",), ["movement/down", "movement/up"]),
        (("movement/up",), ["movement/up"]),
        (("movement/up.toml", "ball/"), ["ball/save", "movement/up"]),
        (("--include-tag", "fast"), ["movement/up"]),
        (("--exclude-tag=fast", "movement/"), ["movement/down"]),
        (("--test-filter", "Saves"), ["ball/save"]),
        (("--shard", "2", "--total-shards", "2"), ["movement/down"]),
    ],
)
def test_selection(suite, words, names):
    files = {"movement/up": UP, "movement/down": scenario("D", 1, "frame = 1"), "ball/save": SAVE}
    ended = suite(files, *words)
    assert ended.code == 0, ended.text
    found = [test["full_name"].partition(".toml")[0] for test in ended.report["tests"]]
    assert found == names
    listed = suite({}, *words, "--list-tests")
    assert [line.partition(".toml")[0] for line in listed.out.splitlines()] == names


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("movment/",), "'movment/' is no scenario and no folder of them in tests/scenarios; near"),
        (("movement/up/",), "'movement/up/' is no scenario"),
        (("up", "--test-filter", "x"), "names and --test-filter were both given"),
        (("--seed", "3"), "--seed has no place here: each scenario has a seed of its own"),
        (("--test-mode",), "--test-mode has no place here"),
        (("--nonsense",), "unknown flag --nonsense"),
        (("--include-tag", "none"), "no test found"),
        (("--test-suite", "nowhere"), "no such folder"),
    ],
)  # fmt: skip
def test_wrong_words(suite, words, problem):
    ended = suite({"movement/up": UP}, *words)
    assert ended.code == 2, ended.text
    assert problem in ended.err
    assert "Traceback" not in ended.err


def test_nothing_to_run(project):
    ended = project.command("scenarios", "--game", "none")
    assert ended.code == 2
    assert "no such folder" in ended.err
    (project.folder / "tests" / "scenarios").mkdir(parents=True)
    ended = project.command("scenarios", "--game", "none")
    assert ended.code == 2
    assert "tests/scenarios holds no *_test.lua and no *.toml file" in ended.err


def test_help(project):
    ended = project.command("scenarios", "--help")
    assert ended.code == 0
    assert "movement/" in ended.out


def test_from_a_folder_below(project, suite):
    suite({"movement/up": UP})
    ended = suite({}, "movement/", cwd="tests/scenarios")
    assert ended.code == 0, ended.text


def test_a_broken_file_is_one_failed_entry(suite):
    files = {"a/broken": "name = ", "a/nameless": SETUP, "b/wrong": UP.replace("one.up", "two.up")}
    ended = suite({**files, "b/up": UP})
    assert ended.code == 1
    assert ended.out == lines(
        """
        Scenario Tests
        ==============

        a/
          broken ......................... FAIL
            tests/scenarios/a/broken.toml:1: the file is no TOML: invalid value
          nameless ....................... FAIL
            tests/scenarios/a/nameless.toml:1: the field 'name' is missing
            tests/scenarios/a/nameless.toml:1: the field 'expect' is missing

        b/
          up ............................. PASS (47 frames)
          wrong .......................... FAIL
            tests/scenarios/b/wrong.toml:17: input[2]: unknown entity 'two'; nearest: one

        ==============
        Results: 1 passed, 3 failed
        """
    )
    kinds = [test["failure_kind"] for test in ended.report["tests"]]
    assert kinds == ["error", "error", None, "error"]
    listed = suite({}, "--list-tests")
    assert listed.code == 2
    assert listed.out == "b/up.toml > Goes up\nb/wrong.toml > Goes up\n"
    assert "a/broken.toml:1: the file is no TOML" in listed.err
    assert "a/nameless.toml:1: the field 'name' is missing" in listed.err


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (UP.replace('"empty"', '"cursed"'),
         "a.toml:4: command 'scenario_begin' raised KeyError: 'no such arena' (pong.py:"),
        (UP + '[[setup.entities]]\ntype = "paddle"\nid = "two"\nside = "left"\n',
         "a.toml:4: two paddles are on one side"),
        (UP.replace("one.up = false", "one.move = 3"),
         "a.toml:17: input[2]: nobody moves by 3"),
        (UP.replace("one.y = 60", "onee.y = 60"),
         'a.toml:21: expect.state.checks: "onee.y = 60": unknown state path \'onee\'; near'),
        (UP.replace("one.y = 60", "one.hight = 60"),
         'a.toml:21: expect.state.checks: "one.hight = 60": \'state.one\' has no part \'hight\''),
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", ["", "xfail = true\n"])
def test_what_the_game_does_not_take_is_an_error(suite, text, problem, head):
    text = text.replace("tags", head + "tags")
    ended = suite({"a": text})
    assert ended.code == 1
    test = ended.report["tests"][0]
    assert test["failure_kind"] == "error", ended.text
    if head:
        problem = problem.replace(":4:", ":5:").replace(":21:", ":22:").replace(":17:", ":18:")
    assert problem in test["attempts"][0]["message"]


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
        ("xfail = true", "PASS (4 frames)", "1 passed, 0 failed", 0),
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


@pytest.mark.parametrize(
    ("bounds", "frames", "passes"),
    [
        ("", 40, True),  # goes on until it happens, in frame 39
        ("frame_min = 39\nframe_max = 39", 45, True),
        ("frame_min = 44\nframe_max = 44", 50, True),
        ("frame_min = 45\nframe_max = 46", 52, False),
        ("frame_min = 34\nframe_max = 34", 40, True),
        ("frame_min = 33\nframe_max = 33", 39, False),
        ("frame_max = 38\ntolerance = 0", 39, False),
        ("frame_min = 20", 40, True),
        ("frame_min = 30\ntolerance = 20", 51, True),
    ],
)
def test_bounds_and_length(suite, bounds, frames, passes):
    text = f'name = "x"{SETUP}{BALL}[[expect.sequence]]\nevent = "Save"\n{bounds}\n'
    ended = suite({"a": text})
    assert ended.report["tests"][0]["duration_frames"] == frames
    assert ended.code == (0 if passes else 1), ended.text


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


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_isolation(suite, isolate):
    ended = suite({"a": UP, "b": SAVE, "c": UP}, "--isolate", isolate)
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


def test_lua_beside_scenarios(project):
    project.write("tests/e2e/moves/up.toml", UP)
    project.write("tests/e2e/harness.toml", "")
    project.suite(
        """
        it("plays by hand", function()
          local entities = { { type = "paddle", id = "a", side = "right" } }
          test_harness.command("scenario_begin", { level = "empty", seed = 0, entities = entities })
          test_harness.command("scenario_input", { entity = "a", inputs = { move = 1 } })
          test_harness.wait_frames(5)
          assert.are.equal(120, test_harness.query("scenario_state").a.y)
          assert.are.same({}, test_harness.query("scenario_events", { since = 0 }))
          assert.are.equal("empty", test_harness.query("scenario_words").levels[1])
        end)
        """
    )
    ended = project.run(game=PONG)
    assert ended.code == 0, ended.text
    names = [test["full_name"] for test in ended.report["tests"]]
    assert names == ["a_test.lua > plays by hand", "moves/up.toml > Goes up"]
    assert "LuaJIT" in ended.report["environment"]["lua"]


def test_one_script(project):
    project.write("tests/scenarios/moves/up.toml", UP.replace("= 60", "= 61"))
    ended = project.run("--test-script", "tests/scenarios/moves/up.toml", game=PONG)
    assert ended.code == 1
    assert "Expected: one.y = 61" in ended.out
    assert "at tests/scenarios/moves/up.toml:21" in ended.out
    repeat = ended.out.partition("repeat: python -m harness ")[2].splitlines()[0]
    assert "--test-script tests/scenarios/moves/up.toml" in repeat


def test_proof(project, suite):
    assert suite({"a": UP, "b": SAVE}).code == 0
    replayed = project.command("replay", "reports/run/trace.jsonl")
    assert replayed.code == 0, replayed.text
    assert "the same as recorded" in replayed.out
    from tests.conftest import _game

    words = ["--game", _game(PONG), "--test-suite", "tests/scenarios", "--run-id", "v"]
    verified = project.command("verify", *words)
    assert verified.code == 0, verified.text
    trace = (project.folder / "reports/run/trace.jsonl").read_text()
    assert '"name":"scenario_begin"' in trace
    assert '"name":"scenario_input"' in trace


def test_resume(project, suite):
    assert suite({"a": UP, "b": SAVE}).code == 0
    journal = project.folder / "reports/run/events.jsonl"
    kept = [line for line in journal.read_text().splitlines() if '"test":1' not in line][:-1]
    journal.write_text("\n".join(kept) + "\n")
    resumed = project.command("--resume", "run")
    assert resumed.code == 0, resumed.text
    assert "2 passed" in resumed.out


@pytest.mark.parametrize(("game", "red"), [("pong.py:stuck", "a"), ("pong.py:leaky", "b")])
def test_a_broken_rule_fails_its_scenario(suite, game, red):
    ended = suite({"a": UP, "b": SAVE}, game=game)
    failed = [test["full_name"][0] for test in ended.report["tests"] if test["status"] == "failed"]
    assert failed == [red]
