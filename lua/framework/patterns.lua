-- Searching for Lua patterns; a malformed one is an error of the line that asked for it.

local usage = require("framework.usage")
local values = require("framework.values")

local patterns = {}

-- Whether the pattern is found, and its captures.
function patterns.search(text, pattern, init, plain)
  local find = plain and string.find or string.match
  local found = values.pack(pcall(find, text, pattern, init, plain))
  if not found[1] then
    usage.fail(found[2])
  elseif found[2] == nil then
    return false, {}
  elseif plain then
    return true, { pattern }
  end
  return true, { select(2, values.unpack(found)) }
end

return patterns
