"""The command line: every flag's values, what is refused, and how that is said."""

import pytest

NOTHING = 'it("t", function() end)'
SHOW_ARGS = """
it("t", function()
  for _, key in ipairs({ "seed", "fixed_fps", "resolution", "shard", "total_shards",
      "update_baselines", "baseline_dir", "artifacts_dir", "report_json", "report_junit" }) do
    print(key .. "=" .. tostring(test_harness.args[key]))
  end
end)
"""

INVALID = {
    "--seed": (
        ["-1", "4294967296", "1.5", "x", "", "1_000", " 5 ", "+5", "٣"],
        "a whole number from 0 to 4294967295",
    ),
    "--fixed-fps": (["0", "-1", "1001", "60.0", "fast"], "a whole number from 1 to 1000"),
    "--resolution": (
        ["640", "640x", "x480", "0x480", "640x-1", "640X480", "99999x1", "640x480x3", ""],
        "WIDTHxHEIGHT",
    ),
    "--shard": (["0", "-1", "1/2", "x"], "a whole number from 1"),
    "--total-shards": (["0", "x"], "a whole number from 1"),
    "--timeout-seconds": (["0", "-5", "1.5", "soon"], "a whole number from 1"),
    "--frame-seconds": (["0", "-1", "nan", "inf", "x"], "a number of seconds greater than 0"),
    "--retry-failures": (["-1", "x", "1001"], "a whole number from 0 to 1000"),
    "--isolate": (["always", "File", ""], "one of file, test, run"),
    "--real-input": (["on"], "one of ignore, merge"),
    "--audio": (["true", "ON"], "one of on, off"),
    "--on-nondeterminism": (["fail"], "one of error, warn, off"),
    "--fail-on-missing-baseline": (["maybe", "2"], "true or false"),
    "--test-filter": (["/(/", "/[/", ""], "expected"),
    "--include-tag": (["", "a,,b", ","], "names separated by commas"),
    "--exclude-tag": (["", " "], "names separated by commas"),
    "--run-id": (["../x", "a/b", "", ".hidden", "-y", "a b", "x" * 101], "letters, digits"),
    "--test-script": (["absent.lua"], "no such file"),
    "--test-suite": (["absent"], "no such folder"),
    "--game": ([""], "expected"),
    "--artifacts": ([""], "expected"),
    "--report-json": (["", "tests"], ""),
    "--report-tap": (["tests/e2e"], ""),
}


def check_refused(ended, *parts: str) -> None:
    assert ended.code == 2, ended.text
    assert ended.out == ""
    assert ended.err.count("harness: error: ") == 1
    for part in parts:
        assert part in ended.err.rpartition("harness: error: ")[2]
    assert "Traceback" not in ended.err
    assert not ended.folder.exists()


@pytest.mark.parametrize(("flag", "value"), [(f, v) for f, row in INVALID.items() for v in row[0]])
def test_an_invalid_value_is_refused(project, flag, value):
    project.suite(NOTHING)
    ended = project.command("--test-mode", "--game", "none", f"{flag}={value}")
    check_refused(ended, value, INVALID[flag][1])
    if not flag.startswith(("--report", "--artifacts")):
        assert flag in ended.err.rpartition("harness: error: ")[2]
    assert not (project.folder / "reports").exists()


VALID = {
    "--seed 0": "seed=0",
    "--seed 4294967295": "seed=4294967295",
    "--fixed-fps 1": "fixed_fps=1",
    "--fixed-fps=144": "fixed_fps=144",
    "--resolution 320x240": "resolution=320x240",
    "--shard 1 --total-shards 1": "shard=1",
    "--update-baselines": "update_baselines=true",
    "--artifacts out/a": "artifacts_dir=out/a",
    "--report-json out/r.json": "report_json=out/r.json",
    "--report-junit out/r.xml": "report_junit=out/r.xml",
    "--seed 7 --seed 8": "seed=8",
}


