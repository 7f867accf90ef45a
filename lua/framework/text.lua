-- Text that may hold any bytes, made safe to print and to store: reports are UTF-8, Lua strings
-- are not. `clean` repairs a text, `quote` writes it as a Lua string literal.

local byte, find, gsub, sub = string.byte, string.find, string.gsub, string.sub

local text = {}

local ESCAPES = { ["\n"] = "\\n", ["\t"] = "\\t", ["\r"] = "\\r", ['"'] = '\\"', ["\\"] = "\\\\" }

local function escape(char)
  return ESCAPES[char] or string.format("\\x%02x", byte(char))
end

-- The second byte's range is narrower after some leads, against overlong forms, surrogates and
-- code points above U+10FFFF.
local SECOND_LOWEST = { [0xE0] = 0xA0, [0xF0] = 0x90 }
local SECOND_HIGHEST = { [0xED] = 0x9F, [0xF4] = 0x8F }

local function sequence_length(lead)
  if lead >= 0xC2 and lead <= 0xDF then
    return 2
  elseif lead >= 0xE0 and lead <= 0xEF then
    return 3
  elseif lead >= 0xF0 and lead <= 0xF4 then
    return 4
  end
end

-- Length of the valid sequence at i, or nil.
local function valid_length(s, i)
  local lead, second = byte(s, i, i + 1)
  local length = sequence_length(lead)
  if not length or not second then
    return nil
  end
  if second < (SECOND_LOWEST[lead] or 0x80) or second > (SECOND_HIGHEST[lead] or 0xBF) then
    return nil
  end
  for at = i + 2, i + length - 1 do
    local continuation = byte(s, at)
    if not continuation or continuation < 0x80 or continuation > 0xBF then
      return nil
    end
  end
  return length
end

local function repair(run)
  local parts, i = {}, 1
  while i <= #run do
    local length = valid_length(run, i)
    parts[#parts + 1] = length and sub(run, i, i + length - 1) or escape(sub(run, i, i))
    i = i + (length or 1)
  end
  return table.concat(parts)
end

-- Valid UTF-8: each byte that belongs to no valid sequence is written \xNN.
function text.clean(s)
  if not find(s, "[\128-\255]") then
    return s
  end
  return (gsub(s, "[\128-\255]+", repair))
end

-- A cut inside a code point would be reported as broken bytes.
local function cut(s, limit_bytes)
  local last = limit_bytes
  while last > limit_bytes - 3 and find(s, "^[\128-\191]", last + 1) do
    last = last - 1
  end
  return sub(s, 1, last)
end

function text.quote(s, limit_bytes)
  if limit_bytes and #s > limit_bytes then
    return text.quote(cut(s, limit_bytes)) .. "…"
  end
  if not find(s, '[%c"\\\128-\255]') then
    return '"' .. s .. '"'
  end
  return '"' .. text.clean((gsub(s, '[%c"\\]', escape))) .. '"'
end

return text
