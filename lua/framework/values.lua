-- A list of arguments or results that knows its count, since nil may be among them.

local values = {}

local Values = {}

function values.pack(...)
  return setmetatable({ n = select("#", ...), ... }, Values)
end

function values.unpack(list)
  return unpack(list, 1, list.n or #list)
end

function values.is(v)
  return type(v) == "table" and getmetatable(v) == Values
end

-- "(1, nil, 2)"; `write` turns a value into text.
function values.show(list, write)
  local shown = {}
  for i = 1, list.n do
    shown[i] = write(list[i])
  end
  return "(" .. table.concat(shown, ", ") .. ")"
end

return values
