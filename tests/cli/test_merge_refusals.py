"""What `merge` does with shards that do not belong together, are missing or are damaged."""

from __future__ import annotations

import json
import os
import random as python_random
import shutil

import pytest

from harness.cli import main
from harness.runs.merged_report import exit_code
from tests.cli.merging import THREE, merge, plain, shards


def edit(project, number: int, **values) -> None:
    path = project.folder / "reports" / f"s-{number}" / "report.json"
    report = json.loads(path.read_text("utf-8"))
    for key, value in values.items():
        part, _, name = key.partition("__")
        report[part][name] = value
    path.write_text(json.dumps(report), "utf-8")


REFUSED = {
    "a seed": ({"run__seed": 6}, "the seed differs: 12345 in reports/s-1, reports/s-3; 6 in"),
    "a game": ({"run__game": "other"}, "the game differs"),
    "frames in a second": ({"run__fixed_fps": 30}, "the fixed_fps differs"),
    "a resolution": ({"run__resolution": "1x1"}, "the resolution differs"),
    "a plan": ({"run__ordering_hash": "sha256:0"}, "the ordering_hash differs"),
    "a number of shards": ({"run__total_shards": 4}, "the number of shards differs"),
    "shard of another number": ({"run__shard": 1}, "shard 2 of 3 is missing"),
    "positions": ({"run__positions": [0]}, "does not name a position for each test"),
    "positions of others": ({"run__positions": [0, 3]}, "is there twice, in reports/s-1 and"),
    "no position for a test": ({"run__positions": [1, 7]}, "test 5 of the run is missing"),
    "another order": ({"run__positions": [4, 1]}, "a test is missing: the tests in the reports"),
    "artifacts outside": ({"paths__artifacts": "../s-1/artifacts"}, "is not in the run's folder"),
    "forensics outside": ({"paths__forensics": "/etc"}, "is not in the run's folder"),
    "artifacts of others": ({"paths__artifacts": "other"}, "is not among its artifacts"),
    "an incomplete merge": ({"run__missing": "shard 1"}, "this is a merged report"),
    "an exit code that no process has": ({"run__exit_code": 256}, "run.exit_code is not from 0"),
    "no report": ({"run__seed": "x"}, "run.seed is \"x\"; expected a whole number"),
}  # fmt: skip


@pytest.mark.parametrize("row", REFUSED)
def test_refused(small, row):
    values, message = REFUSED[row]
    edit(small, 2, **values)
    merged = merge(small, *THREE)
    assert merged.code == 2, merged.text
    assert message in merged.err, merged.text
    assert not (merged.folder / "report.json").exists()


def test_pygame_of_another_flavour(sharded):
    path = sharded.folder / "reports" / "s-2" / "report.json"
    environment = json.loads(path.read_text("utf-8"))["environment"]
    edit(sharded, 2, environment__pygame="other 1.0")
    merged = merge(sharded, *THREE)
    assert (merged.code, "the pygame differs" in merged.err) == (2, True), merged.text
    edit(sharded, 2, environment__pygame=environment["pygame"] + "1")
    assert merge(sharded, *THREE).code == 4


def test_a_test_that_is_missing(small):
    path = small.folder / "reports" / "s-3" / "report.json"
    report = json.loads(path.read_text("utf-8"))
    del report["tests"][1]
    path.write_text(json.dumps(report), "utf-8")
    merged = merge(small, *THREE)
    assert merged.code == 2
    assert "a test is missing: the tests in the reports are not those" in merged.err


@pytest.mark.parametrize(
    ("folders", "message"),
    [
        ([1, 3], "shard 2 of 3 is missing; name the folder of every shard, or merge"),
        ([3], "shards 1-2 of 3 are missing"),
    ],
)
def test_a_missing_shard_is_named(small, folders, message):
    merged = merge(small, *(f"reports/s-{number}" for number in folders))
    assert merged.code == 2
    assert message in merged.err


def test_a_shard_twice(small):
    shutil.copytree(small.folder / "reports" / "s-2", small.folder / "reports" / "again")
    merged = merge(small, *THREE, "reports/again")
    assert merged.code == 2
    assert "shard 2 is there 2 times: reports/s-2, reports/again; name one" in merged.err
    edit(small, 2, run__started_at="2999-01-01T00:00:00Z", run__exit_code=1)
    again = small.folder / "reports" / "again" / "report.json"
    again.write_text(again.read_text("utf-8").replace('"seed":12345', '"seed":7'), "utf-8")
    merged = merge(small, *THREE, "reports/again", "--partial")
    assert merged.code == 1, merged.text  # the newest, and nothing is missing
    assert merged.report["totals"]["total"] == 6


