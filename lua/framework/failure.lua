-- What a test raises when it fails, as opposed to an error: a table with a message and a kind.
-- tostring gives the message, so that pcall and has_error can look at it like at any error.

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

return failure
