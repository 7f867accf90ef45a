-- Checks a call against its row in the table of bindings and fills in the defaults.
-- A message names the function, the argument, what was given and what is expected.

local format = require("framework.format")

local arguments = {}

local function in_range(value, param)
  return (not param.min or value >= param.min) and (not param.max or value <= param.max)
end

local function is_text(value)
  return not string.find(value, "[\128-\255]") or format.clean(value) == value
end

local CHECKS = {
  any = function(value)
    return type(value) ~= "string" or is_text(value)
  end,
  integer = function(value, param)
    return type(value) == "number" and value % 1 == 0 and in_range(value, param)
  end,
  number = function(value, param)
    return type(value) == "number" and value - value == 0 and in_range(value, param)
  end,
  string = function(value, param)
    return type(value) == "string" and (#value > 0 or not param.filled) and is_text(value)
  end,
  boolean = function(value)
    return type(value) == "boolean"
  end,
  ["function"] = function(value)
    return type(value) == "function"
  end,
  table = function(value)
    return type(value) == "table"
  end,
  options = function(value)
    return type(value) == "table"
  end,
}

-- Set by the engine: the table `test_harness`, and a function that names the constant a text means.
arguments.owner = nil
function arguments.nearest_constant()
  return ""
end

local NOUNS = {
  integer = "a whole number",
  number = "a number",
  string = "a text",
  boolean = "true or false",
  ["function"] = "a function",
  table = "a table",
  options = "a table of options",
}

local function expected(param, value)
  local noun = NOUNS[param.type]
  if param.type == "number" and (value == math.huge or value == -math.huge) then
    noun = "a finite number"
  end
  if param.constants and type(value) ~= "number" then
    return "one of the " .. param.constants .. " constants"
  elseif type(value) == "string" and not is_text(value) then
    return "valid UTF-8"
  elseif param.filled then
    return noun .. " that is not empty"
  elseif param.min and param.max then
    return noun .. " from " .. param.min .. " to " .. param.max
  elseif param.min then
    return noun .. " of at least " .. param.min
  end
  return noun
end

local function complain(name, what, param, value)
  local got = format.value(value)
  if param.constants and type(value) == "string" and is_text(value) then
    got = got .. arguments.nearest_constant(value, param.constants)
  end
  return name .. ": " .. what .. " must be " .. expected(param, value) .. ", got " .. got
end


local function known_options(fields)
  local names = {}
  for i, field in ipairs(fields) do
    names[i] = field.name
  end
  return table.concat(names, ", ")
end

local function read_options(name, param, given)
  local read, known = {}, {}
  for _, field in ipairs(param.fields) do
    known[field.name] = true
    local value = given[field.name]
    if value == nil then
      value = field.default
    elseif not CHECKS[field.type](value, field) then
      return nil, complain(name, "option '" .. field.name .. "'", field, value)
    end
    read[field.name] = value
  end
  for key in pairs(given) do
    if not known[key] then
      local names = known_options(param.fields)
      return nil, name .. ": unknown option " .. format.value(key) .. "; known: " .. names
    end
  end
  return read
end

local function read_one(name, param, value)
  if value == nil then
    if param.required then
      return nil, complain(name, "argument '" .. param.name .. "'", param, nil)
    elseif not param.fields then
      return param.default
    end
    value = {}
  elseif not CHECKS[param.type](value, param) then
    return nil, complain(name, "argument '" .. param.name .. "'", param, value)
  end
  if param.fields then
    return read_options(name, param, value)
  end
  return value
end

-- Return the values to call with, or nil and a message.
function arguments.read(spec, count, ...)
  local params, values = spec.params, { ... }
  if count > 0 and rawequal(values[1], arguments.owner) then
    return nil, spec.name .. " was called with a colon; call it with a dot: " .. spec.name .. "(…)"
  elseif count > #params then
    return nil, spec.name .. ": takes at most " .. #params .. " arguments, got " .. count
  end
  for i = 1, #params do
    local value, message = read_one(spec.name, params[i], values[i])
    if message then
      return nil, message
    end
    values[i] = value
  end
  return values
end

-- Spread a table of options into the positions in which its fields were declared.
function arguments.flatten(spec, values)
  local last = #spec.params
  local param = spec.params[last]
  if not (param and param.fields) then
    return last
  end
  local options = values[last]
  for i, field in ipairs(param.fields) do
    values[last + i - 1] = options[field.name]
  end
  return last + #param.fields - 1
end

return arguments
