-- The world of a test file: plain Lua without the outside, and without what differs from run to
-- run. No io, no debug, no ffi; pairs is sorted; tostring shows no address; time counts frames;
-- math.random follows the test's seed; a global must be declared before it is used.

local clock = require("framework.clock")
local control = require("framework.control")
local format = require("framework.format")
local ordered = require("framework.ordered")

local sandbox = {}

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
  local real_date, real_time = os.date, os.time
  return {
    clock = seconds,
    time = function(fields)
      return fields and real_time(fields) or EPOCH + math.floor(seconds())
    end,
    date = function(template, moment)
      template = string.gsub(template or "%Y-%m-%d %H:%M:%S", "^!?", "!")
      return real_date(template, moment or EPOCH + math.floor(seconds()))
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
  local real_random, real_seed = math.random, math.randomseed
  function library.random(...)
    if not seeded then
      seeded = true
      real_seed(seed())
    end
    return real_random(...)
  end
  function library.randomseed(value)
    seeded = true
    real_seed(value)
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
  world.table = copy(table, "concat insert maxn remove sort")
  world.getmetatable = function(value)
    return type(value) ~= "userdata" and type(value) ~= "string" and getmetatable(value) or nil
  end
end

-- Only text: corrupt bytecode would crash the process.
local function loaders(world)
  world.load = function(source, name, _, env)
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

-- Reading or writing a global that nobody declared is a mistake, most often in a name.
local function make_strict(world, constant, nearest)
  setmetatable(world, {
    __index = function(_, name)
      local word = format.clean(tostring(name))
      local value = constant(word)
      if value == nil then
        error("undeclared global '" .. word .. "'" .. nearest(word), 2)
      end
      rawset(world, name, value)
      return value
    end,
    __newindex = function(_, name)
      local text = "' is assigned; write `local` before it"
      error("undeclared global '" .. tostring(name) .. text, 2)
    end,
    __metatable = false,
  })
end

-- Return the global table of test files; `globals` are added to it.
function sandbox.build(host, globals)
  local world = {}
  base_library(world)
  loaders(world)
  world.string = string_library()
  world.math = math_library(host.random_seed)
  world.os = os_library()
  world.coroutine = coroutine_library()
  world.print = printer(host.log)
  world._G = world
  for name, value in pairs(globals) do
    world[name] = value
  end
  getmetatable("").__index = world.string
  make_strict(world, host.constant, host.nearest_global)
  return world
end

return sandbox
