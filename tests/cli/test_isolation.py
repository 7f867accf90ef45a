"""What one test leaves to the next: nothing but the game, and that as --isolate says."""

import pytest

THREE = """
for _, name in ipairs({{ "a", "b", "c" }}) do
  it(name, function()
    print(test_harness.get_state("starts"), test_harness.get_state("count"),
      test_harness.now_frame())
    test_harness.set_state("count", test_harness.get_state("count") + 1)
    test_harness.wait_frames({wait})
  end)
end
"""

STARTS = {
    "file": ["1\t0\t1", "1\t1\t6", "1\t2\t11"] * 2,  # each in a process of its own
    "test": ["1\t0\t1"] * 6,
    "run": ["1\t0\t1", "1\t1\t6", "1\t2\t11", "1\t3\t16", "1\t4\t21", "1\t5\t26"],
}


@pytest.mark.parametrize("isolate", [None, *STARTS])
def test_how_often_the_game_starts(project, isolate):
    project.suite(THREE.format(wait=5))
    project.suite(THREE.format(wait=5), "b_test.lua")
    flags = ["--isolate", isolate] if isolate else []
    ended = project.run(*flags, game="probe.py:create")
    paths = [ended.folder / test["artifacts"][0]["path"] for test in ended.report["tests"]]
    shown = [path.read_text().splitlines()[-1].split("test: ")[1] for path in paths]
    assert shown == STARTS[isolate or "file"]


@pytest.mark.parametrize("isolate", ["file", "test", "run"])
def test_frames_in_reports_count_from_the_start_of_the_test(project, isolate):
    project.suite(THREE.format(wait=5))
    report = project.run("--isolate", isolate, game="probe.py:create").report
    assert [test["duration_frames"] for test in report["tests"]] == [5, 5, 5]
    assert [test["attempts"][0]["frame"] for test in report["tests"]] == [5, 5, 5]


