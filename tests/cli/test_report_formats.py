"""A report format is one row and one module: all else follows from the row."""

import json
import os
from pathlib import Path

import pytest

from harness.config.formats import FORMATS

HERE = Path(__file__).parent
ENV = {"PYTHONPATH": os.pathsep.join([str(HERE / "added_format"), str(HERE.parents[1])])}
PASSES, FAILS = 'it("a", function() end)', 'it("a", function() error("no") end)'
NAMES = "names:\na\n"


@pytest.mark.parametrize(
    ("suite", "flags", "settings", "path"),
    [
        (FAILS, [], "", "reports/run/report.names"),
        (PASSES, [], "", None),
        (PASSES, ["--report-names", "out/n.txt"], "", "out/n.txt"),
        (PASSES, [], 'report_names = "n.txt"', "n.txt"),
        (FAILS, ["--report-names=n.txt"], 'report_names = "other.txt"', "n.txt"),
    ],
)
def test_an_added_format_is_written_as_its_row_says(project, suite, flags, settings, path):
    project.write("harness.toml", settings)
    project.suite(suite)
    ended = project.run(*flags, env=ENV)
    assert ended.code == (1 if suite == FAILS else 0), ended.text
    written = {
        str(file.relative_to(project.folder))
        for pattern in ("n.txt", "other.txt", "out/n.txt", "reports/run/report.names")
        for file in project.folder.glob(pattern)
    }
    assert written == ({path} if path else set())
    if path:
        assert (project.folder / path).read_text() == NAMES


def test_an_added_format_is_a_flag_like_the_others(project):
    said = project.command("--help", env=ENV).out
    assert "--report-names PATH" in said
    assert said.index("--report-html") < said.index("--report-names") < said.index("--update-base")


def test_an_added_format_replaces_its_earlier_report_and_nothing_else(project):
    project.suite(PASSES)
    project.write("n.txt", "a player's notes")
    refused = project.run("--report-names", "n.txt", env=ENV)
    assert refused.code == 2
    assert "the file exists and is not an earlier report of this kind" in refused.err
    clash = project.run("--report-names", "x", "--report-tap", "x", env=ENV)
    assert "--report-tap and --report-names: two reports would be" in clash.err
    project.write("n.txt", "names:\nold\n")
    assert project.run("--report-names", "n.txt", env=ENV).code == 0
    assert (project.folder / "n.txt").read_text() == NAMES


def test_an_added_format_belongs_to_the_run(project):
    project.suite(FAILS)
    ended = project.run(env=ENV)
    manifest = json.loads((ended.folder / "forensics" / "run_manifest.json").read_text())
    assert manifest["paths"]["report_names"] == "reports/<run_id>/report.names"
    project.suite(PASSES)
    ended = project.run(env=ENV)
    assert not (ended.folder / "report.names").exists()


def test_no_two_rows_share_a_name_a_file_or_a_beginning():
    files = [each.file for each in FORMATS if each.file]
    assert len(set(files)) == len(files)
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    assert all(each.file or each.when == "asked" for each in FORMATS)
