"""Gamepads: which events arrive in which frame, what a game can poll, and hot-plugging."""

import json

import pytest

H = "test_harness"
REST = [0, 0, 0, 0, -1, -1]

# Lua, and the events it leads to, with the frame from the first call. Pad 0 is there.
EVENTS = {
    "nothing": ("", []),
    "button": (f"{H}.gamepad_button_down(0, 2)", ["1 JOYBUTTONDOWN 0 0 2"]),
    "button held": (
        f"{H}.gamepad_button_down(0, 0) {H}.wait_frames(3) {H}.gamepad_button_up(0, 0)",
        ["1 JOYBUTTONDOWN 0 0 0", "4 JOYBUTTONUP 0 0 0"]),
    "button twice": (
        f"{H}.gamepad_button_down(0, 2) {H}.gamepad_button_down(0, 2)",
        ["1 JOYBUTTONDOWN 0 0 2"]),
    "button up without down": (f"{H}.gamepad_button_up(0, 2)", []),
    "order in a frame": (
        (f"{H}.gamepad_button_down(0, 3) {H}.gamepad_set_axis(0, 0, 1) "
         f"{H}.gamepad_button_down(0, 1) {H}.gamepad_button_up(0, 3)"),
        ["1 JOYBUTTONDOWN 0 0 3", "1 JOYAXISMOTION 0 0 0 1", "1 JOYBUTTONDOWN 0 0 1",
         "1 JOYBUTTONUP 0 0 3"]),
    "axis": (f"{H}.gamepad_set_axis(0, 1, -0.25)", ["1 JOYAXISMOTION 0 0 1 -0.25"]),
    "axis held and let go": (
        (f"{H}.gamepad_set_axis(0, 0, 0.5) {H}.wait_frames(2) {H}.gamepad_set_axis(0, 0, 0.5) "
         f"{H}.wait_frames(2) {H}.gamepad_set_axis(0, 0, 0)"),
        ["1 JOYAXISMOTION 0 0 0 0.5", "5 JOYAXISMOTION 0 0 0 0"]),
    "axis where it rests": (f"{H}.gamepad_set_axis(0, 2, 0) {H}.gamepad_set_axis(0, 5, -1)", []),
    "trigger": (
        f"{H}.gamepad_set_axis(0, 4, 1) {H}.gamepad_set_axis(0, 5, 0)",
        ["1 JOYAXISMOTION 0 0 4 1", "1 JOYAXISMOTION 0 0 5 0"]),
    "D-pad": (
        (f"{H}.gamepad_button_down(0, 11) {H}.wait_frames(1) {H}.gamepad_button_down(0, 14) "
         f"{H}.wait_frames(1) {H}.gamepad_button_up(0, 11)"),
        ["1 JOYBUTTONDOWN 0 0 11", "1 JOYHATMOTION 0 0 0 0,1",
         "2 JOYBUTTONDOWN 0 0 14", "2 JOYHATMOTION 0 0 0 1,1",
         "3 JOYBUTTONUP 0 0 11", "3 JOYHATMOTION 0 0 0 1,0"]),
    "D-pad the other ways": (
        f"{H}.gamepad_button_down(0, 12) {H}.gamepad_button_down(0, 13)",
        ["1 JOYBUTTONDOWN 0 0 12", "1 JOYHATMOTION 0 0 0 0,-1",
         "1 JOYBUTTONDOWN 0 0 13", "1 JOYHATMOTION 0 0 0 -1,-1"]),
    "connect": (f"{H}.gamepad_connect(1)", ["1 JOYDEVICEADDED 1"]),
    "connect what is connected": (f"{H}.gamepad_connect(0)", []),
    "first use connects": (
        f"{H}.gamepad_button_down(4, 0) {H}.gamepad_set_axis(4, 0, 1)",
        ["1 JOYDEVICEADDED 1", "1 JOYBUTTONDOWN 1 1 0", "1 JOYAXISMOTION 1 1 0 1"]),
    "letting go does not connect": (
        f"{H}.gamepad_button_up(4, 0) {H}.gamepad_set_axis(4, 0, 0)", []),
    "disconnect": (f"{H}.gamepad_disconnect(0)", ["1 JOYDEVICEREMOVED 0"]),
    "disconnect what is not connected": (f"{H}.gamepad_disconnect(3)", []),
    "disconnect while held": (
        (f"{H}.gamepad_button_down(0, 2) {H}.gamepad_set_axis(0, 4, 1) {H}.wait_frames(1) "
         f"{H}.gamepad_disconnect(0)"),
        ["1 JOYBUTTONDOWN 0 0 2", "1 JOYAXISMOTION 0 0 4 1", "2 JOYAXISMOTION 0 0 4 -1",
         "2 JOYBUTTONUP 0 0 2", "2 JOYDEVICEREMOVED 0"]),
    "connect again": (
        f"{H}.gamepad_disconnect(0) {H}.wait_frames(1) {H}.gamepad_button_down(0, 1)",
        ["1 JOYDEVICEREMOVED 0", "2 JOYDEVICEADDED 0", "2 JOYBUTTONDOWN 0 1 1"]),
}  # fmt: skip

