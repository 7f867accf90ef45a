"""Readiness of real services: by line, port and file, in order, and in time."""

from __future__ import annotations

import socket

import pytest

SERVER = """
import socket, sys, time
time.sleep(0.1)
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
time.sleep(1000)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.parametrize("kind", ["line", "port", "file"])
def test_dependents_start_when_it_is_ready(services, kind):
    port = free_port()
    (services.path / "server.py").write_text(SERVER)
    command, ready = {
        "line": ('["sh", "-c", "sleep 0.1; echo it is up; SLEEP"]', '{ line = "is up" }'),
        "file": ('["sh", "-c", "sleep 0.1; : > up; SLEEP"]', '{ file = "up" }'),
        "port": (f'["PYTHON", "server.py", "{port}", "SLEEP"]', f"{{ port = {port} }}"),
    }[kind]
    services.write(
        '[service.after]\ncommand = "SLEEP"\ndepends_on = ["first"]\n'
        f"[service.first]\ncommand = {command}\nready = {ready}\n"
    )
    supervisor = services.start()
    supervisor.until("first: started")
    assert services.status()["after"]["state"] == "stopped"
    supervisor.until("first: ready")
    supervisor.until("after: started")
    assert services.status()["first"]["ready"]


def test_not_ready_in_time_is_a_failure(services):
    services.write(
        '[service.slow]\ncommand = "SLEEP"\nready = { line = "never" }\n'
        "ready_timeout_seconds = 0.1\nmax_retries = 1\nretry_delay_seconds = 0\n"
        '[service.after]\ncommand = "SLEEP"\ndepends_on = ["slow"]\n'
    )
    supervisor = services.start("--until-done")
    assert supervisor.ended() == 1
    assert "slow: not ready within 0.1 s; restart 1 of 1" in supervisor.text
    assert "slow: not ready within 0.1 s; given up after 1 restart" in supervisor.text
    assert "after: not started: slow was given up" in supervisor.text
    assert services.survivors() == []


def test_what_depends_on_a_service_that_ended_well_is_started(services):
    services.write(
        '[service.prepare]\ncommand = "true"\npolicy = "never"\n'
        '[service.after]\ncommand = "true"\ndepends_on = ["prepare"]\n'
    )
    supervisor = services.start("--until-done")
    assert supervisor.ended() == 0
    assert "after: started" in supervisor.text


def test_a_dependency_that_restarts_leaves_its_dependents_alone(services):
    services.write(
        '[service.first]\ncommand = "SLEEP"\n'
        '[service.after]\ncommand = "SLEEP"\ndepends_on = ["first"]\n'
    )
    services.start().until("after: started")
    before = services.status()
    assert services.ask("restart", "first")["ok"]
    after = services.status()
    assert after["first"]["pid"] != before["first"]["pid"]
    assert after["after"]["pid"] == before["after"]["pid"]


def test_a_start_by_hand_starts_what_it_depends_on(services):
    services.write(
        '[service.first]\ncommand = "SLEEP"\n'
        '[service.after]\ncommand = "SLEEP"\ndepends_on = ["first"]\n'
    )
    services.start().until("after: started")
    services.ask("stop")
    assert {row["state"] for row in services.status().values()} == {"stopped"}
    assert services.ask("start", "after")["ok"]
    assert {row["state"] for row in services.status().values()} == {"running"}


def test_a_dependency_that_has_done_its_work_is_not_run_again(services):
    services.write(
        '[service.prepare]\ncommand = ["sh", "-c", "echo once >> runs"]\npolicy = "never"\n'
        '[service.after]\ncommand = "SLEEP"\ndepends_on = ["prepare"]\n'
    )
    services.start().until("after: started")
    for request in ("restart", "stop", "start"):
        assert services.ask(request, "after")["ok"]
    assert services.status()["after"]["state"] == "running"
    assert (services.path / "runs").read_text() == "once\n"
