-- The matchers that come with match: a callback takes the arguments and makes the function that
-- looks at a value.

local chain = require("framework.chain")
local equality = require("framework.equality")
local match = require("framework.match")
local patterns = require("framework.patterns")
local usage = require("framework.usage")

local function define(names, callback)
  for name in string.gmatch(names, "%S+") do
    chain.register("matcher", name, { callback = callback })
  end
end

-- A matcher without arguments.
local function define_test(name, test)
  define(name, function()
    return test
  end)
end

local function equals(_, arguments)
  usage.need(arguments, 1, "equals")
  return function(value)
    return value == arguments[1]
  end
end

local function same(_, arguments)
  usage.need(arguments, 1, "same")
  return function(value)
    return equality.same(value, arguments[1])
  end
end

local function ref(_, arguments)
  usage.need(arguments, 1, "ref")
  local object = arguments[1]
  local has_identity = string.find("table function thread userdata", type(object), 1, true)
  usage.check(has_identity, 1, "ref", "object", object)
  return function(value)
    return value == object
  end
end

local function near(_, arguments)
  usage.need(arguments, 2, "near")
  local expected, tolerance = tonumber(arguments[1]), tonumber(arguments[2])
  usage.check(expected, 1, "near", "number", arguments[1])
  usage.check(tolerance, 2, "near", "number", arguments[2])
  return function(value)
    local actual = tonumber(value)
    return actual and actual >= expected - tolerance and actual <= expected + tolerance
  end
end

local function is_text(value)
  local kind = type(value)
  return kind == "string"
    or kind == "number"
    or (kind == "table" and usage.has_metamethod(value, "__tostring"))
end

local function matches(_, arguments)
  usage.need(arguments, 1, "matches")
  local pattern, init, plain = arguments[1], arguments[2], arguments[3]
  usage.check(type(pattern) == "string", 1, "matches", "string", pattern)
  usage.check(init == nil or tonumber(init), 2, "matches", "number", init)
  return function(value)
    return is_text(value) and (patterns.search(tostring(value), pattern, init, plain))
  end
end

local function unique(_, arguments)
  return function(value)
    return type(value) == "table" and not equality.has_twins(value, arguments[1])
  end
end

-- How many of the matchers fit, compared by `test(fitting, count)`.
local function define_composite(name, test)
  define(name, function(_, arguments)
    usage.need(arguments, 1, name)
    for i = 1, arguments.n do
      usage.check(match.is_matcher(arguments[i]), i, name, "matcher", arguments[i])
    end
    return function(value)
      local fitting = 0
      for i = 1, arguments.n do
        fitting = fitting + (arguments[i](value) and 1 or 0)
      end
      return test(fitting, arguments.n)
    end
  end)
end

for kind in string.gmatch("nil boolean number string table function userdata thread", "%a+") do
  define_test(kind, function(value)
    return type(value) == kind
  end)
end
define_test("true", function(value)
  return value == true
end)
define_test("false", function(value)
  return value == false
end)
define_test("truthy", function(value)
  return value
end)
define_test("falsy", function(value)
  return not value
end)
define("ref", ref)
define("equal equals", equals)
define("same", same)
define("near", near)
define("match matches", matches)
define("unique", unique)
define_composite("all_of", function(fitting, count)
  return fitting == count
end)
define_composite("any_of", function(fitting)
  return fitting > 0
end)
define_composite("none_of", function(fitting)
  return fitting == 0
end)
