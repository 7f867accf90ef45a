"""`respawn_self`: the program is another one, the processes and descriptors are the same (B8)."""

from __future__ import annotations

import os
import signal
import sys

import psutil

from tests.services.conftest import Command, wait_until

SUPERVISOR = """
import signal, sys
from harness.services import respawn_self
from harness.services.supervisor import Supervisor
from harness.services.views import Lines

def crash():
    raise RuntimeError("boom")

supervisor = Supervisor(sys.argv[1], Lines(sys.stdout))
supervisor.loop.on_signal(signal.SIGUSR1, crash)
supervisor.loop.on_signal(signal.SIGUSR2, respawn_self)
sys.exit(supervisor.run())
"""
"""`supervise`, with a signal that is a crash of its main loop, and one that respawns it."""
FILE = """
[service.steady]
command = "SLEEP"
[service.tree]
command = ["sh", "-c", "setsid SLEEP & SLEEP"]
[service.chatty]
command = ["sh", "-c", "while :; do echo line; sleep 0.01; done", "SLEEP"]
log_limit_bytes = 2000
"""


def start(services, text: str = FILE) -> Command:
    services.write(text)
    return services.run([sys.executable, "-c", SUPERVISOR, str(services.file)])


def descriptors(command: Command) -> int:
    return psutil.Process(command.pid).num_fds()


def children(command: Command) -> set[int]:
    return {child.pid for child in psutil.Process(command.pid).children()}


def respawn(command: Command, number: int = signal.SIGUSR2) -> None:
    command.signal(number)
    command.until("took over")


def test_services_run_on_and_descriptors_are_the_same(services, count):
    command = start(services)
    command.until("chatty: started")
    wait_until(lambda: len(services.survivors()) >= 4)
    respawn(command)
    services.status()  # it is in its loop then
    pids, open_before = children(command), descriptors(command)
    for _ in range(count(20, 1000)):
        respawn(command)
    assert children(command) == pids, "the guard, too"
    services.status()
    wait_until(lambda: descriptors(command) <= open_before, f"{open_before} descriptors")
    size = len(services.log("chatty"))
    wait_until(lambda: len(services.log("chatty")) != size, "its output is still read")
    assert {row["restarts"] for row in services.status().values()} == {0}
    assert command.stop() == 0
    assert services.survivors() == []


def test_an_end_during_the_respawn_is_not_missed(services):
    command = start(services, '[service.a]\ncommand = "SLEEP"\nretry_delay_seconds = 0\n')
    command.until("a: started")
    for _ in range(3):
        pid = services.status()["a"]["pid"]
        command.signal(signal.SIGUSR2)
        os.kill(pid, signal.SIGKILL)
        command.until("a: started")
        wait_until(lambda pid=pid: services.status()["a"]["pid"] not in (None, pid))


def test_every_state_is_handed_over(services):
    command = start(
        services,
        '[service.waiting]\ncommand = "false"\nretry_delay_seconds = 1000\n'
        '[service.given_up]\ncommand = "false"\nmax_retries = 0\n'
        '[service.stopped]\ncommand = "SLEEP"\n'
        '[service.starting]\ncommand = ["sh", "-c", "SLEEP"]\nready = { file = "up" }\n'
        '[service.dependent]\ncommand = "SLEEP"\ndepends_on = ["starting"]\n',
    )
    command.until("waiting:", "restart 1")
    wait_until(lambda: services.status()["waiting"]["state"] == "waiting")
    wait_until(lambda: services.status()["given_up"]["state"] == "given_up")
    services.ask("stop", "stopped")
    before = services.status()
    respawn(command)
    after = services.status()
    for name, row in before.items():
        assert {**after[name], "uptime_seconds": 0} == {**row, "uptime_seconds": 0} | {
            "cpu_percent": after[name]["cpu_percent"],
            "memory_bytes": after[name]["memory_bytes"],
        }
    command.signal(signal.SIGUSR2)
    (services.path / "up").write_text("")  # before, during or after it is another program
    command.until("starting: ready")
    command.until("dependent: started")


def test_a_stop_is_not_forgotten(services):
    command = start(
        services,
        '[service.deaf]\ncommand = ["sh", "-c", "trap \'\' TERM; echo deaf; SLEEP"]\n'
        'stop_timeout_seconds = 2\nready = { line = "deaf" }\n',
    )
    command.until("deaf: ready")
    command.signal(signal.SIGTERM)
    command.until("deaf: stopping")
    command.signal(signal.SIGUSR2)
    command.until("took over")
    assert command.ended() == 0
    assert services.survivors() == []


