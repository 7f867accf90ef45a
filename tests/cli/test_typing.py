"""Text typed key by key, and taps and clicks that wait for the one before."""

import json

import pytest

BODIES = {
    "types": """
        local start = H.now_frame()
        H.type_text("Hi!")
        assert.equal(6, H.now_frame() - start)
        assert_state("typed", "Hi!")
        assert.are.same({
          "KeyDown unicode= key=1073742049", "KeyDown unicode=H key=104", "TextInput text=H",
          "KeyUp unicode=H key=104", "KeyUp unicode= key=1073742049",
          "KeyDown unicode=i key=105", "TextInput text=i", "KeyUp unicode=i key=105",
          "KeyDown unicode= key=1073742049", "KeyDown unicode=! key=49", "TextInput text=!",
          "KeyUp unicode=! key=49", "KeyUp unicode= key=1073742049",
        }, H.get_state("lines"))""",
    "every sign of a keyboard": """
        local signs = {}
        for code = 32, 126 do signs[#signs + 1] = string.char(code) end
        H.type_text(table.concat(signs), 1)
        assert_state("typed", table.concat(signs))""",
    "the same letter twice": """
        H.type_text("lll") assert_state("edges", 3) assert_state("typed", "lll")""",
    "the same letter in every frame": """
        H.type_text("lll", 1) assert_state("typed", "lll")
        H.wait_frames(1) assert_state("edges", 3)""",
    "slowly": """
        local start = H.now_frame()
        H.type_text("ab", 5) assert.equal(10, H.now_frame() - start)""",
    "nothing": 'local start = H.now_frame() H.type_text("") assert.equal(start, H.now_frame())',
    "what no key types": 'H.type_text("é🐢") assert_state("typed", "é🐢")',
    "keys that enter no text": """
        H.type_text("a\\n\\t")
        assert_state("typed", "a")
        local keys = table.concat(H.get_state("lines"), ";")
        assert.matches("KeyDown unicode=\\r key=13", keys, 1, true)
        assert.matches("KeyDown unicode=\\t key=9", keys, 1, true)""",
    "where text input is off": """
        H.command("stop_text") H.type_text("ab")
        assert_state("typed", "")
        assert.equal(4, #H.get_state("lines"))
        assert.is_false(H.find_log("reached nobody"))""",
    "after a tap of the same key": """
        H.tap_key(KEY_L, 4) H.type_text("l")
        assert_state("edges", 2)""",
    "taps in one go": """
        for _ = 1, 3 do H.tap_key(KEY_L) end H.wait_frames(9)
        assert_state("edges", 3)""",
    "a tap while one is under way": """
        H.tap_key(KEY_L) H.wait_frames(1) H.tap_key(KEY_L) H.wait_frames(10)
        assert_state("edges", 2)""",
    "taps of different keys at once": """
        H.tap_key(KEY_A) H.tap_key(KEY_B) H.wait_frames(1)
        assert.equal(2, #H.get_state("lines"))""",
    "clicks in one go": """
        H.click(1, 2) H.click(3, 4) H.click(5, 6, MOUSE_RIGHT) H.wait_frames(6)
        assert_state("clicks", { { 1, 2 }, { 5, 6 }, { 3, 4 } })""",
    "pressing what is down": """
        H.press_key(KEY_L) H.press_key(KEY_L) H.wait_frames(1) H.press_key(KEY_L) H.wait_frames(1)
        assert.equal(1, #H.get_state("lines"))""",
    "tapping what is held": """
        H.press_key(KEY_L) H.wait_frames(1)
        assert.has_error(function() H.tap_key(KEY_L) end, "test_harness.tap_key: KEY_L is held "
          .. "down already, so it cannot go down again; call test_harness.release_key(KEY_L) first")
        H.wait_frames(5)
        assert.equal(1, #H.get_state("lines"))""",
    "tapping what was pressed in the same frame": """
        H.press_key(KEY_L)
        assert.error_matches(function() H.tap_key(KEY_L) end, "KEY_L is held down already")""",
    "typing what is held": """
        H.press_key(KEY_L)
        assert.error_matches(function() H.type_text("l") end, "type_text: KEY_L is held down")""",
    "clicking with what is held": """
        H.mouse_down(MOUSE_RIGHT)
        assert.error_matches(function() H.click(1, 2, MOUSE_RIGHT) end,
          "test_harness.click: MOUSE_RIGHT is held .* call test_harness.mouse_up%(MOUSE_RIGHT%)")
        H.click(3, 4) H.wait_frames(3)
        assert.equal(2, #H.get_state("clicks"))""",
    "tapping what was released in the same frame": """
        H.press_key(KEY_L) H.wait_frames(1) H.release_key(KEY_L) H.tap_key(KEY_L) H.wait_frames(5)
        assert.equal(4, #H.get_state("lines"))""",
    "typing with Caps Lock on": """
        H.tap_key(KEY_CAPSLOCK) H.wait_frames(4) H.type_text("aB1!")
        assert_state("typed", "aB1!")
        local keys = table.concat(H.get_state("lines"), ";")
        for _, sign in ipairs({ "a", "B", "1", "!" }) do
          assert.matches("KeyDown unicode=" .. sign, keys, 1, true)
        end""",
    "typing with Shift held": """
        H.press_key(KEY_RSHIFT) H.type_text("HI") H.wait_frames(1)
        assert_state("typed", "HI") assert.equal(7, #H.get_state("lines"))""",
    "typing after Shift was released": """
        H.press_key(KEY_LSHIFT) H.wait_frames(1) H.release_key(KEY_LSHIFT) H.type_text("H")
        assert.matches("KeyDown unicode=H", table.concat(H.get_state("lines"), ";"), 1, true)""",
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "local H = test_harness\n"
    lua += "".join(f'it("{name}", function() {body} end)\n' for name, body in BODIES.items())
    shared_project.suite(lua)
    return shared_project.run("--isolate", "test", game="desktop.py:create")


@pytest.mark.parametrize("name", BODIES)
def test_what_a_game_sees(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)


def test_the_mouse_is_home_before_each_test(project):
    project.suite("""
    local H = test_harness
    it("moves", function() H.move_mouse(30, 40) H.wait_frames(1) assert_state("at", { 30, 40 }) end)
    it("finds it home", function()
      assert_state("at", { 0, 0 })
      assert.matches("MouseMotion pos=(0, 0) rel=(-30, -40)", H.get_state("lines[2]"), 1, true)
    end)
    it("lets the game move it", function() H.command("warp", { x = 7, y = 8 }) end)
    it("finds it home again", function() assert_state("at", { 0, 0 }) end)
    """)
    ended = project.run(game="desktop.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out
    lines = map(json.loads, (ended.folder / "trace.jsonl").read_text().splitlines())
    trace = [line for line in lines if line["type"] == "mouse_move"]
    assert [(line["test"].rpartition(" > ")[2], line["x"], line["y"]) for line in trace] == [
        ("moves", 30, 40), ("finds it home", 0, 0), ("finds it home again", 0, 0),
    ]  # fmt: skip
