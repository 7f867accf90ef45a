-- Builds the table `test_harness` and the global assertions from the table of bindings.

local answers = require("framework.answers")
local arguments = require("framework.arguments")
local checks = require("framework.checks")
local control = require("framework.control")
local format = require("framework.format")
local globals = require("framework.globals")
local null = require("framework.null")
local screenshots = require("framework.screenshots")
local suite = require("framework.suite")
local traceback = require("framework.traceback")
local wait = require("framework.wait")

local api = {}

local function settle(ok, ...)
  if ok then
    return ...
  end
  error((...), 2)
end

-- Code at the top of a file that needs a running game makes the file a script: see discovery.
local function require_running(name)
  if suite.is_declaring() then
    if suite.in_describe() then
      error(name .. " was called inside describe; move it into it() or a hook", 3)
    end
    suite.note_script(name, traceback.position(traceback.capture()))
    control.raise(control.SCRIPT)
  end
end

-- A function that answers with a value, or with nil and a message.
local function answering(spec, fn)
  return function(...)
    require_running(spec.name)
    local values, problem = arguments.read(spec, select("#", ...), ...)
    if problem then
      error(problem, 2)
    end
    local ok, value, message, why = fn(unpack(values, 1, #spec.params))
    if not ok then
      error(value, 2)
    elseif value == nil and message then
      answers.note(spec.name, message, why)
      return nil, message
    end
    return value
  end
end

local function from_python(spec, fn)
  if spec.answers then
    return answering(spec, fn)
  end
  return function(...)
    require_running(spec.name)
    local values, message = arguments.read(spec, select("#", ...), ...)
    if message then
      error(message, 2)
    end
    return settle(fn(unpack(values, 1, arguments.flatten(spec, values))))
  end
end

-- Also of use at the top of a file, where the frame is 0.
local ANYWHERE = { ["test_harness.now_frame"] = true }

local function from_lua(spec, fn)
  return function(...)
    if not ANYWHERE[spec.name] then
      require_running(spec.name)
    end
    local values, message = arguments.read(spec, select("#", ...), ...)
    if message then
      error(message, 2)
    end
    return fn(unpack(values, 1, #spec.params))
  end
end

local function exit(call)
  return function(code)
    settle(call.exit(code))
    control.raise(control.EXIT)
  end
end

-- A field that does not exist is a mistake in its name, never nil.
local function strict(name, fields, nearest, late)
  return setmetatable(fields, {
    __index = function(_, key)
      local word = format.clean(tostring(key))
      local value = late and late(word)
      if value == nil then
        error(name .. " has no field '" .. word .. "'" .. nearest(word), 2)
      end
      return value
    end,
    __newindex = globals.add,
    __metatable = false,
  })
end

local function implementations(call)
  return {
    wait_frames = wait.wait_frames,
    now_frame = wait.now_frame,
    type_text = wait.type_text,
    wait_until = wait.wait_until,
    wait_until_state = wait.wait_until_state,
    wait_until_log = wait.wait_until_log,
    exit = exit(call),
    assert_state = checks.assert_state,
    assert_log_contains = checks.assert_log_contains,
    assert_screenshot = screenshots.assert_screenshot,
  }
end

-- Return the table `test_harness` and a table of global functions.
function api.build(host, same)
  local call = host.call
  wait.bind(host, same)
  checks.bind(host, same)
  screenshots.bind(host)
  answers.bind(call)
  local own, functions, global_functions = implementations(call), {}, {}
  for _, spec in ipairs(host.bindings) do
    local short = string.match(spec.name, "[%w_]+$")
    local fn = own[short] and from_lua(spec, own[short]) or from_python(spec, call[short])
    local target = spec.is_global and global_functions or functions
    target[short] = fn
  end
  functions.null = null
  functions.args = strict("test_harness.args", host.args, host.nearest_arg)
  arguments.nearest_constant = host.nearest_constant
  arguments.owner = strict("test_harness", functions, host.nearest_function, host.constant)
  return arguments.owner, global_functions
end

return api
