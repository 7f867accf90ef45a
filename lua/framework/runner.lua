-- Runs one test at a time as a coroutine: hooks, body, hooks. The engine calls `start`, then
-- `resume` in the frames the test asks for, until it gets an outcome.
--
-- Each stage (a hook or the body) has a frame budget of its own. When it is used up, the wait that
-- is under way raises, so that the stage ends and the hooks after it still run.

local clock = require("framework.clock")
local control = require("framework.control")
local format = require("framework.format")
local globals = require("framework.globals")
local sandbox = require("framework.sandbox")
local stages = require("framework.stages")
local suite = require("framework.suite")
local traceback = require("framework.traceback")

local create, resume, yield = coroutine.create, coroutine.resume, coroutine.yield
local min, huge = math.min, math.huge
local DONE = {} -- ends a piece of work of the coroutine

local runner = {}

local DEFAULT_TIMEOUT_FRAMES = 3600

local tests -- of this file
local last_of = {} -- block -> index of the last selected test inside it
local entered = {} -- block -> what its before_all left: a failure, or { skipped = reason or nil }
local snapshot -- remembers spies, stubs and formatters, to undo those of a test

local co, outcome
local idle -- `co` when it has ended its work
local awaited = 0 -- the frame for which the test waits
local finalizers
local hold -- told of the first failure of a test, where it is to be held; returns when it may go on

function runner.load(list, take_snapshot)
  tests, snapshot = list, take_snapshot
end

-- Have failing tests be held: `fn` gets the message and returns when the test may go on.
function runner.hold_failures(fn)
  hold, stages.are_held = fn, true
end

-- Tell which tests will run, so that after_all runs after the last of its block.
function runner.select(indices)
  for i = 1, #indices do
    for _, block in ipairs(suite.blocks(tests[indices[i]])) do
      last_of[block] = indices[i]
    end
  end
end

-- Run one hook or body; return nil or the problem it had.
local function run_stage(name, fn, budget)
  local problem, signal = stages.run(name, fn, budget)
  if signal == control.EXIT then
    outcome.exits = true
  elseif signal == control.SKIP then
    outcome.skipped = control.reason
  end
  return problem
end

-- Hold a test where it has failed for the first time, before anything is cleaned up. A person may
-- take long: the watch on endless code begins anew after it.
local function hold_at(problem)
  if hold and problem and not outcome.held then
    outcome.held = true
    local ok, message = hold(format.clean(tostring(problem.message)))
    assert(ok, message)
    control.enter()
  end
  return problem
end

local function hook_label(hook, block)
  local place = block.name and " of '" .. block.name .. "'" or ""
  return hook.name .. place .. " (line " .. hook.line .. ")"
end

-- An assertion in a hook is an error of the hook, not a failure of the test.
local function run_hook(hook, block)
  local label = hook_label(hook, block)
  local problem = run_stage(label, hook.fn, DEFAULT_TIMEOUT_FRAMES)
  if problem then
    problem.kind = problem.timed_out and "timeout" or "hook"
    if not problem.timed_out then -- which names the hook itself
      problem.message = label .. " failed: " .. problem.message
    end
  end
  return hold_at(problem)
end

-- Add what went wrong later: the first problem decides how the test ends, none is dropped.
local function add(problem, later)
  if problem and later then
    problem.message = problem.message .. "\nalso: " .. later.message
  end
  outcome.first = problem or later
  return outcome.first
end

-- Run the hooks that come before something, up to one that fails, skips the test or ends the run.
local function run_hooks_before(block, kind)
  local hooks = block[kind]
  for i = 1, #hooks do
    local problem = run_hook(hooks[i], block)
    if problem or outcome.skipped or outcome.exits then
      return problem
    end
  end
end

-- Run all hooks that come after something.
local function run_hooks_after(block, kind, problem)
  local hooks = block[kind]
  for i = 1, #hooks do
    problem = add(problem, run_hook(hooks[i], block))
  end
  return problem
end

