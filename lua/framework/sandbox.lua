-- The world of a test file: plain Lua without the outside, and without what differs from run to
-- run. No io, no debug, no ffi; pairs is sorted; tostring shows no address; time counts frames;
-- math.random follows the test's seed; a global must be declared before it is used.

local clock = require("framework.clock")
local control = require("framework.control")
local format = require("framework.format")
local globals = require("framework.globals")
local ordered = require("framework.ordered")

local sandbox = {}

-- What plain Lua has and tests have not, and what to use instead. Test files get this as an error;
-- libraries that they require, which ask to find out where they are, get nil.
local NO_FILES = "tests read and write no files; ask the game with test_harness.query or get_state"
local ONE_VM = "the code that runs in a test is the same in every run"
local WITHHELD = {
  io = NO_FILES,
  package = "require finds files next to the test file",
  dofile = "use require, which finds files next to the test file",
  loadfile = "use require, which finds files next to the test file",
  module = "return a table from the file that is required",
  debug = "it leads out of the sandbox; error messages carry file and line",
  ffi = "tests call no C functions",
  jit = ONE_VM,
  getfenv = "use load(text, name, \"t\", environment)",
  setfenv = "use load(text, name, \"t\", environment)",
  collectgarbage = "memory differs from run to run",
  gcinfo = "memory differs from run to run",
  newproxy = "use setmetatable({}, …)",
  lazy_setup = "use before_all",
  lazy_teardown = "use after_all",
  strict_setup = "use before_all",
  strict_teardown = "use after_all",
  expose = "use require, which finds files next to the test file",
  randomize = "tests run in the order of the file",
}
local WITHHELD_FIELDS = {
  os = {
    execute = "tests start no processes",
    exit = "use test_harness.exit(code)",
    getenv = "the environment differs between machines; see test_harness.args",
    remove = NO_FILES,
    rename = NO_FILES,
    tmpname = NO_FILES,
    setlocale = "the locale is fixed",
  },
  string = { dump = "bytecode is not loaded" },
}
-- Of Lua 5.2 to 5.4 and not in LuaJIT: code that asks for them finds out which Lua it runs in.
local OTHER_LUAS = { rawlen = true, utf8 = true, warn = true }

local EPOCH = 946684800 -- 2000-01-01T00:00:00Z: where simulated time begins

local function copy(source, names)
  local copied = {}
  for name in string.gmatch(names, "%S+") do
    copied[name] = source[name]
  end
  return copied
end

-- %s of a table would show its address, %p always does.
local function safe_format(template, ...)
  local values = { ... }
  for i = 1, select("#", ...) do
    local kind = type(values[i])
    if kind ~= "string" and kind ~= "number" then
      values[i] = format.tostring_safe(values[i])
    end
  end
  if type(template) == "string" and string.find(string.gsub(template, "%%%%", ""), "%%[^%a]*p") then
    error("bad argument #1 to 'format' (%p shows an address and is not available)", 2)
  end
  return string.format(template, unpack(values, 1, select("#", ...)))
end

local function string_library()
  local names = "byte char find gmatch gsub len lower match rep reverse sub upper"
  local library = copy(string, names)
  library.format = safe_format
  return library
end

local function seconds()
  return clock.frame / clock.fps
end

local function os_library()
  local date, time = os.date, os.time
  return {
    clock = seconds,
    time = function(fields)
      return fields and time(fields) or EPOCH + math.floor(seconds())
    end,
    date = function(template, moment)
      if template ~= nil and type(template) ~= "string" and type(template) ~= "number" then
        error("bad argument #1 to 'date' (string expected, got " .. type(template) .. ")", 2)
      end
      template = string.gsub(template or "%Y-%m-%d %H:%M:%S", "^!?", "!")
      return date(template, moment or EPOCH + math.floor(seconds()))
    end,
    difftime = os.difftime,
  }
end

local seeded = false

-- Forget the stream: the next draw starts the stream of the test that runs then.
function sandbox.reseed()
  seeded = false
end

local function math_library(seed)
  local library = {}
  for name, value in pairs(math) do
    library[name] = value
  end
  local random, randomseed = math.random, math.randomseed
  function library.random(...)
    if not seeded then
      seeded = true
      randomseed(seed())
    end
    return random(...)
  end
  function library.randomseed(value)
    seeded = true
    randomseed(value)
  end
  return library
