local examples = require("examples")

it("blends a picture into another one", function()
  test_harness.wait_frames(5)
  assert.same({ 100, 0, 0 }, examples.pixel(0, 0))
  test_harness.tap_key(KEY_A)
  test_harness.wait_frames(4)
  assert.same({ 100, 50, 0 }, examples.pixel(0, 0))
  for _, key in ipairs({ KEY_4, KEY_A, KEY_2, KEY_S, KEY_B }) do
    test_harness.tap_key(key)
    test_harness.wait_frames(4)
  end
  assert_screenshot("blit_blends")
end)

examples.goes_on()
examples.ends_with(KEY_ESCAPE)