local function enter(blocks)
  for i = 1, #blocks do
    local block = blocks[i]
    if entered[block] == nil then
      globals.enter(block)
      local problem = run_hooks_before(block, "before_all")
      entered[block] = problem or { skipped = outcome.skipped }
      globals.note()
    end
    outcome.skipped = entered[block].skipped
    if entered[block].kind then
      return entered[block]
    elseif outcome.skipped or outcome.exits then
      return nil
    end
  end
  return nil
end

local function before_each(blocks)
  for i = 1, #blocks do
    local problem = run_hooks_before(blocks[i], "before_each")
    if problem or outcome.skipped or outcome.exits then
      return problem, i
    end
  end
  return nil, #blocks
end

-- Run after_each from the innermost block that was begun.
local function after_each(blocks, begun, problem)
  for i = begun, 1, -1 do
    problem = run_hooks_after(blocks[i], "after_each", problem)
  end
  return problem
end

local function run_finalizers(problem)
  local list = finalizers
  finalizers = nil
  for i = #list, 1, -1 do
    problem = add(problem, run_stage("finally", list[i], DEFAULT_TIMEOUT_FRAMES))
  end
  return problem
end

local function run_body(test)
  local budget = suite.option(test, "timeout_frames") or DEFAULT_TIMEOUT_FRAMES
  outcome.has_run = true
  local problem = run_stage("the test", test.fn, budget)
  outcome.body_ended = true
  if not suite.option(test, "xfail") then
    hold_at(problem)
  end
  return problem
end

local NEVER_RAN = "the run was ended before the test began"

local function reason_of(value, default)
  return type(value) == "string" and value ~= "" and value or default
end

-- Why the test is not to run, or nil; a `when` that fails is a problem.
local function skip_reason(test)
  local skip = suite.option(test, "skip")
  if test.pending or skip then
    return test.pending or reason_of(skip, "skipped")
  end
  local when = suite.option(test, "when")
  if type(when) == "function" then
    local holds
    local problem = run_stage("when", function()
      holds = when()
    end, DEFAULT_TIMEOUT_FRAMES)
    local skipped = outcome.skipped or (outcome.exits and NEVER_RAN)
    return skipped or (not problem and not holds and "`when` does not hold") or nil, problem
  end
  return when == false and "`when` does not hold" or nil
end

local function invert(test, problem)
  local xfail = suite.option(test, "xfail")
  if not xfail or outcome.skipped then
    return problem
  elseif not problem then
    local message = "expected to fail (" .. reason_of(xfail, "xfail") .. ") but passed"
    return { kind = "assertion", message = message, traceback = "" }
  end
  if problem.timed_out then
    return problem
  end
  outcome.remark = "failed as expected: " .. reason_of(xfail, "xfail")
  return nil
end

local function run_between_hooks(test, blocks)
  local before = snapshot()
  finalizers = {}
  local problem, begun = before_each(blocks)
  if not problem and not outcome.exits and not outcome.skipped then
    problem = add(invert(test, run_body(test)))
  else
    outcome.first = problem
  end
  problem = run_finalizers(problem)
  problem = after_each(blocks, begun, problem)
  before:revert()
  globals.put_back()
  return problem
end

local function execute(index)
  local test, problem = tests[index]
  outcome.skipped, problem = skip_reason(test)
  if outcome.skipped or problem then
    return problem
  end
  local blocks = suite.blocks(test)
  problem = enter(blocks)
  if problem or outcome.skipped or outcome.exits then
    return problem
  end
  return run_between_hooks(test, blocks)
end

local function leave(index)
  local problem
  local blocks = suite.blocks(tests[index])
  for i = #blocks, 1, -1 do
    if last_of[blocks[i]] == index and entered[blocks[i]] ~= nil then
      problem = run_hooks_after(blocks[i], "after_all", problem)
      entered[blocks[i]] = nil
      globals.leave(blocks[i])
      globals.note()
    end
  end
  return problem
end

-- Does leaving this test's blocks call any hook?
local function closes(index)
  local blocks = suite.blocks(tests[index])
  for i = 1, #blocks do
    local block = blocks[i]
    local has_end = #block.after_all > 0 or block.insulated
    if last_of[block] == index and has_end and entered[block] ~= nil then
      return true
    end
  end
  return false
end

local function status_of(problem)
  if problem then
    return problem.timed_out and "timed_out" or "failed"
  end
  return outcome.skipped and "skipped" or "passed"
