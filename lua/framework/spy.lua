-- Spies: callable stand-ins that record their calls and results, and the assertions on them.

local calls = require("framework.calls")
local chain = require("framework.chain")
local format = require("framework.format")
local snapshots = require("framework.snapshots")
local usage = require("framework.usage")
local values = require("framework.values")

local spy = {}

local methods = {}
local Spy = { __index = methods }

function Spy.__tostring()
  return "<spy>"
end

function spy.is_spy(v)
  return type(v) == "table" and getmetatable(v) == Spy
end

local function record_results(self, ...)
  table.insert(self.returnvals, calls.record(values.pack(...), spy.is_spy))
  return ...
end

function Spy.__call(self, ...)
  table.insert(self.calls, calls.record(values.pack(...), spy.is_spy))
  return record_results(self, self.callback(...))
end

-- Put back what stood in the table before; a key that was inherited is removed.
function methods.revert(self)
  if not self.reverted then
    self.reverted = true
    if self.target_table then
      spy.put_back(self.target_table, self.target_key, self.callback, self.inherited)
    end
  end
  return self.callback
end

function methods.clear(self)
  self.calls, self.returnvals = {}, {}
  return self
end

function methods.called(self, times, compare)
  local count = #self.calls
  if compare then
    return compare(count, times), count
  elseif times then
    return count == times, count
  end
  return count > 0, count
end

-- Whether a record fits, and the values of that one or else of the last.
local function search(records, specs)
  local found = calls.find(records, specs)
  local shown = found or records[#records]
  return found ~= nil, shown and shown.vals
end

function methods.called_with(self, specs)
  return search(self.calls, specs)
end

function methods.returned_with(self, specs)
  return search(self.returnvals, specs)
end

function spy.new(callback)
  usage.check_dot(callback, spy, "spy.new")
  callback = callback or function() end
  if not usage.is_callable(callback) then
    usage.fail("cannot spy on a " .. type(callback) .. ", only on what can be called")
  end
  local self = setmetatable({ calls = {}, returnvals = {}, callback = callback }, Spy)
  spy.add(self)
  return self
end

-- The snapshot that is reverted next reverts this spy too.
function spy.add(self)
  snapshots.on_revert(function()
    self:revert()
  end)
end

function spy.is_inherited(t, key)
  return rawget(t, key) == nil and t[key] ~= nil
end

function spy.put_back(t, key, value, inherited)
  if inherited and rawget(t, key) ~= nil then
    rawset(t, key, nil)
  else
    t[key] = value
  end
end

function spy.on(t, key)
  usage.check_dot(t, spy, "spy.on")
  usage.check(type(t) == "table", 1, "spy.on", "table", t)
  local self = spy.new(t[key])
  self.inherited = spy.is_inherited(t, key)
  self.target_table, self.target_key = t, key
  t[key] = self
  return self
end

local function payload_with(state, method)
  local payload = state.payload
  if type(payload) == "table" and payload[method] then
    return payload
  elseif method == "called" and type(payload) == "function" then
    usage.fail("'spy(s)' takes the spy itself, not the function it stands for")
  end
  usage.fail("'" .. method .. "' must be chained after 'spy(s)'")
end

local function define(name, negative, callback)
  chain.register("assertion", name, {
    callback = callback,
    positive = "assertion." .. name .. ".positive",
    negative = "assertion." .. negative,
  })
end

local function define_search(method)
  define(method, method .. ".negative", function(state, arguments)
    local payload = payload_with(state, method)
    local expected = values.pack(values.unpack(arguments))
    local found, shown = payload[method](payload, expected)
    arguments[1], arguments[2], arguments.n = shown or "none", expected, 2
    arguments.nofmt = { [1] = not shown }
    return found
  end)
end

-- Not called, without a number, means called 0 times.
local function define_count(name, negative, compare)
  define(name, negative, function(state, arguments)
    local times = arguments[1]
    if not times and not state.mod then
      state.mod, times = true, 0
    end
    local payload = payload_with(state, "called")
    if compare then
      usage.check(type(times) == "number", 1, name, "number", times)
    end
    local holds, count = payload:called(times, compare)
    arguments[1], arguments[2], arguments[3], arguments.n = times or "some", count, "", 3
    arguments.nofmt = { [1] = not times, [3] = true }
    local last = payload.calls and payload.calls[#payload.calls]
    if last then
      arguments[3] = "\nlast call: " .. values.show(last.vals, format.value)
    end
    return holds
  end)
end

local function define_modifier(name)
  chain.register("modifier", name, {
    callback = function(state, arguments)
      usage.check_given(arguments, name)
      state.payload = arguments[1]
      if arguments[2] ~= nil then
        state.failure_message = arguments[2]
      end
    end,
  })
end

define_modifier("spy")
define_modifier("stub")
define_search("called_with")
define_search("returned_with")
define_count("called", "called.negative")
define_count("called_at_least", "called_less_than.positive", function(count, times)
  return count >= times
end)
define_count("called_at_most", "called_more_than.positive", function(count, times)
  return count <= times
end)
define_count("called_more_than", "called_at_most.positive", function(count, times)
  return count > times
end)
define_count("called_less_than", "called_at_least.positive", function(count, times)
  return count < times
end)

return setmetatable(spy, {
  __call = function(_, ...)
    return spy.new(...)
  end,
})
