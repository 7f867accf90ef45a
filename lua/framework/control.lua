-- Signals that must reach the runner past every pcall of a test: a used-up frame budget, an exit,
-- a skip, code that does not return. While one is under way, pcall and resume raise it again.
--
-- A count hook looks at the wall clock now and then, so that a loop without a wait ends at
-- --frame-seconds. It raises inside whatever runs, with the line, and the VM is thrown away after.

local traceback = require("framework.traceback")

local HOOK_INSTRUCTIONS = 200000

local control = {
  signal = nil,
  EXPIRED = { name = "expired" },
  EXIT = { name = "exit" },
  SKIP = { name = "skip" },
  SCRIPT = { name = "script" },
  RUNAWAY = { name = "runaway" },
  place = nil, -- where a runaway was stopped, and the lines of its traceback
  lines = nil,
}

local pcall, xpcall = pcall, xpcall
local resume, create, running = coroutine.resume, coroutine.create, coroutine.running
local yield = coroutine.yield

local PAUSE = {} -- marks our yields among those of a test's own coroutines
control.PAUSE = PAUSE
control.main = nil -- the coroutine in which the test runs

function control.raise(signal)
  control.signal = signal
  error(signal, 0)
end

-- What a test catches names its own line, not one of the framework.
local function told_to_test(err, ...)
  local words, own = err, false
  if type(err) == "string" then
    words, own = traceback.without_own(err)
  end
  local place = own and traceback.capture()
  return place and traceback.position(place) .. ": " .. words or words, ...
end

local function settle(ok, ...)
  if ok then
    return ok, ...
  elseif control.signal then
    error(control.signal, 0)
  end
  return ok, told_to_test(...)
end

function control.pcall(...)
  return settle(pcall(...))
end

function control.xpcall(...)
  return settle(xpcall(...))
end

-- A pause inside a coroutine of the test's own is handed outward until it reaches the runner.
local function relay(co, ok, mark, ...)
  if ok and mark == PAUSE then
    return relay(co, resume(co, yield(PAUSE, ...)))
  end
  return settle(ok, mark, ...)
end

function control.resume(co, ...)
  return relay(co, resume(co, ...))
end

local function unwrap(ok, ...)
  if not ok then
    error((...), 0)
  end
  return ...
end

function control.wrap(fn)
  if type(fn) ~= "function" then
    error("bad argument #1 to 'wrap' (function expected, got " .. type(fn) .. ")", 2)
  end
  local co = create(fn)
  return function(...)
    return unwrap(relay(co, resume(co, ...)))
  end
end

function control.yield(...)
  if running() == control.main then
    error("attempt to yield from outside a coroutine", 2)
  end
  return yield(...)
end

-- The one place that suspends a test: until `frame`, or until the runner sends a signal instead.
function control.pause(frame)
  local signal = yield(PAUSE, frame)
  if signal then
    control.raise(signal)
  end
end

local entered, seen, since = 0, 0, 0

-- Tell the watch that the engine has handed over control.
function control.enter()
  entered = entered + 1
end

function control.watch(now, limit_seconds)
  debug.sethook(function()
    traceback.note_growth()
    if control.signal == control.RUNAWAY then
      error(control.RUNAWAY, 0)
    elseif entered ~= seen then
      seen, since = entered, now()
    elseif now() - since > limit_seconds then
      control.place, control.lines = traceback.capture()
      control.raise(control.RUNAWAY)
    end
  end, "", HOOK_INSTRUCTIONS)
end

return control
