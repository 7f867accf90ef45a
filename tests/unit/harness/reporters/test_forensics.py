"""What a bundle makes of a result, a journal and a trace; the ring that the log's end stands in."""

from __future__ import annotations

import json
import os

import pytest

from harness.base.clock import FrameClock
from harness.logs.buffer import LogBuffer
from harness.records.model import RunResult, totals
from harness.reporters.forensics import bundle_folder, settle_bundle
from harness.wire import protocol
from harness.wire.protocol import LOG_LINES, EventWriter, LogTail, ProgressFile


def attempt(status: str = "failed", message: str = "why", traceback: str = "a.lua:1: in x"):
    return {
        "status": status, "message": message, "traceback": traceback, "frame": 3, "artifacts": [],
    }  # fmt: skip


def made_test(name: str, *attempts, status: str = "failed"):
    return {
        "full_name": f"a_test.lua > {name}", "file": "tests/e2e/a_test.lua", "line": 7,
        "suite": [], "name": name, "tags": [], "status": status, "failure_kind": None,
        "duration_frames": 3, "duration_ms": 1.0, "attempts": list(attempts), "artifacts": [],
        "updated_baselines": [],
    }  # fmt: skip


@pytest.fixture
def result(configure):
    """Return a function from tests to the result of a run that had them."""

    def result(*tests, started_at="2026-02-02T12:00:00Z", **more) -> RunResult:
        config = configure()
        environment = ("platform", "cpu", "python", "pygame", "sdl", "lua", "renderer", "git_sha")
        report = {
            "schema_version": 1,
            "run": {
                "id": "run", "game": "none", "seed": 5, "fixed_fps": 60, "resolution": "64x48",
                "shard": 1, "total_shards": 1, "ordering_hash": "sha256:0", "args": ["--seed", "5"],
                "exit_code": 1, "duration_frames": 9, "duration_ms": 1.0, "started_at": started_at,
            },
            "environment": dict.fromkeys(environment, "") | {"platform": "linux-x86_64"},
            "paths": {"baselines": "b", "artifacts": "a", "forensics": "f"},
            "totals": totals(list(tests)),
            "tests": list(tests),
        }  # fmt: skip
        return RunResult(report, 1, config.out_dir, **({"reason": ""} | more))

    return result


@pytest.fixture
def bundle(configure, result):
    """Return a function that writes a bundle of tests and returns its files' contents."""

    def bundle(*tests, code: int = 1, **more) -> dict[str, bytes]:
        config = configure()
        settled = settle_bundle(config, result(*tests, **more), code)
        assert settled.problems == []
        folder = bundle_folder(config)
        if not os.path.isdir(folder):
            return {}
        return {name: read(os.path.join(folder, name)) for name in os.listdir(folder)}

    return bundle


