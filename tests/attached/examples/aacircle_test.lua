local examples = require("examples")

it("shows a circle", function()
  test_harness.wait_frames(10)
  assert_screenshot("aacircle")
end)

examples.goes_on()
