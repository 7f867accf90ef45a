"""What other supervisors get wrong: each test names the reports that it is made from."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time

import psutil
import pytest

from harness.processes import process_table
from tests.services.conftest import Folder, wait_until

STEADY = '[service.steady]\ncommand = "SLEEP"\npolicy = "always"\n'
FAILING = """
[service.failing]
command = ["sh", "-c", "echo failing; exit 1", "SLEEP"]
max_retries = -1
retry_delay_seconds = 0.02
"""
TREES = {
    "child": "SLEEP & wait",
    "setsid": "setsid SLEEP & wait",
    "double fork": "(setsid SLEEP &) ; SLEEP",
    "no environment": "(setsid env -i SLEEP &) ; SLEEP",
    "deaf child": "(trap '' TERM; SLEEP) & wait",
    "deaf session": "setsid sh -c \"trap '' TERM; SLEEP & wait; SLEEP\" & wait",
    "deaf": "trap '' TERM; SLEEP & wait; SLEEP",
    "leader ends first": "(trap '' TERM HUP; SLEEP) & exec SLEEP",
}
"""Process trees by what is hard about them."""


def tree(script: str, more: str = "") -> str:
    command = f'["sh", "-c", """{script}"""]'
    return f"[service.tree]\ncommand = {command}\nstop_timeout_seconds = 0.5\n{more}"


def zombies(pid: int) -> list[int]:
    return [each.pid for each in process_table.table().values()
            if each.parent == pid and each.is_zombie]  # fmt: skip


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def guard_of(pid: int) -> int:
    """Return the guard among the children of a supervisor, 0 if there is none."""
    for child in psutil.Process(pid).children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if any("guard" in word for word in child.cmdline()):
                return child.pid
    return 0


@pytest.mark.parametrize("script", TREES.values(), ids=TREES)
def test_grandchildren_end_with_their_service(services, script):
    """Supervisor/supervisor#1101, #1396, #1158; process-compose#520: B-f1, B-f2."""
    services.write(STEADY + tree(script))
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 2)
    assert services.ask("stop", "tree")["ok"]
    steady = services.status()["steady"]["pid"]
    wait_until(lambda: set(services.survivors()) <= {steady, supervisor.pid} or "env" in script)
    assert supervisor.stop() == 0
    assert services.survivors() == []


@pytest.mark.parametrize("script", TREES.values(), ids=TREES)
def test_nothing_survives_a_supervisor_that_is_killed(services, script):
    """Supervisor PR #199; 82 of 82 processes survive supervisord, circus and honcho: B-f3."""
    services.write(STEADY + FAILING + tree(script))
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 3)
    if "env -i" in script:  # the guard has to have seen it as a child of the supervisor
        time.sleep(0.5)
    supervisor.process.kill()
    supervisor.process.wait()
    wait_until(lambda: not services.survivors(), "nothing survives")


def test_nothing_survives_a_kill_at_a_random_moment(services, count):
    services.write(STEADY + FAILING + tree(TREES["deaf session"]))
    dice = random.Random(13)
    for _ in range(count(4, 200)):
        supervisor = services.start()
        time.sleep(dice.uniform(0, 0.6))
        supervisor.process.kill()
        supervisor.process.wait()
        wait_until(lambda: not services.survivors(), "nothing survives")


def test_what_survived_is_found_at_the_next_start(services):
    """With the guard killed, too, everything survives until then: B-f3."""
    services.write(STEADY + tree(TREES["setsid"]))
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 3)
    os.kill(supervisor.pid, signal.SIGSTOP)
    kill(guard_of(supervisor.pid), supervisor.pid)
    supervisor.process.wait()
    left = services.survivors()
    assert len(left) >= 3, "this is what the next start has to find"
    again = services.start()
    line = again.until("that a dead supervisor had left")
    assert f"ended {len(left)} processes" in line
    assert not set(left) & set(services.survivors())
    assert again.stop() == 0


def test_a_guard_that_was_killed_is_replaced(services):
    services.write(STEADY)
    supervisor = services.start()
    supervisor.until("steady: started")
    first = guard_of(supervisor.pid)
    kill(first)
    supervisor.until("the guard ended (signal KILL); starting another one")
    wait_until(lambda: guard_of(supervisor.pid) not in (0, first))
    supervisor.process.kill()
    supervisor.process.wait()
    wait_until(lambda: not services.survivors())


