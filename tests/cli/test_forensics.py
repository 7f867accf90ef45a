"""The bundle of a run that failed: complete, the same each time, and its commands work."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ALWAYS = {"run_manifest.json", "input_trace.jsonl", "trace_tail.jsonl", "last_logs.txt"}
PICTURE, STACKS, LUA = "final_frame.png", "stacks.txt", "lua_traceback.txt"
KEYS = [
    "args", "seed", "platform", "renderer", "resolution", "git_sha", "test_ordering_hash", "shard",
    "total_shards", "timeout_seconds", "timestamp", "exit_code", "reason", "command", "run", "game",
    "fixed_fps", "frame_seconds", "start_seconds", "isolate", "headless", "environment", "paths",
    "totals", "failures", "final_frame", "tests",
]  # fmt: skip
FAILURE_KEYS = [
    "full_name", "file", "line", "status", "failure_kind", "attempt", "frame", "message", "repro",
]  # fmt: skip
FAILED = ("failed", "timed_out", "crashed")


class Way(NamedTuple):
    """A way to fail: what a test does after its last words, and what must come of it."""

    body: str
    status: str
    code: int
    files: set[str]
    flags: tuple[str, ...] = ()
    options: str = "{}"


def doomed(how: str, place: str = "update") -> str:
    order = f'{{ place = "{place}", how = "{how}" }}'
    return f'test_harness.command("doom", {order}) test_harness.wait_frames(5)'


SHORT = ("--frame-seconds", "0.3")
WAYS = {
    "assertion": Way("assert.equal(1, 2)", "failed", 1, {PICTURE, LUA}),
    "Lua error": Way("local x = nil; x.y = 1", "failed", 1, {PICTURE, LUA}),
    "timeout_frames": Way(
        "test_harness.wait_frames(99)", "timed_out", 1, {PICTURE, LUA},
        options="{ timeout_frames = 9 }"),
    "wait": Way(
        "test_harness.wait_until(function() return false end, { timeout_frames = 4 })",
        "failed", 1, {PICTURE, LUA}),
    "endless Lua": Way("while true do end", "timed_out", 3, {PICTURE, LUA}, SHORT),
    "endless frame": Way(doomed("spin"), "timed_out", 3, {STACKS, LUA}, SHORT),
    "the run's time": Way(
        "test_harness.wait_frames(1e9)", "timed_out", 3, {STACKS, LUA},
        ("--timeout-seconds", "1"), "{ timeout_frames = 1e9 }"),
    "crash in update": Way(doomed("raise"), "crashed", 4, {PICTURE, STACKS, LUA}),
    "crash in an event": Way(
        "test_harness.press_key(KEY_B) " + doomed("raise", "handle_event"), "crashed", 4,
        {PICTURE, STACKS, LUA}),
    "SIGKILL": Way(doomed("kill"), "crashed", 4, {STACKS, LUA}),
    "SIGSEGV": Way(doomed("real_segv"), "crashed", 4, {STACKS, LUA}),
    "SIGABRT": Way(doomed("abrt"), "crashed", 4, {STACKS, LUA}),
    "_exit": Way(doomed("exit"), "crashed", 4, {STACKS, LUA}),
    "exit": Way("test_harness.exit(5)", "passed", 5, set()),
}  # fmt: skip
STARTS_WITH = 'test_harness.tap_key(KEY_A) test_harness.wait_frames(4) print("last words") '


def suite(project, way: Way) -> None:
    project.suite(f"""
