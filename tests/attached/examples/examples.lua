-- What the tests of pygame's examples share.

local examples = {}

local LAST_FRAME = 605 -- 600, wherever the first one is

-- Declare an example that is a ball in a small window.
function examples.has_a_ball_move(name)
  it("has a ball move", function()
    test_harness.wait_frames(60)
    assert_state("window.size", { 160, 120 })
    assert_screenshot(name)
    local before = examples.picture()
    test_harness.wait_frames(2)
    assert.are_not.equal(before, examples.picture())
  end)
end

-- Declare the rest of the frames that all examples are watched for: `long`, as what follows it.
function examples.goes_on()
  it("goes on", { tags = { "long" } }, function()
    test_harness.wait_frames(LAST_FRAME - test_harness.now_frame())
  end)
end

-- Declare a program that leaves its loop at a key.
function examples.ends_with(key)
  it("ends with a key", { tags = { "long" } }, function()
    test_harness.tap_key(key)
    test_harness.wait_until(function()
      return test_harness.query("game_exited")
    end)
  end)
end

function examples.places(class)
  return assert(test_harness.query("places", { of = class }))
end

function examples.pixel(x, y)
  return assert(test_harness.query("pixel", { x = x, y = y }))
end

function examples.picture()
  return test_harness.get_state("window.pixels")
end

function examples.sees(text)
  for _, line in ipairs(test_harness.query("visible_text")) do
    if line:find(text, 1, true) then
      return true
    end
  end
  return false
end

return examples
