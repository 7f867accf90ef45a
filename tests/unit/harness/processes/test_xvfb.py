"""X servers of our own: no two with one number, none left behind."""

import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.processes import xvfb
from harness.processes.xvfb import NoDisplay, Xvfb

pytestmark = pytest.mark.skipif(not shutil.which("Xvfb"), reason="Xvfb is not installed")
AT_ONCE = 16


def files_of(display: str) -> list[Path]:
    return [Path(f"/tmp/.X{display[1:]}-lock"), Path(f"/tmp/.X11-unix/X{display[1:]}")]


def server_of(display: str) -> int:
    """Return the process that takes connections there; 0 if none does."""
    with socket.socket(socket.AF_UNIX) as client:
        if client.connect_ex(str(files_of(display)[1])) != 0:
            return 0
        return struct.unpack("iII", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]


def test_no_collisions_of_many_at_once(count):
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(count(48, 512) // AT_ONCE):
            servers = list(pool.map(lambda _: Xvfb(), range(AT_ONCE)))
            displays = [server.display for server in servers]
            assert len({*displays}) == AT_ONCE
            assert all(server.is_alive() for server in servers)
            for server in servers:
                assert server_of(server.display) == server.pid
            list(pool.map(Xvfb.end, servers))
            assert not any(server.is_alive() for server in servers)
            left = [server_of(server.display) == server.pid for server in servers]
            assert not any(left)  # another test may have taken a number by now


def test_what_a_killed_server_leaves_is_no_obstacle():
    """Its socket, and the lock file of one that was started with a number."""
    first = Xvfb()
    lock, stale = files_of(first.display)
    os.kill(first.pid, signal.SIGKILL)
    first.end()
    assert stale.exists()
    lock.write_text(f"{first.pid:10}\n")
    servers = [Xvfb() for _ in range(3)]
    assert [server_of(server.display) for server in servers] == [each.pid for each in servers]
    for server in servers:
        server.end()
    lock.unlink()


def test_the_screen_has_at_least_the_size_that_is_asked_for():
    server = Xvfb((3000, 10))
    words = Path(f"/proc/{server.pid}/cmdline").read_bytes().split(b"\0")
    server.end()
    assert b"3000x1080x24" in words


HOLDER = """
import signal
from harness.processes.xvfb import Xvfb
server = Xvfb()
print(server.pid, server.display, flush=True)
signal.pause()
"""


def test_it_ends_with_the_process_that_started_it():
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdout=subprocess.PIPE, text=True) as it:
        pid, display = it.stdout.readline().split()
        ended = os.pidfd_open(int(pid))
        it.kill()
    with os.fdopen(ended) as file:
        assert select.select([file], [], [], 30)[0], "the server still runs"
    assert server_of(display) != int(pid)


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo no room >&2; exit 1", "Xvfb does not start: no room"),
        ("echo x >/dev/fd/$2; exec sleep 60", "Xvfb does not start: invalid literal"),
        ("exit 0", "Xvfb does not start: it has ended"),
    ],
)
def test_a_server_that_does_not_start(tmp_path, monkeypatch, script, message):
    program = tmp_path / "Xvfb"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(NoDisplay, match=message):
        Xvfb()
    monkeypatch.setattr(xvfb, "PROGRAM", str(tmp_path / "missing"))
    with pytest.raises(NoDisplay, match="cannot execute"):
        Xvfb()