it("before", function() print("first words") test_harness.wait_frames(1) end)
it("fails", {way.options}, function() {STARTS_WITH} {way.body} end)
it("after", function() end)
""")


def run(project, way: Way, *flags: str, **options: Any):
    return project.run("--isolate", "test", *way.flags, *flags, game="probe.py:create", **options)


@pytest.fixture(scope="module")
def failed_in(shared_project):
    """Return a function that returns the run of a way to fail; there is one run of each."""

    @functools.cache
    def failed_in(name: str):
        suite(shared_project, WAYS[name])
        return run(shared_project, WAYS[name], run_id=slug(name))

    return failed_in


def slug(name: str) -> str:
    return "run-" + re.sub(r"\W", "-", name)


def bundle(ended) -> Path:
    folder = ended.folder / ended.report["paths"]["forensics"]
    assert folder == ended.folder / "forensics"
    assert f"forensics: reports/{ended.folder.name}/forensics" in ended.out.splitlines()
    return folder


def manifest(ended) -> dict[str, Any]:
    return json.loads((bundle(ended) / "run_manifest.json").read_text())


def texts(ended, name: str) -> list[str]:
    return (bundle(ended) / name).read_text("utf-8").splitlines()


def check_bundle(ended, code: int, files: set[str]) -> dict[str, Any]:
    """Check that the bundle is complete and agrees with all else; return its manifest."""
    assert ended.code == code, ended.text
    assert set(os.listdir(bundle(ended))) == ALWAYS | files
    said, report = manifest(ended), ended.report
    assert list(said) == KEYS
    assert said["exit_code"] == code
    run, environment = report["run"], report["environment"]
    for key in ("args", "seed", "resolution", "shard", "total_shards", "game", "fixed_fps"):
        assert said[key] == run[key]
    assert said["test_ordering_hash"] == run["ordering_hash"]
    assert said["timestamp"] == run["started_at"]
    assert (said["platform"], said["renderer"]) == ("linux", environment["renderer"])
    assert (said["environment"], said["git_sha"]) == (environment, environment["git_sha"])
    assert said["totals"] == report["totals"]
    assert said["tests"] == [test["full_name"] for test in report["tests"]]
    check_failures(said, report)
    check_traces(ended)
    return said


def check_failures(said: dict[str, Any], report: dict[str, Any]) -> None:
    bad = [test for test in report["tests"] if test["status"] in (*FAILED, "flaky")]
    assert [failure["full_name"] for failure in said["failures"]] == [t["full_name"] for t in bad]
    for failure, test in zip(said["failures"], bad, strict=True):
        attempt = test["attempts"][failure["attempt"] - 1]
        assert list(failure) == FAILURE_KEYS
        assert attempt["status"] in FAILED
        assert failure["message"] == attempt["message"]
        assert failure["frame"] == attempt["frame"]
        assert failure["status"] == test["status"]
        assert failure["repro"].startswith("python -m harness --test-mode ")


def check_traces(ended) -> None:
    path = ended.folder / "trace.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    assert texts(ended, "trace_tail.jsonl") == lines[-500:]
    keys = [line for line in lines if json.loads(line)["type"] in ("key_down", "key_up")]
    assert texts(ended, "input_trace.jsonl") == keys


@pytest.mark.parametrize("name", WAYS)
def test_every_way_to_fail(failed_in, check_consistent, name):
    way, ended = WAYS[name], failed_in(name)
    check_consistent(ended, way.code)
    said = check_bundle(ended, way.code, way.files)
    assert ended.statuses["fails"] == way.status
    assert [line.split(": ", 1)[1] for line in texts(ended, "last_logs.txt")].count("last words")
    assert len(texts(ended, "input_trace.jsonl")) >= 2
    if LUA in way.files:
        message = ended.message("fails").splitlines()[0]
        assert message in "\n".join(texts(ended, LUA))
        assert [failure["full_name"] for failure in said["failures"]] == ["a_test.lua > fails"]
    if STACKS in way.files:
        assert texts(ended, STACKS)[0].startswith("a_test.lua > fails, frame ")
    if PICTURE in way.files:
        frame = ended.test("fails")["attempts"][0]["frame"]
        about = {"file": PICTURE, "test": "a_test.lua > fails", "attempt": 1, "frame": frame}
        assert said["final_frame"] == about
    else:
        assert said["final_frame"] is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run(project, number):
    project.suite(f"""
