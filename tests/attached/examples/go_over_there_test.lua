local examples = require("examples")

it("has all of them go where the mouse clicks", function()
  test_harness.wait_frames(3)
  local before = examples.places("Ball")
  assert.is_true(#before > 100)
  test_harness.click(300, 200)
  test_harness.wait_frames(60)
  for i, place in ipairs(examples.places("Ball")) do
    local was, is = before[i], place
    assert.is_true(math.abs(is[1] - 300) <= math.abs(was[1] - 300))
    assert.is_true(math.abs(is[2] - 200) <= math.abs(was[2] - 200))
  end
  assert_screenshot("go_over_there")
  test_harness.tap_key(KEY_R)
  test_harness.wait_frames(5)
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
