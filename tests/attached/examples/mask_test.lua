local examples = require("examples")

it("has twenty sprites move", function()
  test_harness.wait_frames(3)
  local before = examples.places("Sprite")
  assert.same(20, #before)
  test_harness.wait_frames(40)
  local after = examples.places("Sprite")
  for i = 1, 20 do
    assert.are_not.same(before[i], after[i])
  end
  assert_screenshot("mask")
end)

examples.goes_on()
examples.ends_with(KEY_SPACE)
