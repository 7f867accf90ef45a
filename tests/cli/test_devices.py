"""What holds for all devices: one order, one isolation, one way to be wrong."""

import pytest

H = "test_harness"


def test_devices_keep_the_order_of_the_test_within_a_frame(project):
    project.suite(f"""
it("t", function()
  {H}.press_key(KEY_A)
  {H}.click(10, 20)
  {H}.gamepad_button_down(0, 3)
  {H}.text_input("x")
  {H}.mouse_wheel(0, 1)
  {H}.gamepad_set_axis(0, 0, 1)
  {H}.release_key(KEY_A)
  {H}.wait_frames(2)
  for _, line in ipairs({H}.get_state("lines")) do print(line.frame .. " " .. line.text) end
end)
""")
    ended = project.run(game="devices.py:create")
    assert ended.log("t") == [
        "1 JOYDEVICEADDED 0",
        "2 KEYDOWN 97",
        "2 MOUSEMOTION 10,20 10,20 0,0,0",
        "2 MOUSEBUTTONDOWN 1 10,20",
        "2 JOYBUTTONDOWN 0 0 3",
        "2 TEXTINPUT x",
        "2 MOUSEBUTTONDOWN 4 10,20",
        "2 MOUSEBUTTONUP 4 10,20",
        "2 MOUSEWHEEL 0 1",
        "2 JOYAXISMOTION 0 0 0 1",
        "2 KEYUP 97",
        "3 MOUSEBUTTONUP 1 10,20",
    ]


HOLDING = f"""
it("holds everything", function()
  {H}.gamepad_set_axis(0, 4, 0.5)
  {H}.gamepad_button_down(1, 11)
  {H}.move_mouse(30, 40)
  {H}.mouse_down(MOUSE_RIGHT)
  {H}.press_key(KEY_A)
  {H}.wait_frames(1)
  {H}.click(50, 60, MOUSE_LEFT, 30)
  {H}.text_input("never")
  {H}.gamepad_connect(7)
end)
it("finds it let go", function()
  local start, lines = {H}.now_frame(), {H}.get_state("lines")
  for _, line in ipairs(lines) do
    if line.frame >= start then print(line.frame - start .. " " .. line.text) end
  end
  local polled = {H}.get_state("polled")
  print(polled[#polled].text)
  assert.same({{ "0 0 PS4 Controller", "1 1 PS4 Controller" }}, {H}.query("pads"))
  {H}.wait_frames(40)
  assert.equal(#lines, #{H}.get_state("lines"))
end)
it("has nothing more to let go", function()
  assert.equal(0, #{H}.query("pad", {{ index = 1 }}).buttons)
end)
"""


def test_the_next_test_finds_everything_let_go_and_the_mouse_at_home(project):
    project.suite(HOLDING)
    ended = project.run(game="devices.py:create")
    assert set(ended.statuses.values()) == {"passed"}, ended.out
    assert ended.log("finds it let go") == [
        "0 KEYUP 97",
        "0 MOUSEBUTTONUP 3 30,40",
        "0 MOUSEMOTION 0,0 -30,-40 0,0,0",
        "0 JOYAXISMOTION 0 0 4 -1",
        "0 JOYBUTTONUP 1 1 11",
        "0 JOYHATMOTION 1 1 0 0,0",
        "0,0 -30,-40 00000",
    ]


def test_input_at_frame_zero_is_not_lost(project):
    project.suite(f"""
before_all(function() {H}.move_mouse(3, 4) {H}.gamepad_button_down(0, 1) end)
it("t", function()
  {H}.wait_frames(1)
  for _, line in ipairs({H}.get_state("lines")) do print(line.text) end
end)
""")
    ended = project.run(game="devices.py:create")
    assert ended.log("t")[:1] == ["JOYDEVICEADDED 0"]
    assert ended.log("t")[1:] == ["MOUSEMOTION 3,4 3,4 0,0,0", "JOYBUTTONDOWN 0 0 1"]


def test_without_a_game_input_goes_nowhere_and_is_no_error(project):
    project.suite(f"""
it("t", function()
  {H}.click(3, 4) {H}.mouse_wheel(1, 1) {H}.text_input("x") {H}.gamepad_button_down(7, 0)
  {H}.wait_frames(3)
end)
""")
    assert project.run().statuses == {"t": "passed"}


def inside(size, got):
    return f"must be a number from 0 to less than {size}, inside the frame of 320x200, got {got}"


