"""What workers are forked from may die or stand still at any moment, and the run ends in order."""

import contextlib
import os
import signal
import sys
import time

import pytest

from tests.cli.test_kill_storm import children

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a zygote to end")

SUITE = """
it("a", function() test_harness.wait_frames(3) end)
it("b", { timeout_frames = 1e9 }, function() test_harness.wait_frames(2000) end)
"""


def zygote_of(process) -> int:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        for child in children(process.pid):
            with contextlib.suppress(OSError), open(f"/proc/{child}/cmdline", "rb") as file:
                if b"zygote" in file.read():
                    return child
        time.sleep(0.001)
    raise AssertionError("no zygote was started")


def wait_until_it_imports(zygote: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        with open(f"/proc/{zygote}/maps", encoding="utf-8") as file:
            if "pygame" in file.read():
                return
        time.sleep(0.001)


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def is_left(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8") as file:
            return "(zombie)" not in file.read()
    except OSError:
        return False


def test_one_that_is_killed_while_it_imports_is_replaced(project, check_consistent):
    project.suite(SUITE)
    process = project.start(game="probe.py:create")
    zygote = zygote_of(process)
    wait_until_it_imports(zygote)
    send(zygote, signal.SIGKILL)
    ended = project.ended(process)
    assert "Traceback" not in ended.text
    assert ended.code in (0, 4), ended.text
    if ended.code == 0:
        check_consistent(ended, 0)


@pytest.mark.parametrize("moment", ["import", "run"])
def test_one_that_stands_still_does_not_hold_the_run(project, moment):
    project.suite(SUITE.replace("2000", "1e9"))
    journal = project.folder / "reports/run/events.jsonl"
    process = project.start("--timeout-seconds", "3", game="probe.py:create")
    zygote = zygote_of(process)
    if moment == "import":
        wait_until_it_imports(zygote)
    else:
        while "test_started" not in (journal.read_text() if journal.exists() else ""):
            time.sleep(0.01)
    workers = children(zygote)
    send(zygote, signal.SIGSTOP)
    ended = project.ended(process)
    assert ended.code == 3, ended.text
    assert "--timeout-seconds 3 used up" in ended.out
    assert (ended.folder / "report.junit.xml").exists()
    assert not any(map(is_left, [zygote, *workers]))


def test_an_interrupt_does_not_wait_for_it(project):
    project.suite(SUITE)
    process = project.start(game="probe.py:create")
    zygote = zygote_of(process)
    wait_until_it_imports(zygote)
    send(zygote, signal.SIGSTOP)
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    ended = project.ended(process, 15)
    assert ended.code == 143, ended.text
    assert not is_left(zygote)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM])
def test_at_any_moment(project, count, number):
    project.suite(SUITE)
    flags = ("--timeout-seconds", "2", "--frame-seconds", "1")
    began = time.monotonic()
    assert project.ended(project.start(game="probe.py:create")).code == 0
    lasts = time.monotonic() - began
    moments = count(4, 60)
    for i in range(moments):
        process = project.start(*flags, game="probe.py:create")
        began, zygote = time.monotonic(), zygote_of(process)
        time.sleep(max(0.0, lasts * i / moments - (time.monotonic() - began)))
        send(zygote, number)
        ended = project.ended(process)
        assert "Traceback" not in ended.text
        assert ended.code in (0, 3, 4), ended.text
        assert ended.report["run"]["exit_code"] == ended.code
        assert ended.code or set(ended.statuses.values()) == {"passed"}
        assert not is_left(zygote)
