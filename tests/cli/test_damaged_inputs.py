"""Traces, journals and reports that anybody may have changed: one message, or they are used."""

import copy
import json
import random

import pytest

SUITE = """
it("a", function() test_harness.tap_key(KEY_A, 2) test_harness.wait_frames(5) end)
it("b", function() test_harness.set_state("count", 3) error("no") end)
it("c", function() test_harness.wait_frames(5) end)
"""
VALUES = (
    None, [], {}, [1], {"a": 1}, "", "x", -1, 0, 2**70, 1.5, float("inf"), True, "\ud800", [[[]]],
    "../../x", 99_999,
)  # fmt: skip


def places(value) -> list[tuple]:
    """Return every container in a value, with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    own = [(value, key) for key in keys]
    inner = [each for each in keys if isinstance(value[each], dict | list)]
    return own + [place for key in inner for place in places(value[key])]


def change(value, stream: random.Random) -> None:
    """Replace, remove or add something at any depth."""
    holder, key = stream.choice(places(value))
    how = stream.random()
    if how < 0.15:
        del holder[key]
    elif how < 0.25 and isinstance(holder, dict):
        holder[stream.choice(["zzz", "type", "frame"])] = stream.choice(VALUES)
    else:
        holder[key] = stream.choice(VALUES)


def change_lines(text: str, stream: random.Random) -> str:
    lines = [json.loads(line) for line in text.splitlines()]
    change(stream.choice([lines[0], stream.choice(lines)]), stream)
    return "".join(f"{json.dumps(line)}\n" for line in lines)


@pytest.fixture(scope="module")
def recorded(shared_project):
    shared_project.suite(SUITE)
    ended = shared_project.run(game="probe.py:create")
    assert ended.code == 1, ended.text
    return shared_project, ended


COMMANDS = {
    "replay": ("trace.jsonl", ["replay", "reports/changed/trace.jsonl", "--run-id", "again"]),
    "resume": ("events.jsonl", ["--resume", "changed"]),
    "summary": ("report.json", ["summary", "reports/changed/report.json"]),
    "accept": ("report.json", ["baselines", "accept", "--all", "--run", "reports/changed"]),
    "orphans": ("report.json", ["baselines", "orphans", "reports/changed"]),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_one_change_anywhere(recorded, count, command):
    project, ended = recorded
    name, words = COMMANDS[command]
    text = (ended.folder / name).read_text("utf-8")
    stream = random.Random(command)
    for _ in range(count(6, 200)):
        if name == "report.json":
            report = copy.deepcopy(json.loads(text))
            change(report, stream)
            changed = json.dumps(report)
        else:
            changed = change_lines(text, stream).replace('"run": "run"', '"run": "changed"')
        project.write(f"reports/changed/{name}", changed)
        again = project.command(*words)
        assert again.code in (0, 1, 2, 3), (again.text, changed)
        assert "Traceback" not in again.text, changed
        assert again.code != 2 or again.err or command == "orphans", changed
