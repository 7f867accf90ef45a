"""Logs that never exceed their limit, and pipes that block no one."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

from harness.processes.loop import Loop
from harness.processes.output import Drain, LineSeen, RotatedLog

LINE = b"x" * 99 + b"\n"


@pytest.fixture
def warnings() -> list[str]:
    return []


@pytest.fixture
def log(tmp_path, warnings):
    log = RotatedLog(str(tmp_path / "logs" / "a.log"), 4000, warnings.append)
    yield log
    log.close()


def sizes(log: RotatedLog) -> list[int]:
    paths = [log.path, f"{log.path}.1"]
    return [os.path.getsize(path) for path in paths if os.path.exists(path)]


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


def test_a_small_log_is_what_was_printed(log):
    log.write(b"one\n")
    log.write(b"two\n")
    assert read(log.path) == b"one\ntwo\n"
    assert not os.path.exists(f"{log.path}.1")


def test_two_files_hold_no_more_than_the_limit_and_say_what_was_cut(log):
    for _ in range(1000):
        log.write(LINE)
        assert sum(sizes(log)) <= 4100
    kept = (read(log.path) + read(f"{log.path}.1")).count(LINE)
    first = read(log.path).splitlines()[0]
    assert first == b"[harness: cut %d bytes of earlier output]" % ((1000 - kept) * 100)


def test_one_piece_larger_than_the_file_keeps_its_end(log):
    log.write(b"a" * 5000 + b"the end\n")
    assert read(log.path).endswith(b"the end\n")
    assert sum(sizes(log)) <= 4000


def test_a_log_goes_on_after_a_restart(log, tmp_path, warnings):
    log.write(b"before\n")
    log.close()
    again = RotatedLog(log.path, 4000, warnings.append)
    again.write(b"after\n")
    again.close()
    assert read(log.path) == b"before\nafter\n"


def test_a_log_that_cannot_be_written_warns_once_and_recovers(tmp_path, warnings):
    (tmp_path / "logs").write_text("a file where the folder should be")
    log = RotatedLog(str(tmp_path / "logs" / "a.log"), 4000, warnings.append)
    log.write(b"lost\n")
    log.write(b"lost too\n")
    assert len(warnings) == 1
    assert "cannot write" in warnings[0]
    (tmp_path / "logs").unlink()
    log.write(b"kept\n")
    log.close()
    assert read(log.path) == b"[harness: lost 14 bytes of output]\nkept\n"


def test_a_limit_on_the_size_of_files_is_an_error_of_the_log_alone(tmp_path):
    """The kernel sends SIGXFSZ; Python ignores it, and the log has to survive the error."""
    code = (
        "import sys; from harness.processes.output import RotatedLog\n"
        "found = []\n"
        "log = RotatedLog(sys.argv[1], 1_000_000, found.append)\n"
        "[log.write(b'x' * 100) for _ in range(100)]\n"
        "print(len(found))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.log")],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "1\n", done.stderr


def test_what_is_printed_goes_to_the_log(log):
    loop = Loop()
    reading, writing = os.pipe()
    seen: list[bytes] = []
    drain = Drain(loop, reading, log, seen.append)
    os.write(writing, b"hello\n")
    loop.run_once(5)
    assert read(log.path) == b"hello\n"
    assert seen == [b"hello\n"]
    os.close(writing)
    loop.run_once(5)
    assert drain.descriptor == -1
    drain.finish()
    loop.close()


def test_the_end_of_a_process_does_not_wait_for_who_holds_its_pipe(log):
    """honcho waits for ever on a pipe that a grandchild holds (B-f4)."""
    loop = Loop()
    reading, writing = os.pipe()
    drain = Drain(loop, reading, log)
    os.write(writing, b"last words\n")
    drain.finish()
    assert read(log.path) == b"last words\n"
    assert drain.descriptor == -1
    os.close(writing)
    loop.close()


def test_a_pipe_that_is_always_full_is_not_read_for_ever(log):
    loop = Loop()
    process = subprocess.Popen(["yes"], stdout=subprocess.PIPE)
    drain = Drain(loop, os.dup(process.stdout.fileno()), log)
    drain.finish()
    assert drain.descriptor == -1
    process.kill()
    process.communicate()
    loop.close()


@pytest.mark.parametrize(
    ("chunks", "found"),
    [
        ([b"server ready on 80\n"], 1),
        ([b"server rea", b"dy on 80\n"], 1),
        ([b"no end of line: ready"], 1),
        ([b"rea\ndy\n"], 0),
        ([b"rea\n", b"dy\n"], 0),
        ([b"\xff\xfe ready\n"], 1),
        ([b"ready\n", b"ready\n"], 1),
        ([b"steady\n"], 0),
    ],
)
def test_lines_that_are_waited_for(chunks, found):
    seen = []
    line = LineSeen("ready", lambda: seen.append(1))
    for chunk in chunks:
        line(chunk)
    assert len(seen) == found
