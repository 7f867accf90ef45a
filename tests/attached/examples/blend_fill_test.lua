local examples = require("examples")

it("mixes colours with keys", function()
  test_harness.wait_frames(2)
  local before = examples.pixel(210, 20)
  for _, key in ipairs({ KEY_9, KEY_A, KEY_R, KEY_R, KEY_G }) do
    test_harness.tap_key(key)
    test_harness.wait_frames(4)
  end
  assert_log_contains("Color: (18, 9, 0)")
  local after = examples.pixel(210, 20)
  assert.same(math.min(255, before[1] + 18), after[1])
  assert.same(math.min(255, before[2] + 9), after[2])
  assert.same(before[3], after[3])
  assert_screenshot("blend_fill")
  test_harness.press_key(KEY_B)
  test_harness.wait_frames(100)
  test_harness.release_key(KEY_B)
  assert.is_true(examples.pixel(210, 20)[3] > before[3])
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
