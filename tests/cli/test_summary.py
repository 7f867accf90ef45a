"""`summary`: what the command reads, writes and prints, and what it does with what is no report."""

from __future__ import annotations

import copy
import functools
import json
import operator
import random
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUITE = """
it("passes", function() end)
it("passes too", function() end)
it("fails", function() assert.equal(1, 2) end)
it("fails too", function() error("gone") end)
"""
HOSTILE = (None, True, -1, 10**30, 1.5, "", "x\n::error::y", "\ud800", [], {}, [[]], {"a": 1})


@pytest.fixture(scope="module")
def shards(shared_project):
    """A project in which two shards have run, each with a failure."""
    shared_project.suite(SUITE)
    for number in ("1", "2"):
        flags = ["--shard", number, "--total-shards", "2"]
        ended = shared_project.run(*flags, run_id=f"shard-{number}")
        assert ended.code == 1, ended.text
    return shared_project


def report(number):
    return f"reports/shard-{number}/report.json"


BOTH = (report(1), report(2))


def test_all_shards_in_one_summary(shards):
    ended = shards.command("summary", *BOTH)
    assert ended.code == 0, ended.text
    assert ended.err == ""
    assert ended.out.startswith("## End-to-end tests: 2 of 4 tests failed\n")
    assert "| 4 | 2 | 2 | 0 | 0 | 0 | 0 | 0 |" in ended.out
    assert "#### `a_test.lua > fails`" in ended.out
    assert "### Problems" not in ended.out
    assert "::error" not in ended.out


def test_the_command_of_a_summary_repeats_the_failure(shards):
    text = shards.command("summary", report(2)).out
    line = next(line for line in text.splitlines() if line.startswith("python -m harness --test"))
    words = shlex.split(line)[3:]
    ended = shards.command(*words, "--run-id", "again", run_id="again")
    assert ended.code == 1, ended.text
    assert ended.report["totals"]["total"] == 1


@pytest.mark.parametrize(
    ("words", "problem"),
    [((), "- shard 2 of 2: no report; look at what that job printed\n"), (("--partial",), "")],
)
def test_a_shard_that_is_missing(shards, words, problem):
    ended = shards.command("summary", report(1), *words)
    assert ended.code == 0, ended.text
    assert ("### Problems" in ended.out) is bool(problem)
    assert problem in ended.out


def test_a_report_that_is_named_twice_counts_once(shards):
    ended = shards.command("summary", *BOTH, f"./{report(1)}")
    assert "2 of 4 tests failed" in ended.out


@pytest.mark.parametrize(("words", "code"), [((), 0), (("--check",), 1)])
def test_check(shards, words, code):
    assert shards.command("summary", *BOTH, *words).code == code


def test_check_of_a_run_that_passed(project):
    project.suite('it("passes", function() end)')
    assert project.run().code == 0
    assert project.command("summary", "reports/run/report.json", "--check").code == 0


def test_on_a_runner_the_summary_goes_to_its_file(shards, tmp_path):
    file = tmp_path / "step_summary"
    file.write_text("before")
    env = {
        "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file), "GITHUB_RUN_ID": "7",
        "GITHUB_WORKSPACE": str(shards.folder.parent), "GITHUB_REPOSITORY": "o/r",
        "GITHUB_SERVER_URL": "https://github.com",
    }  # fmt: skip
    ended = shards.command("summary", *BOTH, env=env)
    assert ended.code == 0, ended.text
    text = file.read_text("utf-8")
    assert text.startswith("before\n## End-to-end tests: 2 of 4")
    assert "(https://github.com/o/r/actions/runs/7#artifacts)" in text
    lines = ended.out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=project/tests/e2e/a_test.lua,line=")


def test_markdown_that_is_printed_on_a_runner_holds_no_commands(shards):
    ended = shards.command("summary", *BOTH, "--no-annotations", env={"GITHUB_ACTIONS": "true"})
    first, *_, last = ended.out.splitlines()
    assert first.startswith("::stop-commands::")
    assert last == f"::{first.removeprefix('::stop-commands::')}::"