it("before", function() assert.is_true(false) end)
it("t", {{ timeout_frames = 1e9 }}, function() {STARTS_WITH} test_harness.wait_frames(1e9) end)
""")
    process = project.start(game="probe.py:create")
    trace = project.folder / "reports/run/trace.jsonl"
    end = time.monotonic() + 10
    while not (trace.exists() and "key_up" in trace.read_text()):
        assert time.monotonic() < end
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(number)
    ended = project.ended(process)
    said = check_bundle(ended, 128 + number, {LUA, PICTURE})
    assert said["reason"] == f"interrupted by {number.name}"
    assert texts(ended, "last_logs.txt")[-1].endswith("last words")
    assert said["final_frame"]["test"] == "a_test.lua > before"


def test_a_game_that_kills_the_worker_on_import(project):
    project.write("game.py", "import os\nos.kill(os.getpid(), 9)\n")
    project.suite('it("t", function() end)')
    project.write("reports/run/forensics/final_frame.png", "of an earlier run")
    ended = project.run("--game", "game.py:create", game=None)
    assert ended.code == 4
    assert set(os.listdir(bundle(ended))) == ALWAYS | {STACKS}
    assert "SIGKILL" in manifest(ended)["reason"]
    assert "SIGKILL" in texts(ended, STACKS)[1]


PASSING = {
    "passed": ('it("t", function() end)', []),
    "skipped": ('it("t", { skip = "later" }, function() error() end)', []),
    "xfail": ('it("t", { xfail = true }, function() error("no") end)', []),
    "flaky": ('it("t", { retries = 1 }, function() assert_state("starts", 2) end)',
              ["--allow-flaky"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PASSING)
def test_nothing_is_written_when_all_is_well(project, name):
    lua, flags = PASSING[name]
    project.suite(lua)
    project.write("reports/run/forensics/last_logs.txt", "of an earlier run")
    ended = project.run(*flags, game="probe.py:create")
    assert ended.code == 0, ended.text
    assert not (ended.folder / "forensics").exists()
    assert "forensics" not in ended.out


def test_a_flaky_test_tells_of_its_last_failure(project):
    project.suite(PASSING["flaky"][0])
    ended = project.run(game="probe.py:create")
    said = check_bundle(ended, 1, {PICTURE, LUA})
    assert said["failures"][0]["attempt"] == said["final_frame"]["attempt"] == 1


def test_a_report_that_cannot_be_written(project):
    """Exit 2 with a run's folder: where the report should go, artifacts are by then."""
    project.suite('it("t", function() print("a line") end)')
    ended = project.run("--report-tap", "reports/run/artifacts")
    assert ended.report["run"]["exit_code"] == 0
    check_bundle(ended, 2, set())
    assert texts(ended, "last_logs.txt")[-1].endswith("a line")


def test_a_refused_run_leaves_none(project):
    project.suite('it("t", function() end)')
    ended = project.run("--test-filter", "nothing")
    assert ended.code == 2
    assert not (ended.folder / "forensics").exists()


@pytest.mark.parametrize("name", ["assertion", "crash in update", "SIGKILL", "SIGSEGV", "exit"])
def test_two_equal_runs_leave_equal_bundles(failed_in, project, name):
    way, first = WAYS[name], failed_in(name)
    suite(project, way)
    second = run(project, way, run_id="two")
    for file in ALWAYS | way.files:
        if file != "run_manifest.json":
            same = (bundle(first) / file).read_bytes(), (bundle(second) / file).read_bytes()
            assert same[0] == same[1], file
    said, again = manifest(first), manifest(second)
    assert (said["run"].pop("id"), again["run"].pop("id")) == (slug(name), "two")
    for each in (said, again):
        each.pop("timestamp")
        each["run"].pop("duration_ms")
    assert said == again
    assert f'"{slug(name)}' not in json.dumps(said)
    assert f"/{slug(name)}" not in json.dumps(said)


REPEATED = [
    "assertion", "Lua error", "timeout_frames", "wait", "endless Lua", "endless frame",
    "crash in update", "SIGKILL", "SIGSEGV",
]  # fmt: skip


@pytest.mark.parametrize("name", REPEATED)
def test_the_stored_command_gives_the_same_failure(failed_in, shared_project, name):
    ended = failed_in(name)
    suite(shared_project, WAYS[name])
    (failure,) = manifest(ended)["failures"]
    assert f"  repeat: {failure['repro']}" in ended.out.splitlines()
    again = shell(shared_project, failure["repro"])
    (test,) = again["tests"]
    attempt = test["attempts"][-1]
    assert (test["full_name"], test["status"]) == (failure["full_name"], failure["status"])
    assert (attempt["message"], attempt["frame"]) == (failure["message"], failure["frame"])


def test_the_command_of_the_whole_run(project):
    suite(project, WAYS["assertion"])
    ended = run(project, WAYS["assertion"])
    again = shell(project, manifest(ended)["command"])
    assert [t["status"] for t in again["tests"]] == [t["status"] for t in ended.report["tests"]]


def shell(project, command: str) -> dict[str, Any]:
    """Run a command as a user would, with `python` on the path; return its report."""
    environment = project.environment()
    environment["PATH"] = f"{Path(sys.executable).parent}:{environment['PATH']}"
    report = project.folder / "again.json"
    done = subprocess.run(
        f"{command} --report-json {report}", shell=True, cwd=project.folder, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in (1, 3, 4), command + done.stdout + done.stderr
    return json.loads(report.read_text(encoding="utf-8"))