def test_a_folder_twice_is_read_once(small):
    assert merge(small, *THREE, f"./{THREE[0]}/").code == 0


# --partial


def test_a_part_of_a_run(small):
    tap = "reports/merged/report.tap"
    merged = merge(small, "reports/s-3", "reports/s-1", "--partial", "--report-tap", tap)
    assert merged.code == 4
    missing = "shard 2 of 3 is missing"
    assert merged.out.splitlines()[0] == missing
    names = [test["full_name"] for test in merged.report["tests"]]
    assert names == [f"{file}_test.lua > {n}" for file in "ab" for n in (0, 2)]
    assert merged.report["run"]["missing"] == missing
    assert merged.report["run"]["exit_code"] == 4
    texts = {path.name: path.read_text("utf-8") for path in merged.folder.glob("report.*")}
    assert all(missing in text for text in texts.values())
    assert texts["report.tap"].splitlines()[1] == f"# {missing}"
    assert 'tests="5" failures="0" errors="1"' in texts["report.junit.xml"]
    summary = small.command("summary", "reports/merged/report.json", "--check")
    assert summary.code == 1
    first = "## End-to-end tests: shard 2 of 3 is missing; 4 of 4 tests passed"
    assert summary.out.splitlines()[0] == first
    orphans = small.command("baselines", "orphans", "reports/merged")
    assert "run merged is not whole: shard 2 of 3 is missing" in orphans.err


def test_a_whole_run_in_part(small):
    merged = merge(small, *THREE, "--partial")
    assert merged.code == 0
    assert "missing" not in merged.report["run"]


BROKEN = {
    "no report": (os.unlink, "there is no report.json in it"),
    "a torn report": (lambda path: path.write_text("{"), "this is no JSON"),
    "a link": (lambda path: (path.rename(f"{path}.x"), path.symlink_to(f"{path}.x")), "symbolic"),
    "no folder": (lambda path: shutil.rmtree(path.parent), "there is no report.json in it"),
    "an artifact outside": (
        lambda path: path.write_text(path.read_text().replace('"artifacts/', '"artifacts/../../')),
        "is not in the run's folder",
    ),
}


@pytest.mark.parametrize("row", BROKEN)
def test_a_shard_that_cannot_be_read(sharded, row):
    damage, message = BROKEN[row]
    damage(sharded.folder / "reports" / "s-2" / "report.json")
    merged = merge(sharded, *THREE)
    assert merged.code == 2
    assert message in merged.err
    merged = merge(sharded, *THREE, "--partial")
    assert merged.code == 4, merged.text
    assert merged.out.splitlines()[0] == "shard 2 of 3 is missing"
    assert message in merged.err


def test_nothing_to_merge(project):
    merged = merge(project, "reports/none", "--partial")
    assert merged.code == 2
    assert "no shard has a report, there is nothing to merge: reports/none: there" in merged.err


def test_different_runs_are_not_merged_in_part_either(small):
    edit(small, 2, run__seed=6)
    assert merge(small, *THREE, "--partial").code == 2


# Reports of strangers.


LINKS = ["artifacts/link.png", "forensics/link", "artifacts", "trace.jsonl"]


@pytest.mark.parametrize("place", LINKS)
def test_links_are_refused(sharded, place):
    path = sharded.folder / "reports" / "s-2" / place
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.symlink_to("/etc")
    merged = merge(sharded, *THREE)
    assert merged.code == 2
    assert "this is a symbolic link" in merged.err
    merged = merge(sharded, *THREE, "--partial")
    assert merged.out.splitlines()[0] == "shard 2 of 3 is missing"


def test_a_pipe_is_refused(sharded):
    os.mkfifo(sharded.folder / "reports" / "s-2" / "artifacts" / "pipe")
    merged = merge(sharded, *THREE)
    assert (merged.code, "neither a file nor a folder" in merged.err) == (2, True)


def test_files_of_two_shards_in_one_place(sharded):
    for number in (1, 2):
        sharded.write(f"reports/s-{number}/artifacts/same.png", "")
    merged = merge(sharded, *THREE)
    assert (merged.code, "one would replace the other" in merged.err) == (2, True), merged.text


def test_a_trace_that_is_none(sharded):
    path = sharded.folder / "reports" / "s-2" / "trace.jsonl"
    path.write_bytes(path.read_bytes()[:-9] + b"\xff\x00 no line\n" + b"{" * 5000)
    assert merge(sharded, *THREE).code == 4


