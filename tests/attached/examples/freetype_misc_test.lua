local examples = require("examples")

it("shows turned and stretched texts", function()
  test_harness.wait_frames(10)
  assert_screenshot("freetype_misc")
end)

examples.goes_on()
examples.ends_with(KEY_SPACE)