end

-- A test that a hook has kept from running by test_harness.exit has not passed.
local function skip_what_never_ran()
  if outcome.exits and not outcome.has_run and not outcome.closing then
    outcome.skipped = outcome.skipped or NEVER_RAN
  end
end

-- What `resume` returns of a problem.
local function told(status_name, problem, closing, exits)
  local place = problem.place or {}
  return nil, status_name, problem.kind, format.clean(tostring(problem.message)),
    problem.traceback or "", closing, exits, place.file, place.line
end

-- The plain case costs nothing to tell.
local function report(index)
  skip_what_never_ran()
  local problem, closing = outcome.problem, closes(index)
  local remark = outcome.skipped or outcome.remark
  if not (problem or closing or remark or outcome.exits) then
    return true
  end
  local shown = problem or { message = remark or "" }
  return told(status_of(problem), shown, closing, outcome.exits or false)
end

-- The VM of a test that did not come back is of no use.
local function report_broken(err)
  if control.signal == control.RUNAWAY then
    local message = traceback.position(control.place) or stages.name
    if outcome.first then
      message = outcome.first.message .. "\nalso: " .. message
    end
    local lines = table.concat(control.lines, "\n")
    local problem = { kind = "timeout", message = message, traceback = lines }
    problem.place = control.place
    return told("runaway", problem, false, false)
  end
  local message = stages.name .. ": " .. tostring(err)
  return told("broken", stages.exhausted or { kind = "error", message = message }, false, false)
end

-- One coroutine serves all tests of the file, until one breaks it: to make one takes longer than a
-- short test.
local function run_works(work, index)
  while true do
    outcome.problem = work(index)
    work, index = yield(DONE)
  end
end

-- Hand control to the coroutine with what it waits for, until it wants to be called in a frame.
local function go_on(frame, ...)
  control.enter()
  local ok, mark, wake = resume(co, ...)
  if not ok then
    return report_broken(mark)
  elseif mark == DONE then
    idle = co
    return report(outcome.index)
  end
  awaited = wake
  if awaited <= stages.deadline or frame < stages.deadline then
    return min(awaited, stages.deadline)
  end
  return go_on(frame, awaited > frame and control.EXPIRED or nil)
end

local function run(index, work, closing)
  outcome, finalizers, stages.deadline = { index = index, closing = closing }, nil, huge
  co, idle = idle or create(run_works), nil
  return go_on(clock.frame, work, index)
end

-- Begin a test. Returns like `resume`.
function runner.start(index, frame)
  clock.frame = frame
  sandbox.reseed()
  return run(index, execute)
end

-- Run the after_all hooks of the blocks that end with this test. Returns like `resume`.
function runner.close(index, frame)
  clock.frame = frame
  return run(index, leave, true)
end

-- Go on in `frame`. Returns the frame in which to be called next; or true for a test that passed
-- and has nothing more to say; or nil, status, failure kind, message, traceback, whether blocks
-- wait to be closed, whether the test asked to exit, and the place of the problem: file and line.
function runner.resume(frame)
  clock.frame = frame
  return go_on(frame, awaited > frame and control.EXPIRED or nil)
end

-- What has gone wrong so far with the test that runs, or nil: it may not come to its end.
function runner.problem()
  return outcome and outcome.first and format.clean(tostring(outcome.first.message))
end

-- Busted's finally(fn): run after the body, whatever its end.
function runner.finally(fn)
  if not finalizers then
    error("finally was called outside of a test; call it in it() or before_each", 2)
  elseif type(fn) ~= "function" then
    error("finally: argument 'fn' must be a function, got " .. format.value(fn), 2)
  end
  finalizers[#finalizers + 1] = fn
end

-- Skip the rest of the running test.
function runner.skip(reason)
  if reason ~= nil and type(reason) ~= "string" then
    error("pending: argument 'reason' must be a text, got " .. format.value(reason), 2)
  elseif outcome.body_ended or outcome.closing then
    error("pending was called after the test's body had ended; call it in it() or before it", 2)
  end
  control.reason = reason or "pending"
  control.raise(control.SKIP)
end

return runner
