"""What passes between the parent and a worker.

The parent writes one line to the worker's standard input: the run's configuration and where in the
plan to begin. The worker writes events to its standard output, one JSON line each, in batches, and
keeps its progress and the next batch in a small file that both map into memory, so that the parent
knows what was running and what had ended however the worker ends.

A worker with a window can be held by the person in front of it. It then marks its progress as held,
and asks for a line of the terminal, which the parent owns: that goes to its standard input as one
line of JSON, and end of input says that there is nobody to ask.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from typing import Literal, NamedTuple, TypedDict

from harness.config.resolve import RunConfig
from harness.errors import HarnessError

REFUSED = "refused"
"""Type of a line that is no event, the worker's last: the run cannot start; `message` says why."""
READY = "ready"
"""Type of the line that says that the game is there: the run begins, with the plan sent before."""
BROKEN = "broken"
"""Another last one: an error of the harness ended the worker; `message`, `stacks` say where."""
AGAIN = "again"
"""Another last one: it ends in order, and the next test takes a process of its own."""
LEFT = "left"
"""Type of another one: the person wants the run to end, like Ctrl-C; `message` says how."""
SAID: Literal["said"] = "said"
"""Type of lines that are for the terminal and nowhere else: see `Said`."""


EVIDENCE = "evidence"
"""The folder, in that of a run, for what was seen of attempts that are retried."""
DISCARDED = "discarded"
"""The file in a worker's private folder that names what its games have written there and is gone:
real paths, each with a NUL behind it.
"""
WITH_PYGAME, WITHOUT_PYGAME = b"p", b"-"
"""Requests to a zygote: a worker that will host a game, or one that will not."""


PIPE_LOST = 97
"""Status of a worker whose pipe to the parent is closed, which a game may do."""


class PipeLost(HarnessError):
    """Nothing can be sent to the parent any more."""


class Said(TypedDict):
    """What a held worker has to say."""

    type: Literal["said"]
    typed: str | None
    """The line of the terminal that this answers."""
    text: str
    prompt: str
    """Ask for a line with it, if it is not empty."""


_LAYOUT = struct.Struct("<qqqqqqqd")
_OUTBOX = struct.Struct("<qq")
"""Bytes of events sent, and bytes that wait to be."""
_HELD = struct.Struct("<q")
_HELD_AT = _LAYOUT.size + _OUTBOX.size
_LINES_AT = _HELD_AT + _HELD.size
_OUTBOX_BYTES = 64 * 1024
_LOGGED = struct.Struct("<q")
"""Bytes that were logged, ever; the last of them stand in a ring."""
_LOGGED_AT = _LINES_AT + _OUTBOX_BYTES
_RING_AT = _LOGGED_AT + _LOGGED.size
_RING_BYTES = 256 * 1024
LOG_LINES = 500
_BEGINS = "\x01"
"""What the line begins with that names the test to which those after it belong."""
_STAGE_AT = _RING_AT + _RING_BYTES
_STAGE_BYTES = 512
_MARK_AT = _STAGE_AT + _STAGE_BYTES
"""Where the bytes are that were logged before the attempt that runs."""
SHARED_BYTES = _MARK_AT + _LOGGED.size
_LOG_LINE_BYTES = _RING_BYTES // LOG_LINES - 1


class Order(NamedTuple):
    """What a worker is to do."""

    config: RunConfig
    progress_path: str = ""
    folder: str = ""
    """Where to work instead of in the parent's working folder."""
    apart: bool = False
    """Run each test in a process of its own."""
    files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Where the plan is known already: the full names of the tests to run, and their files."""
    positions: tuple[int, ...] = ()
    """Of these tests in the plan."""
    attempt: int = 1
    """Where to go on with the first test, and the kind of its first failure."""
    first_kind: str | None = None
    planned: tuple[str, ...] = ()
    """Where a run is resumed: the full names of the whole plan, which must be found again."""
    private: str = ""
    """The folder that takes what the game writes."""
    stuck: tuple[tuple[str, str, bool], ...] = ()
    """Test files that have cost a worker while they were loaded, how, and whether by the clock."""
    evidence: str = ""
    """The folder, not there yet, for what was seen of attempts that are retried."""
    started_at: str = ""
    """When the run started: the worker's own date may be another one."""

    def to_line(self) -> bytes:
        config, *order = self
        return (json.dumps([config.to_json(), *order]) + "\n").encode()

    @classmethod
    def from_line(cls, line: bytes) -> Order:
        config, *values = json.loads(line)
        values = [tuple(value) if isinstance(value, list) else value for value in values]
        return cls(RunConfig.from_json(config), *values)


