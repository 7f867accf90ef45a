"""Shards: each selected test runs on one of them, and all agree on the order."""

import pytest

SUITE = "".join(
    f'it("t{i}", {{ tags = {{ "{"even" if i % 2 == 0 else "odd"}" }} }}, function() end)\n'
    for i in range(7)
)


def shards(project, total: int, *flags: str) -> list:
    return [
        project.run("--shard", str(n), "--total-shards", str(total), *flags)
        for n in range(1, total + 1)
    ]


@pytest.mark.parametrize("total", [1, 2, 3, 7])
def test_each_test_runs_once_on_all_shards_together(project, total):
    project.suite(SUITE)
    names, hashes = [], set()
    for number in range(1, total + 1):
        ended = project.run("--shard", str(number), "--total-shards", str(total))
        assert ended.code == 0, ended.text
        run = ended.report["run"]
        assert (run["shard"], run["total_shards"]) == (number, total)
        hashes.add(run["ordering_hash"])
        ran = list(ended.statuses)
        assert ran == [f"t{i}" for i in range(7) if i % total == number - 1]
        names += ran
    assert sorted(names) == sorted(set(names)) == [f"t{i}" for i in range(7)]
    assert len(hashes) == 1


def test_the_hash_is_of_the_selected_names(project):
    from hashlib import sha256

    project.suite(SUITE)
    run = project.run("--include-tag", "odd", "--shard", "2", "--total-shards", "2").report["run"]
    names = "\n".join(f"a_test.lua > t{i}" for i in (1, 3, 5))
    assert run["ordering_hash"] == "sha256:" + sha256(names.encode()).hexdigest()


def test_selection_comes_before_sharding(project):
    project.suite(SUITE)
    flags = ["--include-tag", "odd", "--total-shards", "2", "--shard"]
    assert list(project.run(*flags, "1").statuses) == ["t1", "t5"]
    assert list(project.run(*flags, "2").statuses) == ["t3"]


def test_when_comes_after_sharding(project):
    project.suite('it("a", { when = false }, function() end)\nit("b", function() end)')
    flags = ["--total-shards", "2", "--shard"]
    assert project.run(*flags, "1").statuses == {"a": "skipped"}
    assert project.run(*flags, "2").statuses == {"b": "passed"}


@pytest.mark.parametrize("game", ["none", "probe.py:create"])
def test_an_empty_shard_passes(project, check_consistent, game):
    project.suite('it("t", function() end)')
    ended = project.run("--shard", "3", "--total-shards", "3", game=game)
    report = check_consistent(ended, 0)
    assert report["tests"] == []
    whole = project.run(game=game).report
    assert report["run"]["ordering_hash"] == whole["run"]["ordering_hash"]


def test_hooks_run_around_the_tests_of_each_shard(project):
    project.suite("""
describe("d", function()
  before_all(function() print("before_all") end)
  after_all(function() print("after_all") end)
  it("t0", function() print("t0") end)
  it("t1", function() print("t1") end)
  it("t2", function() print("t2") end)
end)
""")
    ended = project.run("--shard", "2", "--total-shards", "2")
    assert ended.log("d > t1") == ["before_all", "t1", "after_all"]
    ended = project.run("--shard", "1", "--total-shards", "2")
    assert ended.log("d > t0") == ["before_all", "t0"]
    assert ended.log("d > t2") == ["t2", "after_all"]
