"""Processes as `/proc` shows them, and as psutil does where there is none."""

from __future__ import annotations

import os
import signal
import subprocess

import pytest

from harness.processes import guard, process_table, reaping
from harness.processes.groups import Census, Family, Stopping
from harness.processes.loop import Loop
from harness.processes.reaping import Reaper


@pytest.fixture(params=["/proc", "psutil"])
def source(request, monkeypatch):
    """Have what macOS has: psutil, no pidfd, no list of children, no subreaper."""
    if request.param == "psutil":
        monkeypatch.setattr(process_table, "IS_LINUX", False)
        monkeypatch.setattr(process_table, "children", lambda *_: None)
        monkeypatch.delattr(os, "pidfd_open")
    return request.param


@pytest.fixture
def mark(tmp_path) -> str:
    return f"{tmp_path};"


@pytest.fixture
def sleeper(mark):
    process = subprocess.Popen(
        ["sh", "-c", "sleep 1000 & setsid sleep 1000 & echo; wait"],
        stdout=subprocess.PIPE, start_new_session=True, env={**os.environ, "MARK": mark},
    )  # fmt: skip
    process.stdout.readline()
    yield process
    for pid, each in process_table.table().items():
        if mark.encode() in process_table.environment(pid) and pid != os.getpid():
            process_table.send_signal(each, signal.SIGKILL)
    process.stdout.close()
    process.returncode = 0


def test_an_entry(source, sleeper, mark):
    found = process_table.entry(sleeper.pid)
    assert (found.pid, found.parent) == (sleeper.pid, os.getpid())
    assert found.group == found.session == sleeper.pid
    assert found.started == process_table.start_time(sleeper.pid) > 0
    assert not found.is_zombie
    assert process_table.table()[sleeper.pid] == found
    assert f"MARK={mark}\0".encode() in process_table.environment(sleeper.pid)
    os.killpg(sleeper.pid, signal.SIGKILL)
    sleeper.wait()


def test_what_is_not_there(source):
    nowhere = 2**22 + 1
    assert process_table.entry(nowhere) is None
    assert process_table.start_time(nowhere) == 0
    assert process_table.environment(nowhere) == b""


def test_a_zombie(source):
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert process_table.entry(process.pid).is_zombie
    process.wait()


def test_descendants(source, sleeper):
    processes = process_table.table()
    found = process_table.descendants(processes, {sleeper.pid})
    assert len(found) == 3
    assert found < process_table.descendants(processes, {os.getpid()})
    for pid in found:
        assert process_table.send_signal(processes[pid], signal.SIGKILL)
    sleeper.wait()


def test_a_family_is_ended(source, sleeper, mark):
    loop = Loop()
    reaper = Reaper(loop, adopts=False)
    family = Family(Census(loop, reaper), mark.encode(), sleeper.pid)
    survivors, ended = [], []
    reaper.watch(sleeper.pid, lambda ending: (ended.append(ending), stopping.look()))
    assert len(family.members()) == 3
    stopping = Stopping(loop, family, signal.SIGTERM, 5, survivors.append)
    loop.run_until(lambda: bool(survivors))
    assert survivors == [[]]
    assert [str(each) for each in ended] == ["signal TERM"]
    assert family.members() == []
    loop.close()


def test_a_group_is_not_signalled_once_its_leader_was_waited_for(monkeypatch):
    """Its pid may be another group's by then (B-f15)."""
    signalled = []
    monkeypatch.setattr(os, "killpg", lambda *call: signalled.append(call))
    loop = Loop()
    reaper = Reaper(loop, adopts=False)
    process = subprocess.Popen(["true"], start_new_session=True)
    process.wait()
    done = []
    family = Family(Census(loop, reaper), b"no such mark;", process.pid)
    Stopping(loop, family, signal.SIGTERM, 0, done.append)
    loop.run_until(lambda: bool(done))
    assert (signalled, done) == ([], [[]])
    loop.close()


def test_each_child_is_waited_for_alone_and_reported_before_the_next():
    """What a report leads to may signal a child that has ended, too: it must not be gone (B-f9)."""
    loop = Loop()
    reaper = Reaper(loop, adopts=False)
    processes = [subprocess.Popen(["true"]) for _ in range(5)]
    for process in processes:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    left = []
    for process in processes:
        reaper.watch(process.pid, lambda _: left.append(len(_zombies(processes))))
    reaper.reap()
    assert left == [4, 3, 2, 1, 0]
    for process in processes:
        process.returncode = 0
    loop.close()


def test_children_of_others_are_left_to_them():
    loop = Loop()
    reaper = Reaper(loop, adopts=False)
    process = subprocess.Popen(["sh", "-c", "exit 7"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    reaper.reap()
    assert process.wait() == 7
    loop.close()


def test_an_end_that_other_code_has_waited_for_is_not_missed():
    loop, ended = Loop(), []
    reaper = Reaper(loop, adopts=False)
    process = subprocess.Popen(["true"])
    reaper.watch(process.pid, ended.append)
    process.wait()
    reaper.reap()
    assert [str(each) for each in ended] == ["waited for by other code of this process"]
    loop.close()


@pytest.mark.parametrize(
    ("status", "text"),
    [(0, "exit 0"), (0x100, "exit 1"), (0xFF00, "exit 255"), (15, "signal TERM"),
     (11 | 0x80, "signal SEGV"), (40, "signal 40")],
)  # fmt: skip
def test_statuses(status, text):
    assert str(reaping.ending_of(status)) == text


def test_marks_of_one_place_share_a_key(tmp_path):
    first, second = guard.new_mark(str(tmp_path)), guard.new_mark(str(tmp_path / "."))
    assert guard.key_of(first) == guard.key_of(second)
    assert first != second
    assert guard.key_of(guard.new_mark("/elsewhere")) != guard.key_of(first)


def test_without_leftovers_a_sweep_is_one_look(tmp_path, monkeypatch):
    monkeypatch.setattr(guard.wall, "sleep", lambda _: pytest.fail("it waits"))
    assert guard.sweep(guard.new_mark(str(tmp_path))) == 0


def _zombies(processes) -> list[int]:
    found = (process_table.entry(process.pid) for process in processes)
    return [each.pid for each in found if each is not None and each.is_zombie]
