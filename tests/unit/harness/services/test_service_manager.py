"""The unit tests of the plan (4.1): every method of `ServiceManager`, `respawn_self` and `log`.

Where the plan mocks, the mocked test has a real one beside it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from unittest import mock

import pytest

from harness.processes import process_table
from harness.processes.policy import GIVEN_UP, STOPPED, WAITING
from harness.services import log, respawn_self
from tests.unit.harness.services.conftest import monitor_until

SLEEP = {"command": ["sleep", "1000"]}
STUBBORN = {
    "command": [
        "sh",
        "-c",
        "trap '' TERM; echo deaf; while :; do sleep 1000; done",
    ],
    "stop_timeout_seconds": 0.2,
    "ready": {"line": "deaf"},
}


def runs(pid: int) -> bool:
    found = process_table.entry(pid)
    return found is not None and not found.is_zombie


class TestStartService:
    def test_start_service(self, managed):
        manager = managed({"a": SLEEP})
        assert manager.start_service("a") is True
        process = manager.processes["a"]
        assert runs(process.pid)
        assert process.poll() is None
        assert os.getsid(process.pid) == process.pid, "it leads a session of its own"

    def test_start_service_that_runs(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        assert manager.start_service("a") is True
        assert manager.processes["a"].pid == pid

    def test_start_service_in_place_of_a_process_that_has_ended(self, managed):
        manager = managed({"a": {**SLEEP, "policy": "never"}})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        os.kill(pid, signal.SIGKILL)
        monitor_until(manager, lambda: "a" not in manager.processes)
        assert manager.start_service("a") is True
        assert manager.processes["a"].pid != pid

    def test_start_service_where_an_end_was_not_seen_yet(self, managed):
        manager = managed({"a": {"command": ["sleep", "1000"], "policy": "never"}})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        os.kill(pid, signal.SIGKILL)
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert manager.start_service("a") is True
        assert manager.processes["a"].pid != pid

    def test_start_service_after_shutdown(self, managed):
        manager = managed({"a": SLEEP})
        manager.shutdown()
        assert manager.start_service("a") is False
        assert manager.stop_service("a") is True
        manager.monitor_services()
        manager.run_monitoring()
        assert manager.processes == {}

    def test_start_service_with_an_error(self, managed):
        manager = managed({"a": {"command": ["no-such-program"]}})
        assert manager.start_service("a") is False
        assert "a" not in manager.processes
        assert "cannot execute 'no-such-program': No such file or directory" in managed.text
        assert manager.services["a"].life.state == WAITING, "it counts as a failure"

    @pytest.mark.parametrize(
        "service",
        [{"command": ["/etc/passwd"]}, {"command": ["/"]}, {"command": ["true"], "cwd": "/none"}],
    )
    def test_start_service_with_other_errors(self, managed, service):
        assert managed({"a": service}).start_service("a") is False
        assert "cannot execute" in managed.text

    def test_start_service_with_a_name_that_is_not_declared(self, managed):
        assert managed({"web": SLEEP}).start_service("wbe") is False
        assert "no service 'wbe'; nearest: web" in managed.text

    def test_start_service_calls_popen(self, managed):
        manager = managed({"a": {**SLEEP, "env": {"COLOUR": "red"}}})
        manager.prepare()
        with mock.patch("subprocess.Popen") as popen:
            popen.return_value.pid = 2**22 + 1
            assert manager.start_service("a") is True
        words, options = popen.call_args
        assert words == (("sleep", "1000"),)
        assert options["start_new_session"] is True
        assert options["env"][b"COLOUR"] == b"red"
        assert options["executable"] == shutil.which("sleep")

    def test_start_service_when_popen_raises(self, managed):
        manager = managed({"a": SLEEP})
        manager.prepare()
        with mock.patch("subprocess.Popen", side_effect=PermissionError(13, "not allowed")):
            assert manager.start_service("a") is False
        assert "not allowed" in managed.text


class TestStopService:
    def test_stop_service(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        assert manager.stop_service("a") is True
        assert not os.path.exists(f"/proc/{pid}"), "it was waited for, too"
        assert "a" not in manager.processes
        assert "a: stopped: signal TERM" in managed.text

    def test_stop_service_that_does_not_run(self, managed):
        manager = managed({"a": SLEEP})
        assert manager.stop_service("a") is True
        assert manager.processes == {}

    def test_stop_service_twice(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        assert (manager.stop_service("a"), manager.stop_service("a")) == (True, True)

    def test_stop_service_that_ignores_the_signal(self, managed):
        manager = managed({"a": STUBBORN})
        manager.start_service("a")
        monitor_until(manager, lambda: manager.services["a"].was_ready)
        assert manager.stop_service("a") is True
        assert "a: stopped: signal KILL" in managed.text

    def test_stop_service_in_the_delay_before_a_restart(self, managed):
        manager = managed({"a": {"command": ["false"], "retry_delay_seconds": 1000}})
        manager.start_service("a")
        monitor_until(manager, lambda: manager.services["a"].life.state == WAITING)
        assert manager.stop_service("a") is True
        assert manager.services["a"].life.state == STOPPED

    def test_stop_service_with_a_signal_of_its_own(self, managed):
        manager = managed({"a": {**SLEEP, "stop_signal": "INT"}})
        manager.start_service("a")
        assert manager.stop_service("a") is True
        assert "a: stopped: signal INT" in managed.text

    def test_stop_service_with_a_name_that_is_not_declared(self, managed):
        assert managed({"a": SLEEP}).stop_service("b") is False

    def test_stop_service_signals_the_group(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        with mock.patch("os.killpg", wraps=os.killpg) as killpg:
            manager.stop_service("a")
        assert killpg.call_args_list == [mock.call(pid, signal.SIGTERM)]

    def test_stop_service_kills_the_group_after_the_grace(self, managed):
        manager = managed({"a": {**SLEEP, "stop_timeout_seconds": 0.05}})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        with mock.patch("os.killpg") as killpg:  # no signal arrives this way
            assert manager.stop_service("a") is True
        assert killpg.call_args_list[:2] == [
            mock.call(pid, signal.SIGTERM),
            mock.call(pid, signal.SIGKILL),
        ]


class TestMonitorServices:
    def test_monitor_services_sees_an_end(self, managed):
        manager = managed({"a": {"command": ["true"]}})
        manager.start_service("a")
        monitor_until(manager, lambda: "a" not in manager.processes)
        assert "a: exit 0; not restarted (on-failure)" in managed.text

    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
    @pytest.mark.parametrize("policy", ["always", "on-failure"])
    def test_monitor_services_restarts_after_a_signal(self, managed, policy, number):
        manager = managed({"a": {**SLEEP, "policy": policy, "retry_delay_seconds": 0.01}})
        manager.start_service("a")
        pid = manager.processes["a"].pid
        os.kill(pid, number)
        monitor_until(
            manager, lambda: "a" in manager.processes and manager.processes["a"].pid != pid
        )
        assert manager.services["a"].life.restarts == 1

    @pytest.mark.parametrize(
        ("policy", "command", "restarts"),
        [("always", "true", 2), ("on-failure", "true", 0), ("on-failure", "false", 2),
         ("never", "false", 0), ("never", "true", 0), ("always", "false", 2)],
    )  # fmt: skip
    def test_monitor_services_applies_the_policy(self, managed, policy, command, restarts):
        rules = {"policy": policy, "max_retries": 2, "retry_delay_seconds": 0.01}
        manager = managed({"a": {"command": [command], **rules}})
        manager.start_service("a")
        monitor_until(manager, lambda: manager.services["a"].is_down)
        assert manager.services["a"].life.restarts == restarts
        assert manager.services["a"].life.state == (GIVEN_UP if restarts else STOPPED)

    def test_monitor_services_is_one_pass(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        manager.monitor_services()
        assert "a" in manager.processes

    def test_a_process_that_has_ended_can_be_seen_before_the_next_pass(self, managed):
        manager = managed({"a": {"command": ["sh", "-c", "exit 7"]}})
        manager.start_service("a")
        process = manager.processes["a"]
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert process.poll() == 7
        monitor_until(manager, lambda: "a" not in manager.processes)
        assert process.poll() == 7


class TestRunMonitoring:
    def test_run_monitoring_ends_when_it_is_over(self, managed):
        manager = managed({"a": {"command": ["false"], "retry_delay_seconds": 0.01}})
        manager.start_service("a")
        manager.run_monitoring(until=lambda: manager.services["a"].life.state == GIVEN_UP)
        assert manager.services["a"].life.restarts == 3

    def test_run_monitoring_starts_services_where_none_was_started(self, managed):
        manager = managed({"a": SLEEP, "b": SLEEP})
        manager.run_monitoring(until=lambda: len(manager.processes) == 2)
        assert set(manager.processes) == {"a", "b"}

    def test_run_monitoring_starts_no_others_where_one_was_started(self, managed):
        manager = managed({"a": SLEEP, "b": SLEEP})
        manager.start_service("b")
        manager.run_monitoring(until=lambda: True)
        assert set(manager.processes) == {"b"}

    def test_run_monitoring_ends_after_shutdown(self, managed):
        manager = managed({"a": SLEEP})
        manager.loop.after(0.1, manager.shutdown)
        manager.run_monitoring()
        assert manager.processes == {}


class TestShutdown:
    def test_shutdown_stops_all(self, managed):
        manager = managed({"a": SLEEP, "b": SLEEP, "c": {**STUBBORN, "ready": {"port": 1}}})
        for name in "ab":
            manager.start_service(name)
        pids = [process.pid for process in manager.processes.values()]
        manager.shutdown()
        assert not any(map(runs, pids))
        assert manager.processes == {}

    def test_shutdown_without_services(self, managed):
        managed({"a": SLEEP}).shutdown()
        managed({}).shutdown()

    def test_shutdown_twice(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        manager.shutdown()
        manager.shutdown()

    def test_shutdown_leaves_no_descriptor(self, managed):
        before = len(os.listdir("/proc/self/fd"))
        manager = managed({"a": SLEEP, "b": {"command": ["echo", "hello"]}})
        manager.run_monitoring(until=lambda: manager.services["b"].is_down)
        manager.shutdown()
        assert len(os.listdir("/proc/self/fd")) == before


class TestRespawnSelf:
    def test_respawn_self_calls_execv(self):
        with mock.patch("os.execv") as execv:
            respawn_self()
        execv.assert_called_once_with(sys.executable, [sys.executable, *sys.orig_argv[1:]])

    def test_respawn_self_with_other_arguments(self):
        with mock.patch("os.execv") as execv:
            respawn_self(["script.py", "--config", "a b"])
        execv.assert_called_once_with(
            sys.executable, [sys.executable, "script.py", "--config", "a b"]
        )

    def test_respawn_self_that_fails_changes_nothing(self, managed):
        manager = managed({"a": SLEEP})
        manager.start_service("a")
        pid, names = manager.processes["a"].pid, set(os.environ)
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        descriptors = {name: os.get_inheritable(int(name)) for name in _descriptors()}
        with (
            mock.patch("os.execv", side_effect=OSError(2, "no interpreter")),
            pytest.raises(OSError, match="no interpreter"),
        ):
            respawn_self()
        assert {name: os.get_inheritable(int(name)) for name in _descriptors()} == descriptors
        assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == mask
        assert set(os.environ) == names
        assert runs(pid)


def _descriptors() -> list[str]:
    return [name for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")]


class TestLog:
    def test_log_format(self, capsys):
        log("hello")
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO hello\n", capsys.readouterr().out
        )

    def test_log_level(self, capsys):
        log("hello", "ERROR")
        assert capsys.readouterr().out.split(maxsplit=1)[1] == "ERROR hello\n"

    def test_log_is_one_line(self, capsys):
        log("two\nlines \x1b[2J")
        assert capsys.readouterr().out.endswith("INFO two\\x0alines \\x1b[2J\n")


def test_a_process_that_survives_sigkill_is_reported_and_left(managed):
    """A process that waits for a broken disk cannot end; no signal arrives here, which is alike."""
    manager = managed({"a": {**SLEEP, "stop_timeout_seconds": 0.05}})
    manager.loop.speed = 0.05
    manager.start_service("a")
    pid = manager.processes["a"].pid
    with mock.patch("os.killpg"), mock.patch("signal.pidfd_send_signal"):
        assert manager.stop_service("a") is False
    assert f"ERROR a: 1 process survived SIGKILL: {pid}" in managed.lines
    assert manager.processes == {}
    assert manager.start_service("a") is True, "another one may be started"
    os.kill(pid, signal.SIGKILL)
    monitor_until(manager, lambda: not os.path.exists(f"/proc/{pid}"))
    assert "a" in manager.processes