end

local function coroutine_library()
  local library = copy(coroutine, "create status running isyieldable")
  library.resume, library.wrap, library.yield = control.resume, control.wrap, control.yield
  return library
end

local function base_library(world)
  local names = "error ipairs rawequal rawget rawset select setmetatable tonumber type unpack"
  for name, value in pairs(copy(_G, names)) do
    world[name] = value
  end
  world._VERSION = _VERSION
  world.pairs, world.next = ordered.pairs, ordered.next
  world.pcall, world.xpcall = control.pcall, control.xpcall
  world.tostring = format.tostring_safe
  world.bit = copy(bit, "arshift band bnot bor bswap bxor lshift rol ror rshift tobit tohex")
  world.table = copy(table, "concat insert maxn move remove sort")
  world.getmetatable = function(value)
    return type(value) ~= "userdata" and type(value) ~= "string" and getmetatable(value) or nil
  end
end

-- Only text: corrupt bytecode would crash the process. Without an environment of its own, a chunk
-- runs in the world: LuaJIT's fallback is the real globals.
local function loaders(world)
  world.load = function(source, name, _, env)
    if env ~= nil and type(env) ~= "table" then
      error("bad argument #4 to 'load' (table expected, got " .. type(env) .. ")", 2)
    end
    if type(source) == "function" then
      local pieces = {}
      for piece in source do
        pieces[#pieces + 1] = piece
      end
      source = table.concat(pieces)
    end
    return load(source, name or "=(load)", "t", env or world)
  end
  world.loadstring = function(source, name)
    return load(source, name or "=(loadstring)", "t", world)
  end
end

local function printer(log)
  return function(...)
    local shown = {}
    for i = 1, select("#", ...) do
      shown[i] = format.clean(format.tostring_safe((select(i, ...))))
    end
    log(table.concat(shown, "\t"))
  end
end

-- Does the code `level` calls further out belong to the test file itself?
local function in_test_file(level)
  local info = debug.getinfo(level + 1, "S")
  return info ~= nil and info.source == sandbox.test_file
end

local function withhold_fields(world)
  for library, reasons in pairs(WITHHELD_FIELDS) do
    setmetatable(world[library], {
      __index = function(_, name)
        if reasons[name] and in_test_file(2) then
          local full = library .. "." .. name
          error("tests have no '" .. full .. "': " .. reasons[name], 2)
        end
      end,
    })
  end
end

local function names_in(world)
  local names = {}
  for name in pairs(world) do
    names[#names + 1] = type(name) == "string" and format.clean(name) or nil
  end
  return table.concat(names, " ")
end

-- Reading or writing a global that is not declared is a mistake, most often in a name.
local function make_strict(world, for_libraries, constant, nearest)
  setmetatable(world, {
    __index = function(_, name)
      local reason = WITHHELD[name]
      if OTHER_LUAS[name] then
        return nil
      elseif reason and not in_test_file(2) then
        return for_libraries[name]
      elseif reason then
        error("tests have no '" .. name .. "': " .. reason, 2)
      end
      local word = format.clean(tostring(name))
      local value = constant(word)
      if value == nil then
        error("undeclared global '" .. word .. "'" .. nearest(word, names_in(world)), 2)
      end
      globals.supply(world, name, value)
      return value
    end,
    __newindex = function(_, name)
      local text = "' is assigned; write `local` before it"
      error("undeclared global '" .. tostring(name) .. text, 2)
    end,
    __metatable = false,
  })
end

-- Return the global table of test files; `given` is added to it. `for_libraries` holds what
-- only files that are required get of what is withheld.
function sandbox.build(host, given, for_libraries)
  local world = {}
  base_library(world)
  loaders(world)
  world.string = string_library()
  world.math = math_library(host.random_seed)
  world.os = os_library()
  world.coroutine = coroutine_library()
  world.print = printer(host.log)
  world._G = world
  for name, value in pairs(given) do
    world[name] = value
  end
  getmetatable("").__index = world.string
  withhold_fields(world)
  make_strict(world, for_libraries, host.constant, host.nearest_global)
  return world
end

return sandbox