BUTTONS = "must be MOUSE_LEFT, MOUSE_MIDDLE, MOUSE_RIGHT, 6 or 7, got"
BUTTON = "argument 'button' must be one of the MOUSE_ constants, got"
PAD = "argument 'pad' must be a whole number from 0 to 7, got"
WRONG = {
    "move_mouse()": "argument 'x' must be a number, got nil",
    "move_mouse(1)": "argument 'y' must be a number, got nil",
    "move_mouse('1', 2)": "argument 'x' must be a number, got \"1\"",
    "move_mouse(1, {})": "argument 'y' must be a number, got {}",
    "move_mouse(0/0, 1)": "argument 'x' must be a number, got nan",
    "move_mouse(1/0, 1)": "argument 'x' must be a finite number, got inf",
    "move_mouse(-1, 1)": "argument 'x' " + inside(320, -1),
    "move_mouse(-0.001, 1)": "argument 'x' " + inside(320, -0.001),
    "move_mouse(320, 1)": "argument 'x' " + inside(320, 320),
    "move_mouse(1, 200)": "argument 'y' " + inside(200, 200),
    "move_mouse(1, 200.5)": "argument 'y' " + inside(200, 200.5),
    "move_mouse(1, 2, 3)": "takes at most 2 arguments, got 3",
    "mouse_down()": BUTTON + " nil",
    "mouse_down('left')": BUTTON + ' "left"; write MOUSE_LEFT',
    "mouse_down(1.5)": "argument 'button' must be a whole number, got 1.5",
    "mouse_down(0)": f"argument 'button' {BUTTONS} 0",
    "mouse_down(8)": f"argument 'button' {BUTTONS} 8",
    "mouse_down(4)":
        f"argument 'button' {BUTTONS} 4; the wheel is turned with test_harness.mouse_wheel",
    "mouse_up(5)":
        f"argument 'button' {BUTTONS} 5; the wheel is turned with test_harness.mouse_wheel",
    "mouse_up(-1)": f"argument 'button' {BUTTONS} -1",
    "click()": "argument 'x' must be a number, got nil",
    "click(1)": "argument 'y' must be a number, got nil",
    "click(320, 1)": "argument 'x' " + inside(320, 320),
    "click(1, -1)": "argument 'y' " + inside(200, -1),
    "click(1, 2, 4)":
        f"argument 'button' {BUTTONS} 4; the wheel is turned with test_harness.mouse_wheel",
    "click(1, 2, true)": BUTTON + " true",
    "click(1, 2, 1, 0)": "argument 'frames_down' must be a whole number of at least 1, got 0",
    "click(1, 2, 1, 1.5)": "argument 'frames_down' must be a whole number of at least 1, got 1.5",
    "click(1, 2, 1, 1, 1)": "takes at most 4 arguments, got 5",
    "mouse_wheel()": "argument 'x' must be a whole number from -100 to 100, got nil",
    "mouse_wheel(0)": "argument 'y' must be a whole number from -100 to 100, got nil",
    "mouse_wheel(0, 0.5)": "argument 'y' must be a whole number from -100 to 100, got 0.5",
    "mouse_wheel(-101, 0)": "argument 'x' must be a whole number from -100 to 100, got -101",
    "text_input()": "argument 'str' must be a text, got nil",
    "text_input(5)": "argument 'str' must be a text, got 5",
    "text_input({})": "argument 'str' must be a text, got {}",
    "text_input('\\255')": "argument 'str' must be valid UTF-8, got",
    "text_input('\\237\\160\\128')": "argument 'str' must be valid UTF-8, got",
    "text_input('a', 'b')": "takes at most 1 arguments, got 2",
    "gamepad_button_down()": f"{PAD} nil",
    "gamepad_button_down(-1, 0)": f"{PAD} -1",
    "gamepad_button_down(8, 0)": f"{PAD} 8",
    "gamepad_button_down('0', 0)": f"{PAD} \"0\"",
    "gamepad_button_down(0)": "argument 'button' must be a whole number from 0 to 15, got nil",
    "gamepad_button_down(0, 16)": "argument 'button' must be a whole number from 0 to 15, got 16",
    "gamepad_button_up(0.5, 0)": f"{PAD} 0.5",
    "gamepad_button_up(0, -1)": "argument 'button' must be a whole number from 0 to 15, got -1",
    "gamepad_set_axis(8, 0, 0)": f"{PAD} 8",
    "gamepad_set_axis(0, 6, 0)": "argument 'axis' must be a whole number from 0 to 5, got 6",
    "gamepad_set_axis(0, 0)": "argument 'value' must be a number from -1 to 1, got nil",
    "gamepad_set_axis(0, 0, 1.01)": "argument 'value' must be a number from -1 to 1, got 1.01",
    "gamepad_set_axis(0, 0, -1.5)": "argument 'value' must be a number from -1 to 1, got -1.5",
    "gamepad_set_axis(0, 0, 0/0)": "argument 'value' must be a number from -1 to 1, got nan",
    "gamepad_set_axis(0, 0, '1')": "argument 'value' must be a number from -1 to 1, got \"1\"",
    "gamepad_connect()": f"{PAD} nil",
    "gamepad_connect(8)": f"{PAD} 8",
    "gamepad_disconnect('a')": f"{PAD} \"a\"",
    "gamepad_disconnect(0, 1)": "takes at most 1 arguments, got 2",
}  # fmt: skip


@pytest.fixture(scope="module")
def ended(shared_project):
    tests = [
        f'it("{number}", function()\n  test_harness.{call}\nend)\n'
        for number, call in enumerate(WRONG)
    ]
    shared_project.suite("".join(tests))
    return shared_project.run("--resolution", "320x200", game="devices.py:create")


@pytest.mark.parametrize(("number", "call"), list(enumerate(WRONG)))
def test_wrong_arguments(ended, number, call):
    test = ended.test(str(number))
    assert (test["status"], test["failure_kind"]) == ("failed", "error")
    message = ended.message(str(number))
    assert message.startswith(f"tests/e2e/a_test.lua:{number * 3 + 2}: ")
    function = call.partition("(")[0]
    assert f"test_harness.{function}: {WRONG[call]}" in message
