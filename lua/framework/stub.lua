-- Stubs: spies on a function that does nothing but return what it was told to.

local calls = require("framework.calls")
local spy = require("framework.spy")
local usage = require("framework.usage")
local values = require("framework.values")

local stub = {}

local function returning(...)
  local results = values.pack(...)
  return function()
    return values.unpack(results)
  end
end

-- A function in the place of the only result is what the stub does.
local function first_behaviour(...)
  local only = ...
  if select("#", ...) == 1 and usage.is_callable(only) then
    return only
  end
  return returning(...)
end

local function check_target(t, key)
  if type(t) ~= "table" or key == nil then
    usage.fail("a stub needs a table and a key")
  elseif t[key] ~= nil and not usage.is_callable(t[key]) then
    usage.fail("cannot stub a " .. type(t[key]) .. ", only what can be called or is nil")
  end
end

-- The function under the spy: the first case that fits the arguments, else the default.
local function dispatcher(behaviour)
  return function(...)
    local arguments = values.pack(...)
    local record = { vals = arguments, refs = arguments }
    for i = 1, #behaviour.cases do
      local case = behaviour.cases[i]
      if calls.fit(case.specs, record) then
        return case.call(...)
      end
    end
    return behaviour.default(...)
  end
end

-- What a stub can be told, in general or for a case: `set` takes the function to call.
local function orders(self, set)
  return {
    returns = function(...)
      set(returning(...))
      return self
    end,
    invokes = function(fn)
      set(function(...)
        return fn(...)
      end)
      return self
    end,
  }
end

local function give_orders(self, behaviour)
  self.by_default = orders(self, function(call)
    behaviour.default = call
  end)
  self.returns, self.invokes = self.by_default.returns, self.by_default.invokes
  function self.on_call_with(...)
    local specs = calls.record(values.pack(...), spy.is_spy).vals
    return orders(self, function(call)
      table.insert(behaviour.cases, { specs = specs, call = call })
    end)
  end
end

-- The key may have held nil, so what the spy puts back is not the function it calls.
local function restore_original(self, original)
  self.revert = function()
    if not self.reverted then
      self.reverted = true
      spy.put_back(self.target_table, self.target_key, original, self.inherited)
    end
    return original
  end
end

function stub.new(t, key, ...)
  usage.check_dot(t, stub, "stub.new")
  if t == nil and key == nil then
    t, key = {}, ""
  end
  check_target(t, key)
  local original, inherited = t[key], spy.is_inherited(t, key)
  local behaviour = { cases = {}, default = first_behaviour(...) }
  t[key] = dispatcher(behaviour)
  local self = spy.on(t, key)
  self.inherited = inherited
  restore_original(self, original)
  give_orders(self, behaviour)
  return self
end

return setmetatable(stub, {
  __call = function(_, ...)
    return stub.new(...)
  end,
})
