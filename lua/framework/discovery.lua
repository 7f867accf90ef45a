-- Loads one test file and finds its tests.
--
-- The file runs as a coroutine, so that a wait at its top can be seen: such a file is a script,
-- one test named after it, and runs again as that test. So is a file that declares no test.

local control = require("framework.control")
local failure = require("framework.failure")
local suite = require("framework.suite")
local traceback = require("framework.traceback")

local discovery = {}

-- Run the top of the file; return nil, or the problem that it had.
local function run_top(chunk)
  local co = coroutine.create(chunk)
  control.main = co
  control.enter()
  local ok, err = coroutine.resume(co)
  if not ok and not control.signal then
    return failure.explain(err, co)
  end
end

local function without_shebang(source)
  return (string.gsub(string.gsub(source, "^\239\187\191", ""), "^#", "--#"))
end

-- Return the compiled file, or nil and a message that begins with the file.
function discovery.compile(display, source, world)
  traceback.know(display)
  if string.sub(source, 1, 1) == "\27" then
    return nil, display .. ": it is compiled Lua; tests are run from their source"
  end
  local chunk, message = load(without_shebang(source), "@" .. display, "t", world)
  if not chunk then
    local place, words = traceback.split(message)
    message = place and traceback.position(place) .. ": " .. words or display .. ": " .. message
  end
  return chunk, message
end

-- Return "suite" or "script" and the list of tests; or "error" or "runaway" and the problem.
function discovery.load(display, source, world)
  local chunk, message = discovery.compile(display, source, world)
  if not chunk then
    return "error", { message = message, traceback = "", place = traceback.split(message) }
  end
  suite.begin()
  local problem = run_top(chunk)
  local tests = suite.finish()
  local signal = control.signal
  control.signal = nil
  if signal == control.RUNAWAY then
    local position = traceback.position(control.place) or display
    return "runaway", {
      message = position, traceback = table.concat(control.lines, "\n"), place = control.place,
    }
  elseif signal then
    return "script", suite.script(chunk)
  elseif problem then
    return "error", problem
  elseif #tests == 0 then
    return "script", suite.script(chunk)
  end
  return "suite", tests
end

return discovery
