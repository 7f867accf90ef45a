"""Mouse input: which events arrive in which frame, and what the game can poll meanwhile."""

import pytest

H = "test_harness"

# Lua, and the events it leads to, with the frame from the first call.
EVENTS = {
    "move": (f"{H}.move_mouse(30, 40)", ["1 MOUSEMOTION 30,40 30,40 0,0,0"]),
    "move on": (
        f"{H}.move_mouse(30, 40) {H}.wait_frames(2) {H}.move_mouse(25, 45)",
        ["1 MOUSEMOTION 30,40 30,40 0,0,0", "3 MOUSEMOTION 25,45 -5,5 0,0,0"]),
    "move twice in a frame": (
        f"{H}.move_mouse(30, 40) {H}.move_mouse(10, 10)",
        ["1 MOUSEMOTION 30,40 30,40 0,0,0", "1 MOUSEMOTION 10,10 -20,-30 0,0,0"]),
    "move nowhere": (f"{H}.move_mouse(0, 0)", []),
    "move by less than a pixel": (
        f"{H}.move_mouse(30.99, 40.5) {H}.move_mouse(30.01, 40)",
        ["1 MOUSEMOTION 30,40 30,40 0,0,0"]),
    "the corners": (
        f"{H}.move_mouse(1279, 719) {H}.move_mouse(1279.9, 0) {H}.move_mouse(0, 719.9)",
        ["1 MOUSEMOTION 1279,719 1279,719 0,0,0", "1 MOUSEMOTION 1279,0 0,-719 0,0,0",
         "1 MOUSEMOTION 0,719 -1279,719 0,0,0"]),
    "down": (f"{H}.mouse_down(MOUSE_LEFT)", ["1 MOUSEBUTTONDOWN 1 0,0"]),
    "down twice": (
        f"{H}.mouse_down(MOUSE_LEFT) {H}.wait_frames(1) {H}.mouse_down(MOUSE_LEFT)",
        ["1 MOUSEBUTTONDOWN 1 0,0"]),
    "up without down": (f"{H}.mouse_up(MOUSE_LEFT)", []),
    "down and up in one frame": (
        f"{H}.mouse_down(MOUSE_RIGHT) {H}.mouse_up(MOUSE_RIGHT)",
        ["1 MOUSEBUTTONDOWN 3 0,0", "1 MOUSEBUTTONUP 3 0,0"]),
    "hold": (
        f"{H}.mouse_down(MOUSE_MIDDLE) {H}.wait_frames(4) {H}.mouse_up(MOUSE_MIDDLE)",
        ["1 MOUSEBUTTONDOWN 2 0,0", "5 MOUSEBUTTONUP 2 0,0"]),
    "the buttons at the side": (
        f"{H}.mouse_down(6) {H}.mouse_down(7)",
        ["1 MOUSEBUTTONDOWN 6 0,0", "1 MOUSEBUTTONDOWN 7 0,0"]),
    "drag": (
        (f"{H}.move_mouse(5, 5) {H}.mouse_down(1) {H}.wait_frames(1) {H}.move_mouse(8, 9) "
         f"{H}.wait_frames(1) {H}.mouse_up(1)"),
        ["1 MOUSEMOTION 5,5 5,5 0,0,0", "1 MOUSEBUTTONDOWN 1 5,5",
         "2 MOUSEMOTION 8,9 3,4 1,0,0", "3 MOUSEBUTTONUP 1 8,9"]),
    "button before the move": (
        f"{H}.mouse_down(3) {H}.move_mouse(8, 9)",
        ["1 MOUSEBUTTONDOWN 3 0,0", "1 MOUSEMOTION 8,9 8,9 0,0,1"]),
    "click": (
        f"{H}.click(30, 40)",
        ["1 MOUSEMOTION 30,40 30,40 0,0,0", "1 MOUSEBUTTONDOWN 1 30,40",
         "2 MOUSEBUTTONUP 1 30,40"]),
    "click with all arguments": (
        f"{H}.click(30, 40, MOUSE_RIGHT, 3)",
        ["1 MOUSEMOTION 30,40 30,40 0,0,0", "1 MOUSEBUTTONDOWN 3 30,40",
         "4 MOUSEBUTTONUP 3 30,40"]),
    "click where the mouse is": (
        f"{H}.click(0, 0)", ["1 MOUSEBUTTONDOWN 1 0,0", "2 MOUSEBUTTONUP 1 0,0"]),
    "click twice": (
        f"{H}.click(1, 2) {H}.wait_frames(2) {H}.click(1, 2)",
        ["1 MOUSEMOTION 1,2 1,2 0,0,0", "1 MOUSEBUTTONDOWN 1 1,2", "2 MOUSEBUTTONUP 1 1,2",
         "3 MOUSEBUTTONDOWN 1 1,2", "4 MOUSEBUTTONUP 1 1,2"]),
    "wheel up": (
        f"{H}.mouse_wheel(0, 1)",
        ["1 MOUSEBUTTONDOWN 4 0,0", "1 MOUSEBUTTONUP 4 0,0", "1 MOUSEWHEEL 0 1"]),
    "wheel down": (
        f"{H}.move_mouse(7, 7) {H}.mouse_wheel(0, -2)",
        ["1 MOUSEMOTION 7,7 7,7 0,0,0", "1 MOUSEBUTTONDOWN 5 7,7", "1 MOUSEBUTTONUP 5 7,7",
         "1 MOUSEBUTTONDOWN 5 7,7", "1 MOUSEBUTTONUP 5 7,7", "1 MOUSEWHEEL 0 -2"]),
    "wheel aside": (f"{H}.mouse_wheel(3, 0)", ["1 MOUSEWHEEL 3 0"]),
    "wheel not at all": (f"{H}.mouse_wheel(0, 0)", []),
    "the game moves the cursor": (
        f'{H}.command("warp", {{ x = 50, y = 60 }}) {H}.wait_frames(2) {H}.move_mouse(51, 62)',
        ["2 MOUSEMOTION 50,60 0,0 0,0,0", "3 MOUSEMOTION 51,62 1,2 0,0,0"]),
}  # fmt: skip

