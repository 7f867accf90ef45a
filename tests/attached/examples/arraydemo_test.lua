local examples = require("examples")

it("shows another picture at each click", function()
  for _, caption in ipairs({ "allblack", "striped", "rgbarray", "flipped", "scaledown" }) do
    test_harness.wait_frames(10)
    assert_state("window.caption", caption)
    test_harness.click(5, 5)
  end
  test_harness.wait_frames(10)
  assert_state("window.caption", "scaleup")
  assert_state("window.size", { 400, 256 })
  test_harness.click(5, 5)
  test_harness.wait_frames(10)
  assert_state("window.size", { 200, 128 })
  test_harness.click(5, 5)
  test_harness.wait_frames(10)
  assert_screenshot("arraydemo")
end)

examples.goes_on()
