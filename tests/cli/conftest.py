"""What every report must hold, whatever happened; a desktop, an empty folder, shards to merge."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import jsonschema
import pytest

pytest.register_assert_rewrite("tests.cli.merging", "tests.cli.windows")

from tests.cli.merging import run_shards, simple  # noqa: E402
from tests.cli.windows import Desktop, Running, until  # noqa: E402
from tests.conftest import ROOT  # noqa: E402

_ENDED = {"run_finished": 1, "run_started": 1}


def _check_consistent(ended, code: int) -> dict:
    """Check that a run ended with `code` and that all it wrote agrees; return its report."""
    assert ended.code == code, ended.text
    report, events = ended.report, ended.events
    assert report["run"]["exit_code"] == code
    tests, totals = report["tests"], dict(report["totals"])
    statuses = [test["status"] for test in tests]
    assert totals.pop("total") == len(tests)
    assert totals == {status: statuses.count(status) for status in totals}
    names = [test["full_name"] for test in tests]
    assert len(set(names)) == len(names)
    assert names == [test["full_name"] for test in events[0]["tests"]]
    _check_events(events, tests)
    junit = ET.parse(ended.folder / "report.junit.xml").getroot()
    assert len(junit.findall(".//testcase")) == len(tests) == int(junit.get("tests", ""))
    return report


def _check_events(events: list[dict], tests: list[dict]) -> None:
    assert events[0]["type"] == "run_started"
    assert events[-1]["type"] == "run_finished"
    kinds = [event["type"] for event in events]
    assert all(kinds.count(kind) == count for kind, count in _ENDED.items())
    finished = [event["test"] for event in events if event["type"] == "test_finished"]
    ran = [i for i, test in enumerate(tests) if test["status"] != "not_run"]
    forgotten = sorted(set(finished) - set(ran))  # another worker had run them by then
    assert sorted(finished) == ran + forgotten
    for position in ran:
        _check_attempts(events, position, tests[position])


def _check_attempts(events: list[dict], position: int, test: dict) -> None:
    kinds = [event["type"] for event in events if event.get("test") == position]
    kinds = [kind for kind in kinds if kind != "worker_lost"]
    count = len(test["attempts"])
    assert kinds == ["test_started", "attempt_finished"] * count + ["test_finished"]


@pytest.fixture(scope="session")
def check_consistent():
    return _check_consistent


@pytest.fixture
def empty(project):
    """A project's folder with nothing in it."""
    (project.folder / "harness.toml").unlink()
    return project


@pytest.fixture(scope="module")
def desktop():
    desktop = Desktop()
    yield desktop
    desktop.stop()


@pytest.fixture
def start(desktop, project):
    """Run a suite in a window; whatever becomes of it, nothing of it is left."""
    started = []

    def start(suite: str, *flags: str, game: str = "probe.py:create", **options) -> Running:
        project.suite(suite)
        started.append(Running(desktop, project, *flags, game=game, **options))
        return started[-1]

    yield start
    for running in started:
        running.stop()
    until(lambda: desktop.window() is None)


@pytest.fixture
def sharded(copy_of):
    """A project with three shards of a run that has failed in many ways."""
    return copy_of(run_shards)


@pytest.fixture
def small(copy_of):
    """A project with three shards of a run of six tests, which have all passed."""
    return copy_of(simple)


@pytest.fixture
def check_schema():
    schema = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text("utf-8"))
    return lambda report: jsonschema.validate(report, schema)
