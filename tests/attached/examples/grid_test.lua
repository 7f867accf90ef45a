local examples = require("examples")

it("moves where the mouse clicks", function()
  test_harness.wait_frames(3)
  local start = examples.places("Player")[1]
  test_harness.click(360, 520)
  test_harness.wait_frames(5)
  assert.are_not.same(start, examples.places("Player")[1])
  assert_screenshot("grid")
  for i = 0, 9 do
    test_harness.click(40 + 80 * i, 40 + 80 * i)
    test_harness.wait_frames(10)
  end
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
