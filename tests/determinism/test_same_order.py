"""What contract point 8 promises of order: with `--isolate test` no test depends on another."""

import itertools

import pytest

LUA = {
    "counts": """
        assert_state("count", 0) test_harness.set_state("count", 5) print(math.random())
        test_harness.press_key(KEY_A) test_harness.wait_frames(3)""",
    "draws": 'print(math.random(), test_harness.get_state("draws[1]"), test_harness.now_frame())',
    "listens": """
        test_harness.wait_frames(2) assert_state("events", {}) assert_state("held", {})
        print(test_harness.get_state("frame"))""",
    "fails": 'test_harness.wait_frames(4) error("drew " .. math.random(), 0)',
    "crashes": """
        test_harness.command("doom", { place = "update", how = "raise" })
        test_harness.wait_frames(2)""",
    "dies": 'test_harness.command("doom_now", { how = "kill" })',
}


def outcome(ended, name: str) -> tuple:
    test = ended.test(name)
    attempt = test["attempts"][0]
    lines = [line for line in ended.log(name) if not line.startswith("start ")]
    return test["status"], attempt["message"], attempt["frame"], tuple(lines)


def run(project, names):
    project.suite("".join(f'it("{name}", function() {LUA[name]} end)\n' for name in names))
    return project.run("--isolate", "test", game="probe.py:create")


ORDERS = list(itertools.islice(itertools.permutations(LUA), 0, 720, 103))


@pytest.fixture(scope="module")
def expected(shared_project) -> dict[str, tuple]:
    ended = run(shared_project, list(LUA))
    return {name: outcome(ended, name) for name in LUA}


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_any_order_within_a_file(project, expected, order):
    ended = run(project, order)
    assert {name: outcome(ended, name) for name in LUA} == expected


def test_one_shard_or_many(project, expected):
    run(project, list(LUA))
    for number in range(1, 4):
        flags = ["--isolate", "test", "--shard", str(number), "--total-shards", "3"]
        part = project.run(*flags, game="probe.py:create", run_id="part")
        for name in part.statuses:
            assert outcome(part, name) == expected[name]


def test_with_a_reset_command_and_one_game(project):
    lua = """
it("{}", function()
  assert_state("count", 0) test_harness.set_state("count", 3) print(math.random())
end)
"""
    for names in (["a", "b", "c"], ["c", "b", "a"]):
        project.suite("".join(lua.format(name) for name in names))
        ended = project.run("--isolate", "run", game="resettable.py:create", run_id=names[0])
        assert set(ended.statuses.values()) == {"passed"}, ended.out
    first, second = (
        project.folder / "reports" / run / "artifacts" for run in ("a", "c")
    )  # fmt: skip
    logs = [
        {path.parent.name: path.read_text().split("test: ")[1] for path in folder.rglob("*.log")}
        for folder in (first, second)
    ]
    assert logs[0] == logs[1]
    assert len(logs[0]) == 3


def test_of_several_mistakes_the_same_is_told_in_every_process(project):
    wrong = "{ zeta = 1, alpha = 2, beta = 3, gamma = 4, delta = 5 }"
    project.suite(f'it("a call", function() test_harness.find_log("x", {wrong}) end)')
    project.suite(f'it("a test", {wrong}, function() end)', "b_test.lua")
    for _ in range(4):
        messages = [test["attempts"][0]["message"] for test in project.run().report["tests"]]
        assert all('unknown option "alpha"' in message for message in messages), messages
