-- Looks at what calls do without using the assertions under test.

local assertions = require("framework.assertions")
local format = require("framework.format")

local probing = {}

function probing.expect(wanted, got)
  if wanted ~= got then
    error("expected " .. format.value(wanted) .. ", got " .. format.value(got), 2)
  end
end

-- The end of a chain like "is_not.equal", from the assert under test.
function probing.node(path)
  local at = assertions.new().assert
  for word in string.gmatch(path, "[^.]+") do
    at = at[word]
  end
  return at
end

-- "passes", "fails" (an assertion does not hold) or "misuse" (it was called in a wrong way).
function probing.outcome(fn, ...)
  local ok, err = pcall(fn, ...)
  if ok then
    return "passes"
  end
  return getmetatable(err) == assertions.Failure and "fails" or "misuse"
end

function probing.message_of(fn, ...)
  local _, err = pcall(fn, ...)
  return err.message
end

function probing.raises(fn)
  local ok, err = pcall(fn)
  return not ok and type(err) == "string"
end

function probing.echo(...)
  return ...
end

return probing
