"""`.harness/timings.json`: what writes it, and shards that are divided by it."""

from __future__ import annotations

import json
import os

import pytest

FILES = {"a": 2, "b": 1, "c": 3, "d": 1}
"""Tests in each file."""
SECONDS = {"tests/e2e/a_test.lua": 9, "tests/e2e/b_test.lua": 1, "tests/e2e/c_test.lua": 5,
           "tests/e2e/d_test.lua": 3}  # fmt: skip
FILE = ".harness/timings.json"


@pytest.fixture
def suites(project):
    """A project with four files of tests."""
    for file, count in FILES.items():
        text = "".join(f'it("{n}", {{ tags = {{ "t{n}" }} }}, function() end)\n'
                       for n in range(count))  # fmt: skip
        project.suite(text, f"{file}_test.lua")
    return project


def known(project, seconds: dict[str, float] = SECONDS, path: str = FILE) -> None:
    project.write(path, json.dumps({"schema_version": 1, "seconds": seconds}))


def kept(project) -> dict[str, float] | None:
    path = project.folder / FILE
    return json.loads(path.read_text("utf-8"))["seconds"] if path.exists() else None


def names(ended) -> list[str]:
    return [test["full_name"].replace("_test.lua > ", "") for test in ended.report["tests"]]


def test_a_whole_run_writes_it(suites):
    known(suites, {"tests/e2e/gone_test.lua": 5, "tests/e2e/a_test.lua": 77, "harness.toml": 2})
    ended = suites.run()
    assert ended.code == 0, ended.text
    expected: dict[str, float] = {"harness.toml": 2}  # what another suite may have left
    for test in ended.report["tests"]:
        seconds = expected.get(test["file"], 0) + test["duration_ms"] / 1000
        expected[test["file"]] = seconds
    assert kept(suites) == pytest.approx(expected, abs=0.0006)
    assert list(kept(suites)) == sorted(expected)


def test_a_run_that_fails_writes_it(suites):
    suites.suite('it("fails", function() error("x") end)\nit("t", function() end)', "a_test.lua")
    assert suites.run().code == 1
    assert len(kept(suites)) == 4


NARROWED = [
    ["--test-filter", "a"],
    ["--test-name", "a_test.lua > 0"],
    ["--include-tag", "t0"],
    ["--exclude-tag", "t2"],
    ["--test-script", "tests/e2e/a_test.lua"],
    ["--total-shards", "2"],
    ["--list-tests"],
]


@pytest.mark.parametrize("flags", NARROWED, ids=" ".join)
def test_a_run_that_is_not_whole_does_not(suites, flags):
    ended = suites.run(*flags)
    assert ended.code == 0, ended.text
    assert kept(suites) is None


def test_a_run_that_ends_early_does_not(suites):
    suites.suite('it("exits", function() test_harness.exit(0) end)', "b_test.lua")
    assert suites.run().code == 0
    assert kept(suites) is None


def test_a_folder_that_cannot_be_written_is_a_warning(suites):
    suites.write(".harness", "a file")
    ended = suites.run()
    assert ended.code == 0, ended.text
    assert "harness: warning: cannot write" in ended.err
    assert ".harness/timings.json" in ended.err


def test_a_link_out_of_the_project_is_not_followed(suites, tmp_path):
    (suites.folder / ".harness").symlink_to(tmp_path)
    ended = suites.run()
    assert ended.code == 0, ended.text
    assert not (tmp_path / "timings.json").exists()
    assert "a link leads out of the project" in ended.err


# Shards by time.


def shards(project, total: int, *flags: str) -> list:
    found = []
    for number in range(1, total + 1):
        words = ["--shard", str(number), "--total-shards", str(total), "--shard-by", "time"]
        found.append(project.run(*words, *flags, run_id=f"s-{number}"))
        assert found[-1].code == 0, found[-1].text
    return found


def test_files_are_divided_by_time(suites):
    known(suites)
    first, second = shards(suites, 2)
    assert names(first) == ["a0", "a1"]
    assert names(second) == ["b0", "c0", "c1", "c2", "d0"]
    assert first.report["run"]["positions"] == [0, 1]
    assert second.report["run"]["positions"] == [2, 3, 4, 5, 6]
    whole = suites.run()
    hashes = {ended.report["run"]["ordering_hash"] for ended in (first, second, whole)}
    assert len(hashes) == 1
    merged = suites.command("merge", "reports/s-2", "reports/s-1", run_id="merged")
    assert merged.code == 0, merged.text
    assert names(merged) == names(whole)
    assert "positions" not in merged.report["run"]
    assert merged.report["run"]["args"] == whole.report["run"]["args"]


def test_a_named_file(suites):
    known(suites)
    known(suites, {**SECONDS, "tests/e2e/d_test.lua": 99}, "below/t.json")
    first, second = shards(suites, 2, "--timings", "below/t.json")
    assert names(first) == ["d0"]
    assert len(names(second)) == 6
    words = ["--shard", "1", "--total-shards", "2", "--shard-by", "time"]
    listed = suites.run(*words, "--timings", "below/t.json", "--list-tests")
    assert listed.out.replace("_test.lua > ", "").split() == names(first)


def test_the_configuration_can_say_it(suites):
    known(suites)
    suites.write("harness.toml", 'shard_by = "time"\n')
    ended = suites.run("--total-shards", "2")
    assert names(ended) == ["a0", "a1"]


def test_nothing_is_known_yet(suites):
    first, second = shards(suites, 2)
    assert (names(first), names(second)) == (["a0", "a1", "c0", "c1", "c2"], ["b0", "d0"])


def test_a_default_file_that_is_none_is_a_warning(suites):
    suites.write(FILE, "{")
    ended = suites.run("--total-shards", "2", "--shard-by", "time")
    assert (ended.code, names(ended)) == (0, ["a0", "a1", "c0", "c1", "c2"])
    assert "harness: warning: " in ended.err
    assert "this is not a file of timings" in ended.err
    assert "it is ignored" in ended.err


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "this is not a file of timings"), (None, "cannot be read: No such file")],
)
def test_a_named_file_that_is_none_is_an_error(suites, content, message):
    if content is not None:
        suites.write("t.json", content)
    ended = suites.run("--timings", "t.json")
    assert (ended.code, f"--timings t.json: {os.path.join(str(suites.folder), 't.json')}: {message}"
            in ended.err) == (2, True), ended.text  # fmt: skip


def test_shards_with_other_timings_are_not_merged(suites):
    known(suites)
    shards(suites, 2)
    known(suites, {**SECONDS, "tests/e2e/b_test.lua": 99})
    words = ["--shard", "2", "--total-shards", "2", "--shard-by", "time"]
    assert suites.run(*words, run_id="s-2").code == 0
    merged = suites.command("merge", "reports/s-1", "reports/s-2", run_id="merged")
    assert merged.code == 2
    assert "there twice, in reports/s-1 and reports/s-2: the shards were divided" in merged.err
