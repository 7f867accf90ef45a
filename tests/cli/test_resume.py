"""`kill -9` of the parent at any moment, and `--resume`: what had ended stays, the rest runs."""

import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

SUITE = """
for i = 1, 12 do
  it("passes " .. i, function() print("line " .. i) test_harness.wait_frames(40) end)
end
describe("block", { tags = { "smoke" } }, function()
  it("fails", function() assert.are.equal(1, 2) end)
  it.skip("is skipped", function() end)
  it("fails twice", { retries = 1 }, function()
    test_harness.wait_frames(30)
    assert.are.equal(1, 2)
  end)
  it("raises", function() error("boom") end)
end)
for i = 13, 20 do it("passes " .. i, function() test_harness.wait_frames(40) end) end
"""
SLOW = 'it("slow", { timeout_frames = 1e9 }, function() test_harness.wait_frames(1e9) end)\n'
COUNTING = """
local function mark(name) it(name, function() print("ran " .. name) end) end
mark("a") mark("b")
it("ends", function() test_harness.exit(3) end)
mark("c") mark("d")
"""
COUNTING_TWO = 'it("first", function() end)\nit("slow", function() end)'
CRASHING = """
import os
import signal


class Game:
    def handle_event(self, event):
        pass

    def update(self, dt):
        pass

    def draw(self, surface):
        pass


    def expose(self, api):
        api.command("segv", lambda: os.kill(os.getpid(), signal.SIGKILL))


def create(context):
    return Game()
"""
REPORTS = ("report.json", "report.junit.xml")


def resume(project, *flags, run="run", run_id="run", **options):
    return project.command("--resume", run, *flags, run_id=run_id, **options)


def timeless(report):
    """Return a report without what differs between two runs of one command."""
    kept = json.loads(json.dumps(report))
    for key in ("id", "started_at", "duration_ms", "duration_frames"):
        kept["run"].pop(key)
    for test in kept["tests"]:
        test.pop("duration_ms")
    return kept


