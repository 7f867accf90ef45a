"""The command that a failure prints, run in a shell, gives the same failure in the same frame."""

import subprocess
import sys
from pathlib import Path

import pytest

from harness.config.flags import FLAGS

FAIL = 'test_harness.wait_frames(4) error("drew " .. math.random(1e9))'
NAMES = [
    "plain", "two words", "it's quoted", 'dou"ble', "a * star", "what?", "[list]", "/slashed/",
    "back\\\\slash", "$(touch gone) `date` $HOME", "100% & more; # | > <", "żółw 🐢", "-dash",
    "line\\nend", "tab\\there", "bad \\255 byte", "(a|b)+^$.{2}", "", "~",
    "\\226\\128\\174over", "\\27[31mred's \\\\", "zero\\226\\128\\1391",
]  # fmt: skip


def commands(out: str) -> list[str]:
    return [line.partition("repeat: ")[2] for line in out.splitlines() if "  repeat: " in line]


def check_repeats(project, ended, folder: str = "") -> None:
    tests = [test for test in ended.report["tests"] if test["status"] not in ("passed", "not_run")]
    assert len(commands(ended.out)) == len(tests) > 0
    for test, command in zip(tests, commands(ended.out), strict=True):
        again = shell(project, command, folder)
        (repeated,) = again["tests"]
        for key in ("file", "suite", "name", "status", "failure_kind"):
            assert repeated[key] == test[key], command
        first, second = test["attempts"][-1], repeated["attempts"][-1]
        assert (second["message"], second["frame"]) == (first["message"], first["frame"])


def shell(project, command: str, folder: str) -> dict:
    """Run a printed command as a user would, with `python` on the path; return its report."""
    import json

    environment = project.environment()
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    report = project.folder / "again.json"
    done = subprocess.run(
        f"{command} --report-json {report}", shell=True, cwd=project.folder / folder,
        env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode in (1, 3, 4), command + done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))


def test_names_of_any_kind(project):
    project.suite("".join(f'it("n{name}", function() {FAIL} end)\n' for name in NAMES))
    check_repeats(project, project.run())
    assert not (project.folder / "gone").exists()


def test_a_name_that_is_part_of_others(project):
    project.suite(f"""
describe("menu", function()
  it("opens", function() {FAIL} end)
  it("opens twice", function() end)
  describe("opens", function() it("opens", function() {FAIL} end) end)
end)
it("menu", function() {FAIL} end)
""")
    check_repeats(project, project.run())


OPTIONS = {
    "a seed": ["--seed", "77"],
    "frames a second": ["--fixed-fps", "30"],
    "a resolution": ["--resolution", "320x200"],
    "a shard": ["--shard", "2", "--total-shards", "2"],
    "a filter": ["--test-filter", "fails"],
    "what a run without a window takes": [
        "--timeout-seconds", "90", "--frame-seconds", "9.5", "--retry-failures", "1",
        "--allow-flaky", "--leaks", "off", "--log-errors", "warn", "--on-nondeterminism", "warn",
        "--digest", "frames", "--gamepads", "2", "--audio", "off", "--speed", "max",
        "--no-fail-on-missing-baseline", "--screenshots", "skip",
    ],
    "how long a start may take": ["--start-seconds", "50"],
    "baselines": ["--update-baselines"],
    "input": ["--real-input", "ignore"],
    "runtime tests": ["--runtime-tests", "--track-runtime-tests"],
}  # fmt: skip


@pytest.mark.parametrize("row", OPTIONS)
def test_options(project, row):
    show = 'error(test_harness.args.resolution .. " " .. os.clock() .. " " .. math.random(1e9))'
    project.suite(f"""
it("passes", function() end)
it("fails", function() test_harness.wait_frames(5) {show} end)
""")
    check_repeats(project, project.run(*OPTIONS[row], "--isolate", "test"))


def test_a_suite_elsewhere(project):
    project.write("checks/deep/a_test.lua", f'it("t", function() {FAIL} end)')
    check_repeats(project, project.run("--test-suite", "checks"))


