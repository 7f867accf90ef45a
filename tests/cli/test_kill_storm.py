"""A worker that is killed at any moment costs one test at most, and never the run."""

import contextlib
import json
import os
import random
import signal
import sys
import time

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds processes in /proc")

SUITE = "".join(
    f'it("{name}", function() test_harness.wait_frames(400) end)\n' for name in "abcdefgh"
)


def children(pid: int) -> list[int]:
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def worker_of(parent: int) -> int | None:
    """Return the process that plays: the zygote's child."""
    return next((worker for zygote in children(parent) for worker in children(zygote)), None)


def wait_for_worker(process, seconds: float) -> int | None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        worker = worker_of(process.pid)
        if worker is not None:
            return worker
        time.sleep(0.001)
    return None


BUNDLE = {"run_manifest.json", "last_logs.txt"}


def check_whole(ended, check_consistent) -> None:
    """Every test is reported once; what was lost is one test, or the start of the run."""
    statuses = list(ended.statuses.values())
    if ended.code == 0:
        assert statuses == ["passed"] * 8
        return
    bundle = ended.folder / "forensics"
    assert {path.name for path in bundle.iterdir()} >= BUNDLE
    json.loads((bundle / "run_manifest.json").read_text("utf-8"))
    if statuses:
        check_consistent(ended, 4)
        assert statuses.count("crashed") <= 1
        assert set(statuses) <= {"passed", "crashed", "not_run"}
    else:
        assert ended.code == 4
        assert "the worker process" in ended.text


SIGNALS = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_at_a_random_moment(project, count, check_consistent, number):
    project.suite(SUITE)
    chance = random.Random(int(number))
    for _ in range(count(4, 200 if number == signal.SIGKILL else 25)):
        process = project.start(game="probe.py:create")
        worker = wait_for_worker(process, 10)
        time.sleep(chance.uniform(0, 0.15))
        if worker is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, number)
        ended = project.ended(process)
        check_whole(ended, check_consistent)
        assert "Traceback" not in ended.text
