"""Disks that are full, break or end in the middle of a write take nothing from a verdict."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

FAULTS = Path(__file__).parent / "faults"
GAMES = Path(__file__).parent / "games"
PROBE = "probe.py:create"
PASSING = """
it("t", { retries = 1 }, function() print("a line") test_harness.wait_frames(1) end)
it("u", function() print("another") end)
"""
FAILING = PASSING + 'it("v", function() print("a third") assert(false, "on purpose") end)\n'
MOST = 400
"""More writes than any of these runs has."""


def run_with_fault(project, how: str, number: int):
    """Run with the fault; tell also whether it came about."""
    shutil.rmtree(project.folder / "reports", ignore_errors=True)
    counter = project.folder / "counter"
    counter.unlink(missing_ok=True)
    env = {
        "PYTHONPATH": str(FAULTS),
        "FAULT_PLACE": str(project.folder / "reports"),
        "FAULT_HOW": how,
        "FAULT_NUMBER": str(number),
        "FAULT_COUNTER": str(counter),
    }
    flags = ["--test-mode", "--headless", "--game", str(GAMES / PROBE), "--run-id", "run"]
    ended = project.command(*flags, env=env)
    return ended, counter.exists() and counter.stat().st_size >= number


def check_whole(ended) -> None:
    """Check that every file is there as a whole or not at all."""
    for path in ended.folder.rglob("*"):
        if path.suffix == ".json":
            json.loads(path.read_text("utf-8"))
        elif path.suffix == ".xml":
            ET.parse(path)
        elif path.name in ("events.jsonl", "trace.jsonl"):
            lines = path.read_bytes().split(b"\n")
            assert lines.pop() == b"", path
            assert all(json.loads(line) for line in lines)
        elif path.suffix == ".log":
            assert path.read_text("utf-8").endswith("\n")


def check_told(ended) -> None:
    assert "Traceback" not in ended.text
    told = [line for line in ended.err.splitlines() if "cannot write" in line]
    assert len(told) == 1, ended.text
    assert re.search(
        r"^harness: (warning|error): cannot write '[^']*/(reports|\.harness)/", told[0]
    )


def contents(ended) -> set[str]:
    """Name what a run left."""
    return {path.relative_to(ended.folder).as_posix() for path in ended.folder.rglob("*")}


def numbers(stride: int):
    return range(1, MOST, stride)


@pytest.mark.parametrize("how", ["ENOSPC", "EIO", "full"])
@pytest.mark.parametrize(("suite", "code"), [(PASSING, 0), (FAILING, 1)])
def test_a_disk_that_fails_at_any_write_changes_no_verdict(project, count, suite, code, how):
    project.suite(suite)
    thorough = (how, code) == ("ENOSPC", 1)
    whole = contents(run_with_fault(project, how, MOST)[0])
    for number in numbers(count(4 if thorough else 17, 1)):
        ended, struck = run_with_fault(project, how, number)
        assert ended.code == code, f"{number}: {ended.text}"
        check_whole(ended)
        if not struck:
            break
        # Two processes make the folder of the run: who fails at what is there has lost nothing.
        if ended.err or contents(ended) != whole:
            check_told(ended)
        if code:
            assert "on purpose" in ended.out
    assert not struck
    assert ended.err == ""


def test_a_write_that_takes_a_part_is_gone_on_with(project, count):
    project.suite(FAILING)
    for number in numbers(count(13, 1)):
        ended, struck = run_with_fault(project, "short", number)
        assert (ended.code, ended.err) == (1, ""), f"{number}: {ended.text}"
        assert [event["type"] for event in ended.events][-1] == "run_finished"
        assert len(ended.report["tests"]) == 3
        check_whole(ended)
        if not struck:
            break
    assert not struck


def test_whoever_is_killed_while_writing_leaves_whole_files(project, count):
    """The parent takes everything with it, a worker the test that it was running."""
    project.suite(FAILING)
    for number in numbers(count(9, 1)):
        ended, struck = run_with_fault(project, "kill", number)
        if not struck:
            break
        # A worker may be killed when it has told the end of its last test.
        assert ended.code in (-signal.SIGKILL, 4, 1), f"{number}: {ended.text}"
        for name in ("events.jsonl", "trace.jsonl"):
            cut_torn_line(ended.folder / name)
        check_whole(ended)
        assert "Traceback" not in ended.text
        if ended.code > 0:
            names = [test["name"] for test in ended.report["tests"]]
            assert names == ["t", "u", "v"]
            assert "not_run" not in ended.statuses.values()
    assert not struck


def cut_torn_line(path: Path) -> None:
    """Do what every reader of lines does with the last one of a process that was killed."""
    if path.exists():
        whole, newline, _ = path.read_bytes().rpartition(b"\n")
        path.write_bytes(whole + newline)


def test_what_a_killed_run_left_goes_with_the_next_one(project):
    project.suite(PASSING)
    stale = project.write("reports/run/report.json.4711.tmp", "torn")
    mine = project.write("reports/run/mine.4711.tmp", "kept")
    assert project.run().code == 0
    assert not stale.exists()
    assert mine.exists()


@pytest.fixture
def small_disk(project):
    """A disk of 64 KB at reports/."""
    place = project.folder / "reports"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if not sys.platform.startswith("linux") or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root on Linux may mount the small disk that this fills")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize(("suite", "code"), [(PASSING, 0), (FAILING, 1)])
@pytest.mark.parametrize("free", [0, 4096, 8192, 20480])
def test_a_real_disk_that_is_full(project, small_disk, suite, code, free):
    (small_disk / "filler").write_bytes(bytes(64 * 1024 - free))
    project.suite(suite)
    ended = project.run(game=PROBE)
    assert ended.code == code, ended.text
    check_whole(ended)
    if free < 20480:
        check_told(ended)


def test_a_log_that_fills_the_disk(project, small_disk):
    project.suite("""
