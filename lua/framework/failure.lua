-- What a test raises when it fails, as opposed to an error: a table with a message and a kind.
-- tostring gives the message, so that pcall and has_error can look at it like at any error.

local format = require("framework.format")
local traceback = require("framework.traceback")

local Failure = {}
Failure.__index = Failure

function Failure.__tostring(self)
  return self.message
end

local failure = { Failure = Failure }

function failure.new(kind, message)
  return setmetatable({ kind = kind, message = message }, Failure)
end

function failure.is(value)
  return getmetatable(value) == Failure
end

-- What a handler of xpcall makes of what was raised: kind, message with its place, and traceback.
function failure.explain(err)
  local position, lines = traceback.capture()
  local is_failure = failure.is(err)
  local message
  if type(err) == "string" then
    message = traceback.restore_names(err)
  else
    message = is_failure and err.message or "error object: " .. format.value(err)
    message = (position and position .. ": " or "") .. message
  end
  return {
    kind = is_failure and err.kind or "error",
    message = format.clean(message),
    traceback = table.concat(lines, "\n"),
  }
end

return failure