@pytest.mark.parametrize("words", VALID)
def test_a_valid_value_reaches_the_tests(project, words):
    project.suite(SHOW_ARGS)
    project.run(*words.split(), "--report-tap", "t.tap")
    text = next((project.folder / ".").rglob("attempt-1.log")).read_text()
    assert VALID[words] in [line.split(": ")[1] for line in text.splitlines()]


def test_defaults(project):
    project.suite(SHOW_ARGS)
    ended = project.run()
    assert ended.log("t") == [
        "seed=12345", "fixed_fps=60", "resolution=1280x720", "shard=1", "total_shards=1",
        "update_baselines=false", "baseline_dir=baselines/linux/1280x720",
        "artifacts_dir=reports/run/artifacts", "report_json=reports/run/report.json",
        "report_junit=reports/run/report.junit.xml",
    ]  # fmt: skip
    run = ended.report["run"]
    assert (run["seed"], run["fixed_fps"], run["resolution"]) == (12345, 60, "1280x720")


ACCEPTED = [
    "--include-tag a --include-tag b,c --list-tests",
    "--real-input ignore",
    "--audio on",
    "--audio off",
    "--on-nondeterminism warn",
    "--runtime-tests",
    "--track-runtime-tests",
    "--no-fail-on-missing-baseline",
    "--fail-on-missing-baseline",
    "--fail-on-missing-baseline=false",
    "--fail-on-missing-baseline=TRUE",
    "--fail-on-missing-baseline no",
    "--frame-seconds 0.5",
    "--timeout-seconds 30",
    "--retry-failures 1000",
    "--isolate run",
]


@pytest.mark.parametrize("words", ACCEPTED)
def test_accepted(project, words):
    project.suite(NOTHING)
    ended = project.run(*words.split())
    assert ended.code == 0, ended.text
    assert ended.err == ""


UNKNOWN = {
    "--sed 3": "--seed",
    "--test-suit x": "--test-suite",
    "--retries 2": "--retry-failures",
    "--headles": "--headless",
    "--timeout 5": "--timeout-seconds",
    "--list": "--list-tests",
    "-y": "",
}


@pytest.mark.parametrize("words", UNKNOWN)
def test_an_unknown_flag_names_the_nearest(project, words):
    project.suite(NOTHING)
    ended = project.command("--test-mode", "--game", "none", *words.split())
    check_refused(ended, words.split()[0], UNKNOWN[words])
    check_usage_follows(ended)


TOGETHER = {
    "both script and suite": (
        "--test-mode --test-script tests/e2e/a_test.lua --test-suite tests/e2e",
        "--test-script and --test-suite",
    ),
    "no test mode": ("--headless", "--test-mode"),
    "run flags alone": ("--list-tests", "--test-mode"),
    "shard beyond": ("--test-mode --shard 3 --total-shards 2", "from 1 to 2"),
    "shard without total": ("--test-mode --shard 2", "from 1 to 1"),
    "real input without a window": ("--test-mode --headless --real-input merge", "--real-input"),
    "a value for a switch": ("--test-mode --headless=yes", "--headless"),
    "a missing value": ("--test-mode --seed", "--seed"),
    "a word": ("--test-mode tests/e2e", "tests/e2e"),
    "an unknown verb": ("plai", "play"),
    "an abbreviation": ("--test-mode --head", "--headless"),
    "not a Lua file": ("--test-mode --test-script harness.toml", ".lua"),
    "a folder as script": ("--test-mode --test-script tests", "tests"),
    "a file as suite": ("--test-mode --test-suite harness.toml", "harness.toml"),
    "two reports in one file": (
        "--test-mode --report-json out/x --report-junit out/x",
        "one file",
    ),
}


@pytest.mark.parametrize("row", TOGETHER)
def test_what_does_not_go_together(project, row):
    project.suite(NOTHING)
    words, part = TOGETHER[row]
    check_refused(project.command(*words.split(), "--game=none"), part)


def test_no_arguments(project):
    ended = project.command()
    check_refused(ended, "--test-mode")
    check_usage_follows(ended)


