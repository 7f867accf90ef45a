local examples = require("examples")

it("drives and shoots", function()
  test_harness.wait_frames(2)
  assert.is_true(examples.sees("Score: 0"))
  local start = examples.places("Player")[1][1]
  test_harness.press_key(KEY_RIGHT)
  test_harness.wait_frames(55)
  test_harness.release_key(KEY_RIGHT)
  assert.is_true(examples.places("Player")[1][1] > start + 50)
  assert.same(0, #examples.places("Shot"))
  test_harness.press_key(KEY_SPACE)
  test_harness.wait_frames(4)
  test_harness.release_key(KEY_SPACE)
  assert.same(1, #examples.places("Shot"))
  assert_screenshot("aliens")
end)

it("shoots at whatever comes", { tags = { "long" } }, function()
  while test_harness.now_frame() < 590 do
    test_harness.tap_key(KEY_SPACE)
    test_harness.wait_frames(6)
  end
  assert.is_false(examples.sees("Score: 0"))
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
