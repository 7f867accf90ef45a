"""An X server without a screen (Xvfb), for windows where there is no display.

The server chooses a free display number and reports it (`-displayfd`), so servers that start at
the same time do not collide, and a lock file of a dead server does not matter. The server exits
when its last client has disconnected (`-terminate`). One client is a connection of this process;
the kernel closes it when the process ends, whatever ended it.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import struct
import subprocess
from typing import IO

from harness.base import clock as wall
from harness.errors import HarnessError
from harness.processes.spawn import anonymous_file

PROGRAM = "Xvfb"
_START_SECONDS = 30.0
_END_SECONDS = 5.0
_LEAST_SIZE = (1920, 1080)
_SETUP = struct.pack("<cxHHHHxx", b"l", 11, 0, 0, 0)
"""How a client begins, which writes numbers with the low byte first and proves nothing."""
_ANSWER = struct.Struct("<BxHHH")
_ACCEPTED = 1


class NoDisplay(HarnessError):
    """No X server starts."""


class Xvfb:
    """A running server. `display` is its name, as `DISPLAY` holds it."""

    def __init__(self, size: tuple[int, int] = _LEAST_SIZE) -> None:
        """Start it with a screen of at least `size`, in pixels. Raises `NoDisplay`."""
        width, height = map(max, size, _LEAST_SIZE)
        reading, writing = os.pipe()
        self._stderr = anonymous_file()
        try:
            self._process = _execute(width, height, writing, self._stderr)
        except OSError as error:
            os.close(reading)
            self._stderr.close()
            raise NoDisplay(f"cannot execute {PROGRAM}: {error.strerror or error}") from None
        finally:
            os.close(writing)
        try:
            with os.fdopen(reading, "rb", 0) as file:
                number = self._number(file)
            self._client = _connect(number)
        except (OSError, ValueError) as error:
            self._process.kill()
            self._process.wait()
            with self._stderr:
                words = self._last_words() or error
            raise NoDisplay(f"{PROGRAM} does not start: {words}") from None
        self.display = f":{number}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether it serves clients. One that is just dying closes our connection first."""
        if self._process.poll() is not None:
            return False
        try:
            return self._client.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def end(self) -> None:
        """End it, and wait until it has removed its files."""
        self._client.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._stderr.close()

    def _number(self, file: IO[bytes]) -> int:
        """Return the display number that the server reports once it takes clients."""
        deadline, line = wall.monotonic() + _START_SECONDS, b""
        while not line.endswith(b"\n"):
            left = max(0.0, deadline - wall.monotonic())
            if not select.select([file], [], [], left)[0]:
                raise TimeoutError(f"it is not ready after {_START_SECONDS:.0f} s")
            chunk = file.read(16)
            if not chunk:
                raise ValueError("it has ended")
            line += chunk
        return int(line)

    def _last_words(self) -> str:
        self._stderr.seek(0)
        text = self._stderr.read().decode("utf-8", "replace")
        return " ".join(text.split())


def _execute(width: int, height: int, report: int, stderr: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own, so that a Ctrl-C of the terminal passes it by."""
    screen = f"{width}x{height}x24"
    words = ["-displayfd", str(report), "-screen", "0", screen, "-nolisten", "tcp", "-terminate"]
    return subprocess.Popen(
        [PROGRAM, *words],
        pass_fds=[report],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    )


def _connect(number: int) -> socket.socket:
    """Return a connection that the server counts as a client."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(_START_SECONDS)
    try:
        client.connect(f"/tmp/.X11-unix/X{number}")  # noqa: S108 - where X servers listen
        client.sendall(_SETUP)
        status, _, _, quads = _ANSWER.unpack(_receive(client, _ANSWER.size))
        _receive(client, quads * 4)
        if status != _ACCEPTED:
            raise ValueError(f"display :{number} refuses clients")
        client.setblocking(False)
    except BaseException:
        client.close()
        raise
    return client


def _receive(client: socket.socket, length: int) -> bytes:
    received = b""
    while len(received) < length:
        chunk = client.recv(length - len(received))
        if not chunk:
            raise ValueError("it has closed the connection")
        received += chunk
    return received
