local examples = require("examples")

it("flows", function()
  test_harness.wait_frames(30)
  local before = examples.picture()
  test_harness.wait_frames(3)
  assert.are_not.equal(before, examples.picture())
  assert_screenshot("liquid")
end)

examples.goes_on()
examples.ends_with(KEY_SPACE)
