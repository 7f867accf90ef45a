"""`-x` and `--max-failures` end a run with a test of the plan, however many workers run it."""

import pytest

FAILS = 'it("{}", function() error("no") end)\n'
PASSES = 'it("{}", function() end)\n'
FILES = {
    "a_test.lua": PASSES.format("a1") + PASSES.format("a2"),
    "b_test.lua": PASSES.format("b1") + FAILS.format("b2") + PASSES.format("b3"),
    "c_test.lua": FAILS.format("c1") + PASSES.format("c2"),
    "d_test.lua": FAILS.format("d1") + PASSES.format("d2"),
}
NAMES = ["a1", "a2", "b1", "b2", "b3", "c1", "c2", "d1", "d2"]
FAILING = {"b2", "c1", "d1"}
ROWS = {
    "-x": "b2",
    "--max-failures 1": "b2",
    "--max-failures 2": "c1",
    "--max-failures 3": "d1",
    "--max-failures 9": "d2",
}


def expected(last: str) -> dict[str, str]:
    end = NAMES.index(last)
    ran = {name: "failed" if name in FAILING else "passed" for name in NAMES[: end + 1]}
    return ran | dict.fromkeys(NAMES[end + 1 :], "not_run")


@pytest.mark.parametrize("workers", ["1", "2", "4"])
@pytest.mark.parametrize("game", ["none", "probe.py:create"])
@pytest.mark.parametrize("flags", ROWS)
def test_the_plan_decides(project, flags, game, workers):
    for name, text in FILES.items():
        project.suite(text, name)
    ended = project.run(*flags.split(), "--workers", workers, game=game)
    assert ended.code == 1, ended.text
    assert ended.statuses == expected(ROWS[flags])
    shown = [line.split()[-1] for line in ended.out.splitlines() if line.startswith("ok ")]
    told = [name for name in NAMES if expected(ROWS[flags])[name] == "passed"]
    assert [word for word in shown if word in NAMES] == told


def test_a_retried_test_is_one_failure(project):
    project.suite(FAILS.format("a") + PASSES.format("b"))
    ended = project.run("-x", "--retry-failures", "2", game="none")
    assert [len(test["attempts"]) for test in ended.report["tests"]] == [3, 0]


def test_a_resumed_run_counts_anew(project):
    project.suite(FAILS.format("a") + PASSES.format("b"))
    ended = project.run("-x", game="none")
    assert ended.statuses == {"a": "failed", "b": "not_run"}
    resumed = project.command("--resume", "run")
    assert resumed.code == 1, resumed.text
    assert resumed.statuses == {"a": "failed", "b": "passed"}
