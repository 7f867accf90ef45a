"""What a desktop does to a window: the events that pygame gives, hosted, attached and replayed."""

import json

import pytest

EVENTS = {
    "'close'": ["WindowClose", "Quit"],
    "'focus_lost'": ["ActiveEvent gain=0 state=2", "WindowFocusLost"],
    "'focus_gained'": ["ActiveEvent gain=1 state=2", "WindowFocusGained"],
    "'minimized'": ["ActiveEvent gain=0 state=4", "WindowMinimized"],
    "'restored'": ["ActiveEvent gain=1 state=4", "WindowRestored"],
    "'resized', { w = 300, h = 200 }": [
        "WindowSizeChanged x=300 y=200", "VideoResize size=(300, 200) w=300 h=200",
        "WindowResized x=300 y=200",
    ],
    "'drop_file', { path = '/a b.txt' }": ["DropBegin", "DropFile file=/a b.txt", "DropComplete"],
    "'drop_text', { text = 'żółw' }": ["DropBegin", "DropText text=żółw", "DropComplete"],
}  # fmt: skip
WHOLE = "of 'resized' must be a whole number from 1 to 16384, got"
WRONG = {
    "'closed'": "argument 'name' must be one of close, focus_lost, focus_gained, minimized,",
    "'close', { w = 1 }": "'close' takes no arguments, got { w = 1 }",
    "'resized'": f"'w' {WHOLE} nil",
    "'resized', { w = 1.5, h = 1 }": f"'w' {WHOLE} 1.5",
    "'resized', { w = 1, h = 0 }": f"'h' {WHOLE} 0",
    "'resized', { w = true, h = 1 }": f"'w' {WHOLE} true",
    "'resized', { 300, 200 }": "'resized' takes { w, h }, got { 300, 200 }",
    "'drop_file', { path = 5 }": "'path' of 'drop_file' must be a text, got 5",
    "5": "argument 'name' must be a text that is not empty, got 5",
}  # fmt: skip
CALLS = "".join(
    f"test_harness.window_event({call}) test_harness.wait_frames(1)\n" for call in EVENTS
)
LINES = [line for lines in EVENTS.values() for line in lines]


def test_a_hosted_game_gets_them(project):
    lua = f"it('all', function()\n{CALLS}\n"
    lua += "for _, line in ipairs(test_harness.get_state('lines')) do print(line) end end)"
    project.suite(lua)
    ended = project.run(game="desktop.py:create")
    assert ended.code == 0, ended.text
    assert ended.log("all") == LINES
    trace = map(json.loads, (ended.folder / "trace.jsonl").read_text().splitlines())
    lines = [line for line in trace if line["type"] == "window"]
    assert [line["name"] for line in lines] == [call.split("'")[1] for call in EVENTS]
    assert lines[5]["w"] == 300
    replayed = project.command("replay", str(ended.folder / "trace.jsonl"))
    assert replayed.code == 0, replayed.text


@pytest.mark.parametrize("call", WRONG)
def test_wrong_arguments(project, call):
    project.suite(f"it('t', function() test_harness.window_event({call}) end)")
    ended = project.run(game="desktop.py:create")
    assert f"a_test.lua:1: test_harness.window_event: {WRONG[call]}" in ended.message("t")


def test_focus_and_size_are_polled_and_restored_for_the_next_test(project):
    project.suite("""
    local H = test_harness
    it("goes away", function()
      H.window_event("focus_lost") H.window_event("minimized") H.wait_frames(1)
      assert_state("focused", false) assert_state("active", false)
      H.window_event("resized", { w = 100, h = 90 })
    end)
    it("is there", function()
      assert_state("focused", true) assert_state("active", true)
      local lines = H.get_state("lines")
      assert.equal("WindowFocusGained", lines[#lines])
    end)
    """)
    ended = project.run(game="desktop.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out


def test_a_damaged_window_event_is_no_line_of_a_trace(project):
    project.suite(
        "it('t', function() test_harness.window_event('close') test_harness.wait_frames(1) end)"
    )
    ended = project.run(game="desktop.py:create")
    path = ended.folder / "trace.jsonl"
    path.write_text(path.read_text().replace('"name":"close"', '"name":"resized"'))
    replayed = project.command("replay", str(path))
    assert replayed.code == 2
    assert "no line of a trace" in replayed.err
    assert json.loads(path.read_text().splitlines()[0])["type"] == "header"
