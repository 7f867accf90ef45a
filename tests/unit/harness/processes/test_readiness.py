"""When a process is ready: a line, a port, a file."""

from __future__ import annotations

import os
import socket

import pytest

from harness.processes.loop import Loop
from harness.processes.readiness import Ready, Watch


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.close()


def passes(loop: Loop, number: int = 5) -> None:
    for _ in range(number):
        loop.run_once(0.2)


def test_a_line(loop):
    done = []
    watch = Watch(loop, Ready("line", "up"), lambda: done.append(1))
    watch.begin()
    watch.see(b"starting\n")
    assert done == []
    watch.see(b"server is up\nserver is up\n")
    assert done == [1]


def test_a_port(loop):
    done = []
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        watch = Watch(loop, Ready("port", server.getsockname()[1]), lambda: done.append(1))
        watch.begin()
        passes(loop)
        assert done == []
        server.listen()
        loop.run_until(lambda: bool(done))
    passes(loop, 2)
    assert done == [1]


def test_a_port_of_ipv6(loop):
    done = []
    if not os.path.exists("/proc/net/if_inet6"):
        pytest.skip("there is no IPv6 here")
    with socket.socket(socket.AF_INET6) as server:
        server.bind(("::1", 0))
        server.listen()
        Watch(loop, Ready("port", server.getsockname()[1]), lambda: done.append(1)).begin()
        loop.run_until(lambda: bool(done))
    assert done == [1]


def test_a_file(loop, tmp_path):
    done, path = [], tmp_path / "up"
    Watch(loop, Ready("file", str(path)), lambda: done.append(1)).begin()
    passes(loop)
    assert done == []
    path.write_text("")
    loop.run_until(lambda: bool(done))
    assert done == [1]


def test_a_file_that_an_earlier_start_has_left_is_not_enough(loop, tmp_path):
    done, path = [], tmp_path / "up"
    path.write_text("old")
    os.utime(path, (1, 1))
    Watch(loop, Ready("file", str(path)), lambda: done.append(1)).begin()
    passes(loop)
    assert done == []
    path.write_text("new")
    loop.run_until(lambda: bool(done))
    assert done == [1]


@pytest.mark.parametrize("ready", [Ready("line", "up"), Ready("port", 1), Ready("file", "/none")])
def test_nothing_comes_of_it_after_it_was_cancelled(loop, ready, tmp_path):
    done = []
    watch = Watch(loop, ready, lambda: done.append(1))
    watch.begin()
    passes(loop, 2)
    watch.cancel()
    if watch.see:
        watch.see(b"up\n")
    passes(loop, 2)
    assert done == []
