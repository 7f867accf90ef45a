"""A game that throws every kind of dice throws the same in every run, and in any order of tests."""

import itertools
from pathlib import Path

import pytest

GAMES = Path(__file__).parent / "games"
GAME = "sealed.py:create"
SHOW = """
local function show(value)
  if type(value) ~= "table" then return tostring(value) end
  local parts = {}
  for i = 1, #value do parts[i] = show(value[i]) end
  return "{" .. table.concat(parts, " ") .. "}"
end
local function throw(name)
  print(name, show(test_harness.query("dice")), show(test_harness.query("numpy")))
end
"""
LUA = {
    "throws": "throw('first') throw('second') test_harness.wait_frames(2) throw('third')",
    "throws more": "for i = 1, 5 do throw(i) end",
    "sees it drawn": "test_harness.wait_frames(5) throw('drawn')",
    "throws once": "test_harness.wait_frames(1) throw('once')",
}
NAMES = list(LUA)


def run(project, names, *flags, **options):
    tests = "".join(f'it("{name}", function() {LUA[name]} end)\n' for name in names)
    project.suite(SHOW + tests)
    ended = project.run(*flags, game=GAME, **options)
    assert set(ended.statuses.values()) == {"passed"}, ended.text
    return ended


@pytest.fixture(scope="module")
def expected(shared_project):
    ended = run(shared_project, NAMES)
    return {name: ended.log(name) for name in LUA}


def test_tests_draw_different_numbers(expected):
    assert [len(lines) for lines in expected.values()] == [3, 5, 1, 1]
    lines = [line.split("\t", 1)[1] for lines in expected.values() for line in lines]
    assert len(set(lines)) == len(lines)


@pytest.mark.parametrize("seed", ["0", "4711", "random"])
def test_the_same_in_every_process(project, expected, seed):
    ended = run(project, NAMES, env={"PYTHONHASHSEED": seed})
    assert {name: ended.log(name) for name in LUA} == expected


@pytest.mark.parametrize("order", list(itertools.permutations(NAMES))[1::5], ids="-".join)
def test_any_order(project, expected, order):
    ended = run(project, order)
    assert {name: ended.log(name) for name in LUA} == expected


@pytest.mark.parametrize("name", LUA)
@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_alone(project, expected, name, isolate):
    ended = run(project, NAMES, "--test-filter", f"*> {name}", "--isolate", isolate)
    assert list(ended.statuses) == [name]
    assert ended.log(name) == expected[name]


def test_another_seed_of_the_run(project, expected):
    ended = run(project, NAMES, "--seed", "99")
    for name in LUA:
        assert not set(ended.log(name)) & set(expected[name])


def test_drawing_and_other_hashes_change_nothing(project):
    """The second run of `verify` draws each frame, with dice, and differs in all that may."""
    project.suite('it("plays", function() test_harness.wait_frames(20) end)')
    ended = project.command("verify", "--game", f"{GAMES}/sealed.py:create", "--run-id", "v")
    assert ended.code == 0, ended.text


def test_a_retry_throws_what_was_thrown_before(project):
    project.suite(
        SHOW
        + """
it("tries", { retries = 1 }, function()
  throw("a") assert(test_harness.query("starts") > 1)
end)
"""
    )
    ended = project.run(game=GAME)
    assert ended.statuses == {"tries": "flaky"}, ended.text
    assert ended.log("tries", 1)[0] == ended.log("tries", 2)[0]


def test_folders_are_listed_by_name(project):
    names = ["b", "a10", "c", "a9", "A"]
    for name in names:
        project.write(f"listed/{name}", "")
    listed = "{" + " ".join(sorted(names)) + "}"
    project.suite(SHOW + 'it("lists", function() print(show(test_harness.query("listing"))) end)')
    ended = project.run(game=GAME)
    assert ended.log("lists") == ["{" + " ".join([listed] * 5) + "}"]
