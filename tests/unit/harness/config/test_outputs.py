"""What a report, or a folder of artifacts, must not take the place of."""

from __future__ import annotations

import re

import pytest

from harness.config.resolve import resolve
from harness.errors import UsageError

HTML = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
HTML += '<meta http-equiv="Content-Security-Policy" content="">'
REPORTS = {
    "report_json": '{"schema_version":1,"run":{}}',
    "report_junit": '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="x">',
    "report_tap": "TAP version 13\n1..0\n",
    "report_html": HTML,
}
SOURCES = {
    "harness.toml": 'game = "none"\n',
    "tests/e2e/a_test.lua": "-- a test",
    "main.py": "import pygame",
    "level.json": '{"schema_version":1,"rooms":[]}',
    "page.html": "<!doctype html>\n<html><body>the game</body></html>",
    "baselines/x.png": "\x89PNG",
    "notes.xml": "<notes/>",
    "reports/old/events.jsonl": '{"type":"run_started"}',
}


@pytest.fixture
def settle(root):
    def settle(**options):
        options = {"game": "none", "headless": True, "run_id": "r"} | options
        return resolve(options, folder=str(root), environ={})

    for name, text in SOURCES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return settle


def refused(settle, message, **options):
    with pytest.raises(UsageError, match=re.escape(message)):
        settle(**options)


@pytest.mark.parametrize("key", REPORTS)
@pytest.mark.parametrize("name", SOURCES)
def test_a_file_that_is_no_report_is_kept(settle, key, name):
    refused(settle, "the file exists and is not an earlier report", **{key: name})


@pytest.mark.parametrize("key", REPORTS)
@pytest.mark.parametrize("content", ["a report of its kind", ""])
def test_an_earlier_report_is_replaced(root, settle, key, content):
    (root / "out").write_text(content and REPORTS[key])
    settle(**{key: "out"})


@pytest.mark.parametrize("key", REPORTS)
def test_a_report_of_another_kind_is_kept(root, settle, key):
    for other in REPORTS.keys() - {key}:
        (root / "out").write_text(REPORTS[other])
        refused(settle, "is not an earlier report of this kind", **{key: "out"})


@pytest.mark.parametrize("name", ["events.jsonl", "trace.jsonl", "forensics/x.json"])
def test_what_the_run_writes_itself_is_no_report(settle, name):
    refused(settle, "the run writes this file itself", report_json=f"reports/r/{name}")


@pytest.mark.parametrize("folder", [".", "tests", "tests/e2e", "baselines", "src"])
def test_artifacts_do_not_go_where_the_run_reads(root, settle, folder):
    (root / "src").mkdir()
    (root / "src/main.py").touch()
    refused(settle, "which is in it; name another folder", artifacts=folder, game="src/main.py")


def test_artifacts_do_not_go_into_the_bundle(settle):
    refused(settle, "the run's bundle is written there", artifacts="reports/r/forensics/a")
    settle(artifacts="out/artifacts")