def test_a_crash_of_the_main_loop_respawns_it(services):
    command = start(services)
    command.until("chatty: started")
    respawn(command)
    pids = children(command)
    respawn(command, signal.SIGUSR1)
    assert "ERROR the supervisor crashed: " in command.text
    assert "boom" in command.text
    assert children(command) == pids


def test_the_sixth_crash_in_a_minute_ends_it(services):
    command = start(services)
    command.until("chatty: started")
    for _ in range(5):
        respawn(command, signal.SIGUSR1)
    command.signal(signal.SIGUSR1)
    assert command.ended() == 1
    assert services.survivors() == []


def test_respawn_can_be_switched_off(services):
    command = start(services, FILE + "[supervisor]\nrespawn = false\n")
    command.until("chatty: started")
    command.signal(signal.SIGUSR1)
    assert command.ended() == 1
    assert "took over" not in command.text
    assert services.survivors() == []


def test_nothing_survives_a_kill_during_the_respawn(services, count):
    for moment in range(count(3, 50)):
        command = start(services)
        command.until("chatty: started")
        command.signal(signal.SIGUSR2)
        for _ in range(moment * 1000):
            pass
        command.process.kill()
        command.process.wait()
        wait_until(lambda: not services.survivors())


def test_a_file_that_cannot_be_used_does_not_end_the_services(services):
    command = start(services)
    command.until("chatty: started")
    respawn(command)
    pids = children(command)
    services.write("[service")
    command.signal(signal.SIGUSR2)
    command.until("not reloaded: ", "cannot be read as TOML")
    assert children(command) == pids
    assert services.status()["steady"]["state"] == "running"
    services.write(FILE)
    respawn(command)
    assert children(command) == pids


def test_another_log_dir_takes_effect_at_the_next_start(services):
    command = start(services)
    command.until("chatty: started")
    respawn(command)
    pids = children(command)
    services.write(FILE + '[supervisor]\nlog_dir = "elsewhere"\n')
    respawn(command)
    assert children(command) == pids
    assert services.status()["steady"]["state"] == "running"
    assert command.stop() == 0
    assert services.survivors() == []


LIBRARY = """
import sys, signal
from harness.services import ServiceManager, log, respawn_self
folder = sys.argv[1] if len(sys.argv) > 1 else "first"
service = {"command": ["sleep", TOKEN]}
manager = ServiceManager({"service": {"a": service}, "supervisor": {"log_dir": folder}})
manager.start_service("a")
manager.loop.after(0, lambda: log(f"pid {manager.processes['a'].pid}"))
manager.loop.on_signal(signal.SIGUSR2, lambda: respawn_self(["program.py", "second"]))
manager.loop.on_signal(signal.SIGTERM, manager.begin_shutdown)
manager.run_monitoring()
"""


def test_a_program_may_keep_its_files_elsewhere_after_a_respawn(services):
    (services.path / "program.py").write_text(LIBRARY.replace("TOKEN", repr(services.token)))
    command = services.run([sys.executable, "program.py"])
    pid = command.until("INFO pid ").split()[-1]
    command.signal(signal.SIGUSR2)
    command.until("took over 1 process")
    assert command.until("INFO pid ").split()[-1] == pid
    assert command.stop() == 0
    assert services.survivors() == []


def test_a_signal_that_arrives_with_the_respawn_is_not_lost(services, count):
    for _ in range(count(5, 100)):
        command = start(services)
        command.until("chatty: started")
        command.signal(signal.SIGUSR2)
        command.signal(signal.SIGTERM)
        assert command.ended() == 0
        assert services.survivors() == []


BROKEN = """
import sys
from harness.services.supervisor import Supervisor
from harness.services.views import Lines

def crash():
    supervisor.loop.after(0, crash)
    raise RuntimeError("boom")

supervisor = Supervisor(sys.argv[1], Lines(sys.stdout))
supervisor.loop.after(0.3, crash)
sys.exit(supervisor.run())
"""


def test_a_supervisor_that_crashes_in_its_shutdown_leaves_nothing(services):
    services.write('[supervisor]\nrespawn = false\n[service.steady]\ncommand = "SLEEP"\n')
    command = services.run([sys.executable, "-c", BROKEN, str(services.file)])
    command.until("steady: started")
    assert command.ended() == 1
    assert "cannot stop them in order: boom" in command.text
    wait_until(lambda: not services.survivors())