def test_keys_are_released_and_inputs_dropped(project):
    project.suite("""
it("holds", function()
  test_harness.press_key(KEY_A)
  test_harness.press_key(KEY_LSHIFT)
  test_harness.wait_frames(2)
  test_harness.tap_key(KEY_B, 50)
end)
it("finds nothing held", function()
  local events, held = test_harness.get_state("events"), test_harness.get_state("held")
  local kinds = {}
  for i, event in ipairs(events) do kinds[i] = event.kind .. " " .. event.key end
  assert.same({ "down a", "down left shift", "up a", "up left shift" }, kinds)
  test_harness.wait_frames(60)
  assert.same(#held, #test_harness.get_state("held"))
  assert.same(4, #test_harness.get_state("events"))
end)
""")
    ended = project.run(game="probe.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out


def test_reset_to_known_state_is_called_before_each_attempt(project):
    project.suite("""
before_each(function() assert_state("count", 0) end)
it("a", function() assert_state("resets", 1) test_harness.set_state("count", 5) end)
it("b", { retries = 1 }, function()
  assert_state("count", 0)
  local is_fresh = test_harness.get_state("resets") == 1
  test_harness.set_state("count", 5)
  assert(is_fresh)
end)
""")
    ended = project.run(game="resettable.py:create")
    assert ended.statuses == {"a": "passed", "b": "flaky"}, ended.out


def test_a_reset_that_fails(project, check_consistent):
    project.suite('it("a", function() print("ran") end)\nit("b", function() end)')
    ended = project.run(game="resettable.py:stuck")
    check_consistent(ended, 1)
    for name in "ab":
        assert ended.statuses[name] == "failed"
        assert ended.test(name)["failure_kind"] == "hook"
        assert "cannot reset" in ended.message(name)
        assert "reset_to_known_state" in ended.message(name)


def test_spies_and_stubs_are_reverted(project):
    project.suite("""
local target = { call = function() return "real" end }
it("stubs", function() stub(target, "call") assert.is_nil(target.call()) end)
it("is back", function() assert.equal("real", target.call()) end)
it("spies and fails", function() spy.on(target, "call") error("x") end)
it("is back again", function() assert.is_function(target.call) end)
describe("in a hook", function()
  before_each(function() stub(target, "call") end)
  it("holds", function() assert.is_nil(target.call()) end)
end)
it("is back after the hook", function() assert.equal("real", target.call()) end)
""")
    statuses = project.run().statuses
    assert [name for name, status in statuses.items() if status != "passed"] == ["spies and fails"]


STRICT = {
    "assign": ("speed = 3", "undeclared global 'speed' is assigned"),
    "read": ("return speed", "undeclared global 'speed'"),
    "assign in a function": ("(function() speed = 3 end)()", "undeclared global 'speed'"),
    "misspelt": ("asert(true)", "undeclared global 'asert'"),
    "key": ("return KEY_SPACEBAR", "undeclared global 'KEY_SPACEBAR'"),
    "field": ("test_harness.wait_frame(1)", "has no field 'wait_frame'; nearest: wait_frames"),
    "key field": ("return test_harness.KEY_SPACEBR", "nearest: KEY_SPACE"),
    "args": ("return test_harness.args.sed", "test_harness.args has no field 'sed'; nearest: seed"),
}


@pytest.mark.parametrize("row", STRICT)
def test_undeclared_names_are_errors(project, row):
    lua, message = STRICT[row]
    project.suite(f'it("t", function()\n{lua} end)')
    ended = project.run()
    assert ended.statuses == {"t": "failed"}
    assert ended.message("t").startswith("tests/e2e/a_test.lua:2: ")
    assert message in ended.message("t")


def test_files_do_not_share_globals(project):
    project.suite('rawset(_G, "shared", 1)\nit("a", function() assert.equal(1, shared) end)')
    project.suite('it("b", function() assert.is_nil(rawget(_G, "shared")) end)', "b_test.lua")
    project.suite('string.upper = nil\nit("c", function() end)', "c_test.lua")
    project.suite('it("d", function() assert.equal("X", ("x"):upper()) end)', "d_test.lua")
    assert set(project.run().statuses.values()) == {"passed"}


@pytest.mark.parametrize("isolate", ["test", "file"])
def test_upvalues_of_a_file_are_new_for_each_test_with_isolate_test(project, isolate):
    project.suite("""
local count = 0
it("a", function() count = count + 1 print(count) end)
it("b", function() count = count + 1 print(count) end)
""")
    ended = project.run("--isolate", isolate)
    assert ended.log("b") == ["1" if isolate == "test" else "2"]


def test_random_streams_of_a_test_are_its_own(project):
    lua = 'it("{}", function() print(math.random(1e9), math.random(1e9)) end)\n'
    project.suite("".join(lua.format(name) for name in "abc"))
    whole = project.run()
    numbers = {name: whole.log(name)[0] for name in "abc"}
    assert len(set(numbers.values())) == 3
    alone = project.run("--test-filter", "> c")
    assert alone.log("c")[0] == numbers["c"]
    assert project.run("--seed", "1").log("c")[0] != numbers["c"]
    assert project.run("--isolate", "test").log("c")[0] == numbers["c"]


def test_random_streams_of_the_game_start_anew_with_every_test(project):
    lua = 'it("{}", function() print(test_harness.query("draw"), test_harness.query("draw")) end)\n'
    project.suite("".join(lua.format(name) for name in "abc"))
    whole = project.run(game="probe.py:create")
    numbers = {name: whole.log(name)[-1] for name in "abc"}
    assert len(set(numbers.values())) == 3
    for flags in (["--test-filter", "> c"], ["--isolate", "test"], ["--isolate", "run"]):
        assert project.run(*flags, game="probe.py:create").log("c")[-1] == numbers["c"]
    assert project.run("--seed", "1", game="probe.py:create").log("c")[-1] != numbers["c"]
