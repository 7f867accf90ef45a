"""From a trace to the marks of each attempt's frame axis."""

from __future__ import annotations

import json

import pytest

from harness.reporters.html import axis
from harness.reporters.html.axis import MOST_MARKS, read_axes


@pytest.fixture
def axis_of(tmp_path):
    """Return what the page gets of the lines of one attempt."""

    def read(*lines):
        path = tmp_path / "trace.jsonl"
        texts = [
            line if isinstance(line, str) else json.dumps({"test": "t", "attempt": 1} | line)
            for line in lines
        ]
        path.write_text("\n".join(texts) + "\n", encoding="utf-8", errors="surrogatepass")
        axes, remark = read_axes(str(path))
        assert remark == ""
        return axes["t", 1].told() if axes else None

    return read


START = {"frame": 40, "type": "reseed", "phase": "test", "scope": "s"}


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ({"type": "key_down", "key": 13, "name": "KEY_RETURN"}, ["key_down", "RETURN"]),
        ({"type": "key_up", "key": 13}, ["key_up", "key 13"]),
        ({"type": "mouse_move", "x": 1, "y": 2.5}, ["mouse_move", 1, 2.5]),
        ({"type": "mouse_down", "button": 1}, ["mouse_down", "left", "left"]),
        ({"type": "wheel", "x": 0, "y": -1}, ["wheel", 0, -1]),
        ({"type": "text", "text": "<é>"}, ["text", "<é>"]),
        ({"type": "pad_axis", "pad": 0, "axis": 1, "value": 0.5}, ["pad_axis", 0, 1, 0.5]),
        ({"type": "command", "name": "c", "args": {"a": 1}}, ["command", "c", '{"a": 1}']),
        ({"type": "set_state", "path": "p", "value": 3}, ["set_state", "p", "3"]),
        ({"type": "draw", "name": "menu.png"}, ["picture", "menu.png"]),
        ({"type": "digest", "at": "end"}, ["digest", "end"]),
        ({"type": "crash", "message": "x" * 999}, ["crash", "x" * 240 + "…"]),
        ({"type": "key_down", "name": ["odd"], "key": {}}, ["key_down", "key {}"]),
        ({"type": "mouse_move", "x": 1e300, "y": "z"}, ["mouse_move", "1e+300", "z"]),
    ],
)
def test_a_line_becomes_a_mark(axis_of, line, mark):
    told = axis_of(START, {"frame": 45, "phase": "input"} | line)
    assert told["start"] == 40
    assert told["marks"][1] == [5, *mark]


@pytest.mark.parametrize(
    "line",
    [
        {"frame": 41, "type": "draw", "phase": "start", "every": 30},
        {"frame": 41, "type": "surface", "phase": "start", "properties": []},
        {"frame": 41, "type": "digest", "phase": "end", "at": "frame", "sections": {}},
        {"frame": "41", "type": "text", "text": "x"}, {"frame": 10**30, "type": "text"},
        {"frame": 41}, "torn", "[]", "null", '{"frame":1', "[" * 3000, '{"frame":NaN}', "9" * 5000,
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_mark_is_left_out(axis_of, line):
    if isinstance(line, dict) and line.get("at") == "frame":
        line = json.dumps({"test": "t", "attempt": 1} | line, separators=(",", ":"))
    assert len(axis_of(START, line)["marks"]) == 1


def wait(frame, **more):
    return {"frame": frame, "type": "wait", "phase": "test", "name": "wait_until"} | more


def test_waits_have_two_ends(axis_of):
    end = {"frame": 50, "type": "wait_end", "phase": "test"}
    told = axis_of(START, wait(41, text="x"), end, wait(51, until=60, text=""), wait(61), end)
    assert [(mark[0], mark[3]) for mark in told["marks"][1:]] == [(1, 10), (11, 20), (21, 10)]


def test_a_wait_may_have_no_end(axis_of):
    assert axis_of(START, wait(41))["marks"][1][3] is None


def test_attempts_have_marks_of_their_own(tmp_path):
    lines = [
        {"frame": frame, "test": test, "attempt": attempt, "type": "game", "phase": "start"}
        for frame, test, attempt in [(1, "t", 1), (9, "t", 2), (3, "u", 1)]
    ]
    (tmp_path / "trace.jsonl").write_text("\n".join(map(json.dumps, lines)))
    axes, _ = read_axes(str(tmp_path / "trace.jsonl"))
    assert {key: axis.told()["start"] for key, axis in axes.items()} == {
        ("t", 1): 1, ("t", 2): 9, ("u", 1): 3,
    }  # fmt: skip


def test_of_many_marks_the_last_are_kept(axis_of):
    many = [{"frame": 41 + n, "type": "text", "text": "x"} for n in range(MOST_MARKS + 5)]
    told = axis_of(START, *many)
    assert (len(told["marks"]), told["cut"]) == (MOST_MARKS, 6)
    assert told["marks"][0][0] == 6
    assert told["marks"][-1][0] == MOST_MARKS + 5


def test_a_page_with_little_room_gets_the_last_marks(tmp_path):
    lines = [{"frame": n, "test": "t", "attempt": 1, "type": "game"} for n in range(9)]
    (tmp_path / "trace.jsonl").write_text("\n".join(map(json.dumps, lines)))
    axes, _ = read_axes(str(tmp_path / "trace.jsonl"))
    assert axes["t", 1].told(most=2) == {"start": 0, "marks": [[7, "game"], [8, "game"]], "cut": 7}


def test_of_a_long_trace_the_beginning_and_the_end_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(axis, "READ_BYTES", 4000)
    events = [("first", n) for n in range(60)]
    events += [("middle", n) for n in range(60)] + [("last", n) for n in range(5)]
    lines = [
        json.dumps({"frame": n, "test": test, "attempt": 1, "type": "game", "phase": "test"})
        for test, n in events
    ]
    (tmp_path / "trace.jsonl").write_text("\n".join(lines) + "\n")
    axes, remark = read_axes(str(tmp_path / "trace.jsonl"))
    assert "in its middle were not read" in remark
    assert [test for test, _ in axes] == ["first", "last"]
    assert axes["last", 1].told() == {"start": 0, "marks": [[n, "game"] for n in range(5)]}


@pytest.mark.parametrize("path", ["", "missing", "."])
def test_there_may_be_no_trace(tmp_path, path):
    axes, remark = read_axes(str(tmp_path / path) if path else "")
    assert axes == {}
    assert bool(remark) == (path == ".")
