-- The vocabulary of assert, row by row: what passes, what fails, what is a wrong call; then what
-- the failures say. `expect` does the comparing, since assert is what is tested.

local assertions = require("framework.assertions")
local format = require("framework.format")
local probing = require("probing")
local expect, node, outcome, message_of =
  probing.expect, probing.node, probing.outcome, probing.message_of

local subject = assertions.new()
local assert = subject.assert

local rows = {}

local function row(wanted, path, ...)
  rows[#rows + 1] = { wanted = wanted, path = path, n = select("#", ...), ... }
end

local function both(path, negated, good, ...)
  row("passes", path, good)
  row("fails", negated, good)
  for i = 1, select("#", ...) do
    row("fails", path, (select(i, ...)))
    row("passes", negated, (select(i, ...)))
  end
end

local function nothing() end

local function raise(value, level)
  return function()
    error(value, level or 0)
  end
end

local point_type = {
  __eq = function(a, b)
    return a.x == b.x
  end,
}

local function point(x, y)
  return setmetatable({ x = x, y = y }, point_type)
end

local function text_object(text)
  return setmetatable({}, {
    __tostring = function()
      return text
    end,
  })
end

local function ring(value)
  local t = { value = value }
  t.next = { value = value, next = t }
  return t
end

for _, path in ipairs({ "spy.was.called", "message.is_true", "array.has.holes", "spy" }) do
  row("misuse", path)
end

both("is_true", "is_not_true", true, false, 1, "true", {})
both("is_false", "is_not_false", false, true, 0)
both("is_nil", "is_not_nil", nil, false, 0)
both("truthy", "is_not_truthy", 0, false)
both("is_truthy", "not_truthy", "", false, nil)
both("falsy", "is_not_falsy", false, true, {})
both("is_falsy", "not_falsy", nil, 1)
both("is_boolean", "is_not_boolean", true, nil, 1)
both("is_number", "is_not_number", 0 / 0, "1")
both("is_string", "is_not_string", "", 1)
both("is_table", "is_not_table", {}, "t")
both("is_function", "is_not_function", nothing, {})
both("is_thread", "is_not_thread", coroutine.create(nothing), nothing)
row("fails", "is_userdata", {})
row("passes", "is_not_userdata", {})

for _, spelling in ipairs({
  "is.True", "is_true", "is.is_true", "True", "are.True", "was_true", "has.True", "does_true",
  "is_not.is_not.True", "Not.no.True", "IS_TRUE", "is__true", "_is_true_", "is_true.is",
}) do
  row("passes", spelling, true)
  row("fails", spelling, false)
end
for _, spelling in ipairs({ "is_not.True", "Not.True", "is.Not.True", "is_not_true", "no_true" }) do
  row("fails", spelling, true)
  row("passes", spelling, false)
end
for _, word in ipairs({ "True(true)", "False(false)", "Nil()", "Function(print)" }) do
  local name, value = string.match(word, "^(%a+)%((%a*)%)")
  row("passes", "is." .. name, ({ ["true"] = true, ["false"] = false, print = print })[value])
end
for _, unknown in ipairs({ "foo", "is_foo", "foo_is_true", "is.foo.True", "truely" }) do
  row("misuse", unknown, true)
end

for _, name in ipairs({ "equal", "equals", "are.equal", "are_equal", "is.equal" }) do
  row("passes", name, 1, 1)
  row("passes", name, nil, nil)
  row("fails", name, 1, "1")
  row("fails", name, {}, {})
  row("fails", name, 0 / 0, 0 / 0)
  row("passes", name, point(1, 2), point(1, 3))
  row("misuse", name, 1)
  row("misuse", name)
end
row("passes", "are_not.equal", {}, {})
row("fails", "is_not.equal", "a", "a")
row("misuse", "are_not_equal", 1)

for _, name in ipairs({ "same", "are.same", "is_same" }) do
  row("passes", name, { 1, { a = 2 } }, { 1, { a = 2 } })
  row("passes", name, "a", "a")
  row("passes", name, ring(1), ring(1))
  row("passes", name, { point(1, 2) }, { point(1, 3) })
  row("fails", name, point(1, 2), point(1, 3))
  row("fails", name, ring(1), ring(2))
  row("fails", name, { 1, 2 }, { 1 })
  row("fails", name, { 1 }, { 1, 2 })
  row("fails", name, { 0 / 0 }, { 0 / 0 })
  row("fails", name, { a = {} }, { a = 1 })
  row("fails", name, { [{}] = 1 }, { [{}] = 1 })
  row("misuse", name, 1)
end
row("passes", "are_not.same", { 1 }, { 2 })
row("fails", "is_not_same", { 1 }, { 1 })
row("passes", "same", { a = 1 }, setmetatable({}, { __index = { a = 1 } }))

row("passes", "near", 1, 1.1, 0.2)
row("passes", "near", 1, 1.25, 0.25)
row("passes", "is.near", "1", 1.1, "0.2")
row("fails", "near", 1, 2, 0.5)
row("fails", "near", 1, 0 / 0, 0.5)
row("passes", "is_not.near", 1, 2, 0.5)
row("misuse", "near", 1, 2)
row("misuse", "near", 1, "x", 1)
row("misuse", "near", 1, 1, {})

for _, name in ipairs({ "match", "matches", "has_match" }) do
  row("passes", name, "b", "abc")
  row("passes", name, "%d+", 123)
  row("passes", name, "thing", text_object("a thing"))
  row("passes", name, "c", "abc", 3)
  row("passes", name, ".", "a.c", 2, true)
  row("passes", name, ".", "a.c", nil, true)
  row("fails", name, "x", "abc")
  row("fails", name, "a", "abc", 2)
  row("fails", name, ".", "abc", 1, true)
  row("misuse", name, "a")
  row("misuse", name, 5, "a")
  row("misuse", name, "a", nil)
  row("misuse", name, "a", {})
  row("misuse", name, "(", "a")
end
row("passes", "does_not.match", "x", "abc")
row("fails", "has_no.matches", "a", "abc")

for _, name in ipairs({ "has_error", "has.errors", "error", "has_errors" }) do
  row("passes", name, raise("boom"))
  row("passes", name, raise(nil))
  row("passes", name, raise("boom", 1), "boom")
  row("passes", name, raise("file.lua:12: boom"), "boom")
  row("passes", name, raise({ code = 1 }), { code = 1 })
  row("passes", name, raise(text_object("boom")), "boom")
  row("passes", name, raise("42"), 42)
  row("passes", name, raise(true), true)
  row("passes", name, setmetatable({}, { __call = raise("boom") }), "boom")
  row("fails", name, nothing)
  row("fails", name, raise("boom"), "boo")
  row("fails", name, raise({ code = 1 }), { code = 2 })
  row("fails", name, nothing, "boom")
  row("misuse", name, "not a function")
  row("misuse", name)
end
row("passes", "has_no.errors", nothing)
row("passes", "does_not.error", nothing)
row("passes", "has_no_error", raise("boom"), "other")
row("fails", "has_no.errors", raise("boom"))
row("fails", "has_no.errors", raise("boom"), "boom")

for _, name in ipairs({ "error_matches", "has_error.matches", "matches_error", "error.match" }) do
  row("passes", name, raise("boom 12"), "%d+")
  row("passes", name, raise("boom", 1), "^boom$")
  row("passes", name, raise(text_object("boom")), "oo")
  row("passes", name, raise(nil), nil)
  row("passes", name, raise("a.b"), "a.b", 1, true)
  row("fails", name, raise("boom"), "x")
  row("fails", name, raise({}), "x")
  row("fails", name, nothing, "x")
  row("misuse", name, raise("boom"))
  row("misuse", name, raise("boom"), 5)
  row("misuse", name, "boom", "boom")
end
row("passes", "has_no.error_match", raise("boom"), "x")
row("fails", "does_not.match_error", raise("boom"), "oo")

row("passes", "unique", { 1, 2, { 1 }, { 1 } })
row("passes", "unique", {})
row("fails", "unique", { 1, 2, 1 })
row("fails", "unique", { a = 1, b = 1 })
row("fails", "unique", { { 1 }, { 1 } }, true)
row("fails", "unique", { { 1 }, { 1 } }, "message", true)
row("passes", "is_not_unique", { 1, 1 })
row("misuse", "unique", 5)

row("passes", "returned_arguments", 2, nil, nil)
row("passes", "returned_arguments", 0)
row("fails", "returned_arguments", 1, 1, 2)
row("passes", "not_returned_arguments", 1, 1, 2)

describe("call", function()
  for i, call in ipairs(rows) do
    local arguments = format.value({ unpack(call, 1, call.n) })
    it(i .. ": " .. call.path .. " " .. arguments .. " " .. call.wanted, function()
      expect(call.wanted, outcome(node(call.path), unpack(call, 1, call.n)))
    end)
  end
end)

describe("assert itself", function()
  it("returns all its arguments", function()
    expect("1 nil 3 nil 4", table.concat({
      format.value((assert(1, nil, 3, nil))),
      format.value((select(2, assert(1, nil, 3, nil)))),
      format.value((select(3, assert(1, nil, 3, nil)))),
      format.value((select(4, assert(1, nil, 3, nil)))),
      select("#", assert(1, nil, 3, nil)),
    }, " "))
  end)

  for i, case in ipairs({
    { "assertion failed!", false },
    { "assertion failed!", nil },
    { "text", nil, "text" },
    { "42", false, 42 },
    { "broken \\xff", false, "broken \255" },
  }) do
    it(i .. ": fails with " .. case[1], function()
      expect("fails", outcome(assert, case[2], case[3]))
      expect(case[1], message_of(assert, case[2], case[3]))
    end)
  end

  it("raises any other message as it is", function()
    local object = { code = 1 }
    local _, err = pcall(assert, false, object)
    expect(object, err)
  end)
end)

describe("what an assertion returns:", function()
  it("its arguments", function()
    expect(4, select("#", assert.is_true(true, nil, nil, nil)))
    expect("b", (select(3, assert.equal("a", "a", "b"))))
  end)

  it("the captures", function()
    local year, month = assert.matches("(%d+)-(%d+)", "on 2024-05")
    expect("2024-05", year .. "-" .. month)
  end)

  it("the error without its position", function()
    expect("boom", assert.has_error(raise("boom", 1)))
    local object = {}
    expect(object, (assert.has_error(raise(object))))
    expect("12", assert.error_matches(raise("boom 12"), "%d+"))
  end)
end)

describe("a chain", function()
  it("that is kept can be used again, also after a failure", function()
    local isnt = assert.is_not
    expect("fails", outcome(isnt.True, true))
    expect("passes", outcome(isnt.True, false))
    expect("fails", outcome(isnt.True, true))
    expect("passes", outcome(assert.is_true, true))
  end)

  it("with a call in it can be used again", function()
    local titled = assert.message("mine")
    expect("fails", outcome(titled.is_true, false))
    expect("passes", outcome(titled.is_not.True, false))
    expect("fails", outcome(titled.is_true, false))
  end)
end)

it("assertions work inside coroutines, across yields", function()
  local co = coroutine.create(function()
    return assert.has_error(function()
      coroutine.yield()
      error("late", 0)
    end, "late")
  end)
  coroutine.resume(co)
  local ok, err = coroutine.resume(co)
  expect(true, ok)
  expect("late", err)
end)