def test_leftovers_of_others_are_left_alone(services, tmp_path_factory):
    """Only what carries the mark of a dead supervisor of the same file is ended."""
    other = Folder(tmp_path_factory.mktemp("other"))
    try:
        for each in (services, other):
            each.write(STEADY)
            each.start().until("steady: started")
        pid = other.status()["steady"]["pid"]
        services.commands[0].process.kill()
        wait_until(lambda: not services.survivors())
        services.start().until("steady: started")
        assert other.status()["steady"]["pid"] == pid
    finally:
        other.clean()


def test_the_end_does_not_wait_for_who_holds_the_pipe(services):
    """honcho waits 40 s and more: B-f4."""
    services.write(tree("echo hello; setsid SLEEP & exit 0", 'policy = "never"'))
    supervisor = services.start("--until-done")
    assert supervisor.ended() == 0
    assert services.log("tree") == "hello\n"
    assert services.survivors() == []


def test_a_stopped_service_stays_down(services):
    """circus#965, process-compose#149, pm2#2202: B-f5."""
    services.write(STEADY + FAILING.replace("0.02", "0"))
    supervisor = services.start()
    supervisor.until("failing: started")
    for _ in range(10):
        services.ask("stop", "failing", "steady")
        before = services.status()
        time.sleep(0.05)
        after = services.status()
        for name in ("failing", "steady"):
            assert before[name]["state"] == after[name]["state"] == "stopped"
            assert before[name]["restarts"] == after[name]["restarts"]
            assert after[name]["pid"] is None
        services.ask("start", "failing", "steady")


def test_a_service_is_stopped_in_the_delay_before_a_restart(services):
    """pm2#3571, #6119: B-f6."""
    services.write(STEADY + FAILING.replace("0.02", "1000"))
    supervisor = services.start()
    supervisor.until("failing:", "restart 1 in 1000 s")
    assert services.status()["failing"]["state"] == "waiting"
    assert services.ask("stop", "failing")["ok"]
    assert services.status()["failing"]["state"] == "stopped"
    services.ask("start", "failing")
    supervisor.until("failing:", "restart 1 in 1000 s")
    assert services.ask("restart", "failing")["ok"] is True
    supervisor.until("failing:", "restart 1 in 1000 s")


def test_a_command_that_cannot_be_executed_keeps_nothing_waiting(services):
    """circus#1157: B-f7. The anchor does not answer at all; here 100 answers come."""
    services.write(
        '[service.missing]\ncommand = "no-such-program"\nmax_retries = -1\n'
        "retry_delay_seconds = 0\n" + STEADY
    )
    supervisor = services.start()
    supervisor.until("steady: started")
    for _ in range(100):
        assert services.ask("status", "missing")["ok"]
    assert services.status()["missing"]["restarts"] > 10
    assert supervisor.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL, signal.SIGBUS])
def test_a_death_by_a_signal_is_a_failure(services, number):
    """circus PR #274: B-f8."""
    services.write('[service.a]\ncommand = "SLEEP"\nretry_delay_seconds = 0.01\n')
    supervisor = services.start()
    supervisor.until("a: started")
    os.kill(services.status()["a"]["pid"], number)
    name = signal.Signals(number).name.removeprefix("SIG")
    supervisor.until(f"a: signal {name}; restart 1 of 3")
    supervisor.until("a: started")


def test_every_end_is_seen_once(services):
    """circus#658, #1155: B-f9."""
    one = '[service.sNUMBER]\ncommand = "SLEEP"\nretry_delay_seconds = 0.01\nmax_retries = 9\n'
    services.write("".join(one.replace("NUMBER", f"{i}") for i in range(10)) + STEADY)
    supervisor = services.start()
    supervisor.until("steady: started")
    steady = services.status()["steady"]["pid"]
    for turn in (1, 2, 3):
        kill(*(row["pid"] for name, row in services.status().items() if name != "steady"))
        wait_until(lambda turn=turn: all(
            row["restarts"] == turn and row["state"] == "running"
            for name, row in services.status().items() if name != "steady"
        ))  # fmt: skip
    assert services.status()["steady"]["pid"] == steady
    assert supervisor.text.count("signal KILL") <= 30


def test_orphans_are_reaped(services):
    services.write(tree("(sh -c 'exit 3' &) ; (setsid sh -c 'exit 4' &) ; SLEEP"))
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 1)
    wait_until(lambda: not zombies(supervisor.pid), "no zombie stays")


