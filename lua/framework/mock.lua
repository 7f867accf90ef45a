-- Mocks: a table in which every function, however deep, is a spy or a stub.

local spy = require("framework.spy")
local stub = require("framework.stub")
local usage = require("framework.usage")

local mock = {}

local function stand_in(fn, dostub, behaviour, t, key)
  if dostub then
    return stub.new(t, key, behaviour)
  elseif t == nil then
    return spy.new(fn)
  end
  return spy.on(t, key)
end

-- Call visit(value, t, key) for all that is in the table, each table once.
local function each_inside(t, seen, visit)
  seen[t] = true
  for key, value in pairs(t) do
    if type(value) ~= "table" or spy.is_spy(value) then
      visit(value, t, key)
    elseif not seen[value] then
      each_inside(value, seen, visit)
    end
  end
end

function mock.new(object, dostub, behaviour, target, key)
  usage.check_dot(object, mock, "mock.new")
  if type(object) == "function" then
    return stand_in(object, dostub, behaviour, target, key)
  elseif type(object) == "table" and not spy.is_spy(object) then
    each_inside(object, {}, function(value, t, inner_key)
      if type(value) == "function" then
        stand_in(value, dostub, behaviour, t, inner_key)
      end
    end)
  end
  return object
end

local function apply(object, method)
  if spy.is_spy(object) then
    return object[method](object)
  elseif type(object) ~= "table" then
    return nil
  end
  each_inside(object, {}, function(value)
    if spy.is_spy(value) then
      value[method](value)
    end
  end)
  return object
end

function mock.clear(object)
  return apply(object, "clear")
end

function mock.revert(object)
  return apply(object, "revert")
end

return setmetatable(mock, {
  __call = function(_, ...)
    return mock.new(...)
  end,
})