SHOW = """
it("{name}", function()
  test_harness.wait_frames(1)
  local start = test_harness.now_frame()
  {lua}
  test_harness.wait_frames(5)
  for _, line in ipairs(test_harness.get_state("lines")) do
    if line.frame > start then print(line.frame - start .. " " .. line.text) end
  end
end)
"""


@pytest.fixture(scope="module")
def ended(shared_project):
    lua = "".join(SHOW.format(name=name, lua=body) for name, (body, _) in EVENTS.items())
    shared_project.suite(lua)
    return shared_project.run("--isolate", "test", game="devices.py:create")


@pytest.mark.parametrize("name", EVENTS)
def test_events(ended, name):
    assert ended.statuses[name] == "passed", ended.message(name)
    assert ended.log(name) == EVENTS[name][1]


@pytest.mark.parametrize("count", [None, 0, 1, 2, 8])
def test_pads_that_are_there_from_the_start(project, count):
    project.suite("""
it("t", function()
  test_harness.wait_frames(1)
  print(test_harness.get_state("count_at_start"))
  for _, line in ipairs(test_harness.get_state("lines")) do print(line.frame, line.text) end
  for _, pad in ipairs(test_harness.query("pads")) do print(pad) end
end)
""")
    flags = [] if count is None else ["--gamepads", str(count)]
    ended = project.run(*flags, game="devices.py:create")
    numbers = range(1 if count is None else count)
    assert ended.log("t") == [
        str(len(numbers)),
        *[f"1\tJOYDEVICEADDED {number}" for number in numbers],
        *[f"{number} {number} PS4 Controller" for number in numbers],
    ]


# Lua, the number of the joystick that is looked at then, and what is not at rest about it.
POLLED = {
    "rest": ("", 0, {}),
    "buttons": (
        f"{H}.gamepad_button_down(0, 15) {H}.gamepad_button_down(0, 0)", 0, {"buttons": [0, 15]}),
    "axes": (
        f"{H}.gamepad_set_axis(0, 3, 0.75) {H}.gamepad_set_axis(0, 4, 1)", 0,
        {"axes": [0, 0, 0, 0.75, 1, -1]}),
    "D-pad": (f"{H}.gamepad_button_down(0, 12)", 0, {"buttons": [12], "hat": [0, -1]}),
    "another pad": (f"{H}.gamepad_button_down(5, 1)", 1, {"buttons": [1]}),
    "not that pad": (f"{H}.gamepad_button_down(5, 1)", 0, {}),
    "moved up": (
        f"{H}.gamepad_button_down(5, 1) {H}.wait_frames(1) {H}.gamepad_disconnect(0)", 0,
        {"buttons": [1]}),
    "let go by disconnecting": (
        f"{H}.gamepad_button_down(0, 1) {H}.gamepad_disconnect(0) {H}.gamepad_connect(0)", 0, {}),
}  # fmt: skip

LOOK = """
it("{name}", function()
  {lua}
  test_harness.wait_frames(1)
  local pad = test_harness.query("pad", {{ index = {index} }})
  local function json(list) return "[" .. table.concat(list, ", ") .. "]" end
  for _, what in ipairs({{ "axes", "buttons", "counts", "hat" }}) do
    print('{{"' .. what .. '": ' .. json(pad[what]) .. "}}")
  end
end)
"""


@pytest.fixture(scope="module")
def polled(tmp_path_factory, shared_project):
    project = type(shared_project)(tmp_path_factory.mktemp("polled") / "project")
    rows = POLLED.items()
    project.suite("".join(LOOK.format(name=n, lua=lua, index=at) for n, (lua, at, _) in rows))
    return project.run("--isolate", "test", game="devices.py:create")


@pytest.mark.parametrize("name", POLLED)
def test_polled_state(polled, name):
    assert polled.statuses[name] == "passed", polled.message(name)
    state = {key: value for line in polled.log(name) for key, value in json.loads(line).items()}
    rest = {"axes": REST, "buttons": [], "counts": [6, 16, 1, 0], "hat": [0, 0]}
    assert state == rest | POLLED[name][2]


def test_a_fresh_game_meets_the_pads_of_the_configuration(project):
    project.suite(f"""
it("plugs", function()
  {H}.gamepad_disconnect(0) {H}.gamepad_connect(3) {H}.wait_frames(1)
  assert.same({{ "0 1 PS4 Controller" }}, {H}.query("pads"))
end)
it("finds none of it", function()
  assert_state("count_at_start", 1)
  assert.same({{ "0 0 PS4 Controller" }}, {H}.query("pads"))
  {H}.gamepad_connect(3) {H}.wait_frames(1)
  assert.same({{ "0 0 PS4 Controller", "1 1 PS4 Controller" }}, {H}.query("pads"))
end)
""")
    ended = project.run("--isolate", "test", game="devices.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out
