local examples = require("examples")

it("has a hundred sprites move", function()
  test_harness.wait_frames(3)
  local before = examples.places("Thingy")
  assert.same(100, #before)
  test_harness.wait_frames(40)
  assert.are_not.same(before, examples.places("Thingy"))
  assert_screenshot("testsprite")
end)

examples.goes_on()
examples.ends_with(KEY_SPACE)