it("t", function() for i = 1, 900 do print(("x"):rep(100)) end end)
it("u", function() print("short") end)
""")
    ended = project.run()
    assert ended.code == 0, ended.text
    assert ended.test("t")["artifacts"] == []
    assert ended.log("u") == ["short"]
    assert list(ended.folder.rglob("*.tmp")) == []
    check_told(ended)
    lost = [event for event in ended.events if event["type"] == "not_written"]
    assert [(item["path"].split("/")[0], item["reason"]) for item in lost] == [
        ("artifacts", "No space left on device")
    ]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no limit on the size of files")
def test_a_limit_on_the_size_of_files(project):
    project.suite('it("t", function() for i = 1, 9000 do print(("x"):rep(600)) end end)')
    words = f"ulimit -f 8192; exec {sys.executable} -m harness --test-mode --headless --game none"
    done = subprocess.run(
        ["sh", "-c", f"{words} --run-id run"],
        cwd=project.folder, env=project.environment(), timeout=60, check=False,
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stderr.count("cannot write") == 1
    assert "attempt-1.log': File too large" in done.stderr
    assert list((project.folder / "reports").rglob("*.log*")) == []


def test_verify_judges_no_half_a_trace(project, small_disk):
    (small_disk / "filler").write_bytes(bytes(64 * 1024))
    project.suite(PASSING)
    ended = project.command("verify", "--game", str(GAMES / PROBE), "--run-id", "run")
    assert ended.code == 2, ended.text
    assert "cannot write" in ended.err
    assert "Traceback" not in ended.text


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no disk is always full here")
@pytest.mark.parametrize(("suite", "code"), [(PASSING, 0), (FAILING, 1)])
def test_nowhere_to_print_to(project, suite, code):
    project.suite(suite + "\n".join(f'it("{i}", function() end)' for i in range(50)))
    words = ["--test-mode", "--headless"]
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "harness", *words, "--game", "none", "--run-id", "run"],
            cwd=project.folder, env=project.environment(), timeout=60, check=False,
            stdout=full, stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    assert done.returncode == code, done.stderr
    message = "harness: warning: cannot write 'standard output': No space left on device\n"
    assert done.stderr == message
    report = json.loads((project.folder / "reports/run/report.json").read_text())
    assert report["run"]["exit_code"] == code
