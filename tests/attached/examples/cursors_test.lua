local examples = require("examples")

local WHITE, RED = { 255, 255, 255 }, { 255, 0, 0 }

it("colours the circle below the pointer, and changes the pointer's shape", function()
  test_harness.wait_frames(3)
  assert.same(WHITE, examples.pixel(82, 140))
  assert.is_true(examples.sees("This is a system cursor"))
  test_harness.click(200, 320)
  test_harness.wait_frames(10)
  assert.is_true(examples.sees("This is a color cursor"))
  test_harness.move_mouse(82, 140)
  test_harness.wait_frames(3)
  assert.same(RED, examples.pixel(82, 140))
  assert_screenshot("cursors")
end)

examples.goes_on()