STRANGE = [
    "", "x", "..", "../..", "/etc/passwd", "a\0b", "artifacts", "\ud800", -1, 0, 256, 2**62, 2**70,
    1e308, None, True, [], {}, [0], "x" * 10_000, "\x1b[31m", "C:\\x", "a/../../b",
]  # fmt: skip


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Return where every part of a JSON value is."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for key, inner in items:
        found.append((*path, key))
        if isinstance(inner, dict | list):
            found += places(inner, (*path, key))
    return found


def test_whatever_a_report_says_is_merged_or_refused(sharded, count, monkeypatch, capsys):
    monkeypatch.chdir(sharded.folder)
    path = sharded.folder / "reports" / "s-2" / "report.json"
    text = path.read_text("utf-8")
    random = python_random.Random(5)
    for _ in range(count(60, 1000)):
        report = json.loads(text)
        *outer, last = random.choice(places(report))
        part = report
        for key in outer:
            part = part[key]
        part[last] = random.choice(STRANGE)
        path.write_text(json.dumps(report), "utf-8")
        for flags, codes in (([], {2, 4}), (["--partial"], {2, 4})):
            code = main(["merge", *THREE, *flags])
            printed = capsys.readouterr()
            assert code in codes, (outer, last, part[last])
            assert "Traceback" not in printed.err
            assert code == 4 or "harness: error: " in printed.err
    assert {each.name for each in sharded.folder.iterdir()} <= {
        "harness.toml", "game.py", "tests", "reports", ".harness", "__pycache__",
    }  # fmt: skip


# Where it is written.


@pytest.mark.parametrize(
    ("output", "message"),
    [
        (".", "the folder is not empty and holds no report"),
        ("tests", "the folder is not empty and holds no report"),
        ("harness.toml", "it is not a folder"),
        ("reports/s-1", "a shard cannot be merged into its own folder"),
        ("reports/s-1/artifacts/x", "a shard cannot be merged into its own folder"),
        ("../outside", "it lies outside the project"),
    ],
)
def test_outputs_that_are_refused(small, output, message):
    before = sorted(map(str, small.folder.rglob("*")))
    merged = merge(small, *THREE, "--output", output)
    assert (merged.code, message in merged.err) == (2, True), merged.text
    assert sorted(map(str, small.folder.rglob("*"))) == before


def test_another_output(small):
    merged = merge(small, *THREE, "--output", "reports/all", run_id="all")
    assert merged.code == 0, merged.text
    assert merged.report["run"]["id"] == "all"
    assert merge(small, *THREE, "--output", "reports/all", run_id="all").code == 0


def test_a_refused_merge_leaves_no_report(small):
    assert merge(small, *THREE).code == 0
    merged = merge(small, *THREE[:2])
    assert merged.code == 2
    assert not list(merged.folder.glob("report.*"))


NAMES = ["a\\xff\\xfe", "\\xed\\xa0\\x80", "line\\nbreak", "日本 > x", "\\0"]


def test_names_of_any_bytes(project):
    project.write("harness.toml", 'game = "none"\n')
    project.suite("".join(f'it("{name}", function() end)\n' for name in NAMES))
    whole = project.run(game=None, run_id="whole")
    assert whole.code == 0, whole.text
    merged = merge(project, *shards(project, 2))
    assert merged.code == 0, merged.text
    assert plain(json.dumps(merged.report)) == plain(json.dumps(whole.report))


def test_a_report_that_is_not_true_does_not_pass(sharded):
    for number in (1, 2, 3):
        edit(sharded, number, run__exit_code=0)
    assert merge(sharded, *THREE).code == 1


EXIT_CODES = [
    ([0, 0], 0), ([0, 1], 1), ([1, 3, 0], 3), ([3, 4], 4), ([2, 1], 1), ([0, 2], 2),
    ([4, 7, 9], 7), ([7, 130], 130), ([143, 129], 143), ([], 0),
]  # fmt: skip


@pytest.mark.parametrize(("codes", "expected"), EXIT_CODES)
def test_the_exit_code_of_all_shards(codes, expected):
    assert exit_code(codes) == expected


def test_an_empty_shard(project):
    project.suite('it("t", function() end)')
    project.write("harness.toml", 'game = "none"\n')
    merged = merge(project, *shards(project, 2))
    assert (merged.code, merged.statuses) == (0, {"t": "passed"})