def read(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()


@pytest.fixture
def left(configure):
    """Return a function that puts a file into the run's folder, as a worker may have left it."""

    def left(name: str, content: bytes) -> None:
        path = os.path.join(configure().out_dir, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    return left


def line(kind: str, test: str = "t", **more) -> bytes:
    values = {"frame": 1, "test": test, "attempt": 1, "type": kind, "phase": "input", **more}
    return json.dumps(values, separators=(",", ":")).encode() + b"\n"


def test_inputs_are_told_from_what_looks_like_them(bundle, left):
    inputs = [line("key_down", key=4), line("wheel", 'a "type":"x" \\', x=0, y=1)]
    others = [
        b'{"type":"header"}\n',
        line("set_state", path="a", value={"type": "key_down", "phase": "input"}),
        line("game", 'x","attempt":1,"type":"key_down'),
    ]
    left("trace.jsonl", b"".join([others[0], inputs[0], *others[1:], inputs[1]]) + b'{"torn')
    files = bundle(made_test("t", attempt()))
    assert files["input_trace.jsonl"] == b"".join(inputs)
    assert files["trace_tail.jsonl"].count(b"\n") == 5
    assert b"torn" not in files["trace_tail.jsonl"]


def test_the_tail_of_a_long_trace(bundle, left):
    lines = [line("key_down", key=i) for i in range(1200)]
    left("trace.jsonl", b"".join(lines))
    files = bundle(made_test("t", attempt()))
    assert files["trace_tail.jsonl"] == b"".join(lines[-500:])
    assert files["input_trace.jsonl"] == b"".join(lines)


def test_a_run_without_anything(bundle):
    files = bundle(started_at="")
    assert set(files) == {
        "run_manifest.json", "input_trace.jsonl", "trace_tail.jsonl", "last_logs.txt",
    }  # fmt: skip
    assert json.loads(files["run_manifest.json"])["timestamp"]


def test_what_an_earlier_run_left_goes_where_no_worker_came_far(bundle, left):
    left("forensics/lua_traceback.txt", b"old")
    assert "lua_traceback.txt" not in bundle(started_at="")


def test_a_run_that_ended_well_leaves_none(bundle, left):
    left("forensics/last_logs.txt", b"x")
    assert bundle(made_test("t", attempt("passed"), status="passed"), code=0) == {}


def test_stacks_of_lost_workers_and_crashed_games(bundle, left):
    lost = {"type": "worker_lost", "run": "run", "attempt": 1, "watchdog": True}
    hung = {**lost, "test": 0, "frame": 3, "reason": "hung", "stacks": "Thread:\n  File x"}
    between = {**lost, "test": None, "frame": 0, "reason": "was ended by SIGKILL", "stacks": ""}
    events = [json.dumps(event, separators=(",", ":")) for event in (hung, between)]
    left("events.jsonl", "\n".join([*events, '{"type":"worker_l']).encode())
    files = bundle(
        made_test("hung", attempt("timed_out", "hung", "Thread"), status="timed_out"),
        made_test("raised", attempt("crashed", "raised", "game.py:3: in f"), status="crashed"),
        made_test("lua", attempt("failed", "no", "a.lua:4: in g")),
    )
    assert files["stacks.txt"].decode().splitlines() == [
        "a_test.lua > hung, frame 3", "  hung", "  Thread:", "    File x", "",
        "between tests, frame 0", "  was ended by SIGKILL", "  (it had written no stacks)", "",
        "a_test.lua > raised, frame 3", "  raised", "  game.py:3: in f",
    ]  # fmt: skip
    assert files["lua_traceback.txt"].decode().splitlines() == [
        "a_test.lua > hung, frame 3", "  hung", "  (Python's stacks: stacks.txt)", "",
        "a_test.lua > raised, frame 3", "  raised", "  (Python's stacks: stacks.txt)", "",
        "a_test.lua > lua, frame 3", "  no", "  a.lua:4: in g",
    ]  # fmt: skip


def test_each_failed_attempt_is_told(bundle):
    files = bundle(made_test("t", attempt(), attempt("passed"), status="flaky"))
    assert files["lua_traceback.txt"].startswith(b"a_test.lua > t, frame 3\n")
    (failure,) = json.loads(files["run_manifest.json"])["failures"]
    assert (failure["status"], failure["attempt"]) == ("flaky", 1)


def test_hostile_texts(bundle):
    message = "a\ud800\x00<\n日本"
    files = bundle(made_test("t", attempt(message=message)), last_logs=("x\udcff",))
    assert json.loads(files["run_manifest.json"])["failures"][0]["message"] == message
    assert files["last_logs.txt"] == b"x?\n"


def with_picture(*paths: str, **more):
    return attempt(**more) | {"artifacts": [{"kind": "final", "path": path} for path in paths]}


def test_the_picture_is_that_of_the_last_failed_attempt(bundle, left):
    for name in ("1", "2", "3"):
        left(f"artifacts/{name}.png", name.encode())
    tests = [
        made_test("first", with_picture("artifacts/1.png")),
        made_test("second", with_picture("artifacts/2.png"), with_picture("artifacts/3.png")),
        made_test("third", attempt()),
    ]
    files = bundle(*tests)
    assert files["final_frame.png"] == b"3"
    assert json.loads(files["run_manifest.json"])["final_frame"] == {
        "file": "final_frame.png", "test": "a_test.lua > second", "attempt": 2, "frame": 3,
    }  # fmt: skip


def test_what_a_resumed_run_had_left_is_kept(bundle, left):
    left("artifacts/1.png", b"picture")
    first = bundle(made_test("t", with_picture("artifacts/1.png")), last_logs=("a line",))
    again = bundle(made_test("t", with_picture("artifacts/1.png")), last_logs=())
    assert again == first
    assert again["last_logs.txt"] == b"a line\n"


def test_a_picture_that_is_not_there(bundle):
    files = bundle(made_test("t", with_picture("artifacts/1.png")))
    assert "final_frame.png" not in files


def test_the_stacks_of_a_program_that_raises(bundle):
    raised = attempt(message="the program raised", traceback="main.py:3: in run")
    files = bundle(made_test("t", raised) | {"failure_kind": "crash"})
    assert b"main.py:3: in run" in files["stacks.txt"]
    assert b"main.py" not in files["lua_traceback.txt"]


def test_one_file_that_cannot_be_written_keeps_no_other(configure, result, left):
    left("forensics/input_trace.jsonl/in the way", b"")
    settled = settle_bundle(configure(), result(made_test("t", attempt())), 1)
    assert [os.path.basename(error.path) for error in settled.problems] == ["input_trace.jsonl"]
    assert os.path.exists(os.path.join(settled.path, "lua_traceback.txt"))


@pytest.fixture
def shared(tmp_path):
    path = tmp_path / "shared"
    path.touch()
    return str(path)


def texts(seen: ProgressFile) -> list[str]:
    return [line.text for line in seen.last_logged()]


def test_lines_know_their_test(shared):
    seen, tail = ProgressFile(shared), LogTail(shared)
    tail.write("imports")
    tail.enter(7)
    tail.write("a")
    tail.mark()
    tail.enter(3)
    tail.write("b")
    tail.write("c")
    assert seen.last_logged() == [(-1, "imports"), (7, "a"), (3, "b"), (3, "c")]
    assert seen.logged_in_attempt() == ["b", "c"]


@pytest.mark.parametrize(("count", "length"), [(0, 1), (1, 1), (499, 9), (501, 520), (9000, 40)])
def test_the_last_lines_of_a_log(shared, count, length):
    seen, tail = ProgressFile(shared), LogTail(shared)
    written = [f"{i} ".ljust(length, "x") for i in range(count)]
    for text in written:
        tail.write(text)
    assert texts(seen) == written[-LOG_LINES:]


def test_long_lines_are_cut_to_whole_characters(shared):
    tail, seen = LogTail(shared), ProgressFile(shared)
    for i in range(700):
        tail.write("€" * (i * 100))
    lines = texts(seen)
    assert len(lines) == LOG_LINES
    assert set(lines[-1]) == set("€ …")
    assert len({len(text.encode()) for text in lines}) == 1


def test_a_ring_that_is_full_to_the_byte(shared):
    tail, seen = LogTail(shared), ProgressFile(shared)
    for _ in range(1024):
        tail.write("x" * 255)
    assert texts(seen) == ["x" * 255] * LOG_LINES


@pytest.mark.parametrize("count", [501, 502, 700, 1001, 1002, 1003])
def test_a_line_in_the_making_harms_none_of_the_last(shared, count):
    """A worker that dies while it writes one has not counted it."""
    tail, seen = LogTail(shared), ProgressFile(shared)
    for i in range(count):
        tail.write(f"{i}".ljust(522, "."))
    before, counted = seen.last_logged(), tail._logged
    tail.write("torn\n" * 104)
    protocol._LOGGED.pack_into(tail._memory, protocol._LOGGED_AT, counted)
    assert seen.last_logged() == before
    assert len(before) == LOG_LINES


def test_ring_and_events_do_not_meet(shared):
    reader, writer = os.pipe()
    events, tail, seen = EventWriter(writer, shared), LogTail(shared), ProgressFile(shared)
    for i in range(1000):
        tail.write("y" * 300)
        if i < 500:
            events.write_line("e" * 100)
    assert seen.unsent(0) == (b"e" * 100 + b"\n") * 500
    assert texts(seen) == ["y" * 300] * LOG_LINES
    os.close(reader)
    os.close(writer)


def test_a_buffer_tells_each_line_at_once():
    clock, told = FrameClock(60), []
    buffer = LogBuffer(clock)
    buffer.told = lambda line: told.append(str(line))
    clock.frame = 7
    buffer.write("a\nb", "game")
    assert told == ["[     7] info    game: a", "[     7] info    game: b"]
