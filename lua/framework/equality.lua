-- Comparing tables in depth.
-- Tables are equal when the keys of each have equal values in the other; an __eq that both share
-- decides instead, except for the two tables that were passed in. Cycles are taken as equal until
-- something else differs.

local null = require("framework.null")

local next, rawequal, type = next, rawequal, type
local getmetatable = debug.getmetatable

local equality = {}

-- true or false where no look inside is needed, else nil. `top`: do not ask __eq.
function equality.verdict(a, b, top)
  if type(a) ~= "table" or type(b) ~= "table" then
    return a == b
  elseif a == null or b == null then
    return rawequal(a, b)
  end
  local meta = getmetatable(a)
  if meta and meta == getmetatable(b) and meta.__eq then
    if top then
      return nil
    end
    return a == b
  end
  return rawequal(a, b) or nil
end

-- Note the pair; true if it was noted before.
local function met(pairs_seen, a, b)
  local partners = pairs_seen[a]
  if not partners then
    pairs_seen[a] = { [b] = true }
    return false
  end
  local known = partners[b]
  partners[b] = true
  return known
end

local compare

local function same_contents(a, b, seen)
  for key, value in next, a do
    local other = b[key]
    if type(value) == "table" and type(other) == "table" then
      seen = seen or { [a] = { [b] = true } }
      if not compare(value, other, false, seen) then
        return false
      end
    elseif value ~= other then
      return false
    end
  end
  for key in next, b do
    if a[key] == nil then
      return false
    end
  end
  return true
end

function compare(a, b, top, seen)
  local verdict = equality.verdict(a, b, top)
  if verdict ~= nil then
    return verdict
  end
  return seen and met(seen, a, b) or same_contents(a, b, seen)
end

function equality.equal(a, b)
  return compare(a, b, false)
end

-- What assert.same asks.
function equality.same(a, b)
  return compare(a, b, true)
end

-- Are two values of the table equal?
function equality.has_twins(t, deeply)
  for key, value in next, t do
    for other_key, other in next, t do
      if not rawequal(key, other_key) then
        if value == other or (deeply and equality.same(value, other)) then
          return true
        end
      end
    end
  end
  return false
end

return equality
