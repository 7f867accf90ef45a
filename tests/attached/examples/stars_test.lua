local examples = require("examples")

local STAR = { 255, 240, 200 }

it("has its stars come from where the mouse clicks", function()
  test_harness.wait_frames(60)
  test_harness.click(100, 80)
  test_harness.wait_until(function()
    return examples.pixel(100, 80)[1] == STAR[1]
  end)
  test_harness.wait_frames(30)
  assert_screenshot("stars")
end)

examples.goes_on()
