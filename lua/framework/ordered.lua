-- Keys in an order that is the same in every process. LuaJIT orders by hash and address; all that
-- a test can see goes through here instead. Numbers ascend, then strings by bytes, then false,
-- true, then the other types by name and content.
-- Keys of one type with equal content (closures of one line) have no order of their own: their
-- values decide, then which of them was shown first.

local next, rawget, type = next, rawget, type
local sort = table.sort

local ordered = {}

local RANKS = { number = 1, string = 2, boolean = 3 }

local function check_table(t, name)
  if type(t) ~= "table" then
    error("bad argument #1 to '" .. name .. "' (table expected, got " .. type(t) .. ")", 3)
  end
end

-- Required late: format sorts its keys with this module.
local function identity(v)
  return require("framework.format").identity(v)
end

local function content(v, open)
  local options = { depth = 8, items = 1000, open = open }
  return type(v) .. " " .. require("framework.format").value(v, options)
end

local function compare_objects(a, b)
  local a_content, b_content = content(a), content(b)
  if a_content ~= b_content then
    return a_content < b_content
  end
  return identity(a) < identity(b)
end

-- True when a stands before b.
function ordered.compare(a, b)
  local a_rank, b_rank = RANKS[type(a)] or 4, RANKS[type(b)] or 4
  if a_rank ~= b_rank then
    return a_rank < b_rank
  elseif a_rank <= 2 then
    return a < b
  elseif rawequal(a, b) then
    return false
  elseif a_rank == 3 then
    return b
  end
  return compare_objects(a, b)
end

-- `open`: the tables whose keys are being sorted, among them perhaps a key of its own.
local function sort_objects(objects, t, open)
  local weights = {}
  open = open or { [t] = true }
  for i = 1, #objects do
    local key = objects[i]
    weights[key] = content(key, open) .. "\0" .. content(rawget(t, key), open)
  end
  sort(objects, function(a, b)
    if weights[a] ~= weights[b] then
      return weights[a] < weights[b]
    end
    return identity(a) < identity(b)
  end)
end

local function join(groups)
  local list = {}
  for rank = 1, #groups do
    for i = 1, #groups[rank] do
      list[#list + 1] = groups[rank][i]
    end
  end
  return list
end

local function sort_mixed(list, t, open)
  local groups = { {}, {}, {}, {} }
  for i = 1, #list do
    local group = groups[RANKS[type(list[i])] or 4]
    group[#group + 1] = list[i]
  end
  sort(groups[1])
  sort(groups[2])
  sort(groups[3], ordered.compare)
  sort_objects(groups[4], t, open)
  return join(groups)
end

local function collect(t)
  local list, n, is_array = {}, 0, true
  for key in next, t do
    n = n + 1
    list[n] = key
    if key ~= n then
      is_array = false
    end
  end
  return list, n, is_array
end

-- Sorting without a comparator is several times faster, and fails when the types are mixed; an
-- array with some named fields is told by its first and last key.
local function sorted(t, open)
  local list, n, is_array = collect(t)
  if is_array or n == 1 then
    return list
  end
  local kind = type(list[1])
  if kind == type(list[n]) and (kind == "string" or kind == "number") and pcall(sort, list) then
    return list
  end
  return sort_mixed(list, t, open)
end

-- n for a table whose raw order is exactly 1..n, nil for any other.
local function array_length(t)
  local n = 0
  for key in next, t do
    n = n + 1
    if key ~= n then
      return nil
    end
  end
  return n
end

local function array_step(t, n)
  return function(_, i)
    i = i or 0
    while i < n do
      i = i + 1
      local v = rawget(t, i)
      if v ~= nil then
        return i, v
      end
    end
  end
end

local function key_step(t, list)
  local i = 0
  return function()
    local key, v
    repeat
      i = i + 1
      key = list[i]
      if key == nil then
        return nil
      end
      v = rawget(t, key)
    until v ~= nil
    return key, v
  end
end

function ordered.keys(t, open)
  check_table(t, "keys")
  return sorted(t, open)
end

function ordered.pairs(t)
  check_table(t, "pairs")
  local n = array_length(t)
  return n and array_step(t, n) or key_step(t, sorted(t)), t, nil
end

-- Traversals with `next` under way: table -> its sorted keys, with the position reached in `at`.
local traversals = setmetatable({}, { __mode = "k" })

local function first_pair(t)
  local first, first_rank = nil, 5
  for key in next, t do
    local rank = RANKS[type(key)] or 4
    if rank > 2 then
      first = sorted(t)[1]
      break
    end
    if rank < first_rank or (rank == first_rank and key < first) then
      first, first_rank = key, rank
    end
  end
  if first ~= nil then
    return first, rawget(t, first)
  end
end

local function position(list, key)
  for at = 1, #list do
    if rawequal(list[at], key) then
      return at
    end
  end
  -- A loop may have set the key it stands on to nil: go on where it would stand.
  local at = #list
  while at > 0 and not ordered.compare(list[at], key) do
    at = at - 1
  end
  return at
end

local function traverse_from(t, key)
  local list = sorted(t)
  list.at = position(list, key)
  traversals[t] = list
  return list
end

function ordered.next(t, key)
  check_table(t, "next")
  if key == nil then
    traversals[t] = nil
    return first_pair(t)
  end
  local list = traversals[t]
  if not list or not rawequal(list[list.at], key) then
    list = traverse_from(t, key)
  end
  for at = list.at + 1, #list do
    local v = rawget(t, list[at])
    if v ~= nil then
      list.at = at
      return list[at], v
    end
  end
  traversals[t] = nil
  return nil
end

return ordered