def test_a_file_in_a_folder_of_the_suite(project):
    project.suite(f'it("t", function() {FAIL} end)', "sub folder/a_test.lua")
    check_repeats(project, project.run())


def test_a_script_and_a_broken_file(project):
    project.suite(FAIL, "a_test.lua")
    project.suite("it(", "b_test.lua")
    check_repeats(project, project.run())


GAME_FAILURES = {
    "state": 'test_harness.tap_key(KEY_A) test_harness.wait_frames(9) assert_state("count", 1)',
    "random": 'error(test_harness.query("draw"))',
    "crash": 'test_harness.command("doom", { place = "update", how = "raise" }) '
    "test_harness.wait_frames(3)",
    "death": 'test_harness.command("doom_now", { how = "exit" })',
}


@pytest.mark.parametrize("row", GAME_FAILURES)
def test_with_a_game(project, row):
    project.suite(f'it("passes", function() end)\nit("fails", function() {GAME_FAILURES[row]} end)')
    check_repeats(project, project.run("--isolate", "test", game="probe.py:create"))


def test_from_a_folder_below_the_root(project):
    project.suite(f'it("t", function() {FAIL} end)')
    project.write("sub/keep", "")
    check_repeats(project, project.run(cwd="sub"), "sub")


PROGRAM = """
import os, sys
import pygame
pygame.init()
screen = pygame.display.set_mode((64, 48))
pygame.display.set_caption(f"{sys.argv[1:]} {os.path.basename(os.getcwd())}")
while True:
    pygame.event.get()
    pygame.display.flip()
"""
ADAPTER = 'def expose(api, game): api.property("where", lambda: vars(game.namespace)["__name__"])'
SEEN = """it("t", function()
  test_harness.wait_frames(3)
  error(test_harness.query("window_caption") .. " " .. test_harness.get_state("where"))
end)"""


@pytest.mark.parametrize("folder", ["", "sub folder"])
def test_a_program_with_all_that_belongs_to_it(project, folder):
    project.write("src/my game.pyw", PROGRAM)
    project.write("sub folder/-adapter.py", ADAPTER)
    project.suite(SEEN)
    up = "" if not folder else "../"
    adapter = "sub folder/-adapter.py" if not folder else "-adapter.py"
    ended = project.run(
        f"--adapter={adapter}", "--program-cwd", f"{up}tests", "--program-args=--fast 'two words'",
        "--keep-writes", "--test-suite", f"{up}tests", game=f"{up}src/my game.pyw", cwd=folder,
    )  # fmt: skip
    assert "['--fast', 'two words'] tests __main__" in ended.message("t"), ended.text
    check_repeats(project, ended, folder)


def test_a_setting_that_a_flag_took_back(project):
    project.write("harness.toml", 'seed = 3\ntest_script = "tests/e2e/b_test.lua"\n')
    project.suite(f'it("t", function() {FAIL} end)')
    project.suite('it("t", function() end)', "b_test.lua")
    check_repeats(project, project.run("--seed", "12345", "--test-suite", "tests/e2e"))


def test_several_scripts(project):
    project.write("one/a.lua", f'it("t", function() {FAIL} end)')
    project.write("two/b.lua", FAIL)
    ended = project.run("--test-script", "one/a.lua", "--test-script", "two/b.lua")
    assert [test["full_name"] for test in ended.report["tests"]] == ["a.lua > t", "b.lua"]
    check_repeats(project, ended)


ELSEWHERE = {
    "headless", "game", "isolate", "adapter", "program_cwd", "program_args", "keep_writes", "xvfb",
}  # fmt: skip
"""What every run here has or excludes, and what the tests of programs type."""


def test_every_flag_that_decides_has_a_row():
    words = [word for row in OPTIONS.values() for word in row]
    typed = {word.removeprefix("--").removeprefix("no-").replace("-", "_") for word in words}
    missing = [flag.key for flag in FLAGS if flag.decides and flag.key not in typed | ELSEWHERE]
    assert missing == []
