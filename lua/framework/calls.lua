-- The records that spies keep of arguments and results, and how they are searched.

local equality = require("framework.equality")
local match = require("framework.match")
local null = require("framework.null")
local values = require("framework.values")

local calls = {}

local function copy(v, seen, keep)
  if type(v) ~= "table" or v == null or keep(v) then
    return v
  elseif seen[v] then
    return seen[v]
  end
  local copied = {}
  seen[v] = copied
  for key, value in next, v do
    copied[key] = copy(value, seen, keep)
  end
  debug.setmetatable(copied, debug.getmetatable(v))
  return copied
end

-- The values as they are now, beside the values themselves, which may change later.
-- Tables for which keep(t) is true are not copied; matchers neither, since they have identity.
function calls.record(list, keep)
  local copies, refs = values.pack(), values.pack()
  for i = 1, list.n do
    local v = list[i]
    refs[i] = v
    copies[i] = match.is_matcher(v) and v or copy(v, {}, keep)
  end
  copies.n, refs.n = list.n, list.n
  return { vals = copies, refs = refs }
end

local function fits(spec, value, ref)
  if match.is_ref_matcher(spec) then
    return spec(ref)
  elseif match.is_matcher(spec) then
    return spec(value)
  end
  return equality.equal(value, spec)
end

-- Do the values fit what was asked for, one by one and in number?
function calls.fit(specs, record)
  local count = specs.n or #specs
  if count ~= record.vals.n then
    return false
  end
  for i = 1, count do
    if not fits(specs[i], record.vals[i], record.refs[i]) then
      return false
    end
  end
  return true
end

-- The latest record that fits, or nil.
function calls.find(records, specs)
  for i = #records, 1, -1 do
    if calls.fit(specs, records[i]) then
      return records[i]
    end
  end
end

return calls
