"""An error of the harness itself is exit 4, is called one, and costs no more than it must."""

import os
from pathlib import Path

import pytest

SUITE = """
it("a", function() test_harness.wait_frames(2) end)
it("b", function() test_harness.wait_frames(2) end)
"""
PATH = os.pathsep.join([str(Path(__file__).parent / "own_faults"), str(Path(__file__).parents[2])])
ALL = {"events.jsonl", "report.json", "report.junit.xml", "forensics"}
FAULTS = {
    "harness.runs.ledger:Ledger.apply": ALL - {"events.jsonl"},
    "harness.runs.intake:Intake.take": ALL,
    "harness.runs.watch:Watch.look": ALL,
    "harness.runs.worker_process:Worker.progress": ALL,
    "harness.reporters.console:Console.event": ALL,
    "harness.reporters.console:Console.result": ALL - {"forensics"},
    "harness.reporters.json_report:render": ALL - {"report.json"},
    "harness.reporters.junit:render": ALL - {"report.junit.xml"},
    "harness.running.runner:Runner._run_attempt": ALL,
    "harness.running.session:Session.begin_frame": ALL,
    "harness.running.collect:collect": ALL,
    "harness.worker.main:run_started": ALL,
    "harness.frames.hosted:run": ALL,
}
"""Functions that raise, and what is written all the same."""


@pytest.mark.parametrize("where", FAULTS)
def test_it_is_reported_as_one(project, where):
    project.suite(SUITE)
    env = {"FAULT_IN": where, "PYTHONPATH": PATH}
    ended = project.run("--timeout-seconds", "20", game="probe.py:create", env=env)
    assert ended.code == 4, ended.text
    assert "this is an error of the harness itself: RuntimeError: injected" in ended.text
    assert "Traceback" not in ended.text
    found = {path.name for path in ended.folder.iterdir()} if ended.folder.exists() else set()
    assert FAULTS[where] <= found, found


def test_one_in_the_bundle_of_a_failed_run(project):
    project.suite('it("a", function() error("no") end)')
    ended = project.run(
        env={"FAULT_IN": "harness.reporters.forensics:_contents", "PYTHONPATH": PATH}
    )
    assert ended.code == 4, ended.text
    assert "this is an error of the harness itself" in ended.err
    assert ended.statuses == {"a": "failed"}


@pytest.mark.parametrize("where", ["harness.cli:_dispatch", "harness.config.resolve:resolve"])
def test_one_before_the_run(project, where):
    project.suite(SUITE)
    ended = project.run(env={"FAULT_IN": where, "PYTHONPATH": PATH})
    assert ended.code == 4, ended.text
    assert ended.err.startswith("harness: error: this is an error of the harness itself: Runtime")
    assert not ended.folder.exists()


@pytest.mark.parametrize("verb", [["verify"], ["baselines"]])
def test_one_in_another_command(project, verb):
    project.suite(SUITE)
    ended = project.command(*verb, env={"FAULT_IN": "harness.cli:_dispatch", "PYTHONPATH": PATH})
    assert ended.code == 4, ended.text
    assert "error of the harness itself" in ended.err
