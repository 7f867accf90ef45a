"""The JSON Schemas are fresh, and what a real run writes fits them."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "schema"

SUITE = """
print('at the top')
it('passes', { tags = { 'smoke' } }, function() test_harness.wait_frames(1) end)
describe('block', function()
  it('fails', function() print('a line') assert.are.equal(1, 2) end)
  it('raises', function() error('boom') end)
  it('is slow', { timeout_frames = 2 }, function() test_harness.wait_frames(9) end)
end)
it('is pending')
it('is flaky', { retries = 1 }, function() assert(test_harness.now_frame() < 2) end)
it('ends the run', function() test_harness.exit(0) end)
it('never runs', function() end)
"""
ENDLESS = "it('does not end', function() while true do end end)"


def validator(name):
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The folder of a real run with many kinds of results."""
    project = tmp_path_factory.mktemp("schemas")
    (project / "harness.toml").write_text('game = "none"\ntest_suite = "suite"\n')
    (project / "suite").mkdir()
    (project / "suite" / "a_test.lua").write_text(ENDLESS)
    (project / "suite" / "b_test.lua").write_text("it(")
    (project / "suite" / "c_test.lua").write_text(SUITE)
    command = [sys.executable, "-m", "harness", "--test-mode", "--headless", "--run-id", "run"]
    subprocess.run(
        [*command, "--frame-seconds", "0.1"], cwd=project, check=False, stdout=subprocess.DEVNULL
    )
    return project / "reports" / "run"


@pytest.fixture(scope="module")
def report(folder):
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def events(folder):
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_schemas_are_fresh():
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "schemas.py", "--check"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_report_fits(report):
    validator("report").validate(report)
    statuses = {test["status"] for test in report["tests"]}
    assert statuses == {"passed", "failed", "flaky", "skipped", "timed_out", "not_run"}


def test_every_line_of_a_journal_fits(events):
    check = validator("events")
    for event in events:
        check.validate(event)
    assert {event["type"] for event in events} == {
        "run_started", "test_started", "attempt_finished", "test_finished", "run_finished",
    }  # fmt: skip


def spoiled(value, path, new):
    """Return a copy in which the part at `path` is `new`, or is gone."""
    value = copy.deepcopy(value)
    *outer, last = path
    part = value
    for step in outer:
        part = part[step]
    if new is None:
        del part[last]
    else:
        part[last] = new
    return value


@pytest.mark.parametrize(
    ("path", "new"),
    [
        (["more"], 1),
        (["run", "more"], 1),
        (["tests", 0, "attempts", 0, "more"], 1),
        (["schema_version"], 2),
        (["run", "seed"], "5"),
        (["run", "exit_code"], None),
        (["tests", 0, "status"], "great"),
        (["tests", 0, "failure_kind"], "bad luck"),
        (["totals", "crashed"], None),
        (["environment"], None),
    ],
)
def test_what_is_no_report_is_refused(report, path, new):
    assert not validator("report").is_valid(spoiled(report, path, new))


@pytest.mark.parametrize(
    ("kind", "path", "new"),
    [
        ("run_started", ["more"], 1),
        ("run_started", ["tests", 0, "line"], "1"),
        ("test_started", ["attempt"], None),
        ("test_started", ["type"], "test_begun"),
        ("attempt_finished", ["frame"], 1.5),
        ("test_finished", ["status"], None),
        ("run_finished", ["exit_code"], "0"),
    ],
)
def test_what_is_no_event_is_refused(events, kind, path, new):
    event = next(event for event in events if event["type"] == kind)
    assert not validator("events").is_valid(spoiled(event, path, new))


def test_a_lost_worker_fits():
    event = {"type": "worker_lost", "run": "r", "test": None, "attempt": 0, "frame": 0,
             "watchdog": False, "reason": "died", "stacks": ""}  # fmt: skip
    validator("events").validate(event)
    validator("events").validate(event | {"test": 3})
    assert not validator("events").is_valid(event | {"test": "3"})


@pytest.mark.parametrize("name", ["report", "events"])
def test_schemas_name_no_machine(name):
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    assert schema["$id"] == f"urn:game-harness:{name}:1"
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
