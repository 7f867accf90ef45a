"""A unix socket on which a supervisor takes requests: one JSON object a line, one line back.

Nothing here waits: a client that sends half a line or does not read costs the others nothing. An
answer may come later, when what was asked for is done.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from harness.processes.loop import Loop, Timer

Answer = Callable[[dict[str, Any]], None]
Handle = Callable[[dict[str, Any], Answer], None]

_MOST_CLIENTS = 64
_LONGEST_BYTES = 65536
_IDLE_SECONDS = 10.0
_PAUSE_SECONDS = 0.1
_LONGEST_ADDRESS = 100
"""The kernel takes 107 bytes (Linux) or 103 (macOS)."""


class Busy(Exception):
    """Another supervisor has the socket."""


class NoSupervisor(Exception):
    """Nothing listens on the socket."""


class Descriptors(NamedTuple):
    """What a server hands over to its successor: the socket, and the lock on its path."""

    socket: int
    lock: int


class Server:
    """Answers on a path. `handle` gets a request, and a function to call once with the answer."""

    def __init__(
        self, loop: Loop, path: str, handle: Handle, kept: Descriptors | None = None
    ) -> None:
        self.path = path
        self._loop = loop
        self._handle = handle
        lock = kept.lock if kept else _lock(f"{path}.lock")
        self._listener = socket.socket(fileno=kept.socket) if kept else _listen(path)
        self._listener.setblocking(False)
        self.descriptors = Descriptors(self._listener.fileno(), lock)
        self._clients: set[_Client] = set()
        self._resume: Timer | None = None
        loop.watch(self.descriptors.socket, self._accept)

    def close(self) -> None:
        """Stop listening and remove the socket; answers that are due are lost."""
        for client in list(self._clients):
            client.close()
        if self._resume is not None:
            self._resume.cancel()
        self._loop.unwatch(self.descriptors.socket)
        with contextlib.suppress(OSError):
            os.unlink(self.path)
        self._listener.close()
        os.close(self.descriptors.lock)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._pause()
            return
        if len(self._clients) < _MOST_CLIENTS:
            self._clients.add(_Client(self._loop, connection, self._handle, self._clients))
        else:
            connection.close()

    def _pause(self) -> None:
        """Without a descriptor for it, a client would wake the loop all the time."""
        listener = self.descriptors.socket
        self._loop.unwatch(listener)
        self._resume = self._loop.after(
            _PAUSE_SECONDS, lambda: self._loop.watch(listener, self._accept)
        )


class _Client:
    """One connection: a request is read, later its answer is written, then it is closed."""

    def __init__(
        self, loop: Loop, connection: socket.socket, handle: Handle, clients: set[_Client]
    ) -> None:
        connection.setblocking(False)
        self._loop = loop
        self._connection = connection
        self._handle = handle
        self._clients = clients
        self._received = b""
        self._unsent = b""
        self._idle: Timer = loop.after(_IDLE_SECONDS, self.close)
        loop.watch(connection.fileno(), self._read)

    def close(self) -> None:
        self._idle.cancel()
        self._clients.discard(self)
        if self._connection.fileno() >= 0:
            self._loop.unwatch(self._connection.fileno())
            self._connection.close()

    def _read(self) -> None:
        try:
            data = self._connection.recv(_LONGEST_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        self._received += data
        line, end, _ = self._received.partition(b"\n")
        if end or len(line) > _LONGEST_BYTES:
            self._take(line)
        elif not data:
            self.close()

    def _take(self, line: bytes) -> None:
        self._idle.cancel()
        self._loop.unwatch(self._connection.fileno())
        try:
            request = json.loads(line) if len(line) <= _LONGEST_BYTES else None
        except (ValueError, RecursionError):
            request = None
        if isinstance(request, dict):
            self._handle(request, self._answer)
        else:
            self._answer({"ok": False, "error": "expected one line with a JSON object"})

    def _answer(self, answer: dict[str, Any]) -> None:
        if self._connection.fileno() < 0:
            return  # the server was closed meanwhile
        self._unsent = json.dumps(answer).encode() + b"\n"
        self._idle = self._loop.after(_IDLE_SECONDS, self.close)
        self._loop.watch(self._connection.fileno(), self._write, writing=True)
        self._write()

    def _write(self) -> None:
        try:
            self._unsent = self._unsent[self._connection.send(self._unsent) :]
        except BlockingIOError:
            return
        except OSError:
            self._unsent = b""
        if not self._unsent:
            self.close()


def ask(path: str, request: dict[str, Any]) -> dict[str, Any]:
    """Send a request and wait for the answer. Raises `NoSupervisor`."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            with _address(path) as address:
                connection.connect(address)
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile("rb") as answers:
                line = answers.readline()
        except OSError as error:
            raise NoSupervisor(error.strerror or str(error)) from None
    if not line:
        raise NoSupervisor("it ended before it answered")
    answer: dict[str, Any] = json.loads(line)
    return answer


def _lock(path: str) -> int:
    """Lock a file until the descriptor is closed. Raises `Busy`."""
    import fcntl

    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise Busy(path) from None
    return descriptor


def _listen(path: str) -> socket.socket:
    """Listen on a path; what a dead supervisor has left there is replaced, as the lock is ours."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)
    with _address(path) as address:
        listener.bind(address)
    os.chmod(path, 0o600)
    listener.listen(_MOST_CLIENTS)
    return listener


@contextlib.contextmanager
def _address(path: str) -> Iterator[str]:
    """Give the path of a socket; a long one as a name in its open folder."""
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS or not os.path.isdir("/proc/self/fd"):
        yield path
        return
    folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{os.path.basename(path)}"
    finally:
        os.close(folder)
