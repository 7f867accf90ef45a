-- Where in the test files something happened: lines of Lua, without the framework's own.

local text = require("framework.text")

local traceback = {}

local OWN = "@lua/framework/"
local MOST_LINES = 40

local function shown_name(info)
  if info.what == "main" then
    return "in the file itself"
  end
  return info.name and ("in '" .. info.name .. "'") or "in a function"
end

function traceback.is_test_code(info)
  return info.what ~= "C"
    and string.sub(info.source, 1, 1) == "@"
    and string.sub(info.source, 1, #OWN) ~= OWN
end

-- Return the innermost position "file:line" (or nil) and the list of lines outward. Names of chunks
-- and of fields are the test's, so they may be any bytes.
function traceback.capture()
  local position, lines = nil, {}
  local level, info = 2, debug.getinfo(2, "Snl")
  while info and #lines < MOST_LINES do
    if traceback.is_test_code(info) then
      local where = text.clean(string.sub(info.source, 2)) .. ":" .. info.currentline
      position = position or where
      lines[#lines + 1] = where .. ": " .. text.clean(shown_name(info))
    end
    level = level + 1
    info = debug.getinfo(level, "Snl")
  end
  return position, lines
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

-- LuaJIT cuts long file names in messages to "...end of name"; put the whole name back.
function traceback.restore_names(message)
  local level, info = 2, debug.getinfo(2, "S")
  while info do
    local short = info.short_src .. ":"
    if string.sub(message, 1, #short) == short and traceback.is_test_code(info) then
      return string.sub(info.source, 2) .. string.sub(message, #short)
    end
    level = level + 1
    info = debug.getinfo(level, "S")
  end
  return message
end

return traceback
