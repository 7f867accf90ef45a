"""Values that Lua has no word for: None in lists, pygame's vectors, keys of two types."""

import pytest

PASSING = {
    "lengths and positions hold": """
        local slots = test_harness.get_state("slots")
        assert.equal(3, #slots) assert.equal("sword", slots[2])
        assert.equal(test_harness.null, slots[1]) assert.equal(test_harness.null, slots[3])""",
    "null is itself alone": """
        local null = test_harness.null
        assert.truthy(null) assert.is_table(null) assert.not_nil(null)
        assert.are_not.same({}, null) assert.are_not.same(null, {})
        assert.are.same({ null }, { null })
        assert.are_not.same({ {} }, { null }) assert.is_nil(null.anything)
        assert.has_error(function() null.x = 1 end)""",
    "null is printed": """
        assert.equal("null", tostring(test_harness.null))
        assert.equal("null", string.format("%s", test_harness.null))
        print(test_harness.null) assert_log_contains("null")""",
    "a path to a None is nil": """
        assert.equal(1, select("#", test_harness.get_state("slots[1]")))
        assert.is_nil(test_harness.get_state("slots[1]")) assert_state("slots[1]", nil)
        assert.is_false((pcall(assert_state, "slots[1]", test_harness.null)))""",
    "empty slots are not no slots": """
        local null = test_harness.null
        assert_state("empty", { null, null }) assert.is_false((pcall(assert_state, "empty", {})))
        test_harness.wait_until_state("grid", { { null, 1 }, { held = { null } } })""",
    "a key with None is not there": """
        assert.are.same({ age = 7 }, test_harness.get_state("owner"))
        assert_state("owner.name", nil)""",
    "null is None on the way back": """
        local null = test_harness.null
        assert(test_harness.set_state("slots", { "bow", null }))
        assert_state("slots", { "bow", null })
        assert(test_harness.command("give", { thing = null })) assert_state("given", "None")
        assert(test_harness.command("give", { thing = { 1, null } }))
        assert_state("given", "[1, None]")
        assert.are.same({ null, 2 }, test_harness.query("echo", { value = { null, 2 } }))
        assert(test_harness.set_state("slots", { null, "sword", null }))""",
    "spies keep null": """
        local s = spy.new() s({ test_harness.null })
        assert.spy(s).was.called_with({ test_harness.null })
        assert.spy(s).was_not.called_with({ {} })""",
    "vectors, rectangles and colours are tables": """
        assert_state("place", { x = 1.5, y = 2 }) assert_state("place.y", 2)
        assert_state("shape.box", { x = 1, y = 2, w = 3, h = 4 })
        assert_state("shape.ink", { r = 255, g = 0, b = 0, a = 255 })""",
    "a tolerance holds for the numbers of a table": """
        assert_state("place", { x = 1, y = 2.5 }, { tolerance = 0.5 })
        assert_state("grid", { { test_harness.null, 1.2 }, { held = { test_harness.null } } },
          { tolerance = 0.3 })""",
    "keys of two types": 'assert.are.same({ "sword", a = "bow" }, test_harness.get_state("mixed"))',
    "an index out of range": """
        for _, index in ipairs({ "0", "9", "-1", "99999999999999999999" }) do
          local value, message = test_harness.get_state("slots[" .. index .. "]")
          assert.is_nil(value) assert.matches("out of range 1 to 3", message)
        end""",
    "what is not there is nil": 'assert_state("slots[9]", nil) assert_state("owner.nickname", nil)',
}  # fmt: skip
FAILING = {
    'assert_state("text.lenght", nil)': "'text' is a text and has no part 'lenght'",
    'assert_state("slots[2].name", nil)': "'slots.2' is a text and has no part 'name'",
    'assert_state("owner.age.x", nil)': "'owner.age' is a number and has no part 'x'",
    'assert_state("slots.first", nil)': "'slots' is a list: expected an index from 1",
    'assert_state("slots", { "sword" })': '[2]: expected nothing, actual "sword"',
    'assert_state("x", 840, { tolerance = 37 })': "expected: 840 +- 37",
    'assert_state("place", { x = 1, y = 9 }, { tolerance = 0.5 })': ".y: expected 9, actual 2",
    'assert_log_contains("absent", { since = 1 })': 'contains "absent" since line 1',
    'assert.are.same({}, test_harness.get_state("empty"))': "[1]: expected nothing, actual null",
}


@pytest.fixture(scope="module")
def ended(shared_project):
    tests = {**PASSING, **{call: call for call in FAILING}}
    lua = "".join(f"it({name!r}, function() {body} end)\n" for name, body in tests.items())
    shared_project.suite(lua)
    return shared_project.run("--digest", "frames", game="slots.py:create")


@pytest.mark.parametrize("name", PASSING)
def test_what_a_test_sees(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)


@pytest.mark.parametrize("call", FAILING)
def test_what_does_not_hold(ended, call):
    test = ended.test(call)
    assert (test["status"], test["failure_kind"]) == ("failed", "assertion")
    assert FAILING[call] in ended.message(call)
