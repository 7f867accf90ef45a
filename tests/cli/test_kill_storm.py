"""A worker that is killed at any moment costs one test at most, and never the run."""

import contextlib
import json
import os
import random
import signal
import statistics
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the worker to kill is found in Linux's /proc"
)

NAMES = "abcdefgh"
FAILS = "a"
SUITE = "".join(
    f'it("{name}", function() test_harness.tap_key(KEY_A, 1) test_harness.wait_frames(3000) '
    f'print("end of {name}") {"error(1)" if name == FAILS else ""} end)\n'
    for name in NAMES
)


def children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def worker_of(parent: int) -> int | None:
    """Return the process that plays: the zygote's child."""
    return next((worker for zygote in children(parent) for worker in children(zygote)), None)


def wait_for_worker(process, seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        worker = worker_of(process.pid)
        if worker is not None:
            return worker
        time.sleep(0.001)
    return None


def life(project, *flags: str) -> float:
    """Return how many seconds the worker of an undisturbed run lives."""
    process = project.start(*flags, game="probe.py:create")
    worker = wait_for_worker(process, 10)
    began = time.monotonic()
    while worker is not None and worker_of(process.pid) == worker:
        time.sleep(0.001)
    seconds = time.monotonic() - began
    ended = project.ended(process)
    assert ended.code == 1, ended.text
    return seconds


def kill(project, number: int, moment: float, *flags: str, innermost: bool = False) -> tuple:
    """Run, and end the worker when it has lived for a moment; return the run and the time.

    Where a test runs in a process of its own, `innermost` ends that one.
    """
    process = project.start(*flags, game="probe.py:create")
    worker = wait_for_worker(process, 10)
    time.sleep(moment)
    if worker is not None and innermost:
        worker = next(iter(children(worker)), worker)
    killed_at = time.time_ns()
    if worker is not None and process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, number)
    return project.ended(process), killed_at


def check_whole(ended, check_consistent) -> None:
    """Every test is reported once, and ran: what was lost is one test at most."""
    statuses = ended.statuses
    assert list(statuses) == list(NAMES), ended.text
    lost = any(event["type"] == "worker_lost" for event in ended.events)
    check_consistent(ended, 4 if lost else 1)
    assert list(statuses.values()).count("crashed") <= 1
    assert statuses.pop(FAILS) in ("failed", "crashed")
    assert set(statuses.values()) <= {"passed", "crashed"}


ALWAYS = {"run_manifest.json", "input_trace.jsonl", "trace_tail.jsonl", "last_logs.txt"}


def check_bundle(ended) -> None:
    """The bundle is complete: each file is there that something can be written in."""
    folder = ended.folder / "forensics"
    found = {path.name for path in folder.iterdir()}
    statuses = ended.statuses
    wanted = set(ALWAYS)
    lost = [event["test"] for event in ended.events if event["type"] == "worker_lost"]
    if lost:
        wanted |= {"stacks.txt"}
    if {"failed", "crashed"} & set(statuses.values()):
        wanted |= {"lua_traceback.txt"}
    # A worker may die between the result of the test that fails and the picture of it.
    if statuses.get(FAILS) == "failed" and None not in lost:
        wanted |= {"final_frame.png"}
    assert wanted <= found <= wanted | {"final_frame.png"}
    manifest = json.loads((folder / "run_manifest.json").read_text("utf-8"))
    assert manifest["exit_code"] == ended.code
    bad = [name for name, status in statuses.items() if status in ("failed", "crashed")]
    assert [failure["full_name"][-1] for failure in manifest["failures"]] == bad
    assert (manifest["final_frame"] is not None) == ("final_frame.png" in found)
    if "crashed" in statuses.values() and statuses[FAILS] != "crashed":
        assert f"end of {FAILS}" in (folder / "last_logs.txt").read_text("utf-8")
        assert '"key_down"' in (folder / "input_trace.jsonl").read_text("utf-8")


def seconds_until_complete(ended, killed_at: int) -> float:
    """Return the seconds from a death to the last change of the bundle.

    The tests that were left ran meanwhile, in another worker.
    """
    changes = [path.stat().st_mtime_ns for path in (ended.folder / "forensics").iterdir()]
    return (max(changes) - killed_at) / 1e9


SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_a_random_moment(project, count, check_consistent, number):
    project.suite(SUITE)
    chance = random.Random(int(number))
    lived = life(project)
    moments = count(4, 200 if number == signal.SIGKILL else 25)
    times = []
    for _ in range(moments):
        ended, killed_at = kill(project, number, chance.uniform(0, lived))
        assert "Traceback" not in ended.text
        check_whole(ended, check_consistent)
        check_bundle(ended)
        if ended.code == 4:
            times.append(seconds_until_complete(ended, killed_at))
    middle, worst = statistics.median(times or [0]), max(times, default=0)
    print(
        f"{number.name}: {moments} moments of {lived:.2f} s, {len(times)} deaths that counted; "
        f"bundle complete after {middle:.3f} s, worst {worst:.3f} s"
    )
    assert middle < 1 or moments == 4


@pytest.mark.parametrize("innermost", [False, True])
def test_a_test_in_a_process_of_its_own_is_lost_alone(project, count, check_consistent, innermost):
    project.suite(SUITE)
    chance = random.Random(int(innermost))
    flags = ("--isolate", "test")
    lived = life(project, *flags)
    for _ in range(count(4, 100)):
        moment = chance.uniform(0, lived)
        ended, _ = kill(project, signal.SIGKILL, moment, *flags, innermost=innermost)
        assert "Traceback" not in ended.text
        check_whole(ended, check_consistent)
        check_bundle(ended)


def test_a_worker_that_stands_still_costs_no_more_than_one_that_dies(project, count):
    project.suite(SUITE)
    chance = random.Random(19)
    lived = life(project)
    limits = ("--frame-seconds", "0.5", "--start-seconds", "1")
    for _ in range(count(4, 60)):
        ended, _ = kill(project, signal.SIGSTOP, chance.uniform(0, lived), *limits)
        assert "Traceback" not in ended.text
        assert ended.code in (1, 3), ended.text
        statuses = ended.statuses
        if list(statuses) != ["a_test.lua"]:  # while the file was loaded, or the game
            assert list(statuses) == list(NAMES)
        assert "crashed" not in statuses.values()
        assert list(statuses.values()).count("timed_out") <= 1
