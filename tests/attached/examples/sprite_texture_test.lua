local examples = require("examples")

it("moves a sprite by the keys", function()
  test_harness.wait_frames(30)
  test_harness.press_key(KEY_RIGHT)
  test_harness.wait_frames(10)
  assert_screenshot("sprite_texture")
  local before = examples.picture()
  test_harness.wait_frames(2)
  assert.are_not.equal(before, examples.picture())
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