def test_annotations_are_printed_where_they_are_asked_for(shards):
    ended = shards.command("summary", *BOTH, "--annotations", "--out", "summary.md")
    assert [line[:14] for line in ended.out.splitlines()] == ["::error file=t"] * 2
    assert (shards.folder / "summary.md").read_text("utf-8").startswith("## End-to-end")


def test_a_file_that_is_no_summary_is_kept(shards):
    kept = shards.command("summary", *BOTH, "--out", BOTH[0])
    assert kept.code == 2, kept.text
    assert "is not an earlier report of this kind" in kept.err
    for _ in range(2):
        assert shards.command("summary", *BOTH, "--out", "summary.md").code == 0


def test_a_file_outside_of_the_project_is_refused(shards):
    ended = shards.command("summary", *BOTH, "--out", "../summary.md")
    assert ended.code == 2
    assert "it lies outside the project" in ended.err


def test_a_summary_file_that_cannot_be_written(shards, tmp_path):
    ended = shards.command("summary", *BOTH, env={"GITHUB_STEP_SUMMARY": str(tmp_path)})
    assert ended.code == 2
    assert ended.err.startswith("harness: error: cannot write ")
    assert ended.err.count("\n") == 1


BAD_FILES = {
    "empty": (b"", "this is no JSON"),
    "torn": (b'{"schema_version":1,"run":{"id":"x"', "this is no JSON"),
    "text": (b"hello", "this is no JSON"),
    "binary": (bytes(range(256)), "this is no JSON"),
    "deep": (b"[" * 200_000, "this is no JSON"),
    "not a number": (b'{"schema_version":NaN}', "this is no JSON: NaN is no number"),
    "a list": (b"[1]", "this is no report: it has no schema_version"),
    "something else": (b'{"name":"x"}', "this is no report: it has no schema_version"),
    "a version to come": (b'{"schema_version":2}', "has version 2, this harness reads 1"),
    "a true version": (b'{"schema_version":true}', "has version true, this harness reads 1"),
    "no run": (b'{"schema_version":1}', "this is no report: run is missing"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_what_is_no_report(shards, case):
    content, words = BAD_FILES[case]
    shards.write("bad.json", content)
    ended = shards.command("summary", "bad.json")
    assert ended.code == 2
    assert ended.err.startswith("harness: error: bad.json: ")
    assert words in ended.err
    assert ended.err.count("\n") == 1
    assert ended.out.startswith("## End-to-end tests: none ran\n\n### Problems\n\n- bad.json: ")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("tests 0 status", "odd", 'tests[0].status is "odd"; expected one of passed, failed'),
        ("tests 0 line", True, "tests[0].line is true; expected a whole number"),
        ("tests 0 attempts 0 frame", 2**63, "frame is 9223372036854775808; expected a whole"),
        ("tests 0 failure_kind", [], "tests[0].failure_kind is a list; expected one of"),
        ("tests", {}, "tests is an object; expected a list"),
        ("run args 0", None, "run.args[0] is null; expected a text"),
        ("run duration_ms", "1", 'run.duration_ms is "1"; expected a number'),
        ("run shard", 3, "run.shard is 3 of 2"),
        ("run seed", "5" * 99, f'run.seed is "{"5" * 59}…; expected a whole number'),
    ],
)
def test_what_is_wrong_with_a_report_is_named(shards, path, value, words):
    changed = json.loads((shards.folder / report(1)).read_text("utf-8"))
    *outer, last = [int(word) if word.isdigit() else word for word in path.split()]
    functools.reduce(operator.getitem, outer, changed)[last] = value
    shards.write("wrong.json", json.dumps(changed))
    ended = shards.command("summary", "wrong.json")
    assert ended.code == 2
    assert ended.err.startswith("harness: error: wrong.json: this is no report: ")
    assert words in ended.err


