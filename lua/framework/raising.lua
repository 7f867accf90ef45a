-- Assertions on texts and on what functions raise: matches, error, error_matches.

local chain = require("framework.chain")
local control = require("framework.control")
local equality = require("framework.equality")
local patterns = require("framework.patterns")
local usage = require("framework.usage")
local values = require("framework.values")

local type = type

local function define(names, text, callback)
  for name in string.gmatch(names, "%S+") do
    chain.register("assertion", name, {
      callback = callback,
      positive = "assertion." .. text .. ".positive",
      negative = "assertion." .. text .. ".negative",
    })
  end
end

local function remove(arguments, place)
  for i = place, arguments.n do
    arguments[i] = arguments[i + 1]
  end
  arguments.n = arguments.n - 1
end

-- After two arguments come init and plain, for string.find; the message stands anywhere among
-- them and is the one that cannot be either.
local function search_options(arguments, name)
  local message
  for i = 3, arguments.n do
    local v = arguments[i]
    if v and type(v) ~= "boolean" and not tonumber(v) then
      message = v
      remove(arguments, i)
      break
    end
  end
  local init = arguments[3]
  usage.check(init == nil or tonumber(init), 3, name, "number", init)
  return init, arguments[4], message
end

-- The text that a value is or gives of itself, or nil.
local function text_of(v)
  if type(v) == "string" or usage.has_metamethod(v, "__tostring") then
    return tostring(v)
  end
end

local function matches(state, arguments)
  usage.need(arguments, 2, "matches")
  local pattern, given = arguments[1], arguments[2]
  local text = type(given) == "number" and tostring(given) or text_of(given)
  local init, plain, message = search_options(arguments, "matches")
  usage.check(type(pattern) == "string", 1, "matches", "string", pattern)
  usage.check(text, 2, "matches", "string or object with __tostring", given)
  arguments[1], arguments[2], arguments.n = given, pattern, 2
  if message ~= nil then
    state.failure_message = message
  end
  return patterns.search(text, pattern, init, plain)
end

-- Call fn: whether it raised, the error without its position, the error as it was.
local function catch(fn)
  local ok, err = control.pcall(fn)
  if not ok and type(err) == "string" then
    return true, (string.gsub(err, "^.-:%d+: ", "", 1)), err
  end
  return not ok, err, err
end

-- Leave in `arguments` what the message shows.
local function present(state, arguments, raised, shown, expected)
  arguments.n = 2
  arguments[1], arguments[2] = shown, expected
  if state.mod and not raised then
    arguments.key = "assertion.error.missing" .. (expected == nil and "" or "_expected")
  elseif state.mod and type(shown) == "table" and type(expected) == "table" then
    arguments.differing = "assertion.error.differences"
  end
end

local function is_expected_error(err, expected)
  if type(expected) == "number" and type(err) == "string" then
    return tostring(expected) == tostring(tonumber(err))
  end
  return equality.same(expected, err)
end

local function has_error(state, arguments)
  local fn, expected = arguments[1], arguments[2]
  usage.check(usage.is_callable(fn), 1, "error", "function or callable object", fn)
  if arguments[3] ~= nil then
    state.failure_message = arguments[3]
  end
  local returned = values.pack(values.unpack(arguments))
  local raised, err, original = catch(fn)
  if raised and type(expected) == "string" then
    err = text_of(err) or err
  end
  returned[1] = err
  present(state, arguments, raised, state.mod and err or original, expected)
  if not raised or expected == nil then
    return raised, returned
  end
  return is_expected_error(err, expected), returned
end

local function error_matches(state, arguments)
  usage.need(arguments, 2, "error_matches")
  local fn, pattern = arguments[1], arguments[2]
  usage.check(usage.is_callable(fn), 1, "error_matches", "function or callable object", fn)
  local is_pattern = pattern == nil or type(pattern) == "string"
  usage.check(is_pattern, 2, "error_matches", "string", pattern)
  local returned = values.pack(values.unpack(arguments))
  local init, plain, message = search_options(arguments, "error_matches")
  if message ~= nil then
    state.failure_message = message
  end
  local raised, err, original = catch(fn)
  returned[1] = err
  present(state, arguments, raised, state.mod and err or original, pattern)
  if not raised then
    return false, returned
  elseif err == nil and pattern == nil then
    return true, {}
  end
  local is_plain = type(err) == "boolean" or type(err) == "number"
  local text = is_plain and tostring(err) or text_of(err)
  if not text then
    return false, returned
  end
  returned[1] = text
  local found, captures = patterns.search(text, pattern, init, plain)
  return found, found and captures or returned
end

define("match matches", "matches", matches)
define("error errors", "error", has_error)
define("error_matches error_match matches_error match_error", "error_matches", error_matches)
