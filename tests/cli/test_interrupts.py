"""Ctrl-C, SIGTERM and SIGHUP, at any moment: reports are written and no process is left."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _interruptible():
    """Have children take SIGINT as from a terminal: a shell's background jobs ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
UNHEARD = {
    "SIGKILL SIGSTOP": "cannot be handled",
    "SIGABRT SIGBUS SIGFPE SIGILL SIGSEGV SIGSYS SIGTRAP": "faults of the process itself",
    "SIGCHLD SIGCONT SIGURG SIGWINCH": "do not end a process",
    "SIGTSTP SIGTTIN SIGTTOU": "stop a process, which goes on later",
    "SIGPIPE SIGXFSZ": "Python ignores them, and the write fails",
    "SIGRTMIN SIGRTMAX": "nothing sends them on its own",
}
"""The signals that do not end a run, and why."""
OTHERS = [
    number
    for number in signal.Signals
    if number not in CODES and number.name not in " ".join(UNHEARD).split()
]
WAITING = """
it("before", function() end)
it("t", function() while true do test_harness.wait_frames(1) end end)
it("after", function() end)
"""
LONG = 'it("t", { timeout_frames = 1e9 }, function() test_harness.wait_frames(1e9) end)'
SPINNING = 'it("t", function() while true do end end)\nit("after", function() end)'


