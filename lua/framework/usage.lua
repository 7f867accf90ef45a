-- Checks of how the assertions are called. A wrong call is an error of the test, not a failure of
-- what it tests, and carries the position of the test's line.

local usage = {}

local OWN = string.match(debug.getinfo(1, "S").source, "^.*/")

function usage.fail(message)
  local level = 2
  local info = debug.getinfo(level, "S")
  while info and string.sub(info.source, 1, #OWN) == OWN do
    level = level + 1
    info = debug.getinfo(level, "S")
  end
  error(message, level)
end

function usage.need(arguments, count, name)
  if arguments.n < count then
    usage.fail("'" .. name .. "' needs at least " .. count .. " argument(s), got " .. arguments.n)
  end
end

function usage.check(ok, place, name, expected, got)
  if not ok then
    local kinds = " (" .. expected .. " expected, got " .. type(got) .. ")"
    usage.fail("bad argument #" .. place .. " to '" .. name .. "'" .. kinds)
  end
end

-- spy:new(fn) passes the library itself as the first argument.
function usage.check_dot(first, library, name)
  if rawequal(first, library) then
    usage.fail(name .. " was called with a colon; call it with a dot")
  end
end

-- A modifier that takes a value was used without one: assert.spy.was.called().
function usage.check_given(arguments, name)
  if not arguments or arguments.n == 0 then
    usage.fail("'" .. name .. "' takes a value: assert." .. name .. "(value)")
  end
end

function usage.has_metamethod(v, name)
  local meta = debug.getmetatable(v)
  return type(meta and meta[name]) == "function"
end

function usage.is_callable(v)
  return type(v) == "function" or usage.has_metamethod(v, "__call")
end

return usage
