-- Where in the test files something happened: lines of Lua, without the framework's own.

local text = require("framework.text")

local traceback = {}

local OWN = "@lua/framework/"
local MOST_LINES = 40
local WATCHED_KB = 32 * 1024

-- The framework has names of its own for the hooks and bodies that it calls.
local function is_framework(caller)
  return caller and string.sub(caller.source, 1, #OWN) == OWN
end

local function shown_name(info, caller)
  if info.what == "main" then
    return "in the file itself"
  end
  return info.name and not is_framework(caller) and ("in '" .. info.name .. "'") or "in a function"
end

function traceback.is_test_code(info)
  return info.what ~= "C"
    and string.sub(info.source, 1, 1) == "@"
    and string.sub(info.source, 1, #OWN) ~= OWN
end

local function add_line(lines, file, line, name)
  lines[#lines + 1] = file .. ":" .. line .. ": " .. name
end

local function name_of(source)
  return text.clean(string.sub(source, 2))
end

local growing -- where code ran when there was last much in memory

local function is_inside(place, info, file)
  local first, last = info.linedefined, info.lastlinedefined
  return place and place.file == file and place.line >= first and (place.line <= last or first == 0)
end

-- A dead coroutine has forgotten the line of a function on its top: `hint` is the place of the
-- error, where that is known.
local function line_of(info, file, hint)
  if info.currentline >= 0 then
    return info.currentline
  elseif is_inside(hint, info, file) then
    return hint.line
  end
  return is_inside(growing, info, file) and growing.line or math.max(info.linedefined, 1)
end

local function get_info(thread, level, what)
  if thread then
    return debug.getinfo(thread, level, what)
  end
  return debug.getinfo(level + 2, what) -- without this function and its caller
end

local function is_listed(lines, place)
  local start = place.file .. ":" .. place.line .. ":"
  for i = 1, #lines do
    if string.sub(lines[i], 1, #start) == start then
      return true
    end
  end
  return false
end

-- Return the innermost place { file, line } (or nil) and the list of lines outward: of `thread`,
-- which may be dead, or of who calls. Names of chunks and of fields are the test's, so they may be
-- any bytes.
function traceback.capture(thread, hint)
  local place, lines, level = nil, {}, 0
  local info = get_info(thread, level, "Snl")
  while info and #lines < MOST_LINES do
    local caller = get_info(thread, level + 1, "Snl")
    if traceback.is_test_code(info) then
      local file = name_of(info.source)
      local line = line_of(info, file, hint)
      place = place or { file = file, line = line }
      add_line(lines, file, line, text.clean(shown_name(info, caller)))
    end
    level, info = level + 1, caller
  end
  if hint and not is_listed(lines, hint) then
    -- What C has called, as in table.sort, is off the stack of a dead coroutine.
    table.insert(lines, 1, hint.file .. ":" .. hint.line .. ": in a function")
  end
  return hint or place, lines
end

-- Take note of where code runs while there is much in memory: LuaJIT 2.1 knows no line for an
-- operator that finds none left.
function traceback.note_growth()
  if collectgarbage("count") > WATCHED_KB then
    growing = traceback.capture() or growing
  end
end

function traceback.position(place)
  return place and place.file .. ":" .. place.line or nil
end

local function add_variables(found, thread, level, fn)
  local i = 1
  local name, value = debug.getupvalue(fn, i)
  while name do
    found[name] = { value = value }
    i = i + 1
    name, value = debug.getupvalue(fn, i)
  end
  i = 1
  name, value = debug.getlocal(thread, level, i)
  while name do
    if string.sub(name, 1, 1) ~= "(" then
      found[name] = { value = value }
    end
    i = i + 1
    name, value = debug.getlocal(thread, level, i)
  end
end

-- Return the variables, name -> { value = … }, of the functions of tests that `thread` is in. Where
-- two have the same name, the inner one counts.
function traceback.variables(thread)
  local levels, functions, level = {}, {}, 0
  local info = debug.getinfo(thread, level, "Sf")
  while info and #levels < MOST_LINES do
    if traceback.is_test_code(info) then
      levels[#levels + 1], functions[#levels + 1] = level, info.func
    end
    level = level + 1
    info = debug.getinfo(thread, level, "Sf")
  end
  -- Of its own stack a thread sees one level more in there.
  local found, deeper = {}, thread == coroutine.running() and 1 or 0
  for i = #levels, 1, -1 do
    add_variables(found, thread, levels[i] + deeper, functions[i])
  end
  return found
end

local files = {} -- the name of a chunk as messages begin with it -> the file

-- Take note of a file whose code is loaded. LuaJIT cuts long names in messages to "...end of name".
function traceback.know(file)
  files[debug.getinfo(load("", "@" .. file), "S").short_src] = file
end

-- Return the place that Lua has put in front of a message and the message after it; or nil.
function traceback.split(message)
  local best
  for short in pairs(files) do
    local longer = not best or #short > #best
    if longer and string.sub(message, 1, #short + 1) == short .. ":" then
      best = short
    end
  end
  local line, words = string.match(message, "^:(%d+): (.*)$", best and #best + 1 or #message + 1)
  if line then
    return { file = text.clean(files[best]), line = tonumber(line) }, words
  end
end

local ACROSS_C = "attempt to yield across C-call boundary"
local CALLS_BACK = {
  [table.sort] = "table.sort", [string.gsub] = "string.gsub", [tostring] = "tostring",
  [string.format] = "string.format", [table.concat] = "table.concat", [load] = "load",
}

-- Return the name of the innermost function of C that calls Lua on the stack of a coroutine.
local function name_of_caller(thread)
  local level = 0
  local info = thread and debug.getinfo(thread, level, "Sf")
  while info do
    if CALLS_BACK[info.func] then
      return CALLS_BACK[info.func]
    end
    level = level + 1
    info = debug.getinfo(thread, level, "Sf")
  end
  return "a function of C like table.sort or string.gsub"
end

-- Return a message without a place in the framework, which says nothing, and whether it had one.
-- `thread` is the coroutine that it has ended, if it has.
function traceback.without_own(message, thread)
  local words = string.match(message, "^lua/framework/[%w_]+%.lua:%d+: (.*)$")
    or string.match(message, "^%[builtin:[%w_]+%]:%d+: (.*)$") -- of Lua in LuaJIT, as math.deg
  if words == ACROSS_C then
    words = "nothing can be waited for inside of " .. name_of_caller(thread)
      .. ", which calls this function from C; wait before or after it"
  end
  return words or message, words ~= nil
end

return traceback
