-- What the engine loads into the tests' VM, and all that it loads. It gets a table of plain
-- functions, builds the world that test files see, and returns the functions the engine calls.
--
--   1. trusted `require`: modules of the framework come from the engine, nothing from a path;
--   2. `test_harness` from the table of bindings, assertions, describe/it; then the sandbox;
--   3. load / select / start / resume / close for one test file, and evaluate for a person who has
--      it held. One VM holds one file.

local host = ...

local function framework_loader(name)
  local source = host.framework_source(name)
  if not source then
    return "\n\tno module '" .. name .. "' in the framework"
  end
  local display = "@lua/" .. string.gsub(name, "%.", "/") .. ".lua"
  return assert(load(source, display, "t"))
end

require("jit.util") -- while it can be found
package.path, package.cpath = "", ""
package.loaded["framework.null"] = host.null
package.loaders = { framework_loader }
python = nil -- luacheck: ignore
if jit then
  jit.off()
end

-- From here on nothing of ours can go through a table in an order that differs from run to run.
pairs = require("framework.ordered").pairs -- luacheck: ignore

local chain = require("framework.chain")
local clock = require("framework.clock")
local control = require("framework.control")
local discovery = require("framework.discovery")
local failure = require("framework.failure")
local format = require("framework.format")
local watched = require("framework.globals")
local prompt = require("framework.prompt")
local runner = require("framework.runner")
local stages = require("framework.stages")
local suite = require("framework.suite")
local sandbox = require("framework.sandbox")
local assertions = require("framework.assertions").new()
local same = require("framework.equality").same

clock.fps = host.fps
chain.nearest = host.nearest_word

-- One VM holds one test file and the files it requires, each run once.
local loaded = {}

-- Enough of `package` for libraries: what separates folders, and what was required.
local for_libraries = {
  package = { loaded = loaded, preload = {}, path = "", cpath = "", config = "/\n;\n?\n!\n-\n" },
}

-- Run a file that is required. What raises is not loaded: the next require raises again.
local function run_required(name, chunk)
  loaded[name] = true
  local ok, value = control.xpcall(chunk, failure.remember, name)
  if not ok then
    loaded[name] = nil
    error(value, 0)
  elseif value ~= nil then
    loaded[name] = value
  end
  return loaded[name]
end

local function public_module(name)
  local is_new = not package.loaded[name]
  local module = require(name)
  if is_new then
    watched.watch(module)
  end
  return module
end

local function test_require(world)
  watched.watch(loaded, true)
  return function(name)
    if loaded[name] ~= nil then
      return loaded[name]
    end
    if type(name) ~= "string" then
      error("require: argument 'name' must be a text, got " .. type(name), 2)
    end
    if assertions.modules[name] then
      return assertions.modules[name]
    elseif host.public_modules[name] then
      return public_module(name)
    elseif string.find(name, "^framework%.") then
      error("require: '" .. format.clean(name) .. "' is internal to the framework", 2)
    end
    local ok, display, source = host.call.required_source(format.clean(name))
    if not (ok and display) then
      error(source or display, 2)
    end
    local chunk, message = discovery.compile(display, source, world)
    if not chunk then
      error(message, 0)
    end
    return run_required(name, chunk)
  end
end

local function pending(name, options, fn)
  if suite.is_declaring() then
    return suite.pending(name, options, fn)
  end
  return runner.skip(name)
end


local test_harness, globals = require("framework.api").build(host, same)
globals.test_harness = test_harness
package.loaded["framework.test_harness"] = test_harness -- for the modules that act as a test does
for _, word in ipairs({ "describe", "context", "insulate", "it", "spec", "test", "before_all",
  "after_all", "before_each", "after_each", "setup", "teardown" }) do
  globals[word] = suite[word]
end
globals.pending, globals.finally = pending, runner.finally
for _, name in ipairs({ "assert", "spy", "stub", "mock", "match" }) do
  globals[name] = assertions[name]
end

local world = sandbox.build(host, globals, for_libraries)
rawset(world, "require", test_require(world))
watched.watch(world)
for _, name in ipairs({ "string", "math", "table", "os", "coroutine", "bit", "test_harness" }) do
  watched.watch(world[name])
end
for _, name in ipairs({ "assert", "spy", "stub", "mock", "match" }) do
  watched.watch(world[name])
end
watched.watch(assertions.say)
watched.watch(test_harness.args)

local function block_number(block, numbers)
  if not block.parent then
    return 0
  end
  if not numbers[block] then
    local outer = block_number(block.parent, numbers)
    numbers[block] = host.declare_block(outer, block.name)
  end
  return numbers[block]
end

local function declare(list)
  local numbers, declare_test, option = {}, host.declare_test, suite.option
  for i = 1, #list do
    local test = list[i]
    local number = block_number(test.block, numbers)
    local only, retries = option(test, "only") or false, option(test, "retries")
    declare_test(number, test.name, test.line, suite.tags(test), only, retries)
  end
end

if host.pause_on_failure then
  runner.hold_failures(host.call.hold_failure)
end
control.watch(host.clock, host.frame_seconds)

return {
  -- Load the file; declare its tests to the engine. Returns "suite" or "script"; or "error" or
  -- "runaway" with a message, a traceback, and file and line.
  load = function(display, source)
    sandbox.test_file = "@" .. display
    local kind, result = discovery.load(display, source, world)
    if kind == "error" or kind == "runaway" then
      local place = result.place or {}
      return kind, format.clean(result.message), result.traceback, place.file, place.line
    end
    watched.note()
    runner.load(result, assertions.snapshot)
    declare(result)
    return kind
  end,
  select = runner.select,
  start = runner.start,
  resume = runner.resume,
  close = runner.close,
  problem = runner.problem,
  evaluate = prompt.new(world, stages.coroutine),
}
