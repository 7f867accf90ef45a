-- Everything that lets frames pass. A wait counts frames, never seconds.

local clock = require("framework.clock")
local control = require("framework.control")
local failure = require("framework.failure")
local format = require("framework.format")
local usage = require("framework.usage")

local wait = {}

local function frames(count)
  return count == 1 and "1 frame" or count .. " frames"
end

-- Told of waits, for whoever looks at the run later.
local begins, ends = function() end, function() end

function wait.wait_frames(n)
  if n > 0 then
    begins("wait_frames", clock.frame + n)
    control.pause(clock.frame + n)
  end
end

local function letters(text)
  return string.gmatch(text, "[%z\1-\127\194-\244][\128-\191]*")
end

-- A key is up a frame before the next one goes down, so that a game that polls sees it; with one
-- frame a key, both happen in the same frame.
function wait.type_text(text, frames_per_key)
  local held = math.max(1, frames_per_key - 1)
  local gap = frames_per_key - held
  local up = clock.frame
  for letter in letters(text) do
    local ok, until_up = wait.type_letter(letter, held)
    if not ok then
      error(until_up, 2)
    end
    up = clock.frame + until_up
    wait.wait_frames(until_up + gap - 1)
  end
  wait.wait_frames(up - clock.frame)
end

function wait.now_frame()
  return clock.frame
end

local function expire(what, waited, last, options)
  local message = "timed out after " .. frames(waited) .. " waiting for " .. what .. "; " .. last
  if options.fail_message then
    message = options.fail_message .. "\n" .. message
  end
  error(failure.new("timeout", message), 0)
end

-- Ask now, then every `poll_every_frames`, and a last time `timeout_frames` from now.
-- `probe` returns whether it is there, and what to say of the last look if it never comes.
local function poll(name, what, options, probe)
  local start = clock.frame
  local deadline = start + options.timeout_frames
  while true do
    local there, last = probe()
    if there then
      if clock.frame > start then
        ends()
      end
      return true
    elseif clock.frame >= deadline then
      ends()
      expire(what, clock.frame - start, last(), options)
    end
    if clock.frame == start then
      begins(name, nil, what)
    end
    control.pause(math.min(clock.frame + options.poll_every_frames, deadline))
  end
end

function wait.wait_until(predicate, options)
  local value
  local function last()
    return "the last value was " .. format.value(value)
  end
  return poll("wait_until", "the condition", options, function()
    value = predicate()
    return value, last
  end)
end

function wait.bind(host, same)
  local call = host.call
  wait.type_letter = call.type_letter
  if host.has_game then
    begins, ends = call.wait_begins, call.wait_ends
  end

  function wait.wait_until_state(path, expected, options)
    local ok, message = call.check_root(path)
    if not ok then
      error(message, 2)
    end
    local value, problem, why
    local function last()
      return "the last value was " .. (problem or format.value(value))
    end
    local what = "state '" .. path .. "' to be " .. format.value(expected)
    return poll("wait_until_state", what, options, function()
      ok, value, problem, why = call.get_state(path)
      if not ok then
        usage.fail(value)
      end
      return same(expected, value) and why ~= "impossible", last
    end)
  end

  function wait.wait_until_log(text, options)
    local found
    local function last()
      return "the last line was " .. format.value(host.last_line())
    end
    local what = "the log line " .. format.value(text)
    return poll("wait_until_log", what, options, function()
      local ok
      ok, found = call.find_log(text, options.since, options.regex, "test_harness.wait_until_log")
      if not ok then
        usage.fail(found)
      end
      return found, last
    end)
  end
end

return wait
