-- Evaluates what a person types while a test is held. A line sees what the test's file sees, and
-- the local variables of the place where the test stands; what it assigns is the prompt's own.

local clock = require("framework.clock")
local control = require("framework.control")
local failure = require("framework.failure")
local format = require("framework.format")
local traceback = require("framework.traceback")

local concat = table.concat
local create, resume = coroutine.create, coroutine.resume

local prompt = {}

local CHUNK = "=prompt"
local PLACES = { "^prompt:%d+: ", "^[^\n:]*framework/prompt%.lua:%d+: " } -- which say nothing
local NO_FRAMES = "no frame passes at the prompt, so nothing can be waited for here: "
  .. "let frames pass with .step [n]"

-- Why a signal of the framework ended a line; there are no tests and no frames to go on with.
local REASONS = {
  [control.RUNAWAY] = "the line did not end and was stopped (--frame-seconds)",
  [control.EXIT] = "a run is not ended by a line: use .quit",
  [control.SKIP] = "a test is skipped by itself alone",
}

local variables = {} -- of the place where the test stands

-- Remember the variables of the place that has just raised: its stack is gone when anybody asks.
function prompt.remember()
  variables = traceback.variables(coroutine.running())
end

-- Look at the variables of a test that waits; one that is held where it failed is remembered.
local function look(co)
  if co and coroutine.status(co) == "suspended" then
    variables = traceback.variables(co)
  end
end

local function explain(err)
  local message = failure.is(err) and err.message or err
  if type(message) ~= "string" then
    message = "error object: " .. format.value(message)
  end
  for _, place in ipairs(PLACES) do
    message = string.gsub(message, place, "")
  end
  return message
end

-- Return the line as an expression or as a statement; or nil and what is wrong with what it most
-- probably was meant to be.
local function compile(line, env)
  local expression, problem = load("return " .. line, CHUNK, "t", env)
  if expression then
    return expression
  end
  local statement, message = load(line, CHUNK, "t", env)
  local first = message and string.match(message, "^prompt:1: unexpected symbol near '(.*)'$")
  local is_none = first and string.find(line, first, 1, true) == string.find(line, "%S")
  if is_none or message and string.find(message, "^prompt:%d+: '=' expected") then
    return nil, problem
  end
  return statement, message
end

local function show(...)
  local shown = {}
  for i = 1, select("#", ...) do
    shown[i] = format.multiline((select(i, ...)))
  end
  return concat(shown, ", ")
end

-- Run `chunk` as a coroutine of its own: one that yields has waited. Return whether it went well,
-- and a text.
local function run(chunk)
  local main, signal = control.main, control.signal
  local co = create(function()
    return xpcall(function()
      return show(chunk())
    end, explain)
  end)
  control.main, control.signal = co, nil
  control.enter()
  local ended, ok, text = resume(co)
  local reason = REASONS[control.signal]
  control.main, control.signal = main, signal
  control.enter()
  if reason then
    return false, reason
  elseif not ended then
    return false, format.clean(tostring(ok))
  elseif coroutine.status(co) ~= "dead" then
    return false, NO_FRAMES
  end
  return ok, text
end

local function environment(world, printed)
  local function print_here(...)
    local shown = {}
    for i = 1, select("#", ...) do
      local value = select(i, ...)
      shown[i] = type(value) == "string" and value or format.multiline(value)
    end
    printed[#printed + 1] = concat(shown, "\t")
  end
  return setmetatable({ print = print_here }, {
    __index = function(_, name)
      local variable = variables[name]
      if variable then
        return variable.value
      end
      return world[name]
    end,
  })
end

-- Return the function that evaluates a line in `frame`: true or false, and what to show for it.
-- `running` returns the coroutine of the test.
function prompt.new(world, running)
  local printed = {}
  local env = environment(world, printed)
  return function(line, frame)
    clock.frame = frame
    look(running())
    local chunk, message = compile(line, env)
    if not chunk then
      return false, format.clean(explain(message))
    end
    local ok, text = run(chunk)
    if text ~= "" then
      printed[#printed + 1] = text
    end
    text = format.clean(concat(printed, "\n"))
    for i = #printed, 1, -1 do
      printed[i] = nil
    end
    return ok, text
  end
end

return prompt
