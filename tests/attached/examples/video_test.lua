local examples = require("examples")

it("draws in two windows and changes a background", function()
  test_harness.wait_frames(30)
  assert_screenshot("video")
  local before = examples.picture()
  test_harness.tap_key(KEY_SPACE)
  test_harness.wait_frames(4)
  assert.are_not.equal(before, examples.picture())
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
