-- The order of keys: the same for every way a table was filled, and as next and pairs of Lua
-- otherwise behave.

local assert = require("framework.assertions").new().assert
local ordered = require("framework.ordered")

local function walk(t)
  local keys = {}
  for key, value in ordered.pairs(t) do
    assert.equal(rawget(t, key), value)
    keys[#keys + 1] = key
  end
  return keys
end

local function step(t)
  local keys, key = {}, ordered.next(t)
  while key ~= nil do
    keys[#keys + 1] = key
    key = ordered.next(t, key)
  end
  return keys
end

local ORDERS = {
  { "an empty table", {} },
  { "an array", { 1, 2, 3, 4, 5 } },
  { "numbers", { -1, 0, 0.5, 1, 2, 10, 1e100 } },
  { "strings by bytes", { "", "A", "B", "a", "a\0", "b", "é" } },
  { "booleans", { false, true } },
  { "numbers, strings, booleans", { -3, 1, 2, "1", "x", false, true } },
  { "a single key", { "x" } },
}

local function filled(keys, first, last, by)
  local t = {}
  for i = first, last, by do
    t[keys[i]] = "v"
  end
  return t
end

describe("order of", function()
  for _, row in ipairs(ORDERS) do
    local name, keys = row[1], row[2]
    it(name, function()
      for _, t in ipairs({ filled(keys, 1, #keys, 1), filled(keys, #keys, 1, -1) }) do
        assert.same(keys, ordered.keys(t))
        assert.same(keys, walk(t))
        assert.same(keys, step(t))
      end
    end)
  end

  it("objects: by type name, then by content", function()
    local a, b, c = { 1 }, { 2 }, coroutine.create(function() end)
    local expected = { "x", a, b, c }
    assert.same(expected, ordered.keys({ [c] = 1, [b] = 1, x = 1, [a] = 1 }))
    assert.same(expected, ordered.keys({ [a] = 1, [b] = 1, [c] = 1, x = 1 }))
  end)

  it("objects of equal content: by their values, then always the same", function()
    local a, b, c = {}, {}, {}
    assert.equal(a, (ordered.keys({ [a] = 1, [b] = 2 }))[1])
    assert.equal(b, (ordered.keys({ [a] = 2, [b] = 1 }))[1])
    local first = ordered.keys({ [a] = 1, [b] = 1, [c] = 1 })
    for i, key in ipairs(ordered.keys({ [c] = 1, [b] = 1, [a] = 1 })) do
      assert.equal(first[i], key)
    end
  end)

  it("a table that is its own key", function()
    local t = {}
    t[t], t[{}] = 1, 2
    assert.equal(2, #ordered.keys(t))
  end)
end)

describe("compare", function()
  it("puts numbers before strings before booleans before the rest", function()
    local ascending = { -1, 2, "10", "9", false, true, function() end, {} }
    for i, a in ipairs(ascending) do
      for j, b in ipairs(ascending) do
        assert.equal(i < j, ordered.compare(a, b))
      end
    end
  end)
end)

describe("pairs", function()
  it("goes on when the current key is set to nil", function()
    for _, t in ipairs({ { 1, 2, 3 }, { a = 1, b = 2, c = 3 }, { 1, 2, x = 3 } }) do
      local count = 0
      for key in ordered.pairs(t) do
        t[key] = nil
        count = count + 1
      end
      assert.equal(3, count)
      assert.same({}, t)
    end
  end)

  it("leaves out keys that were set to nil meanwhile", function()
    for _, row in ipairs({ { { 1, 2, 3 }, 2, 3 }, { { a = 1, b = 2, c = 3 }, "b", "c" } }) do
      local t, removed, last = row[1], row[2], row[3]
      local seen = {}
      for key in ordered.pairs(t) do
        t[removed] = nil
        seen[#seen + 1] = key
      end
      assert.equal(2, #seen)
      assert.equal(last, seen[2])
    end
  end)

  it("does not visit what is added meanwhile", function()
    for _, t in ipairs({ { 1, 2, 3 }, { a = 1, b = 2, c = 3 } }) do
      local count = 0
      for _ in ordered.pairs(t) do
        count = count + 1
        t[#t + 1], t["new" .. count] = 1, 1
      end
      assert.equal(3, count)
    end
  end)

  it("ignores __index", function()
    local t = setmetatable({ a = 1, b = 2 }, { __index = { a = 5, b = 5 } })
    local seen = {}
    for key in ordered.pairs(t) do
      t.b = nil
      seen[#seen + 1] = key
    end
    assert.same({ "a" }, seen)
  end)

  it("visits false values", function()
    assert.same({ 1, 2 }, walk({ false, false }))
    assert.same({ "a", "b" }, walk({ a = false, b = false }))
  end)
end)

describe("next", function()
  it("tells an empty table", function()
    assert.is_nil(ordered.next({}))
  end)

  it("gives key and value", function()
    local key, value = ordered.next({ b = false, a = 1 }, "a")
    assert.equal("b", key)
    assert.equal(false, value)
    key, value = ordered.next({ [2] = false })
    assert.equal(2, key)
    assert.equal(false, value)
  end)

  it("empties a table", function()
    local t, seen = { c = 1, a = 1, b = 1 }, {}
    local key = ordered.next(t)
    while key do
      seen[#seen + 1] = key
      t[key] = nil
      key = ordered.next(t)
    end
    assert.same({ "a", "b", "c" }, seen)
  end)

  it("goes on after a key that was removed", function()
    local t, count = { a = 1, b = 2, c = 3 }, 0
    for key in ordered.next, t do
      for _ in ordered.next, t do
        count = count + 1
      end
      t[key] = nil
    end
    assert.equal(3 + 2 + 1, count)
  end)

  it("sees what was added before a new traversal", function()
    local t = { a = 1 }
    assert.is_nil(ordered.next(t, "a"))
    t.b = 2
    assert.equal("b", (ordered.next(t, ordered.next(t))))
  end)

  it("keeps traversals of several tables apart", function()
    local outer, inner, seen = { a = 1, b = 2 }, { x = 1, y = 2 }, {}
    for key in ordered.next, outer do
      for other in ordered.next, inner do
        seen[#seen + 1] = key .. other
      end
    end
    assert.same({ "ax", "ay", "bx", "by" }, seen)
  end)

  it("is not slow on a large table", function()
    local t, count = {}, 0
    for i = 1, 5000 do
      t["key" .. i] = i
    end
    for _ in ordered.next, t do
      count = count + 1
    end
    assert.equal(5000, count)
  end)
end)

describe("what is no table", function()
  for _, name in ipairs({ "pairs", "next", "keys" }) do
    for _, row in ipairs({ { "nil", nil }, { "number", 1 }, { "string", "x" } }) do
      local kind, value = row[1], row[2]
      it("is refused by " .. name .. ": " .. kind, function()
        local message = "bad argument #1 to '" .. name .. "' (table expected, got " .. kind .. ")"
        assert.has_error(function()
          ordered[name](value)
        end, message)
      end)
    end
  end
end)
