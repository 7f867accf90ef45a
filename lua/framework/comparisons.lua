-- Assertions on values: truth, types, equality, nearness, uniqueness; and the modifiers.
-- A callback gets (state, arguments, level), says whether the assertion holds and leaves in
-- `arguments` what the message shows: what was passed in, then what was expected. With the key of
-- a title in `arguments.differing`, the paths at which the two differ are listed; `arguments.key`
-- is that of a more precise message. `quick` is the same question without tables; it answers nil
-- where the callback has to look.

local chain = require("framework.chain")
local equality = require("framework.equality")
local text_diff = require("framework.text_diff")
local usage = require("framework.usage")

local type = type

local function present(state, arguments, actual, expected, message)
  arguments[1], arguments[2], arguments.n = actual, expected, 2
  if message ~= nil then
    state.failure_message = message
  end
end

local function define(names, text, callback, quick)
  for name in string.gmatch(names, "%S+") do
    chain.register("assertion", name, {
      callback = callback,
      quick = quick,
      positive = "assertion." .. text .. ".positive",
      negative = "assertion." .. text .. ".negative",
    })
  end
end

local function define_constant(name, constant)
  define(name, "equals", function(state, arguments)
    present(state, arguments, arguments[1], constant, arguments[2])
    return arguments[1] == constant
  end, function(value)
    return value == constant
  end)
end

local function define_type(name)
  define(name, "type", function(state, arguments)
    present(state, arguments, arguments[1], name, arguments[2])
    arguments.nofmt = { [2] = true }
    return type(arguments[1]) == name
  end, function(...)
    return type((...)) == name
  end)
end

local function truthy(state, arguments)
  usage.need(arguments, 1, "truthy")
  present(state, arguments, arguments[1], nil, arguments[2])
  return arguments[1] ~= nil and arguments[1] ~= false
end

local function falsy(state, arguments)
  usage.need(arguments, 1, "falsy")
  return not truthy(state, arguments)
end

local function equals(state, arguments)
  usage.need(arguments, 2, "equals")
  local expected, actual = arguments[1], arguments[2]
  present(state, arguments, actual, expected, arguments[3])
  local equal = expected == actual
  if not equal and type(actual) == "table" and equality.equal(expected, actual) then
    arguments.key = "assertion.equals.identity"
  elseif not equal and text_diff.applies(expected, actual) then
    arguments.differing = "assertion.equals.differences"
  end
  return equal
end

local function same(state, arguments)
  usage.need(arguments, 2, "same")
  local expected, actual = arguments[1], arguments[2]
  present(state, arguments, actual, expected, arguments[3])
  arguments.differing = "assertion.same.differences"
  return equality.same(expected, actual)
end

local function number_at(arguments, place)
  local number = tonumber(arguments[place])
  usage.check(number, place, "near", "number", arguments[place])
  return number
end

local function near(state, arguments)
  usage.need(arguments, 3, "near")
  local expected, actual = number_at(arguments, 1), number_at(arguments, 2)
  local tolerance = number_at(arguments, 3)
  present(state, arguments, arguments[2], arguments[1], arguments[4])
  arguments[3], arguments.n = tolerance, 3
  return actual >= expected - tolerance and actual <= expected + tolerance
end

-- Either order: (list, deeply, message) or (list, message, deeply).
local function unique_options(arguments)
  local second, third = arguments[2], arguments[3]
  if type(second) == "boolean" or (second == nil and arguments.n > 2) then
    return second, third
  end
  return third == true, second
end

local function unique(state, arguments)
  usage.check(type(arguments[1]) == "table", 1, "unique", "table", arguments[1])
  local deeply, message = unique_options(arguments)
  present(state, arguments, arguments[1], nil, message)
  return not equality.has_twins(arguments[1], deeply)
end

local function returned_arguments(_, arguments)
  local expected, actual = tostring(arguments[1]), tostring(arguments.n - 1)
  arguments[1], arguments[2], arguments.n = expected, actual, 2
  arguments.nofmt = { true, true }
  return expected == actual
end

local function define_modifiers(names, polarity)
  for name in string.gmatch(names, "%S+") do
    chain.register("modifier", name, {
      polarity = polarity,
      callback = function(state)
        state.mod = state.mod == (polarity == "positive")
      end,
    })
  end
end

define_modifiers("is are was has does", "positive")
define_modifiers("not no", "negative")
chain.register("modifier", "message", {
  callback = function(state, arguments)
    usage.check_given(arguments, "message")
    state.failure_message = arguments[1]
  end,
})

define_constant("true", true)
define_constant("false", false)
for name in string.gmatch("nil boolean number string table function userdata thread", "%a+") do
  define_type(name)
end

define("truthy", "truthy", truthy, function(value)
  if value ~= nil then
    return value ~= false
  end
end)
define("falsy", "falsy", falsy, function(value)
  if value ~= nil then
    return value == false
  end
end)
define("equal equals", "equals", equals, function(expected, actual)
  if expected ~= nil and actual ~= nil then
    return expected == actual
  end
end)
define("same", "same", same, function(expected, actual)
  if expected ~= nil and actual ~= nil then
    return equality.same(expected, actual)
  end
end)
define("near", "near", near, function(expected, actual, tolerance)
  if type(expected) == "number" and type(actual) == "number" and type(tolerance) == "number" then
    return actual >= expected - tolerance and actual <= expected + tolerance
  end
end)
define("unique", "unique", unique)
define("returned_arguments", "returned_arguments", returned_arguments)