WRONG_FLAGS = (
    "--test-mode --seed abc",
    "--test-mode --seed",
    "--test-mode --shard 3 --total-shards 2",
    "--test-mode --real-input merge --headless",
    "verify --frames 3",
    "play --seed abc",
    "play --frames many",
    "init --gaem main.py",
    "baselines accept --every",
    "replay",
    "summary",
    "scenarios --seed 5",
    "scenarios --colour",
)
"""Of every command."""


@pytest.mark.parametrize("words", WRONG_FLAGS)
def test_the_message_comes_before_the_usage(project, words):
    project.suite(NOTHING)
    ended = project.command(*words.split())
    assert ended.code == 2, ended.text
    check_usage_follows(ended)


def check_usage_follows(ended) -> None:
    message, usage, *_ = ended.err.splitlines()
    assert message.startswith("harness: error: ")
    assert usage.startswith("usage: python -m harness")


MISTAKES = {
    "a file that is not there": ({}, "--test-script gone_test.lua"),
    "a folder that is not there": ({}, "--test-suite gone"),
    "nothing selected": ({}, "--test-filter gone"),
    "two tests of one name": (
        {"tests/e2e/b_test.lua": 'it("b", function() end)\nit("b", function() end)'},
        "",
    ),
    "a configuration with a wrong value": ({"harness.toml": "seed = true"}, ""),
    "a configuration with an unknown setting": ({"harness.toml": "sed = 3"}, ""),
    "a configuration that is not TOML": ({"harness.toml": "seed ="}, ""),
    "a game that is not there": ({}, "--game gone.py:create"),
    "an adapter that is not there": ({"main.py": ""}, "--game main.py --adapter gone.py"),
}


@pytest.mark.parametrize("row", MISTAKES)
def test_only_a_wrong_flag_prints_the_usage(project, row):
    files, words = MISTAKES[row]
    project.suite(NOTHING)
    for path, text in files.items():
        project.write(path, text)
    words = words if "--game" in words else f"--game none {words}"
    ended = project.command("--test-mode", "--headless", *words.split())
    assert ended.code == 2, ended.text
    assert ended.err.startswith("harness: error: ")
    assert "usage" not in ended.err


def test_no_game(project):
    project.suite(NOTHING)
    check_refused(project.command("--test-mode", "--headless"), "--game")


@pytest.mark.parametrize("words", ["--help", "-h", "--test-mode --help", "--version"])
def test_help(project, words):
    ended = project.command(*words.split())
    assert ended.code == 0, ended.text
    assert ended.err == ""
    if words != "--version":
        assert all(flag in ended.out for flag in INVALID)


GAMES = {
    "absent.module:create": "absent",
    "absent.py:create": "no such file",
    "game.py:creat": "create",
    "game.py:NUMBER": "NUMBER",
    "broken.py:create": "broken.py:2",
    "syntax.py:create": "syntax.py",
}


@pytest.mark.parametrize("game", GAMES)
def test_a_game_that_cannot_be_had(project, game):
    project.suite(NOTHING)
    project.write("game.py", "NUMBER = 3\ndef create(context): pass\n")
    project.write("broken.py", "\nraise ValueError('no')\n")
    project.write("syntax.py", "def create(:\n")
    check_refused(project.run("--game", game, game=None), game, GAMES[game])


def test_nothing_to_run(project):
    project.write("tests/e2e/notes.lua", NOTHING)
    check_refused(project.run(), "no test found", "tests/e2e")


def test_nothing_selected(project):
    project.suite(NOTHING)
    check_refused(project.run("--test-filter", "absent"), "no test found", "--test-filter")


def test_a_missing_default_suite(project):
    check_refused(project.run(), "tests/e2e", "no such folder")


def test_run_flags_after_a_verb_are_refused(project):
    ended = project.command("play", "--test-mode")
    assert ended.code == 2, ended.text
    assert "--test-mode" in ended.err