def test_keys_that_this_version_does_not_know_are_left_alone(shards):
    changed = json.loads((shards.folder / report(1)).read_text("utf-8"))
    changed["later"] = changed["run"]["later"] = changed["tests"][0]["later"] = [None]
    shards.write("later.json", json.dumps(changed))
    assert shards.command("summary", "later.json").code == 0


def test_no_package_is_needed(shards):
    """The job that summarizes need not install anything."""
    env = shards.environment({"PYTHONPATH": str(ROOT)})
    done = subprocess.run(
        [sys.executable, "-S", "-m", "harness", "summary", *BOTH],
        cwd=shards.folder, env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "2 of 4 tests failed" in done.stdout


@pytest.mark.parametrize(
    ("path", "words"),
    [("none.json", "cannot be read: No such file"), ("tests", "this is no file")],
)
def test_a_path_that_is_no_file(shards, path, words):
    ended = shards.command("summary", path)
    assert ended.code == 2
    assert words in ended.err


def test_a_file_that_is_too_large(shards, tmp_path):
    with (tmp_path / "huge.json").open("wb") as file:
        file.truncate(300 * 1024 * 1024)
    ended = shards.command("summary", str(tmp_path / "huge.json"))
    assert ended.code == 2
    assert "it is larger than 256 MB" in ended.err


def test_a_bad_file_takes_nothing_from_the_others(shards):
    ended = shards.command("summary", "none.json", *BOTH, "--annotations")
    assert ended.code == 2
    assert "2 of 4 tests failed" in ended.out
    assert "- none.json: cannot be read" in ended.out
    assert "::error::none.json: cannot be read" in ended.out


@pytest.mark.parametrize("words", [(), ("--unknown", "x.json")])
def test_wrong_arguments(shards, words):
    ended = shards.command("summary", *words)
    assert ended.code == 2
    assert "usage: python -m harness summary" in ended.err


def places(value) -> Iterator[tuple]:
    """Yield the container and the key of everything in a report."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in list(items):
        yield value, key
        if isinstance(inner, dict | list):
            yield from places(inner)


def mutate(report, rng):
    """Put something else into one place of a report, or take the place away."""
    changed = copy.deepcopy(report)
    container, key = rng.choice(list(places(changed)))
    if rng.random() < 0.2:
        del container[key]
    else:
        container[key] = copy.deepcopy(rng.choice(HOSTILE))
    return changed


def test_mutated_reports(shards, count, capsys, monkeypatch):
    """Whatever stands in a report: a summary, or one message that names the file."""
    from harness.commands.summary import run

    monkeypatch.chdir(shards.folder)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    original = json.loads((shards.folder / report(1)).read_text("utf-8"))
    rng = random.Random(5)
    for _ in range(count(300, 20_000)):
        changed = mutate(mutate(original, rng), rng)
        shards.write("mutated.json", json.dumps(changed))
        code = run(["mutated.json", "--annotations"], None)
        out, err = capsys.readouterr()
        assert code in (0, 2), changed
        assert err.count("\n") == (code == 2), err
        out.encode("utf-8")


def test_torn_reports(shards, count, capsys, monkeypatch):
    from harness.commands.summary import run

    monkeypatch.chdir(shards.folder)
    content = (shards.folder / report(1)).read_bytes().rstrip()
    rng = random.Random(6)
    for _ in range(count(50, 2_000)):
        shards.write("torn.json", content[: rng.randrange(len(content))])
        assert run(["torn.json", "--no-annotations"], None) == 2
        assert "this is no JSON" in capsys.readouterr().err


def test_many_failures_stay_below_the_limit(shards):
    original = json.loads((shards.folder / report(1)).read_text("utf-8"))
    failed = next(test for test in original["tests"] if test["status"] == "failed")
    original["tests"] = [failed | {"full_name": f"a_test.lua > t{n}"} for n in range(10_000)]
    shards.write("many.json", json.dumps(original))
    ended = shards.command("summary", "many.json", "--partial")
    assert ended.code == 0, ended.err
    assert len(ended.out.encode()) <= 900_000
    assert "10000 of 10000 tests failed" in ended.out
    assert "Left out, to stay below GitHub's limit" in ended.out