def test_a_service_that_flaps_is_given_up(services):
    """circus#604: B-f10."""
    services.write(FAILING.replace("-1", "5"))
    supervisor = services.start("--until-done")
    assert supervisor.ended() == 1
    assert supervisor.text.count("failing: started") == 6
    assert "failing: exit 1; given up after 5 restarts" in supervisor.text


def test_reloads_race_with_ends(services):
    """pm2#5104: B-f11."""
    services.write(STEADY + FAILING)
    supervisor = services.start()
    supervisor.until("failing: started")
    for turn in range(10):
        pid = services.status()["steady"]["pid"]
        services.write(STEADY + f'env = {{ TURN = "{turn}" }}\n' + FAILING)
        supervisor.signal(signal.SIGHUP)
        if pid:
            kill(pid)
        wait_until(lambda pid=pid: services.status()["steady"]["pid"] not in (None, pid))
    wait_until(lambda: not zombies(supervisor.pid))
    assert supervisor.stop() == 0
    assert services.survivors() == []


def test_two_supervisors_of_one_file(services):
    """pm2#2607, #1489: B-f12."""
    services.write(STEADY)
    first = services.start()
    first.until("steady: started")
    pid = services.status()["steady"]["pid"]
    assert services.start().ended() == 2
    assert services.status()["steady"]["pid"] == pid
    first.process.kill()
    first.process.wait()
    third = services.start()
    third.until("steady: started")
    assert services.status()["steady"]["pid"] != pid


def test_every_service_has_a_group_and_a_session(services):
    """ddollar/foreman#723, #780: B-f13."""
    services.write(STEADY)
    services.start().until("steady: started")
    pid = services.status()["steady"]["pid"]
    assert os.getpgid(pid) == os.getsid(pid) == pid


def test_a_stable_period_fills_the_budget(services):
    """moby PR #7414: B-f14."""
    services.write(
        '[service.a]\ncommand = "SLEEP"\nmax_retries = 1\nretry_delay_seconds = 0\n'
        "stable_seconds = 0.05\n"
    )
    supervisor = services.start()
    for _ in range(5):
        supervisor.until("a: started")
        time.sleep(0.1)
        kill(services.status()["a"]["pid"])
        supervisor.until("restart 1 of 1")


def test_a_pid_that_is_used_again_is_not_signalled():
    """google/xsecurelock PR #62: B-f15."""
    process = subprocess.Popen(["sleep", "1000"])
    found = process_table.entry(process.pid)
    assert not process_table.send_signal(found._replace(started=found.started - 1), signal.SIGKILL)
    assert process.poll() is None
    assert process_table.send_signal(found, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not process_table.send_signal(found, signal.SIGKILL)


def test_a_second_signal_gives_no_more_grace(services):
    services.write(tree(TREES["deaf"]).replace("0.5", "1000"))
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 2)
    supervisor.signal(signal.SIGINT)
    supervisor.until("tree: stopping")
    supervisor.signal(signal.SIGINT)
    assert supervisor.ended() == 0
    assert services.survivors() == []


@pytest.mark.parametrize("ending", ["SIGTERM", "SIGKILL"])
def test_children_that_the_process_had_before_are_left_alone(services, ending):
    """`program & exec python -m harness supervise …` makes the program a child of it."""
    services.write(STEADY)
    script = f'sleep 1{services.token} & exec "$0" -m harness supervise services.toml'
    supervisor = services.run(["sh", "-c", script, sys.executable])
    supervisor.until("steady: started")
    time.sleep(0.5)
    supervisor.signal(signal.Signals[ending])
    supervisor.process.wait()
    wait_until(lambda: len(services.survivors()) <= 1)
    time.sleep(0.5)
    assert len(services.survivors()) == 1


def test_a_fork_that_holds_the_guards_pipe_does_not_deceive_it(services):
    services.write(STEADY)
    code = (
        "import os, sys, time\nfrom harness.services import ServiceManager\n"
        "manager = ServiceManager(sys.argv[1])\nmanager.start_service('steady')\n"
        "if os.fork() == 0:\n    time.sleep(1000)\n"
        "print('forked', flush=True)\nmanager.run_monitoring()"
    )
    program = services.run([sys.executable, "-c", code, str(services.file)])
    program.until("forked")
    wait_until(lambda: len(services.survivors()) == 1)
    forked = [child.pid for child in psutil.Process(program.pid).children()
              if str(services.file) in child.cmdline()]  # fmt: skip
    program.process.kill()
    program.process.wait()
    wait_until(lambda: not services.survivors())
    kill(*forked)
