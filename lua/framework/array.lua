-- assert.array(list).has.no.holes(length?): is a value missing among 1..length?

local chain = require("framework.chain")
local usage = require("framework.usage")

local function highest_index(list)
  local highest = 0
  for key in pairs(list) do
    if type(key) == "number" and key > highest and key % 1 == 0 then
      highest = key
    end
  end
  return highest
end

local function first_hole(list, length)
  for i = 1, length do
    if list[i] == nil then
      return i
    end
  end
end

chain.register("modifier", "array", {
  callback = function(state, arguments)
    usage.check_given(arguments, "array")
    if state.array ~= nil then
      usage.fail("'array' stands twice in one assertion")
    end
    state.array = arguments[1]
  end,
})

chain.register("assertion", "holes", {
  positive = "assertion.array_holes.positive",
  negative = "assertion.array_holes.negative",
  callback = function(state, arguments)
    if state.array == nil then
      usage.fail("'holes' must be chained after 'array(list)'")
    end
    local length = arguments[1] == nil and highest_index(state.array) or arguments[1]
    usage.check(type(length) == "number", 1, "holes", "number", length)
    local hole = first_hole(state.array, length)
    arguments[1], arguments.n = hole, 1
    return hole ~= nil, { hole }
  end,
})
