local examples = require("examples")

it("shows a font", function()
  test_harness.wait_frames(10)
  assert.is_true(examples.sees("Fonty"))
  -- What is further right is drawn with the machine's Arial, if it has one.
  assert_screenshot("fonty", { region = { x = 0, y = 0, w = 130, h = 120 } })
end)

examples.goes_on()
examples.ends_with(KEY_SPACE)
