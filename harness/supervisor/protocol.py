"""What passes between the parent and a worker.

The parent writes one line to the worker's standard input: the run's configuration and where in the
plan to begin. The worker writes events to its standard output, one JSON line each, in batches, and
keeps its progress in a small file that both map into memory, so that the parent knows what was
running however the worker ends.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from typing import Any, NamedTuple

from harness.config import RunConfig

REFUSED = "refused"
"""Type of the one line that is no event: the run cannot start; `message` says why."""

_LAYOUT = struct.Struct("<qqqqq")


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


class Progress(NamedTuple):
    """Where a worker is. `beat` changes with every frame, test and file."""

    beat: int
    test: int
    """Position in the plan of the test that runs, or -1."""
    attempt: int
    frame: int
    """Frames since the attempt began."""
    total_frames: int


class ProgressFile:
    """A `Progress` in shared memory."""

    def __init__(self, path: str) -> None:
        with open(path, "r+b") as file:
            file.truncate(_LAYOUT.size)
            self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def write(self, beat: int, test: int, attempt: int, frame: int, total_frames: int) -> None:
        _LAYOUT.pack_into(self._memory, 0, beat, test, attempt, frame, total_frames)

    def read(self) -> Progress:
        return Progress(*_LAYOUT.unpack_from(self._memory, 0))

    def close(self) -> None:
        self._memory.close()


class EventWriter:
    """Collects event lines and writes them in batches to the parent."""

    _BATCH = 64 * 1024

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lines: list[str] = []
        self._size = 0

    def write(self, event: Any) -> None:
        self.write_line(json.dumps(event, ensure_ascii=True, separators=(",", ":")))

    def write_line(self, line: str) -> None:
        """Append one line of JSON."""
        self._lines.append(line)
        self._size += len(line)
        if self._size > self._BATCH:
            self.flush()

    def flush(self) -> None:
        if not self._lines:
            return
        rest = memoryview(("\n".join(self._lines) + "\n").encode("ascii"))
        self._lines.clear()
        self._size = 0
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
