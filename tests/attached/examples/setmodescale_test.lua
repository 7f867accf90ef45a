local examples = require("examples")

it("has a ball move", function()
  test_harness.wait_frames(60)
  assert_state("window.size", { 160, 120 })
  assert_screenshot("setmodescale")
  local before = examples.picture()
  test_harness.wait_frames(2)
  assert.are_not.equal(before, examples.picture())
end)

examples.goes_on()
examples.ends_with(KEY_Q)
