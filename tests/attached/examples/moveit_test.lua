local examples = require("examples")

it("moves the player with the arrow keys, and ten others by themselves", function()
  test_harness.wait_frames(2)
  assert.same(11, #examples.places("GameObject"))
  local player = examples.places("GameObject")[1]
  test_harness.press_key(KEY_RIGHT)
  test_harness.press_key(KEY_DOWN)
  test_harness.wait_frames(70)
  test_harness.release_key(KEY_RIGHT)
  test_harness.release_key(KEY_DOWN)
  local x, y = unpack(examples.places("GameObject")[1])
  assert.same(x - player[1], y - player[2])
  assert.is_true(x - player[1] >= 24)
  assert_screenshot("moveit")
end)

examples.goes_on()
