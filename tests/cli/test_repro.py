"""The command that a failure prints, run in a shell, gives the same failure in the same frame."""

import subprocess
import sys
from pathlib import Path

import pytest

FAIL = 'test_harness.wait_frames(4) error("drew " .. math.random(1e9))'
NAMES = [
    "plain", "two words", "it's quoted", 'dou"ble', "a * star", "what?", "[list]", "/slashed/",
    "back\\\\slash", "$(touch gone) `date` $HOME", "100% & more; # | > <", "żółw 🐢", "-dash",
    "line\\nend", "tab\\there", "bad \\255 byte", "(a|b)+^$.{2}", "", "~",
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
    "isolate": ["--isolate", "test"],
    "a shard": ["--shard", "2", "--total-shards", "2"],
    "a filter": ["--test-filter", "fails"],
}


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
    ended = project.run(cwd="sub")
    check_repeats(project, ended)
