"""A run's folder is one run's at a time, and what it holds is what happened last."""

import json
import time

import pytest

LONG = 'it("t", { timeout_frames = 1e9 }, function() test_harness.wait_frames(1e9) end)'
REPORTS = ("report.json", "report.junit.xml", "report.html")


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def run_other(project):
    project.suite(LONG)
    assert project.run("--timeout-seconds", "1", game="probe.py:create", run_id="other").code == 3


@pytest.mark.parametrize("verb", ["--test-mode", "scenarios", "replay", "--resume"])
def test_the_name_of_a_live_run_is_refused(copy_of, verb):
    project = copy_of(run_other)
    folder = project.folder / "reports/run"
    process = project.start(game="probe.py:create")
    journal = folder / "events.jsonl"
    while not (journal.exists() and "test_started" in journal.read_text()):
        time.sleep(0.01)
    before = contents(folder)
    words = {
        "--test-mode": ["--test-mode", "--headless", "--game", "none", "--run-id", "run"],
        "scenarios": ["scenarios", "--game", "none", "--test-suite", "tests", "--run-id", "run"],
        "replay": ["replay", "reports/other/trace.jsonl", "--run-id", "run"],
        "--resume": ["--resume", "run"],
    }
    ended = project.command(*words[verb])
    assert ended.code == 2, ended.text
    assert "in progress" in ended.err
    now = contents(folder)
    assert all(now[name].startswith(content) for name, content in before.items())
    process.terminate()
    assert project.ended(process).code == 143
    assert json.loads(journal.read_text().splitlines()[-1])["type"] == "run_finished"


REFUSED = {
    "an unknown flag": ["--unknown"],
    "a wrong value": ["--seed", "x"],
    "no such suite": ["--test-suite", "nowhere"],
    "no such game": ["--game", "nowhere:create"],
    "nothing selected": ["--test-filter", "nothing"],
}


def run_once(project):
    project.suite('it("t", function() end)')
    assert project.run("--report-html", "reports/run/report.html", game="probe.py:create").code == 0


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("equals", [False, True])
def test_a_refused_run_leaves_no_report_of_an_earlier_one(copy_of, name, equals):
    project = copy_of(run_once)
    folder = project.folder / "reports/run"
    assert set(REPORTS) < set(contents(folder))
    run_id = ["--run-id=run"] if equals else ["--run-id", "run"]
    words = ["--test-mode", "--headless", "--game", "none", *run_id, *REFUSED[name]]
    ended = project.command(*words)
    assert ended.code == 2, ended.text
    assert set(REPORTS).isdisjoint(contents(folder))
    assert {"events.jsonl", "trace.jsonl"} <= set(contents(folder))
    assert project.command("--resume", "run").code == 0  # what it takes is still there


def test_a_listing_and_a_refused_resume_remove_nothing(project):
    project.suite('it("t", function() end)')
    assert project.run().code == 0
    before = contents(project.folder / "reports/run")
    listing = ["--test-mode", "--list-tests", "--game", "none", "--run-id", "run", "--unknown"]
    assert project.command(*listing).code == 2
    assert project.command("--resume", "run", "--run-id", "run").code == 2
    assert contents(project.folder / "reports/run") == before


def test_a_refused_run_makes_no_folder(project):
    project.suite("")
    assert project.run("--test-filter", "nothing", game="nowhere:create").code == 2
    assert not (project.folder / "reports").exists()
