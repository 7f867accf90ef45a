"""The integration tests of the plan (4.2): `tools/integrated_script.py` and its three services.

The script and the scripts beside it are copied, so that tests can edit them.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time

import psutil
import pytest

from tests.services.conftest import ROOT, Command, wait_until

SCRIPTS = ("integrated_script.py", "example_service_1.py", "example_service_2.py",
           "failing_script.py")  # fmt: skip
CONFIG = """
[supervisor]
log_dir = "logs"
[service.example_service_1]
command = ["PYTHON", "tools/example_service_1.py"]
policy = "always"
[service.example_service_2]
command = ["PYTHON", "tools/example_service_2.py"]
[service.failing_service_demo]
command = ["PYTHON", "tools/failing_script.py", "RUNS"]
max_retries = 3
retry_delay_seconds = DELAY
"""
DEMO = "failing_service_demo: "


class Script:
    """The script in a folder, and what it logs."""

    def __init__(self, services) -> None:
        self.services = services
        self.tools = services.path / "tools"
        self.tools.mkdir()
        for name in SCRIPTS:
            shutil.copy(ROOT / "tools" / name, self.tools / name)
        self.command: Command

    def start(self, *words: str) -> Command:
        self.command = self.services.run(
            [sys.executable, str(self.tools / "integrated_script.py"), *words],
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        return self.command

    def start_with(self, runs: float, delay: float) -> Command:
        """Start it with a file of the same services and other times."""
        self.services.write(CONFIG.replace("RUNS", f"{runs}").replace("DELAY", f"{delay}"))
        return self.start("--config", str(self.services.file))

    def edit(self, before: str, after: str) -> None:
        path = self.tools / "integrated_script.py"
        text = path.read_text()
        assert before in text
        path.write_text(text.replace(before, after))

    def log(self, name: str) -> str:
        logs = self.services.path / "reports" / "integrated_script"
        path = logs / f"{name}.log"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def script(services) -> Script:
    return Script(services)


def pid_in(line: str) -> int:
    return int(line.rsplit("pid ", 1)[1])


def started(command: Command, name: str) -> int:
    """Wait for the next start of a service; return its pid."""
    return pid_in(command.until(f"{name}: started, pid "))


def children(command: Command) -> set[int]:
    return {child.pid for child in psutil.Process(command.pid).children()}


def test_successful_service_startup_and_monitoring(script):
    command = script.start()
    pids = {started(command, name) for name in
            ("example_service_1", "example_service_2", "failing_service_demo")}  # fmt: skip
    assert pids <= children(command)
    wait_until(lambda: "started" in script.log("example_service_1"))
    wait_until(lambda: "started" in script.log("example_service_2"))
    command.until(DEMO, "exit 1; restart 1 of 3 in 3 s")
    assert psutil.pid_exists(command.pid)


def test_services_appear_in_processes(script):
    """The same from inside, in a program that imports the script."""
    code = (
        "import sys; sys.path.insert(0, 'tools'); import integrated_script as script\n"
        "from harness.services import ServiceManager\n"
        "manager = ServiceManager(script.load_self().SERVICES)\n"
        "print([manager.start_service(name) for name in script.SERVICES['service']])\n"
        "print(sorted(manager.processes), {p.poll() for p in manager.processes.values()})\n"
        "manager.shutdown(); print(manager.processes)"
    )
    command = script.services.run([sys.executable, "-c", code])
    assert command.ended() == 0, command.text
    assert "[True, True, True]" in command.text
    names = "['example_service_1', 'example_service_2', 'failing_service_demo']"
    assert f"{names} {{None}}" in command.text
    assert command.lines[-1] == "{}"


def test_on_failure_respawn(script, count):
    """Terminated by hand, the failing service is restarted three times, after the delay."""
    delay = count(0.4, 3)
    command = script.start_with(1000, delay)
    pid = started(command, "failing_service_demo")
    for number in (1, 2, 3):
        os.kill(pid, signal.SIGTERM)
        command.until(DEMO, f"signal TERM; restart {number} of 3 in {delay:g} s")
        begun = time.monotonic()
        pid = started(command, "failing_service_demo")
        assert time.monotonic() - begun > delay / 2, "not before the delay is over"
    os.kill(pid, signal.SIGTERM)
    command.until(DEMO, "signal TERM; given up after 3 restarts")


def test_always_respawn(script):
    """Terminated by hand, a service that always runs is restarted at once."""
    command = script.start_with(1000, 1000)
    pid = started(command, "example_service_1")
    started(command, "failing_service_demo")
    os.kill(pid, signal.SIGTERM)
    command.until("example_service_1: ", "; restart 1 of 3 in 0 s")
    assert started(command, "example_service_1") != pid


def test_max_retries_reached(script):
    command = script.start_with(0, 0.05)
    command.until(DEMO, "exit 1; given up after 3 restarts")
    others = children(command)
    process = psutil.Process(command.pid)
    before = process.cpu_times()
    switches = process.num_ctx_switches().voluntary
    time.sleep(1)
    used = process.cpu_times()
    assert used.user + used.system - before.user - before.system <= 0.1
    assert process.num_ctx_switches().voluntary - switches < 100, "it waits, and does not poll"
    assert children(command) == others, "the failing service is not started again"
    assert command.text.count(f"{DEMO}started") == 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_graceful_shutdown(script, number):
    command = script.start()
    started(command, "failing_service_demo")
    wait_until(lambda: "started" in script.log("example_service_1"))
    wait_until(lambda: "started" in script.log("example_service_2"))
    pids = children(command)
    command.signal(number)
    assert command.ended() == 0
    assert "ending in order" in script.log("example_service_1")
    assert "ending in order" in script.log("example_service_2")
    assert not any(psutil.pid_exists(pid) for pid in pids)
    assert command.lines[-1].endswith("INFO all services are stopped")


def test_self_respawn(script):
    """A critical error in the main loop runs the script anew; services keep their pids."""
    command = script.start_with(1000, 1000)
    started(command, "failing_service_demo")
    pids = children(command)
    command.signal(signal.SIGUSR1)
    command.until("ERROR critical error: critical error in the main loop")
    command.until("took over 3 processes")
    command.signal(signal.SIGUSR1)
    command.until("took over 3 processes")
    assert children(command) == pids
    assert command.process.poll() is None
    assert command.stop() == 0
    assert not any(psutil.pid_exists(pid) for pid in pids)


def test_self_respawn_ends_after_too_many_critical_errors(script):
    command = script.start_with(1000, 1000)
    started(command, "failing_service_demo")
    pids = children(command)
    for _ in range(5):
        command.signal(signal.SIGUSR1)
        command.until("took over 3 processes")
    command.signal(signal.SIGUSR1)
    assert command.ended() == 1
    assert "too many critical errors" in command.text
    assert not any(psutil.pid_exists(pid) for pid in pids)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1])
def test_an_edited_script_runs_what_it_has_become(script, number):
    command = script.start()
    pid = started(command, "example_service_1")
    started(command, "failing_service_demo")
    script.edit(
        '"failing_service_demo": {',
        '"new_service": {"command": command("example_service_2.py")},\n'
        '        "failing_service_demo": {',
    )
    script.edit('"policy": "on-failure"},', '"env": {"NEW": "1"}},')
    command.signal(number)
    new = started(command, "new_service")
    changed = started(command, "example_service_2")
    assert {pid, new, changed} <= children(command), "the first service is the same process"


def test_a_script_that_is_broken_is_not_run(script):
    command = script.start()
    pid = started(command, "example_service_1")
    started(command, "failing_service_demo")
    script.edit("SERVICES = {", "SERVICES = {{")
    command.signal(signal.SIGHUP)
    command.until("ERROR not run anew: SyntaxError")
    assert pid in children(command)
    script.edit("SERVICES = {{", "SERVICES = {")
    command.signal(signal.SIGHUP)
    command.until("took over")
    assert pid in children(command)
