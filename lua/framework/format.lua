-- Values as text, the same text in every process: keys sorted, no addresses, numbers that read
-- back exactly. Everything a message, a log line or a report shows of a Lua value is made here.

local control = require("framework.control")
local ordered = require("framework.ordered")
local text = require("framework.text")

local next, rawget, type = next, rawget, type
local concat, find = table.concat, string.find
local getmetatable = debug.getmetatable
local create, resume = coroutine.create, coroutine.resume

local format = { clean = text.clean, quote = text.quote }

local LIMITS = { depth = 6, items = 100, bytes = 65536 }
local LINE_BYTES = 80

local RESERVED = " and break do else elseif end false for function goto if in local nil not or"
  .. " repeat return then true until while "

local identities = setmetatable({}, { __mode = "k" })
local identity_counts = {}

-- Stands for an address: objects are numbered per type when they are first shown.
function format.identity(v)
  local id = identities[v]
  if not id then
    local kind = type(v)
    id = (identity_counts[kind] or 0) + 1
    identity_counts[kind] = id
    identities[v] = id
  end
  return id
end

function format.number(n)
  if n ~= n then
    return "nan"
  elseif n == 0 then
    return 1 / n < 0 and "-0" or "0"
  elseif n % 1 == 0 and n > -2 ^ 53 and n < 2 ^ 53 then
    return string.format("%d", n)
  end
  local shown
  for digits = 14, 17 do
    shown = string.format("%." .. digits .. "g", n)
    if tonumber(shown) == n then
      break
    end
  end
  return shown
end

-- Can be written after a dot.
function format.is_name(key)
  return type(key) == "string"
    and find(key, "^[%a_][%w_]*$") ~= nil
    and not find(RESERVED, " " .. key .. " ", 1, true)
end

local function origin(fn)
  local info = debug.getinfo(fn, "S")
  if info.what == "C" then
    return "function <builtin>"
  end
  local file = string.match(info.source, "^[@=](.*)") or info.short_src
  if string.sub(file, 1, 14) == "lua/framework/" then
    return "function <harness>"
  end
  return "function <" .. file .. ":" .. info.linedefined .. ">"
end

-- What the value says of itself, or nil.
local function own_text(v)
  local meta = getmetatable(v)
  if not meta or rawget(meta, "__tostring") == nil then
    return nil
  end
  local signal = control.signal
  local ok, shown = resume(create(tostring), v) -- where it waits, it has no text
  if control.signal == control.RUNAWAY then
    error(control.RUNAWAY, 0)
  end
  control.signal = signal
  return ok and type(shown) == "string" and text.clean(shown) or "<error in __tostring>"
end

local function scalar(v, limits)
  local kind = type(v)
  if kind == "string" then
    return text.quote(v, limits.bytes)
  elseif kind == "number" then
    return format.number(v)
  elseif kind == "function" then
    return origin(v)
  elseif kind == "nil" or kind == "boolean" then
    return tostring(v)
  elseif kind == "cdata" and not find(tostring(v), "0x", 1, true) then
    return tostring(v)
  end
  return own_text(v) or "<" .. kind .. ">"
end

-- The text of a value that is not written entry by entry; nil for the others.
local function short_form(v, limits, depth, open)
  if type(v) ~= "table" then
    return scalar(v, limits)
  end
  local shown = own_text(v)
  if shown then
    return shown
  elseif next(v) == nil then
    return "{}"
  elseif open[v] then
    return "<cycle>"
  end
  return depth > limits.depth and "{ … }" or nil
end

local render

-- "x = " or "[2] = "; nothing for the list entry that is due at this place.
local function label(key, place, limits, open)
  if key == place then
    return ""
  elseif format.is_name(key) then
    return key .. " = "
  end
  return "[" .. render(key, limits, limits.depth, open) .. "] = "
end

-- The entries of t, each written as a label and its value.
local function entries(t, limits, depth, open, indent)
  open[t] = true
  local keys, parts, place = ordered.keys(t, open), {}, 1
  for i = 1, math.min(#keys, limits.items) do
    local key = keys[i]
    local shown = render(rawget(t, key), limits, depth, open, indent)
    parts[i] = label(key, place, limits, open) .. shown
    place = key == place and place + 1 or place
  end
  open[t] = nil
  if #keys > limits.items then
    parts[#parts + 1] = "…"
  end
  return parts
end

-- One line without `indent`; with it, what is too long for a line takes one line an entry.
function render(v, limits, depth, open, indent)
  local short = short_form(v, limits, depth, open)
  if short then
    return short
  end
  if not indent then
    return "{ " .. concat(entries(v, limits, depth + 1, open), ", ") .. " }"
  end
  local line = render(v, limits, depth, open)
  if #indent + #line <= LINE_BYTES then
    return line
  end
  local inner = indent .. "  "
  local parts = entries(v, limits, depth + 1, open, inner)
  return "{\n" .. inner .. concat(parts, ",\n" .. inner) .. ",\n" .. indent .. "}"
end

local function read_limits(options)
  if not options then
    return LIMITS
  end
  return {
    depth = options.depth or LIMITS.depth,
    items = options.items or LIMITS.items,
    bytes = options.bytes or LIMITS.bytes,
  }
end

-- One line. Options: depth and items (limits, shown as "…"), bytes (longest string), open (the
-- tables that are being written further out).
function format.value(v, options)
  return render(v, read_limits(options), 1, options and options.open or {})
end

-- One line if it is short, else one line an entry.
function format.multiline(v, options)
  return render(v, read_limits(options), 1, {}, "")
end

-- Required late: diff writes its values with this module.
function format.diff(expected, actual, write)
  return require("framework.diff").paths(expected, actual, write)
end

-- tostring without addresses.
function format.tostring_safe(v)
  local kind = type(v)
  if kind == "string" then
    return v
  elseif kind == "number" or kind == "nil" or kind == "boolean" then
    return tostring(v)
  end
  local meta = getmetatable(v)
  if meta and rawget(meta, "__tostring") ~= nil then
    return tostring(v)
  end
  return kind .. ": " .. format.identity(v)
end

return format
