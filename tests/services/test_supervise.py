"""`python -m harness supervise`, as a user has it."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import termios

import pytest

from tests.services.conftest import events, wait_until

TREE = """
[service.tree]
command = ["sh", "-c", "SLEEP & setsid SLEEP & setsid sh -c 'SLEEP & SLEEP' & SLEEP"]
"""
STEADY = """
[service.steady]
command = "SLEEP"
policy = "always"
"""


def test_services_are_started_and_stopped(services):
    services.write(STEADY + TREE)
    supervisor = services.start()
    supervisor.until("tree: started")
    wait_until(lambda: len(services.survivors()) >= 6)
    assert supervisor.stop() == 0
    assert services.survivors() == []
    assert "all services are stopped" in supervisor.text
    assert not os.path.exists(services.path / "logs" / "control.sock")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_services_stop_in_reverse_order(services, number):
    services.write(
        '[service.a]\ncommand = "SLEEP"\n'
        '[service.b]\ncommand = "SLEEP"\ndepends_on = ["a"]\n'
        '[service.c]\ncommand = "SLEEP"\ndepends_on = ["b"]\n'
    )
    supervisor = services.start()
    supervisor.until("c: started")
    supervisor.signal(number)
    assert supervisor.ended() == 0
    words = ("started", "stopping", "stopped")
    seen = [line.split()[2:4] for line in supervisor.lines if line.split()[3:4] != []]
    order = [f"{name} {word}" for name, word in seen if word.strip(",:") in words]
    assert [each.replace(",", "").replace(":", "") for each in order] == [
        "a started", "b started", "c started",
        "c stopping", "c stopped", "b stopping", "b stopped", "a stopping", "a stopped",
    ]  # fmt: skip


def test_the_command_of_a_service_needs_no_shell(services):
    services.write("""[service.a]\ncommand = "PYTHON -c 'print(\\"two words\\", flush=True)'"\n""")
    supervisor = services.start("--until-done")
    assert supervisor.ended() == 0, supervisor.text
    assert services.log("a") == "two words\n"


def test_a_service_has_its_folder_and_its_variables(services):
    (services.path / "inner").mkdir()
    services.write(
        '[service.a]\ncommand = ["sh", "-c", "pwd; echo $GREETING $NOTIFY_SOCKET"]\n'
        'cwd = "inner"\nenv = { GREETING = "hello" }\n'
    )
    assert services.start("--until-done", env={**os.environ, "NOTIFY_SOCKET": "/x"}).ended() == 0
    assert services.log("a") == f"{services.path}/inner\nhello\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('command = "true"', 0),
        ('command = "false"\nmax_retries = 0', 1),
        ('command = "false"\npolicy = "never"', 1),
        ('command = "true"\npolicy = "never"', 0),
        ('command = "no-such-program"\nretry_delay_seconds = 0', 1),
        ('command = "true"\npolicy = "always"\nmax_retries = 1\nretry_delay_seconds = 0', 1),
    ],
)
def test_until_done(services, text, code):
    services.write(f"[service.a]\n{text}\n")
    supervisor = services.start("--until-done")
    assert supervisor.ended() == code, supervisor.text


def test_json_lines(services):
    services.write('[service.a]\ncommand = "true"\n')
    supervisor = services.start("--until-done", "--json")
    assert supervisor.ended() == 0
    states = [each["service"]["state"] for each in events(supervisor) if "service" in each]
    messages = [each["message"] for each in events(supervisor) if "message" in each]
    assert states == ["running", "stopped"]
    assert any(message.startswith("a: started, pid ") for message in messages)


def test_requests(services):
    services.write(STEADY + '[service.other]\ncommand = "SLEEP"\n')
    supervisor = services.start()
    supervisor.until("other: started")
    pid = services.status()["steady"]["pid"]

    done = services.supervise("stop", "steady", "--file", "services.toml")
    assert done.returncode == 0, done.stderr
    assert "stopped" in done.stdout
    assert services.status()["steady"]["state"] == "stopped"
    assert not os.path.exists(f"/proc/{pid}")

    assert services.supervise("start", "--file", "services.toml").returncode == 0
    assert services.status()["steady"]["state"] == "running"

    before = services.status()
    done = services.supervise("restart", "other", "--json", "--file", "services.toml")
    answer = json.loads(done.stdout)
    assert answer["ok"]
    assert answer["services"][0]["pid"] != before["other"]["pid"]
    assert services.status()["steady"]["pid"] == before["steady"]["pid"]


def test_status_shows_memory_and_cpu(services):
    loop = f'command = ["sh", "-c", "while :; do :; done", "{services.token}"]'
    services.write(f"[service.busy]\n{loop}\n")
    services.start().until("busy: started")
    services.status()
    wait_until(lambda: services.status()["busy"]["cpu_percent"] > 1, "it uses the processor")
    assert services.status()["busy"]["memory_bytes"] > 100_000
    shown = services.supervise("status", "--file", "services.toml").stdout
    assert "SERVICE" in shown
    assert " MB" in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["status"], "required: --file"),
        (["stop", "stedy", "--file", "services.toml"], "no service 'stedy'; nearest: steady"),
        (["start", "--file", "missing.toml"], "missing.toml: cannot be read"),
        (["missing.toml"], "missing.toml: cannot be read"),
        ([], "required: FILE"),
        (["services.toml"], "is supervised already"),
    ],
)
def test_mistakes(services, words, told):
    services.write(STEADY)
    services.start().until("steady: started")
    done = services.supervise(*words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_request_without_a_supervisor(services):
    services.write(STEADY)
    done = services.supervise("status", "--file", "services.toml")
    assert done.returncode == 2
    assert "start one with `python -m harness supervise services.toml`" in done.stderr


def test_a_start_that_fails_is_an_exit_code(services):
    services.write(STEADY + '[service.broken]\ncommand = "no-such-program"\nmax_retries = 0\n')
    services.start().until("broken:", "given up")
    done = services.supervise("start", "broken", "--file", "services.toml")
    assert done.returncode == 1
    assert "not started: broken" in done.stderr


def test_reload_touches_only_what_changed(services):
    services.write(
        '[service.same]\ncommand = "SLEEP"\n[service.gone]\ncommand = "SLEEP"\n'
        '[service.changed]\ncommand = "SLEEP"\n[service.rules]\ncommand = "SLEEP"\n'
    )
    supervisor = services.start()
    supervisor.until("rules: started")
    before = services.status()
    services.write(
        '[service.new]\ncommand = "SLEEP"\n[service.same]\ncommand = "SLEEP"\n'
        '[service.changed]\ncommand = "SLEEP"\nenv = { A = "b" }\n'
        '[service.rules]\ncommand = "SLEEP"\nmax_retries = 7\n'
    )
    supervisor.signal(signal.SIGHUP)
    supervisor.until("reloaded; changed: gone, new, changed")
    wait_until(lambda: services.status()["changed"]["pid"] not in (None, before["changed"]["pid"]))
    after = services.status()
    assert list(after) == ["new", "same", "changed", "rules"]
    assert after["same"]["pid"] == before["same"]["pid"]
    assert after["rules"]["pid"] == before["rules"]["pid"]
    assert after["rules"]["max_retries"] == 7
    assert not os.path.exists(f"/proc/{before['gone']['pid']}")


def test_a_file_that_cannot_be_used_changes_nothing(services):
    services.write(STEADY)
    supervisor = services.start()
    supervisor.until("steady: started")
    pid = services.status()["steady"]["pid"]
    services.write("[service.steady]\ncommmand = 3\n")
    done = services.supervise("reload", "--file", "services.toml")
    assert done.returncode == 2
    services.write(STEADY)
    assert services.status()["steady"]["pid"] == pid
    assert supervisor.stop() == 0


def test_systemd_is_told(services):
    import socket

    address = str(services.path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(address)
        receiver.settimeout(60)
        services.write(
            '[service.a]\ncommand = ["sh", "-c", "echo up; SLEEP"]\nready = { line = "up" }'
        )
        supervisor = services.start(env={**os.environ, "NOTIFY_SOCKET": address})
        assert receiver.recv(100) == b"READY=1"
        assert services.status()["a"]["ready"]
        supervisor.signal(signal.SIGTERM)
        assert receiver.recv(100) == b"STOPPING=1"
        assert supervisor.ended() == 0


def test_a_signal_ends_until_done_with_0(services):
    services.write('[service.a]\ncommand = "SLEEP"\npolicy = "never"\n')
    supervisor = services.start("--until-done")
    supervisor.until("a: started")
    assert supervisor.stop() == 0


def test_a_terminal_shows_a_table(services):
    """A terminal of no size, as some programs open them, and one that is as small as can be."""
    services.write(STEADY + TREE)
    for size in ((0, 0), (4, 40)):
        main, side = pty.openpty()
        termios.tcsetwinsize(side, size)
        words = [sys.executable, "-m", "harness", "supervise", "services.toml"]
        environment = {**os.environ, "TERM": "xterm"}
        process = subprocess.Popen(
            words, cwd=services.path, env=environment, stdin=side, stdout=side, stderr=side
        )
        os.close(side)
        shown = b""
        while b"running" not in shown:
            assert select.select([main], [], [], 30)[0], shown
            shown += os.read(main, 65536)
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # the terminal has no other end any more
            while data := os.read(main, 65536):
                shown += data
        os.close(main)
        assert process.wait(60) == 0
        assert b"SERVICE" in shown
        assert b"\x1b[2F\x1b[J" in shown or b"\x1b[3F\x1b[J" in shown
        assert b"all services are stopped" in shown


def test_windows_is_refused(monkeypatch):
    from harness.commands.supervise import run
    from harness.errors import UsageError

    monkeypatch.delattr(os, "killpg")
    with pytest.raises(UsageError, match="process groups, sessions and signals"):
        run(["services.toml"], None)
