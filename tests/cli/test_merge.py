"""`merge`: the shards of a run become the report that the whole run would have had."""

from __future__ import annotations

import json
import os
import random as python_random
import re
import shutil

import jsonschema
import pytest

from harness.cli import main
from harness.runs.merged_report import exit_code
from tests.conftest import ROOT, Project

GAME = """
import ctypes, pygame
class Game:
    def __init__(self, context): self.frame, self.broken = 0, False
    def update(self, dt):
        self.frame += 1
        if self.broken: raise ValueError("broken")
    def draw(self, surface): surface.fill((self.frame % 200, 40, 90))
    def handle_event(self, event): pass
    def expose(self, api):
        api.property("frame", lambda: self.frame)
        api.query("kill", lambda: ctypes.string_at(8))
        api.command("break_game", lambda: setattr(self, "broken", True))
def create(context): return Game(context)
"""
FILES = {
    "a_test.lua": """
it("passes", { tags = { "quick" } }, function()
  test_harness.tap_key(KEY_A, 2) test_harness.wait_frames(3)
end)
it("fails", function() print("logged") test_harness.wait_frames(2) assert.equal("a\\nb", "c") end)
it("is flaky", { retries = 1 }, function()
  local began = test_harness.now_frame()
  assert(began < 2, "began in frame " .. began)
end)
""",
    "b_test.lua": """
it("looks", function() test_harness.wait_frames(1) assert_screenshot("menu/first.png") end)
it("keeps", function() test_harness.wait_frames(4) test_harness.screenshot("kept") end)
it("dies", function() test_harness.wait_frames(1) test_harness.query("kill") end)
it("skips", { skip = "<why>" }, function() end)
""",
    "broken_test.lua": "it(",
    "c_test.lua": """
it("raises", function() test_harness.command("break_game") test_harness.wait_frames(2) end)
it("after", function() test_harness.wait_frames(2) error(test_harness.now_frame()) end)
""",
    "d/last_test.lua": """
it("waits", { timeout_frames = 2 }, function() test_harness.wait_frames(9) end)
""",
}
APART = ["--isolate", "test"]
"""Tests that share a game begin in another state on a shard that has only some of them."""
TIMES = [
    (r'"id": ?"[^"]*"', '"id":"-"'),
    (r'"started_at": ?"[^"]*"', '"started_at":"-"'),
    (r'"args": ?\[[^\]]*\]', '"args":[]'),
    (r'"duration_ms": ?[0-9.e-]+', '"duration_ms":0'),
    (r' (time|timestamp)="[^"]*"', r' \1="-"'),
    (r"reports/(whole|merged)", "reports/-"),
    # How a worker came to a test: the first one makes the plan.
    (r"\bFile \W+[\w/.-]*worker/main\.py\W+ line \d+ in _run\w*", "-"),
    (r"(<title>.*) - (whole|merged) - ", r"\1 - - - "),
]


def plain(text: str) -> str:
    for pattern, replacement in TIMES:
        text = re.sub(pattern, replacement, text)
    return text


def prepare(project) -> Project:
    project.write("harness.toml", 'game = "game.py:create"\nresolution = "64x48"\n')
    project.write("game.py", GAME)
    for name, text in FILES.items():
        project.suite(text, name)
    return project


def shards(project, total: int, *flags: str, codes: bool = False) -> list[str]:
    """Run all shards; return their folders."""
    for number in range(1, total + 1):
        ended = project.run(
            *flags, "--shard", str(number), "--total-shards", str(total),
            game=None, run_id=f"s-{number}",
        )  # fmt: skip
        assert not codes or ended.code == 0, ended.text
    return [f"reports/s-{number}" for number in range(1, total + 1)]


def merge(project, *words: str, run_id: str = "merged"):
    return project.command("merge", *words, run_id=run_id)


def run_shards(project) -> None:
    prepare(project)
    shards(project, 3, *APART)


@pytest.fixture
def sharded(copy_of):
    """A project with three shards of a run that has failed in many ways."""
    return copy_of(run_shards)


THREE = [f"reports/s-{number}" for number in (1, 2, 3)]


def simple(project) -> None:
    project.write("harness.toml", 'game = "none"\n')
    for file in "ab":
        text = "".join(f'it("{n}", function() print("{n}") end)\n' for n in range(3))
        project.suite(text, f"{file}_test.lua")
    shards(project, 3)


@pytest.fixture
def small(copy_of):
    """A project with three shards of a run of six tests, which have all passed."""
    return copy_of(simple)


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


# What is wrong with shards.


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


@pytest.fixture
def check_schema():
    schema = json.loads((ROOT / "docs" / "schema" / "report.schema.json").read_text("utf-8"))
    return lambda report: jsonschema.validate(report, schema)
