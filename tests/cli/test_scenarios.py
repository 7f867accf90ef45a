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


def runner(project):
    """Return a function that writes scenarios by name and runs them."""

    def run(files: dict[str, str | bytes], *words: str, game: str = PONG, **options):
        for name, text in files.items():
            project.write(f"tests/scenarios/{name}.toml", text)
        from tests.conftest import _game

        return project.command(
            "scenarios", "--game", _game(game), "--run-id", "run", *words, **options
        )

    return run


@pytest.fixture
def suite(project):
    return runner(project)


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
        (("tests/scenarios/movement/up.toml",), ["movement/up"]),
        (
            ("./tests/scenarios/movement/", "ball/save"),
            ["ball/save", "movement/down", "movement/up"],
        ),
        (("tests/scenarios",), ["ball/save", "movement/down", "movement/up"]),
        (("movement/", "movement/up", "--test-filter", "/up/"), ["movement/up"]),
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


def test_a_scenario_is_not_failed_by_files_elsewhere(suite):
    files = {"movement/up": UP, "ball/broken": "name = ", "broken": "= 3"}
    for words in (("movement/up",), ("movement/",), ("--test-name", "movement/up.toml")):
        ended = suite(files, *words)
        assert ended.code == 0, ended.text
        assert "broken" not in ended.text
    ended = suite(files, "movement/up", "ball/broken")
    assert (ended.code, len(ended.report["tests"])) == (1, 2)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("movment/",), "'movment/' is neither a scenario nor a folder of them in tests/scenarios"),
        (("movement/up/",), "'movement/up/' is neither a scenario"),
        (("harness.toml",), "'harness.toml' is neither a scenario"),
        (("movement/up", "--test-filter", "x"), "no test found"),
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


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_isolation(suite, isolate):
    ended = suite({"a": UP, "b": SAVE, "c": UP}, "--isolate", isolate)
    assert ended.code == 0, ended.text


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
