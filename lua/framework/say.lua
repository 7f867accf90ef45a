-- Message texts by key, in namespaces, so that a project can word messages its own way.
-- A text takes its arguments in order (%s) or by place (%2$s).

local format = require("framework.format")
local messages = require("framework.messages")
local snapshots = require("framework.snapshots")
local usage = require("framework.usage")

local say = {}

local FALLBACK = "en"

local texts = { [FALLBACK] = messages }
local current, fallback = FALLBACK, FALLBACK

local function namespace(name)
  texts[name] = texts[name] or {}
  return name
end

function say.set_namespace(_, name)
  local before = current
  current = namespace(name)
  snapshots.on_revert(function()
    current = before
  end)
end

function say.set_fallback(_, name)
  local before = fallback
  fallback = namespace(name)
  snapshots.on_revert(function()
    fallback = before
  end)
end

function say.set(_, key, text)
  local own, before = texts[current], texts[current][key]
  own[key] = text
  snapshots.on_revert(function()
    own[key] = before
  end)
end

local function fill(key, text, shown)
  if string.find(text, "%%%d%$s") then
    return (string.gsub(text, "%%(%d)%$s", function(place)
      return shown[tonumber(place)]
    end))
  end
  local ok, filled = pcall(string.format, text, unpack(shown))
  if not ok then
    usage.fail("message '" .. key .. "': " .. filled)
  end
  return filled
end

-- nil for an unknown key.
local function lookup(_, key, values)
  usage.check(values == nil or type(values) == "table", 2, "say", "table", values)
  local text = texts[current][key] or texts[fallback][key]
  local shown = {}
  for i = 1, values and math.max(values.n or 0, #values) or 0 do
    shown[i] = format.tostring_safe(values[i])
  end
  return text and #shown > 0 and fill(key, text, shown) or text
end

return setmetatable(say, { __call = lookup })
