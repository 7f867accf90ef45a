-- What test files can assign to: the global table, the libraries in it, test_harness. What a test
-- assigns there is put back after it; a block declared with insulate keeps its own to itself.

local next, rawget, rawset = next, rawget, rawset

local globals = {}

local watched = {} -- { table, values as of the last note, whether a test's changes are put back }
local added = {} -- { table, key } of new fields in tables that report them

local function copy(t)
  local values = {}
  for key, value in next, t do
    values[key] = value
  end
  return values
end

-- Watch a table, whose metatable tests can then neither see nor replace. `keeps`: what a test
-- changes in it stays, up to the end of an insulated block.
function globals.watch(t, keeps)
  local meta = getmetatable(t)
  if meta then
    meta.__metatable = false
  elseif meta == nil then
    setmetatable(t, { __metatable = false })
  end
  watched[#watched + 1] = { table = t, values = copy(t), keeps = keeps }
end

-- Put a value into a watched table that was not there yet, without a change by the test.
function globals.supply(t, key, value)
  rawset(t, key, value)
  for i = 1, #watched do
    if watched[i].table == t then
      watched[i].values[key] = value
    end
  end
end

-- For the __newindex of a watched table: what is added goes away after the test.
function globals.add(t, key, value)
  rawset(t, key, value)
  added[#added + 1] = { table = t, key = key }
end

-- Take the present values as those that are put back after each test.
function globals.note()
  for i = 1, #watched do
    watched[i].values = copy(watched[i].table)
  end
  added = {}
end

-- Reading a field that was set to nil raises in a strict table: that is a change too.
local function unchanged()
  for i = 1, #watched do
    local entry = watched[i]
    if not entry.keeps then
      local t = entry.table
      for key, value in next, entry.values do
        if t[key] ~= value then
          return false
        end
      end
    end
  end
  return true
end

function globals.put_back()
  for i = #added, 1, -1 do
    rawset(added[i].table, added[i].key, nil)
    added[i] = nil
  end
  local ok, same = pcall(unchanged)
  if ok and same then
    return
  end
  for i = 1, #watched do
    local entry = watched[i]
    for key, value in next, entry.keeps and {} or entry.values do
      rawset(entry.table, key, value)
    end
  end
end

local function capture()
  local copies = {}
  for i = 1, #watched do
    copies[i] = copy(watched[i].table)
  end
  return copies
end

-- Tables that are watched since then, of modules that were required, are left alone.
local function restore(copies)
  for i = 1, #copies do
    local t = watched[i].table
    for key in next, copy(t) do
      rawset(t, key, copies[i][key])
    end
    for key, value in next, copies[i] do
      rawset(t, key, value)
    end
  end
end

-- Only what differs from `before`; fields that are gone are left alone.
local function changes(before)
  local changed = {}
  for i = 1, #before do
    changed[i] = {}
    for key, value in next, watched[i].table do
      if rawget(before[i], key) ~= value then
        changed[i][key] = value
      end
    end
  end
  return changed
end

-- Call fn, which declares an insulated block, and keep what it assigns for the time the block runs.
function globals.insulate(block, fn)
  local before = capture()
  fn()
  block.insulated = changes(before)
  restore(before)
end

function globals.enter(block)
  if not block.insulated then
    return
  end
  block.outside = capture()
  for i, changed in ipairs(block.insulated) do
    for key, value in next, changed do
      rawset(watched[i].table, key, value)
    end
  end
end

function globals.leave(block)
  if block.outside then
    restore(block.outside)
    block.outside = nil
  end
end

return globals
