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
    "harness.supervisor.ledger:Ledger.apply": ALL - {"events.jsonl"},
    "harness.supervisor.intake:Intake.take": ALL,
    "harness.supervisor.watch:Watch.look": ALL,
    "harness.supervisor.process:Worker.progress": ALL,
    "harness.reporters.console:Console.event": ALL,
    "harness.reporters.console:Console.result": ALL - {"forensics"},
    "harness.reporters.json_report:render": ALL - {"report.json"},
    "harness.reporters.junit:render": ALL - {"report.junit.xml"},
    "harness.runner:Runner._run_attempt": ALL,
    "harness.session:Session.begin_frame": ALL,
    "harness.collect:collect": ALL,
    "harness.worker:run_started": ALL,
    "harness.hosting.loop:run": ALL,
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
    ended = project.run(env={"FAULT_IN": "harness.forensics:_contents", "PYTHONPATH": PATH})
    assert ended.code == 4, ended.text
    assert "this is an error of the harness itself" in ended.err
    assert ended.statuses == {"a": "failed"}


@pytest.mark.parametrize("where", ["harness.cli:_dispatch", "harness.config:resolve"])
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
