-- Holds the game against a baseline. Python looks and compares; frames pass here.

local clock = require("framework.clock")
local control = require("framework.control")
local failure = require("framework.failure")

local screenshots = {}

function screenshots.bind(host)
  local call = host.call

  local function settle(ok, ...)
    if not ok then
      error((...), 3)
    end
    return ...
  end

  -- Frames pass until enough equal ones in a row have been seen, or so many have passed.
  local function come_to_rest(most)
    local last = clock.frame + most
    while not settle(call.is_stable()) and clock.frame < last do
      control.pause(clock.frame + 1)
    end
  end

  function screenshots.assert_screenshot(name, options)
    local most = settle(call.begin_screenshot(name, options))
    if most > 0 then
      come_to_rest(most)
    end
    local kind, message = settle(call.finish_screenshot())
    if kind then
      error(failure.new(kind, message), 0)
    end
    return true
  end
end

return screenshots
