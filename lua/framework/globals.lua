-- What test files can assign to: the global table, the libraries in it, test_harness. What a test
-- assigns there is put back after it; a block declared with insulate keeps its own to itself.

local next, rawget, rawset = next, rawget, rawset

local globals = {}

local watched = {} -- { table, values as of the last note, whether a test's changes are put back }
local added = {} -- { table, key } of new fields in tables that report them

-- Watch a table. `keeps`: what a test changes in it stays, up to the end of an insulated block.
function globals.watch(t, keeps)
  watched[#watched + 1] = { table = t, values = {}, keeps = keeps }
end

-- For the __newindex of a watched table: what is added goes away after the test.
function globals.add(t, key, value)
  rawset(t, key, value)
  added[#added + 1] = { table = t, key = key }
end

local function copy(t)
  local values = {}
  for key, value in next, t do
    values[key] = value
  end
  return values
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

local function restore(copies)
  for i = 1, #watched do
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
  for i = 1, #watched do
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