def left_behind(project) -> list[int]:
    """Return the processes that still live in the project's folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            inside = os.readlink(entry / "cwd").startswith(str(project.folder))
            if inside and "Z (zombie)" not in (entry / "status").read_text():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def wait_for(condition, seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def interrupt(project, number: int, game: str = "none", begun: str = "test_started"):
    """Run, send the signal as soon as the journal holds `begun`, and wait for the end."""
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start(game=game)
    wait_for(lambda: journal.exists() and begun in journal.read_text())
    time.sleep(0.05)
    process.send_signal(number)
    return project.ended(process)


@pytest.mark.parametrize("number", CODES)
@pytest.mark.parametrize("game", ["none", "probe.py:create"])
def test_in_the_middle_of_a_test(project, check_consistent, number, game):
    project.suite(WAITING.replace('"t",', '"t", { timeout_frames = 1e9 },'))
    ended = interrupt(project, number, game, begun='"test_started","run":"run","test":1')
    check_consistent_but_for_the_interrupted(ended, CODES[number])
    assert ended.statuses == {"before": "passed", "t": "not_run", "after": "not_run"}
    assert signal.Signals(number).name in ended.out
    assert left_behind(project) == []


@pytest.mark.parametrize("number", OTHERS, ids=lambda number: number.name)
def test_every_other_signal_that_ends_a_process(project, number):
    project.suite(WAITING.replace('"t",', '"t", { timeout_frames = 1e9 },'))
    ended = interrupt(project, number)
    check_consistent_but_for_the_interrupted(ended, 128 + number)
    assert number.name in ended.out
    assert left_behind(project) == []


def check_consistent_but_for_the_interrupted(ended, code: int) -> None:
    assert ended.code == code, ended.text
    report = ended.report
    assert report["run"]["exit_code"] == code
    assert sum(report["totals"].values()) == 2 * report["totals"]["total"]
    assert ended.events[-1]["type"] == "run_finished"
    assert (ended.folder / "report.junit.xml").exists()
    assert "Traceback" not in ended.err


def test_in_endless_lua(project):
    project.suite(SPINNING)
    ended = interrupt(project, signal.SIGINT, begun="run_started")
    check_consistent_but_for_the_interrupted(ended, 130)
    assert set(ended.statuses.values()) == {"not_run"}
    assert left_behind(project) == []


@pytest.mark.parametrize("number", CODES)
def test_while_files_are_loaded(project, number):
    project.suite("while true do end")
    process = project.start()
    wait_for((project.folder / "reports/run").exists)
    time.sleep(0.2)
    process.send_signal(number)
    ended = project.ended(process)
    assert ended.code == CODES[number], ended.text
    assert ended.report["totals"]["total"] == 0
    assert "Traceback" not in ended.err
    assert left_behind(project) == []


@pytest.mark.parametrize("number", CODES)
def test_both_runs_of_verify(project, number):
    project.suite(LONG)
    folders = [project.folder / "reports" / f"run-{run}" for run in (1, 2)]
    process = project.start(game="probe.py:create", verb="verify")
    for folder in folders:
        journal = folder / "events.jsonl"
        wait_for(lambda journal=journal: journal.exists() and "test_started" in journal.read_text())
    process.send_signal(number)
    ended = project.ended(process)
    assert ended.code == CODES[number], ended.text
    for folder in folders:
        report = json.loads((folder / "report.json").read_text())
        assert report["run"]["exit_code"] == CODES[number]
        assert report["totals"]["not_run"] == 1
    assert "Traceback" not in ended.text
    assert left_behind(project) == []


@pytest.mark.parametrize("delay_ms", [30, 60, 90, 120, 160, 220])
@pytest.mark.parametrize("number", CODES)
def test_at_any_moment_of_the_start(project, number, delay_ms):
    project.suite(LONG)
    process = project.start()
    time.sleep(delay_ms / 1000)
    process.send_signal(number)
    ended = project.ended(process)
    # Before the first line of the command has run, the signal ends the interpreter itself.
    if ended.code == 1 and "/harness/" not in ended.err and not ended.folder.exists():
        return  # it hit the interpreter at its own imports
    assert ended.code in (CODES[number], -number), ended.text
    assert ended.code < 0 or "Traceback" not in ended.err
    wait_for(lambda: left_behind(project) == [], 2)


def test_the_whole_group_is_interrupted_as_by_a_terminal(project):
    project.suite(LONG)
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start()
    wait_for(journal.exists)
    os.killpg(process.pid, signal.SIGINT)
    ended = project.ended(process)
    check_consistent_but_for_the_interrupted(ended, 130)


def test_twice_in_a_row(project):
    project.suite(LONG)
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start()
    wait_for(journal.exists)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    ended = project.ended(process)
    check_consistent_but_for_the_interrupted(ended, 130)
    assert left_behind(project) == []


def test_a_parent_that_is_killed_takes_its_worker_along(project):
    project.suite(LONG)
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start()
    wait_for(journal.exists)
    process.kill()
    process.communicate()
    wait_for(lambda: left_behind(project) == [], 3)


def test_a_killed_parent_leaves_no_file_and_no_process(project, monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    project.suite(LONG)
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start()
    wait_for(lambda: journal.exists() and "run_started" in journal.read_text())
    process.kill()
    project.ended(process)
    wait_for(lambda: left_behind(project) == [])
    assert list(tmp_path.glob("harness-*")) == []


MANY = 'for i = 1, 1500 do it("t" .. i, function() end) end'


@pytest.mark.parametrize("number", CODES)
@pytest.mark.parametrize("again", [False, True])
def test_after_the_last_test_all_reports_are_written(project, number, again):
    project.suite(MANY)
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start("--report-html", "reports/run/report.html")
    wait_for(lambda: journal.exists() and '"run_finished"' in journal.read_text())
    for _ in range(1 + again):
        process.send_signal(number)
    ended = project.ended(process)
    assert ended.code in (0, CODES[number]), ended.text
    assert ended.report["totals"]["passed"] == 1500
    names = {"report.json", "report.junit.xml", "report.html"}
    assert names <= {path.name for path in ended.folder.iterdir()}
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("verb", ["verify", "--test-mode"])
def test_at_any_moment(project, count, verb):
    """Whenever it comes: an exit code of its own or the run's, and no half report."""
    project.suite('it("t", function() test_harness.wait_frames(300) end)')
    process = project.start(game="probe.py:create", verb=verb)
    began = time.monotonic()
    assert project.ended(process).code in (0, 2)
    lasts = time.monotonic() - began
    moments = count(5, 80)
    for i in range(moments):
        number = list(CODES)[i % len(CODES)]
        process = project.start(game="probe.py:create", verb=verb)
        time.sleep(lasts * i / moments)
        process.send_signal(number)
        ended = project.ended(process)
        if ended.code in (1, -number):  # before the first line of the command: Python's own way
            assert "/harness/" not in ended.err, ended.text
        else:
            assert "Traceback" not in ended.text, ended.text
            assert ended.code in (0, CODES[number]), ended.text
        wait_for(lambda: left_behind(project) == [])


def test_nohup_stays_in_force(project, check_consistent):
    project.suite('it("t", function() test_harness.wait_frames(20000) end)')
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        ended = interrupt(project, signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert ended.code == 1, ended.text  # the test's own budget of frames


def test_a_listing_is_ended(project):
    project.suite("while true do end")
    words = ["-m", "harness", "--test-mode", "--list-tests", "--game", "none"]
    for number, code in CODES.items():
        process = subprocess.Popen(
            [sys.executable, *words], cwd=project.folder, env=project.environment()
        )
        time.sleep(0.3)
        process.send_signal(number)
        assert process.wait(10) in (-number, code)