class Go(NamedTuple):
    """The second line that a worker is sent: its tests are to run."""

    positions: list[int] | None
    """Of those to run in the plan; all that it has found, if nothing."""
    splits: bool
    """Each part of the plan has a trace of its own, since other workers write, too."""

    def to_line(self) -> bytes:
        return (json.dumps(self) + "\n").encode()

    @classmethod
    def from_line(cls, line: bytes) -> Go:
        return cls(*json.loads(line))


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
    game_frame: int
    """Frames since the game's start."""
    last: int = 1
    """The attempt that is the last one of that test, however it ends."""
    began: float = 0.0
    """When the attempt began, by the clock that `harness.base.clock.monotonic` reads."""
    held: bool = False
    """A person holds it in its window: it may take all the time in the world."""
    stage: str = ""
    """What takes its time before frames can pass: a test file's name, or the start of the game."""


class Logged(NamedTuple):
    """A line of a worker's log."""

    position: int
    """Of the test that was running, in the plan; `STARTING` where none was."""
    text: str


class ProgressFile:
    """What parent and worker share: a `Progress`, and the events that wait to be sent."""

    def __init__(self, path: str) -> None:
        self._memory = _map(path)

    def write(self, *fields: float) -> None:
        """Write the fields of a `Progress` up to `began`, in order.

        In one move: `pack_into` writes zeros first, and a worker may be killed just then.
        """
        self._memory[: _LAYOUT.size] = _LAYOUT.pack(*fields)

    def read(self) -> Progress:
        (held,) = _HELD.unpack_from(self._memory, _HELD_AT)
        stage, _, _ = self._memory[_STAGE_AT:_MARK_AT].partition(b"\0")
        return Progress(*_LAYOUT.unpack_from(self._memory, 0))._replace(
            held=bool(held), stage=stage.decode("utf-8", "replace")
        )

    def enter(self, stage: str) -> None:
        """Say what takes its time from here on; nothing, where frames pass."""
        encoded = stage.encode("utf-8", "replace")[: _STAGE_BYTES - 1] + b"\0"
        self._memory[_STAGE_AT : _STAGE_AT + len(encoded)] = encoded

    def hold(self, held: bool) -> None:
        """Mark whether a person holds the worker."""
        _HELD.pack_into(self._memory, _HELD_AT, held)

    def unsent(self, received: int) -> bytes:
        """Return what a dead worker has not written, of which `received` bytes have arrived."""
        sent, waiting = _OUTBOX.unpack_from(self._memory, _LAYOUT.size)
        # It may have died between writing a batch and counting it.
        return self._memory[_LINES_AT + received - sent : _LINES_AT + waiting]

    def last_logged(self) -> list[Logged]:
        """Return the last lines that a worker has logged, whatever has become of it since."""
        found = list[Logged]()
        position = STARTING
        for line in self._logged_since(0):
            if line.startswith(_BEGINS):
                position = int(line[len(_BEGINS) :])
            else:
                found.append(Logged(position, line))
        return found[-LOG_LINES:]

    def logged_in_attempt(self) -> list[str]:
        """Return the lines of the attempt that ran last, the latest ones where they are many."""
        (mark,) = _LOGGED.unpack_from(self._memory, _MARK_AT)
        return [line for line in self._logged_since(mark) if not line.startswith(_BEGINS)]

    def _logged_since(self, mark: int) -> list[str]:
        (logged,) = _LOGGED.unpack_from(self._memory, _LOGGED_AT)
        if logged <= mark:
            return []
        at = _RING_AT + logged % _RING_BYTES
        newest = self._memory[_RING_AT:at]
        oldest = self._memory[at : _RING_AT + _RING_BYTES] if logged >= _RING_BYTES else b""
        held = oldest + newest
        wanted = held[-min(logged - mark, len(held)) :]
        return wanted.decode("utf-8", "replace").split("\n")[:-1]

    def close(self) -> None:
        self._memory.close()


