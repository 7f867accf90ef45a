"""What passes between parent and worker: orders, progress, events that survive a death."""

from __future__ import annotations

import json
import os
import threading

import pytest

from harness.runs.worker_process import describe_status
from harness.wire.protocol import EventWriter, Order, Progress, ProgressFile


def test_an_order_crosses_as_one_line(configure):
    order = Order(configure(test_filter="ü\n'\""), 3, "/tmp/p")
    line = order.to_line()
    assert line.count(b"\n") == 1
    assert line.isascii()
    assert Order.from_line(line) == order


@pytest.fixture
def shared(tmp_path):
    path = tmp_path / "shared"
    path.touch()
    return str(path)


def test_progress_is_seen_by_another_mapping(shared):
    ours, theirs = ProgressFile(shared), ProgressFile(shared)
    assert theirs.read() == Progress(0, 0, 0, 0, 0, 0, 0)
    ours.write(1, -1, 2, 3, 2**40, 4, 5, 6.5)
    assert theirs.read() == Progress(
        beat=1, test=-1, attempt=2, frame=3, total_frames=2**40, game_frame=4, last=5,
        began=6.5,
    )  # fmt: skip
    for stage in ("the start of game.py", "a_test.lua", "", "ü" * 600):
        ours.enter(stage)
        assert stage.startswith(theirs.read().stage.removesuffix("\ufffd"))
        assert bool(theirs.read().stage) == bool(stage)
    ours.close()
    assert theirs.read().beat == 1
    theirs.close()


class Pipe:
    """A pipe that is read to its end beside the writing."""

    def __init__(self) -> None:
        self._reader, self.descriptor = os.pipe()
        self._chunks: list[bytes] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def close(self) -> bytes:
        """Close the writing end; return all that came."""
        os.close(self.descriptor)
        self._thread.join()
        os.close(self._reader)
        return b"".join(self._chunks)

    def _read(self) -> None:
        while chunk := os.read(self._reader, 65536):
            self._chunks.append(chunk)


@pytest.mark.parametrize("sizes", [[], [1], [10] * 5, [60_000] * 3, [70_000], [10, 300_000, 10]])
def test_all_lines_arrive_in_order(shared, sizes):
    pipe = Pipe()
    writer = EventWriter(pipe.descriptor, shared)
    lines = [json.dumps({"n": number, "x": "x" * size}) for number, size in enumerate(sizes)]
    for line in lines:
        writer.write_line(line)
    writer.flush()
    assert pipe.close().decode().splitlines() == lines


@pytest.mark.parametrize("sizes", [[1], [10] * 5, [60_000] * 3, [10, 300_000, 10]])
def test_a_worker_that_dies_takes_no_line_with_it(shared, sizes):
    pipe = Pipe()
    writer = EventWriter(pipe.descriptor, shared)
    lines = [json.dumps({"n": number, "x": "x" * size}) for number, size in enumerate(sizes)]
    for line in lines:
        writer.write_line(line)
    arrived = pipe.close()
    assert (arrived + ProgressFile(shared).unsent(len(arrived))).decode().splitlines() == lines


@pytest.mark.parametrize("written", [0, 1, 7, 30])
def test_a_death_in_the_middle_of_a_batch_loses_and_doubles_nothing(shared, written):
    """The batch is partly in the pipe, and not counted as sent."""
    pipe = Pipe()
    writer = EventWriter(pipe.descriptor, shared)
    for number in range(3):
        writer.write_line(json.dumps({"event": number}))
    whole = ProgressFile(shared).unsent(0)
    assert whole[:written] + ProgressFile(shared).unsent(written) == whole
    assert len(whole.splitlines()) == 3
    pipe.close()


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, "exited with status 0"),
        (3, "exited with status 3"),
        (-9, "was ended by SIGKILL"),
        (-11, "was ended by SIGSEGV"),
        (-200, "was ended by signal 200"),
    ],
)
def test_how_a_process_ended_in_words(status, expected):
    assert describe_status(status) == expected
