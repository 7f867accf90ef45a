"""The control socket: whatever a client sends or leaves undone, the others get their answers."""

from __future__ import annotations

import os
import resource
import socket
import threading

import pytest

from harness.processes.control import Busy, NoSupervisor, Server, ask
from harness.processes.loop import Loop


@pytest.fixture
def loop():
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def server(loop, tmp_path):
    server = Server(loop, str(tmp_path / "s.sock"), lambda request, answer: answer(request))
    yield server
    server.close()


def asked(loop: Loop, path: str, request: dict) -> dict:
    """Ask in a thread while the loop runs here."""
    answers: list[dict] = []
    thread = threading.Thread(target=lambda: answers.append(ask(path, request)))
    thread.start()
    loop.run_until(lambda: bool(answers))
    thread.join()
    return answers[0]


def sent(loop: Loop, path: str, data: bytes, close: bool = False) -> bytes:
    """Send bytes as they are; return what comes back while the loop runs."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(path)
        client.sendall(data)
        if close:
            client.shutdown(socket.SHUT_WR)
        for _ in range(10):
            loop.run_once(0.01)
        client.settimeout(0.01)
        try:
            return client.recv(1_000_000)
        except TimeoutError:
            return b"(nothing yet)"


def test_an_answer(loop, server):
    assert asked(loop, server.path, {"command": "status"}) == {"command": "status"}


def test_an_answer_that_comes_later(loop, tmp_path):
    def later(request, answer) -> None:
        loop.after(0.05, lambda: answer({"ok": True}))

    server = Server(loop, str(tmp_path / "s.sock"), later)
    assert asked(loop, server.path, {}) == {"ok": True}
    server.close()


def test_a_large_answer(loop, tmp_path):
    large = {"text": "x" * 5_000_000}
    server = Server(loop, str(tmp_path / "s.sock"), lambda _, answer: answer(large))
    assert asked(loop, server.path, {}) == large
    server.close()


@pytest.mark.parametrize(
    "data",
    [b"\n", b"nonsense\n", b"[1]\n", b'"text"\n', b"\xff\n", b"[" * 60_000 + b"\n", b"x" * 70_000],
)
def test_what_is_no_request(loop, server, data):
    assert b"expected one line with a JSON object" in sent(loop, server.path, data)
    assert asked(loop, server.path, {"a": 1}) == {"a": 1}


@pytest.mark.parametrize("data", [b"", b'{"half": '])
def test_clients_that_go_away(loop, server, data):
    assert sent(loop, server.path, data, close=True) == b""
    assert asked(loop, server.path, {"a": 1}) == {"a": 1}


def test_clients_that_say_nothing_keep_nobody_waiting(loop, server):
    clients = [socket.socket(socket.AF_UNIX) for _ in range(20)]
    for client in clients:
        client.connect(server.path)
    assert asked(loop, server.path, {"a": 1}) == {"a": 1}
    for client in clients:
        client.close()


def test_too_many_clients_are_refused(loop, server):
    clients = [socket.socket(socket.AF_UNIX) for _ in range(60)]
    for client in clients:
        client.connect(server.path)
        loop.run_once(0.01)
    more = [socket.socket(socket.AF_UNIX) for _ in range(10)]
    for client in more:
        client.connect(server.path)
        loop.run_once(0.01)
    assert more[-1].recv(10) == b""
    for client in clients + more:
        client.close()
    loop.run_once(0.01)
    assert asked(loop, server.path, {"a": 1}) == {"a": 1}


def test_only_the_owner_may_connect(server):
    assert os.stat(server.path).st_mode & 0o777 == 0o600


def test_one_server_a_path(loop, server):
    with pytest.raises(Busy):
        Server(loop, server.path, lambda *_: None)


def test_what_a_dead_server_left_is_replaced(loop, tmp_path):
    path = str(tmp_path / "s.sock")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(path)
    with pytest.raises(NoSupervisor):
        ask(path, {})
    server = Server(loop, path, lambda _, answer: answer({"ok": True}))
    assert asked(loop, path, {}) == {"ok": True}
    server.close()
    assert not os.path.exists(path)


def test_a_long_path(loop, tmp_path):
    folder = tmp_path / ("a" * 100) / ("b" * 100)
    folder.mkdir(parents=True)
    server = Server(loop, str(folder / "s.sock"), lambda _, answer: answer({"ok": True}))
    assert asked(loop, server.path, {}) == {"ok": True}
    server.close()


def test_without_descriptors_it_waits_and_does_not_spin(loop, server):
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(server.path)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (client.fileno() + 1, hard))
        passes = loop.passes
        try:
            for _ in range(5):
                loop.run_once(0.02)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert loop.passes - passes == 5
    assert asked(loop, server.path, {"a": 1}) == {"a": 1}
