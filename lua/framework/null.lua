-- Represents Python's None in a list, so that lengths and positions hold. It equals itself
-- alone. Python recognises it by the field IS_NULL, which no other table answers to.

local IS_NULL = "\0is null"

return setmetatable({}, {
  __index = function(_, key)
    return key == IS_NULL or nil
  end,
  __newindex = function()
    error("test_harness.null cannot be changed", 2)
  end,
  __tostring = function()
    return "null"
  end,
  __metatable = false,
})
