-- Runs the stages of a test, its hooks and its body, one at a time.
--
-- They run in one coroutine, which an error ends: its stack stays for looking, also where it has
-- overflown or memory has run out, when no handler of xpcall would be called.

local clock = require("framework.clock")
local control = require("framework.control")
local failure = require("framework.failure")
local prompt = require("framework.prompt")
local traceback = require("framework.traceback")

local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield

local PAUSE, DONE = control.PAUSE, {}

local stages = {
  name = nil, -- of the stage that runs
  deadline = 0, -- the frame in which it must have ended
  exhausted = nil, -- the problem of a stage that found no memory left: the VM is of no use then
  are_held = false, -- whether failing stages are held for a person to look at
}

local stage, budget -- the coroutine; how many frames the running stage has
local explained -- the problem of a stage that is to be held

-- The coroutine of the stage that runs, for those who look at where it stands.
function stages.coroutine()
  return stage
end

local function expired_problem(thread)
  local place, lines = traceback.capture(thread)
  local where = place and " at " .. traceback.position(place) or ""
  local used = " used up its " .. budget .. " frames (timeout_frames)"
  return { kind = "timeout", timed_out = true, message = stages.name .. used .. where,
    place = place, traceback = table.concat(lines, "\n") }
end

-- What is wrong with a stage that `err` has ended. `thread` is its coroutine; nil in a handler.
local function explain(err, thread)
  if control.signal == control.EXPIRED then
    return expired_problem(thread)
  end
  return failure.explain(err, thread)
end

-- The variables of what is on top of the stack are known in a handler alone.
local function run_held(fn)
  local ok, err = xpcall(fn, function(err)
    prompt.remember()
    explained = explain(err)
    return err
  end)
  if not ok then
    error(err, 0)
  end
end

local function run_stages(fn)
  while true do
    if stages.are_held then
      run_held(fn)
    else
      fn()
    end
    fn = yield(DONE)
  end
end

local function relay(ok, mark, frame)
  if ok and mark == PAUSE then
    return relay(resume(stage, yield(PAUSE, frame)))
  end
  return ok, mark
end

-- The message has to be made where there is no memory left.
local reserve = { string.rep("x", 65536) } -- luacheck: ignore

local function explain_exhausted(err)
  reserve[1] = nil
  collectgarbage()
  local ok, problem = pcall(failure.explain, err, stage)
  local message = stages.name .. ": " .. tostring(err)
  return ok and problem or { kind = "error", message = message, traceback = "" }
end

-- Run a hook or a body. Return nil, or the problem that it had; or nil and the signal that ended
-- it, EXIT or SKIP. What the VM does not survive is raised.
function stages.run(name, fn, frames)
  stages.name, budget, stages.deadline = name, frames, clock.frame + frames
  stage = stage or create(run_stages)
  control.main = stage
  local ok, err = relay(resume(stage, fn))
  if ok then
    return nil
  end
  local signal, problem = control.signal, nil
  if signal == control.RUNAWAY then
    error(err, 0)
  elseif failure.is_out_of_memory(err) then
    stages.exhausted = explain_exhausted(err)
    error(err, 0)
  elseif signal ~= control.EXIT and signal ~= control.SKIP then
    problem = explained or explain(err, stage)
  end
  control.signal, stage, explained = nil, nil, nil
  return problem, signal
end

return stages
