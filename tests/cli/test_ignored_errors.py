"""`nil, message`: a message that a test drops is shown, and a failure that follows tells it."""

# Bodies of tests, and how many findings each has.
BODIES = {
    'test_harness.command("hael", {})': 1,
    'local x = test_harness.get_state("player.helth")': 1,
    'if test_harness.query("summ") then error("never") end': 1,
    'test_harness.set_state("player.speed", 2)': 1,
    'for _ = 1, 3 do test_harness.command("hael") end': 1,
    'local x = (test_harness.get_state("player.helth"))': 1,
    'test_harness.get_state("player.helth") local a = 1\ntest_harness.command("hael")': 2,
    'test_harness.screenshot("../../outside.png")': 1,
    'local x, message = test_harness.get_state("player.helth")': 0,
    'assert.is_nil(test_harness.get_state("player.helth"))': 0,
    'print(test_harness.command("hael"))': 0,
    'pcall(test_harness.command, "hael")': 0,
    'local x = test_harness.get_state("inventory[9]")': 0,
    'local x = test_harness.get_state("inventory[9].name")': 0,
    'local x = test_harness.get_state("grid.absent")': 0,
    'local x = test_harness.get_state("nothing")': 0,
    'test_harness.command("heal", { amount = 1 })': 0,
    'local function health() return test_harness.get_state("p.h") end local x = health()': 1,
    'local function health() return test_harness.get_state("p.h") end local x, m = health()': 0,
}


def test_a_dropped_message_is_a_finding(project):
    lua = "".join(f"it('{i}', function() {body} end)\n" for i, body in enumerate(BODIES))
    project.suite(lua)
    ended = project.run(game="surface.py:create")
    assert ended.code == 0, ended.text
    counts = [
        len([f for f in test["attempts"][0].get("findings", []) if f["kind"] == "ignored_error"])
        for test in ended.report["tests"]
    ]
    assert dict(zip(BODIES, counts, strict=True)) == BODIES
    (finding,) = ended.test("0")["attempts"][0]["findings"]
    assert finding["path"] == "tests/e2e/a_test.lua:1"
    assert "unknown command 'hael'; nearest: heal" in finding["message"]
    assert "unknown command 'hael'" in ended.out


# Bodies of tests that fail for the nil, and what their message says of it.
FAILING = {
    'local health = test_harness.get_state("player.helth") assert(health > 0)': "player.health",
    'local x, message = test_harness.get_state("player.helth") return x + 1': "player.health",
    'assert.equal(100, (test_harness.get_state("player.helth")))': "nearest: player.health",
    'local name = test_harness.get_state("inventory[3].name") print(name:upper())': "1 to 2",
    'local rect = test_harness.query("greeet") print(rect.x)': "unknown query 'greeet'",
}


def test_a_failure_that_follows_from_a_nil_tells_the_reason(project):
    lua = "".join(f"it('{i}', function() {body} end)\n" for i, body in enumerate(FAILING))
    project.suite(lua + "it('own', function() error('nil is no name') end)")
    ended = project.run(game="surface.py:create")
    for i, expected in enumerate(FAILING.values()):
        assert ended.statuses[str(i)] == "failed"
        assert expected in ended.message(str(i))
        assert ended.message(str(i)).startswith(f"tests/e2e/a_test.lua:{i + 1}: ")
    assert ended.message("own").endswith("nil is no name")
