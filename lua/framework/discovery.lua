-- Loads one test file and finds its tests.
--
-- The file runs as a coroutine, so that a wait at its top can be seen: such a file is a script,
-- one test named after it, and runs again as that test. So is a file that declares no test.

local control = require("framework.control")
local failure = require("framework.failure")
local suite = require("framework.suite")

local discovery = {}

local function run_top(display, chunk)
  local result
  local co = coroutine.create(function()
    local ok, problem = xpcall(chunk, failure.explain)
    if not ok and type(problem) ~= "table" then
      error(problem, 0) -- without stack or memory left, failure.explain did not run
    end
    result = ok and {} or problem
  end)
  control.main = co
  control.enter()
  local ok, err = coroutine.resume(co)
  return ok and result or { message = display .. ": " .. tostring(err), traceback = "" }
end

local function without_shebang(source)
  return (string.gsub(string.gsub(source, "^\239\187\191", ""), "^#", "--#"))
end

-- Return the compiled file, or nil and a message that begins with the file.
function discovery.compile(display, source, world)
  local chunk, message = load(without_shebang(source), "@" .. display, "t", world)
  if not chunk and string.sub(message, 1, #display) ~= display then
    -- LuaJIT cuts long file names to "...end of name".
    message = display .. (string.match(message, "^%.%.%.[^:]*(:%d+: .*)$") or ": " .. message)
  end
  return chunk, message
end

-- Return "suite" or "script" and the list of tests; or "error" or "runaway", message, traceback.
function discovery.load(display, source, world)
  local chunk, message = discovery.compile(display, source, world)
  if not chunk then
    return "error", message, ""
  end
  suite.begin()
  local problem = run_top(display, chunk)
  local tests = suite.finish()
  local signal = control.signal
  control.signal = nil
  if signal == control.RUNAWAY then
    return "runaway", control.position, table.concat(control.lines, "\n")
  elseif signal then
    return "script", suite.script(chunk)
  elseif problem.message then
    return "error", problem.message, problem.traceback
  elseif #tests == 0 then
    return "script", suite.script(chunk)
  end
  return "suite", tests
end

return discovery