def cut(whole: bytes) -> bytes:
    """Return a journal as it is when half of what follows its first line is written."""
    first = whole.index(b"\n") + 1
    return whole[: first + (len(whole) - first) // 2]


def journal(project) -> Path:
    return project.folder / "reports/run/events.jsonl"


def wait_for(condition, seconds=10.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.005)


def marked(folder) -> list[int]:
    """Return the processes that live with this folder for temporary files."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={folder}\0".encode() not in (entry / "environ").read_bytes():
                continue
            if "Z (zombie)" not in (entry / "status").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def check_lines(path) -> bool:
    """Check that every whole line of a journal is an event; tell whether the run had begun."""
    lines = path.read_bytes().split(b"\n")[:-1] if path.exists() else []
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds[:1] in ([], ["run_started"])
    return bool(kinds)


def check_whole(ended, expected, code):
    """Check that a resumed run's files say what those of an uninterrupted one do."""
    assert ended.code == code, ended.text
    assert timeless(ended.report) == timeless(expected)
    cases = ET.parse(ended.folder / "report.junit.xml").getroot().findall(".//testcase")
    assert len(cases) == len(expected["tests"])
    finished = [event["test"] for event in ended.events if event["type"] == "test_finished"]
    assert sorted(finished) == list(range(len(expected["tests"])))
    assert ended.events[-1]["type"] == "run_finished"
    assert "Traceback" not in ended.err


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


@pytest.mark.parametrize("game", ["none", "probe.py:create"])
def test_a_parent_that_is_killed_at_any_moment(project, temporary, count, game):
    project.suite(SUITE)
    flags = ("--isolate", "test") if game != "none" else ()
    began = time.monotonic()
    done = project.run(*flags, game=game)
    seconds = time.monotonic() - began
    assert done.code == 1, done.text
    expected, chance = done.report, random.Random(7)
    for _ in range(count(4, 60)):
        for name in (*REPORTS, "events.jsonl"):
            (done.folder / name).unlink(missing_ok=True)
        process = project.start(*flags, game=game)
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        project.ended(process)
        wait_for(lambda: marked(temporary) == [], 3)
        if check_lines(journal(project)):
            check_whole(resume(project), expected, 1)
        elif done.folder.exists():
            ended = resume(project)
            assert ended.code == 2, ended.text
            assert "run it again" in ended.err


def test_a_parent_that_is_killed_twice(project):
    project.suite(SLOW.replace("slow", "first") + SLOW)
    process = project.start()
    wait_for(lambda: journal(project).exists() and b"test_started" in journal(project).read_bytes())
    process.kill()
    project.ended(process)
    for _ in range(2):
        size = journal(project).stat().st_size
        process = subprocess.Popen(
            [sys.executable, "-m", "harness", "--resume", "run"],
            cwd=project.folder, env=project.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        wait_for(lambda size=size: journal(project).stat().st_size > size)
        process.kill()
        project.ended(process)
    project.suite(COUNTING_TWO)
    ended = resume(project)
    assert ended.code == 0, ended.text
    assert ended.statuses == {"first": "passed", "slow": "passed"}
    assert [len(test["attempts"]) for test in ended.report["tests"]] == [1, 1]


def test_a_journal_that_ends_anywhere(project, count):
    project.suite(SUITE)
    done = project.run("--retry-failures", "1")
    expected, whole = done.report, journal(project).read_bytes()
    first, chance = whole.index(b"\n") + 1, random.Random(11)
    for _ in range(count(4, 60)):
        journal(project).write_bytes(whole[: chance.randrange(first, len(whole))])
        check_whole(resume(project), expected, 1)


@pytest.mark.parametrize("name", REPORTS)
def test_what_a_parent_killed_while_it_wrote_reports_has_left(project, name):
    """Nothing was lost: all files are what they would have been, byte for byte."""
    project.suite(SUITE)
    flags = ("--report-tap", "reports/run/r.tap")
    done = project.run(*flags)
    files = {path: path.read_bytes() for path in done.folder.rglob("*") if path.is_file()}
    assert len(files) > 5
    (done.folder / name).unlink()
    (done.folder / "r.tap").unlink()
    ended = resume(project)
    assert ended.code == 1, ended.text
    assert {p: p.read_bytes() for p in done.folder.rglob("*") if p.is_file()} == files


def test_a_run_that_had_ended_completely(project):
    project.suite('it("t", function() error("boom") end)')
    done = project.run()
    report, events = done.report, journal(project).read_bytes()
    project.suite("error('must not be loaded')")
    ended = resume(project)
    assert (ended.code, done.code) == (1, 1), ended.text
    assert "nothing is left to run" in ended.out
    assert "1 failed" in ended.out
    assert ended.report == report
    assert journal(project).read_bytes() == events


def test_after_an_interruption(project):
    project.suite('it("before", function() end)\n' + SLOW + 'it("after", function() end)')
    process = project.start()
    wait_for(lambda: journal(project).exists() and b"test_started" in journal(project).read_bytes())
    time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    first = project.ended(process)
    assert first.code == 130, first.text
    assert first.statuses == {"before": "passed", "slow": "not_run", "after": "not_run"}
    took = first.report["run"]["duration_ms"]
    project.suite("for _, n in ipairs({'before', 'slow', 'after'}) do it(n, function() end) end")
    ended = resume(project)
    assert ended.code == 0, ended.text
    assert set(ended.statuses.values()) == {"passed"}
    assert ended.report["run"]["duration_ms"] > took
    assert "resumed: 1 of them had ended, 2 are left" in ended.out
    kinds = [event["type"] for event in ended.events]
    assert (kinds.count("run_started"), kinds.count("run_finished")) == (1, 2)


def test_after_the_time_was_used_up(project):
    project.suite('it("before", function() end)\n' + SLOW + 'it("after", function() end)')
    first = project.run("--timeout-seconds", "1")
    args = first.report["run"]["args"]
    assert first.code == 3, first.text
    assert first.statuses == {"before": "passed", "slow": "timed_out", "after": "not_run"}
    ended = resume(project, "--timeout-seconds", "30")
    assert ended.code == 3, ended.text
    assert ended.statuses == {"before": "passed", "slow": "timed_out", "after": "passed"}
    assert ended.report["run"]["args"] == args


def test_after_an_exit(project):
    project.suite(COUNTING)
    first = project.run()
    assert first.code == 3, first.text
    ended = resume(project)
    assert list(ended.statuses.values()) == ["passed"] * 5
    # A test has asked for this code, and nothing that ran later takes it back.
    assert ended.code == ended.report["run"]["exit_code"] == 3, ended.text
    assert resume(project).code == 3


def test_after_a_file_was_given_up(project):
    crash = 'it("crash %d", function() test_harness.command("segv") end)\n'
    project.suite("".join(crash % i for i in range(3)) + 'it("rest", function() end)')
    project.suite('it("other", function() end)', "b_test.lua")
    project.write("game.py", CRASHING)
    first = project.run("--game", "game.py:create", game=None)
    assert first.code == 4, first.text
    statuses = first.statuses
    assert statuses["rest"] == "not_run", first.text
    assert statuses["other"] == "passed", first.text
    ended = resume(project)
    assert ended.code == 4, ended.text
    assert ended.statuses == statuses | {"rest": "passed"}


def test_shards_filters_and_retries(project):
    project.suite(SUITE)
    flags = ["--total-shards", "2", "--shard", "2", "--test-filter", "/passes|fails/",
             "--retry-failures", "2", "--report-tap", "out/r.tap", "--seed", "99"]  # fmt: skip
    done = project.run(*flags)
    expected, tap = done.report, (project.folder / "out/r.tap").read_text()
    whole = journal(project).read_bytes()
    journal(project).write_bytes(cut(whole))
    (project.folder / "out/r.tap").unlink()
    check_whole(resume(project), expected, done.code)
    without_times = [line for line in tap.splitlines() if "duration" not in line]
    again = (project.folder / "out/r.tap").read_text().splitlines()
    assert [line for line in again if "duration" not in line] == without_times


def test_settings_that_have_changed_do_not_change_the_run(project):
    project.write("harness.toml", 'seed = 5\nresolution = "320x200"\nfixed_fps = 30\n')
    project.suite('for i = 1, 4 do it("t" .. i, function() print(test_harness.args.seed) end) end')
    done = project.run()
    expected, whole = done.report, journal(project).read_bytes()
    journal(project).write_bytes(cut(whole))
    project.write("harness.toml", 'seed = 6\nresolution = "640x400"\nfixed_fps = 60\n')
    ended = resume(project)
    check_whole(ended, expected, 0)
    assert ended.report["run"]["seed"] == 5
    assert {line for i in range(1, 5) for line in ended.log(f"t{i}")} == {"5"}


def test_a_run_that_was_started_in_another_folder(project):
    project.write("deep/games/g.py", CRASHING)
    project.write("deep/suite/a_test.lua", 'for i = 1, 4 do it("t" .. i, function() end) end')
    words = ["--game", "games/g.py:create", "--test-suite", "suite", "--report-json", "r.json"]
    done = project.command("--test-mode", "--headless", "--run-id", "run", *words, cwd="deep")
    assert done.code == 0, done.text
    report = project.folder / "deep/r.json"
    expected, whole = json.loads(report.read_text()), journal(project).read_bytes()
    for run, folder in (("run", ""), ("../reports/run", "deep"), (str(done.folder), "..")):
        journal(project).write_bytes(cut(whole))
        report.unlink()
        ended = resume(project, run=run, cwd=folder)
        assert ended.code == 0, ended.text
        assert timeless(json.loads(report.read_text())) == timeless(expected)


def test_a_run_that_still_goes_on(project):
    project.suite(SLOW)
    process = project.start()
    wait_for(lambda: journal(project).exists() and b"test_started" in journal(project).read_bytes())
    ended = resume(project)
    process.kill()
    project.ended(process)
    assert ended.code == 2, ended.text
    assert "in progress" in ended.err


def test_a_trace_that_was_torn_can_be_replayed(project):
    project.suite("for i = 1, 4 do it('t' .. i, function() test_harness.wait_frames(5) end) end")
    done = project.run("--digest", "frames", game="surface.py:create")
    assert done.code == 0, done.text
    journal(project).write_bytes(journal(project).read_bytes()[:-700])
    trace = done.folder / "trace.jsonl"
    trace.write_bytes(trace.read_bytes()[:-20])
    assert resume(project).code == 0
    replayed = project.command("replay", str(trace))
    assert replayed.code == 0, replayed.text
