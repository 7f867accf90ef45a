"""What passes between the parent and a worker.

The parent writes one line to the worker's standard input: the run's configuration and where in the
plan to begin. The worker writes events to its standard output, one JSON line each, in batches, and
keeps its progress and the next batch in a small file that both map into memory, so that the parent
knows what was running and what had ended however the worker ends.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from harness.config import RunConfig

REFUSED = "refused"
"""Type of the one line that is no event: the run cannot start; `message` says why."""

_LAYOUT = struct.Struct("<qqqqq")
_OUTBOX = struct.Struct("<qq")
"""Bytes of events sent, and bytes that wait to be."""
_LINES_AT = _LAYOUT.size + _OUTBOX.size
_OUTBOX_BYTES = 64 * 1024


class Order(NamedTuple):
    """What a worker is told."""

    config: RunConfig
    first: int
    """Position in the plan of the first test to run; those before it have ended."""
    progress_path: str

    def to_line(self) -> bytes:
        order = {"first": self.first, "progress": self.progress_path}
        return (json.dumps([self.config.to_json(), order]) + "\n").encode()

    @classmethod
    def from_line(cls, line: bytes) -> Order:
        config, order = json.loads(line)
        return cls(RunConfig.from_json(config), order["first"], order["progress"])


STARTING = -1
"""Nothing of a test runs: the worker boots, or imports the game, which may take its time."""
LOADING = -2
"""The top level of a test file runs."""


class Progress(NamedTuple):
    """Where a worker is. `beat` changes with every frame, test and file."""

    beat: int
    test: int
    """Position in the plan of the test that runs, or one of the values above."""
    attempt: int
    frame: int
    """Frames since the attempt began."""
    total_frames: int


class ProgressFile:
    """What parent and worker share: a `Progress`, and the events that wait to be sent."""

    def __init__(self, path: str) -> None:
        self._memory = _map(path)
        self.write: Callable[[int, int, int, int, int], None] = partial(
            _LAYOUT.pack_into, self._memory, 0
        )
        """Write the fields of a `Progress`, in order. Called every frame: no frame of Python."""

    def read(self) -> Progress:
        return Progress(*_LAYOUT.unpack_from(self._memory, 0))

    def unsent(self, received: int) -> bytes:
        """Return what a dead worker has not written, of which `received` bytes have arrived."""
        sent, waiting = _OUTBOX.unpack_from(self._memory, _LAYOUT.size)
        # It may have died between writing a batch and counting it.
        return self._memory[_LINES_AT + received - sent : _LINES_AT + waiting]

    def close(self) -> None:
        self._memory.close()


class EventWriter:
    """Collects event lines and writes them in batches to the parent.

    Lines that wait stand in shared memory, so that a worker that dies takes none with it.
    """

    def __init__(self, descriptor: int, outbox_path: str) -> None:
        self._descriptor = descriptor
        self._outbox = _map(outbox_path)
        self._sent = 0
        self._waiting = 0

    def write_line(self, line: str) -> None:
        """Append one line of JSON."""
        encoded = f"{line}\n".encode("ascii")
        if self._waiting + len(encoded) > _OUTBOX_BYTES:
            self.flush()
            if len(encoded) > _OUTBOX_BYTES:
                self._send(encoded)
                return
        start = _LINES_AT + self._waiting
        self._outbox[start : start + len(encoded)] = encoded
        self._waiting += len(encoded)
        self._count()

    def flush(self) -> None:
        if self._waiting:
            waiting, self._waiting = self._waiting, 0
            self._send(self._outbox[_LINES_AT : _LINES_AT + waiting])

    def _send(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        self._sent += len(content)
        self._count()

    def _count(self) -> None:
        _OUTBOX.pack_into(self._outbox, _LAYOUT.size, self._sent, self._waiting)


def _map(path: str) -> mmap.mmap:
    with open(path, "r+b") as file:
        file.truncate(_LINES_AT + _OUTBOX_BYTES)
        return mmap.mmap(file.fileno(), 0)
