-- The object `assert` of test files: luassert's vocabulary, over the chains of chain.lua. What
-- does not hold raises a failure; what was called in a wrong way raises an error.

local chain = require("framework.chain")
local diff = require("framework.diff")
local failure = require("framework.failure")
local format = require("framework.format")
local match = require("framework.match")
local mock = require("framework.mock")
local say = require("framework.say")
local snapshots = require("framework.snapshots")
local spy = require("framework.spy")
local stub = require("framework.stub")
local usage = require("framework.usage")
local values = require("framework.values")

require("framework.array")
require("framework.comparisons")
require("framework.matchers")
require("framework.raising")

local assertions = { Failure = failure.Failure }

local assert_object = {}

local function show(value, details, write)
  local shown = snapshots.format(value, details)
  if shown ~= nil then
    return tostring(shown)
  elseif values.is(value) then
    return values.show(value, show)
  end
  local depth = snapshots.get_parameter("TableFormatLevel") or 3
  return (write or format.multiline)(value, { depth = depth < 0 and math.huge or depth })
end

-- The arguments as text, in place; those in nofmt are text already.
function assert_object.format(_, arguments)
  local ready, details = arguments.nofmt or {}, arguments.fmtargs or {}
  for i = 1, arguments.n or #arguments do
    if not ready[i] then
      arguments[i] = show(arguments[i], details[i])
    end
  end
  return arguments
end

local function list_differences(arguments)
  local lines = diff.paths(arguments[2], arguments[1], function(value)
    return show(value, nil, format.value)
  end)
  table.insert(lines, 1, say(arguments.differing))
  return table.concat(lines, "\n")
end

local function describe(word, state, arguments)
  if state.mod and arguments.differing then
    return list_differences(arguments)
  end
  local key = word.negative
  if state.mod then
    key = arguments.key or word.positive
  end
  return say(key, assert_object:format(arguments))
end

local function own_message(message)
  if message == nil or type(message) == "string" then
    return message
  end
  return usage.has_metamethod(message, "__tostring") and tostring(message) or show(message)
end

local function fail(message)
  error(failure.new("assertion", format.clean(message)), 0)
end

local function judge(word, state, arguments, ...)
  local holds, returned = word.callback(state, arguments, 2)
  if (not holds) == state.mod then
    local given, described = own_message(state.failure_message), describe(word, state, arguments)
    local both = given and described and given .. "\n" .. described
    fail(both or given or described or "assertion failed!")
  elseif returned then
    return values.unpack(returned)
  end
  return ...
end

-- A message that is no text is raised as it is, as Lua's own assert does.
local function assert_plain(_, ...)
  local value, message = ...
  if value then
    return ...
  end
  message = message or "assertion failed!"
  if type(message) ~= "string" and type(message) ~= "number" then
    error(message, 0)
  end
  fail(tostring(message))
end

-- A word that a test registers or takes away is as before after the test.
local function put_back_word(kind, name)
  local before = chain.word(kind, name)
  snapshots.on_revert(function()
    if before then
      chain.register(kind, name, before)
    else
      chain.unregister(kind, name)
    end
  end)
end

function assert_object.register(_, kind, name, callback, positive, negative)
  local word = { callback = callback, positive = positive, negative = negative }
  put_back_word(kind, name)
  chain.register(kind, name, word)
end

function assert_object.unregister(_, kind, name)
  put_back_word(kind, name)
  chain.unregister(kind, name)
end

function assert_object.add_formatter(_, formatter)
  snapshots.add_formatter(formatter)
end

function assert_object.remove_formatter(_, formatter)
  snapshots.remove_formatter(formatter)
end

function assert_object.set_parameter(_, name, value)
  snapshots.set_parameter(name, value)
end

function assert_object.get_parameter(_, name)
  return snapshots.get_parameter(name)
end

function assert_object.add_spy(_, s)
  spy.add(s)
end

function assert_object.snapshot()
  return snapshots.take()
end

chain.start(assert_object, { kind = "assertion", finish = judge }, assert_plain)

-- What test files may require, by the names that specs written for busted use.
local modules = {
  luassert = assert_object,
  ["luassert.assert"] = assert_object,
  ["luassert.match"] = match,
  ["luassert.mock"] = mock,
  ["luassert.spy"] = spy,
  ["luassert.stub"] = stub,
  say = say,
}

-- What a test file gets. `snapshot()` returns an object whose `revert` method undoes every spy,
-- stub, formatter and parameter made since; `restore()` undoes all since it was last called.
function assertions.new()
  local base = snapshots.take()
  return {
    assert = assert_object,
    spy = spy,
    stub = stub,
    mock = mock,
    match = match,
    say = say,
    modules = modules,
    snapshot = snapshots.take,
    restore = function()
      base:revert()
      base = snapshots.take()
    end,
  }
end

return assertions