class LogTail:
    """Keeps the last lines of a worker's log in shared memory, where its death leaves them.

    Lines are cut to a length of which the ring holds as many as are wanted.
    """

    def __init__(self, path: str) -> None:
        self._memory = _map(path)
        self._logged = 0
        self._entered: int | None = None
        """The test to which the next line belongs, if it is another one than before."""

    def take_over(self) -> None:
        """Go on after what another process has written."""
        (self._logged,) = _LOGGED.unpack_from(self._memory, _LOGGED_AT)
        self.mark()

    def mark(self) -> None:
        """Have the lines of another attempt begin here."""
        self._memory[_MARK_AT:SHARED_BYTES] = _LOGGED.pack(self._logged)

    def enter(self, position: int) -> None:
        """Have the lines that follow belong to a test of the plan."""
        self._entered = position

    def write(self, line: object) -> None:
        """Append a line. Called for each that is logged."""
        if self._entered is not None:
            entered, self._entered = self._entered, None
            self.write(f"{_BEGINS}{entered}")
        encoded = f"{line}\n".encode("utf-8", "replace")
        if len(encoded) > _LOG_LINE_BYTES:
            encoded = _cut(encoded)
        size, at = len(encoded), self._logged % _RING_BYTES
        if at + size <= _RING_BYTES:
            self._memory[_RING_AT + at : _RING_AT + at + size] = encoded
        else:
            fits = _RING_BYTES - at
            self._memory[_RING_AT + at : _RING_AT + _RING_BYTES] = encoded[:fits]
            self._memory[_RING_AT : _RING_AT + size - fits] = encoded[fits:]
        self._logged += size
        self._memory[_LOGGED_AT:_RING_AT] = _LOGGED.pack(self._logged)


class EventWriter:
    """Collects event lines and writes them in batches to the parent.

    Lines that wait stand in shared memory, so that a worker that dies takes none with it.
    """

    def __init__(self, descriptor: int, outbox_path: str) -> None:
        self._descriptor = descriptor
        self._outbox = _map(outbox_path)
        self._sent = 0
        self._waiting = 0
        self._held: list[str] = []

    def take_over(self) -> None:
        """Go on after what another process has written."""
        self._sent, self._waiting = _OUTBOX.unpack_from(self._outbox, _LAYOUT.size)

    def hold_line(self, line: str) -> None:
        """Append a line when the next one is written, or all are sent.

        Until then a death costs it: the parent can tell what it said.
        """
        self._held.append(line)

    def write_line(self, line: str) -> None:
        """Append one line of JSON."""
        self._held.append(line)
        self._append_held()

    def _append_held(self) -> None:
        encoded = "\n".join([*self._held, ""]).encode("ascii")
        self._held.clear()
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
        """Write what waits. Where that raises `PipeLost` it waits still, for the parent to find."""
        if self._held:
            self._append_held()
        if self._waiting:
            self._write(self._outbox[_LINES_AT : _LINES_AT + self._waiting])
            self._sent, self._waiting = self._sent + self._waiting, 0
            self._count()

    def _send(self, content: bytes) -> None:
        self._write(content)
        self._sent += len(content)
        self._count()

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except OSError as error:
            raise PipeLost(f"events cannot be sent: {error.strerror}") from None

    def _count(self) -> None:
        self._outbox[_LAYOUT.size : _HELD_AT] = _OUTBOX.pack(self._sent, self._waiting)


def _cut(line: bytes) -> bytes:
    """Return the start of a long line, of whole characters."""
    mark = " …\n".encode()
    return line[: _LOG_LINE_BYTES - len(mark)].decode("utf-8", "ignore").encode() + mark


def _map(path: str) -> mmap.mmap:
    with open(path, "r+b") as file:
        file.truncate(SHARED_BYTES)
        return mmap.mmap(file.fileno(), 0)