SHOW = """
it("{name}", function()
  local start = test_harness.now_frame()
  {lua}
  test_harness.wait_frames(6)
  for _, what in ipairs({{ "lines", "polled" }}) do
    for _, line in ipairs(test_harness.get_state(what)) do
      if line.frame > start then print(what, line.frame - start .. " " .. line.text) end
    end
  end
end)
"""


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(SHOW.format(name=name, lua=body) for name, (body, _) in EVENTS.items())
    shared_project.suite(lua)
    return shared_project.run("--isolate", "test", "--gamepads", "0", game="devices.py:create")


def shown(ended, name: str, what: str) -> list[str]:
    rows = [line.split("\t") for line in ended.log(name)]
    return [row[1] for row in rows if row[0] == what]


@pytest.mark.parametrize("name", EVENTS)
def test_events(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)
    assert shown(ended, name, "lines") == EVENTS[name][1]


# Frame, place, movement since the last frame, the five buttons.
POLLED = {
    "move on": ["1 30,40 30,40 00000", "2 30,40 0,0 00000", "3 25,45 -5,5 00000"],
    "move twice in a frame": ["1 10,10 10,10 00000", "2 10,10 0,0 00000"],
    "click": ["1 30,40 30,40 10000", "2 30,40 0,0 00000"],
    "click with all arguments": [
        "1 30,40 30,40 00100", "2 30,40 0,0 00100", "3 30,40 0,0 00100", "4 30,40 0,0 00000"],
    "the buttons at the side": ["1 0,0 0,0 00011"],
    "down and up in one frame": ["1 0,0 0,0 00000"],
    "wheel up": ["1 0,0 0,0 00000"],
    "the game moves the cursor": [
        "1 50,60 0,0 00000", "2 50,60 0,0 00000", "3 51,62 1,2 00000"],
}  # fmt: skip


@pytest.mark.parametrize("name", POLLED)
def test_polled_state(ended, name):
    assert shown(ended, name, "polled")[: len(POLLED[name])] == POLLED[name]


def test_the_game_may_hide_and_grab_the_cursor(project):
    project.suite("""
it("t", function()
  assert.same({ true, false }, test_harness.get_state("shown"))
  test_harness.command("switch", { to = "hide" })
  test_harness.command("switch", { to = "grab" })
  assert.same({ false, true }, test_harness.get_state("shown"))
  test_harness.move_mouse(9, 9)
  test_harness.wait_frames(1)
  assert.matches("^9,9 9,9", test_harness.get_state("polled")[2].text)
end)
it("a fresh game shows it", function()
  assert.same({ true, false }, test_harness.get_state("shown"))
end)
""")
    ended = project.run("--isolate", "test", game="devices.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out
