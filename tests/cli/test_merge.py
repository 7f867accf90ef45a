"""`merge`: the shards of a run become the report that the whole run would have had."""

from __future__ import annotations

import json
import shutil

import pytest

from tests.cli.merging import APART, GAME, THREE, merge, plain, prepare, shards
from tests.conftest import ROOT


def check_equal(project, merged) -> None:
    """Check that a merged report is that of the run `whole`, apart from what must differ."""
    whole = project.folder / "reports" / "whole"
    for name in ("report.json", "report.junit.xml", "report.html", "report.tap"):
        expected, found = (plain((at / name).read_text("utf-8")) for at in (whole, merged.folder))
        assert found == expected, name
    expected, found = (
        {str(path.relative_to(at)) for path in at.rglob("artifacts/**/*") if path.is_file()}
        for at in (whole, merged.folder)
    )
    assert found == expected


def run_whole(project, *flags: str):
    tap, html = "reports/whole/report.tap", "reports/whole/report.html"
    return project.run(
        *flags, "--report-tap", tap, "--report-html", html, game=None, run_id="whole"
    )


@pytest.mark.parametrize("total", [1, 3, 12])
def test_merged_shards_are_the_whole_run(project, total):
    whole = run_whole(prepare(project), *APART)
    assert whole.code == 4, whole.text
    assert set(whole.statuses.values()) == {"passed", "failed", "crashed", "timed_out", "skipped"}
    folders = shards(project, total, *APART)
    tap = "reports/merged/report.tap"
    merged = merge(project, *folders[::-1], "--report-tap", tap)
    assert merged.code == 4, merged.text
    assert merged.out.splitlines()[-1].split(" in ")[0] in whole.out
    check_equal(project, merged)


def test_shards_of_whole_files_are_the_whole_run(project):
    whole = run_whole(prepare(project))
    assert "flaky" in whole.statuses.values(), whole.text
    by_time = ["--shard-by", "time", "--timings", "../t.json"]
    (project.folder / ".harness" / "timings.json").rename(project.folder.parent / "t.json")
    for total in (2, 4):
        folders = shards(project, total, *by_time)
        merged = merge(project, *folders, "--report-tap", "reports/merged/report.tap")
        assert merged.code == whole.code, merged.text
        check_equal(project, merged)
        traces = [at / "trace.jsonl" for at in (whole.folder, merged.folder)]
        assert traces[0].read_text().splitlines()[1:] == traces[1].read_text().splitlines()[1:]


def test_the_demo_suite(project):
    shutil.copytree(ROOT / "game", project.folder / "game")
    shutil.copytree(ROOT / "tests" / "e2e", project.folder / "tests" / "e2e")
    shutil.copytree(ROOT / "baselines", project.folder / "baselines")
    project.write("harness.toml", 'game = "game.app:create"\n')
    whole = run_whole(project)
    assert whole.code == 0, whole.text
    merged = merge(project, *shards(project, 3, codes=True))
    assert merged.code == 0, merged.text
    # A file's game starts on each shard that has tests of it, and logs show the game's frames.
    frames = merged.report["run"]["duration_frames"]
    assert frames >= whole.report["run"]["duration_frames"]
    expected, found = whole.report, merged.report
    expected["run"]["duration_frames"] = frames
    assert plain(json.dumps(found)) == plain(json.dumps(expected))


def test_all_files_are_below_one_folder(sharded, check_schema):
    merged = merge(sharded, *THREE)
    assert merged.code == 4, merged.text
    check_schema(merged.report)
    listed = {a["path"] for test in merged.report["tests"] for a in test["artifacts"]}
    assert any(path.endswith(".final.png") for path in listed)
    for path in listed:
        assert (merged.folder / path).is_file(), path
    for number in (1, 2, 3):
        forensics = merged.folder / "forensics" / f"shard-{number}" / "run_manifest.json"
        assert json.loads(forensics.read_text("utf-8"))["shard"] == number
    assert merged.report["run"]["id"] == "merged"
    assert merged.report["run"]["args"][-2:] == APART


def test_pictures_of_a_merged_run_can_be_accepted(sharded):
    assert merge(sharded, *THREE).code == 4
    done = sharded.command("baselines", "accept", "--all", "--run", "reports/merged")
    assert done.code == 0, done.text
    assert list((sharded.folder / "baselines").rglob("menu/first*.png"))


def test_a_merged_trace_is_read_and_replayed(small):
    small.write("harness.toml", 'game = "game.py:create"\n')
    small.write("game.py", GAME)
    wait = "".join(f'it("{n}", function() test_harness.wait_frames({n}) end)\n' for n in (1, 2, 3))
    for file in "ab":
        small.suite(wait, f"{file}_test.lua")
    shards(small, 3, codes=True)
    assert merge(small, *THREE).code == 0
    trace = small.folder / "reports" / "merged" / "trace.jsonl"
    tests = [json.loads(line).get("test") for line in trace.read_text().splitlines()]
    assert tests[0] is None
    assert [name for at, name in enumerate(tests[1:], 1) if name != tests[at - 1]] == [
        f"{file}_test.lua > {n}" for file in "ab" for n in (1, 2, 3)
    ]
    replayed = small.command("replay", str(trace))
    assert replayed.code == 0, replayed.text
