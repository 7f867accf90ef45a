-- The assertions of a game test: on state and on the log.

local failure = require("framework.failure")
local format = require("framework.format")
local null = require("framework.null")
local text_diff = require("framework.text_diff")

local checks = {}

local function fail(message, options)
  if options.message then
    message = options.message .. "\n" .. message
  end
  error(failure.new("assertion", message), 0)
end

-- The value with every number that is near the expected one in its place.
local function settle(expected, value, tolerance)
  if type(expected) == "number" and type(value) == "number" then
    return math.abs(expected - value) <= tolerance and expected or value
  elseif type(expected) ~= "table" or type(value) ~= "table" or value == null then
    return value
  end
  local settled = {}
  for key, part in next, value do
    settled[key] = settle(rawget(expected, key), part, tolerance)
  end
  return settled
end

local function differences(path, expected, value, tolerance)
  local allowed = tolerance > 0 and " +- " .. format.number(tolerance) or ""
  if text_diff.applies(expected, value) then
    local title = "state '" .. path .. "' differs: - expected, + actual\n  "
    return title .. table.concat(text_diff.lines(expected, value), "\n  ")
  elseif type(expected) ~= "table" or type(value) ~= "table" then
    local shown = format.value(expected) .. allowed .. "\n  actual:   " .. format.value(value)
    return "state '" .. path .. "' differs\n  expected: " .. shown
  end
  local lines = format.diff(expected, value)
  return "state '" .. path .. "' differs" .. allowed .. "\n  " .. table.concat(lines, "\n  ")
end

function checks.bind(host, same)
  local call = host.call

  function checks.assert_state(path, expected, options)
    local ok, message = call.check_root(path)
    if not ok then
      error(message, 2)
    end
    local value, problem, why
    ok, value, problem, why = call.get_state(path)
    if not ok then
      error(value, 2)
    end
    -- What cannot exist is not the nil that was expected.
    if options.tolerance > 0 then
      value = settle(expected, value, options.tolerance)
    end
    if same(expected, value) and why ~= "impossible" then
      return true
    end
    local text = differences(path, expected, value, options.tolerance)
    fail(problem and (text .. "\n  " .. problem) or text, options)
  end

  function checks.assert_log_contains(text, options)
    local ok, found = call.find_log(text, options.since, options.regex, "assert_log_contains")
    if not ok then
      error(found, 2)
    elseif not found then
      local verb = options.regex and "matches " or "contains "
      local recent = host.recent_lines(options.since)
      local since = options.since and " since line " .. options.since or ""
      fail("no log line " .. verb .. format.value(text) .. since .. recent, options)
    end
    return true
  end
end

return checks
