local examples = require("examples")

it("shows another picture at each key and click", function()
  test_harness.wait_frames(3)
  assert.same({ 0, 0, 0 }, examples.pixel(100, 0))
  test_harness.tap_key(KEY_SPACE)
  test_harness.wait_frames(10)
  assert.same({ 254, 254, 254 }, examples.pixel(100, 0))
  for _ = 1, 2 do
    test_harness.click(9, 9)
    test_harness.wait_frames(10)
  end
  assert_screenshot("pixelarray")
  for _ = 1, 4 do
    local before = examples.picture()
    test_harness.tap_key(KEY_SPACE)
    test_harness.wait_frames(10)
    assert.are_not.equal(before, examples.picture())
  end
end)

examples.goes_on()
