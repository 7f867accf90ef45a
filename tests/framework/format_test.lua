-- Values as text: one input, one text, in every process.

local assert = require("framework.assertions").new().assert
local format = require("framework.format")

local function named_function() end

local cyclic = { name = "a" }
cyclic.self = cyclic

local VALUES = {
  { nil, "nil" },
  { true, "true" },
  { 0, "0" },
  { -0, "-0" },
  { 5, "5" },
  { -12, "-12" },
  { 0.1, "0.1" },
  { 1 / 3, "0.3333333333333333" },
  { 0.1 + 0.2, "0.30000000000000004" },
  { 1e15, "1000000000000000" },
  { 2 ^ 53, "9007199254740992" },
  { 1e100, "1e+100" },
  { 1 / 0, "inf" },
  { -1 / 0, "-inf" },
  { 0 / 0, "nan" },
  { "", '""' },
  { "plain", '"plain"' },
  { 'quote " and \\', '"quote \\" and \\\\"' },
  { "a\n\tb\r", '"a\\n\\tb\\r"' },
  { "\0\1\127", '"\\x00\\x01\\x7f"' },
  { "é€😀", '"é€😀"' },
  { "a\255b\195", '"a\\xffb\\xc3"' },
  { {}, "{}" },
  { { 1, 2, x = 3, ["a b"] = 4 }, '{ 1, 2, ["a b"] = 4, x = 3 }' },
  { { [0] = "z", "a" }, '{ [0] = "z", "a" }' },
  { { 1, nil, 3 }, "{ 1, [3] = 3 }" },
  { { ["end"] = 1, _x1 = 2 }, '{ _x1 = 2, ["end"] = 1 }' },
  { { [true] = 1, [1.5] = 2 }, "{ [1.5] = 2, [true] = 1 }" },
  { { [{ 1 }] = { 2 } }, "{ [{ 1 }] = { 2 } }" },
  { { { { {} } } }, "{ { { {} } } }" },
  { cyclic, '{ name = "a", self = <cycle> }' },
  { { cyclic.name, cyclic.name }, '{ "a", "a" }' },
  { setmetatable({ 1 }, {}), "{ 1 }" },
  {
    setmetatable({}, {
      __tostring = function()
        return "a thing \255"
      end,
    }),
    "a thing \\xff",
  },
  {
    setmetatable({}, {
      __tostring = function()
        error("broken")
      end,
    }),
    "<error in __tostring>",
  },
  { string.rep, "function <builtin>" },
  { coroutine.create(named_function), "<thread>" },
}

describe("value", function()
  for i, row in ipairs(VALUES) do
    it(i .. ": " .. format.clean(row[2]), function()
      assert.equal(row[2], format.value(row[1]))
    end)
  end

  it("shows where a function was written", function()
    assert.matches("^function <.*format_test%.lua:%d+>$", format.value(named_function))
  end)

  it("reads back every number it shows", function()
    for _, number in ipairs({ 0.1, 1 / 3, 1e300, 5e-324, 2 ^ 63, -2 ^ 53 - 2, 123456.789e3 }) do
      assert.equal(number, tonumber(format.value(number)))
    end
  end)

  it("shows shared tables in full, cycles once", function()
    local shared = { 1 }
    assert.equal("{ { 1 }, { 1 } }", format.value({ shared, shared }))
  end)

  it("stops at the depth limit", function()
    assert.equal("{ { … } }", format.value({ { { 1 } } }, { depth = 1 }))
  end)

  it("stops at the limit of items", function()
    assert.equal("{ 1, 2, … }", format.value({ 1, 2, 3, 4 }, { items = 2 }))
  end)

  it("cuts long strings between characters", function()
    assert.equal('"aé"…', format.value("aéé", { bytes = 4 }))
  end)
end)

describe("multiline", function()
  it("keeps what is short on one line", function()
    assert.equal("{ 1, x = 2 }", format.multiline({ 1, x = 2 }))
  end)

  it("gives an entry a line where the line would be long", function()
    local long = string.rep("x", 70)
    local expected = {
      "{",
      "  1,",
      "  inner = {",
      '    text = "' .. long .. '",',
      "    z = true,",
      "  },",
      "}",
    }
    local shown = format.multiline({ 1, inner = { text = long, z = true } })
    assert.equal(table.concat(expected, "\n"), shown)
  end)
end)

local function same_when_asked(answer)
  return setmetatable({}, {
    __eq = function()
      return answer
    end,
  })
end

local DIFFS = {
  { "equal scalars", 1, 1, {} },
  { "equal tables", { a = { 1 } }, { a = { 1 } }, {} },
  { "scalars", 3, 5, { "(root): expected 3, actual 5" } },
  { "types", {}, 5, { "(root): expected {}, actual 5" } },
  { "nil", nil, false, { "(root): expected nil, actual false" } },
  { "missing", { x = 1 }, {}, { ".x: expected 1, actual nothing" } },
  { "extra", {}, { x = 4 }, { ".x: expected nothing, actual 4" } },
  { "false is something", { x = false }, {}, { ".x: expected false, actual nothing" } },
  { "nan", { 0 / 0 }, { 0 / 0 }, { "[1]: expected nan, actual nan" } },
  { "odd keys", { ["a b"] = 1, [true] = 1 }, {}, {
    '["a b"]: expected 1, actual nothing',
    "[true]: expected 1, actual nothing",
  } },
  {
    "every path, in order, equal parts left out",
    { players = { { score = 1 }, { score = 3 } }, x = "a", list = { 1, 2, 3 }, same = { 1 } },
    { players = { { score = 1 }, { score = 5 } }, y = "b", list = { 1, 9 }, same = { 1 } },
    {
      ".list[2]: expected 2, actual 9",
      ".list[3]: expected 3, actual nothing",
      ".players[2].score: expected 3, actual 5",
      '.x: expected "a", actual nothing',
      '.y: expected nothing, actual "b"',
    },
  },
  { "tables against scalars", { a = { 1, 2 } }, { a = 1 }, { ".a: expected { 1, 2 }, actual 1" } },
}

describe("diff of", function()
  for _, row in ipairs(DIFFS) do
    it(row[1], function()
      local lines = format.diff(row[2], row[3])
      assert.equal(table.concat(row[4], "\n"), table.concat(lines, "\n"))
    end)
  end

  it("numbers as keys: in the order of numbers", function()
    local expected, actual = {}, {}
    for i = 1, 12 do
      expected[i], actual[i] = i, -i
    end
    local lines = format.diff(expected, actual)
    assert.equal(12, #lines)
    assert.equal("[2]: expected 2, actual -2", lines[2])
    assert.equal("[10]: expected 10, actual -10", lines[10])
  end)

  it("parts shared by several paths: at each path", function()
    local a, b = { v = 1 }, { v = 2 }
    local lines = format.diff({ x = a, y = a }, { x = b, y = b })
    assert.same({ ".x.v: expected 1, actual 2", ".y.v: expected 1, actual 2" }, lines)
  end)

  it("cycles", function()
    local a, b = { v = 1 }, { v = 2 }
    a.self, b.self = a, b
    assert.same({ ".v: expected 1, actual 2" }, format.diff(a, b))
    b.v = 1
    assert.same({}, format.diff(a, b))
  end)

  it("deep graphs of equal parts, in good time", function()
    local a, b = {}, {}
    for _ = 1, 40 do
      a, b = { a, a }, { b, b }
    end
    assert.same({}, format.diff(a, b))
  end)

  it("tables whose __eq decides", function()
    local equal, different = same_when_asked(true), same_when_asked(false)
    local twin = setmetatable({ 1 }, getmetatable(equal))
    assert.same({}, format.diff({ equal }, { twin }))
    twin = setmetatable({}, getmetatable(different))
    assert.same({ "[1]: expected {}, actual {}" }, format.diff({ different }, { twin }))
    twin[1] = 5
    assert.same({ "[1][1]: expected nothing, actual 5" }, format.diff({ different }, { twin }))
  end)

  it("uses the given way to write values", function()
    local lines = format.diff({ 1 }, { 2 }, function(value)
      return "<" .. value .. ">"
    end)
    assert.same({ "[1]: expected <1>, actual <2>" }, lines)
  end)
end)

local CLEAN = {
  { "", "" },
  { "plain \n\0", "plain \n\0" },
  { "é€😀", "é€😀" },
  { "\255", "\\xff" },
  { "a\195", "a\\xc3" },
  { "\195\169\195", "é\\xc3" },
  { "\192\128", "\\xc0\\x80" },
  { "\224\128\128", "\\xe0\\x80\\x80" },
  { "\237\160\128", "\\xed\\xa0\\x80" },
  { "\240\128\128\128", "\\xf0\\x80\\x80\\x80" },
  { "\244\144\128\128", "\\xf4\\x90\\x80\\x80" },
  { "\226\130x", "\\xe2\\x82x" },
  { "\128é", "\\x80é" },
}

describe("clean", function()
  for i, row in ipairs(CLEAN) do
    it("makes UTF-8 of text " .. i, function()
      assert.equal(row[2], format.clean(row[1]))
    end)
  end
end)

describe("tostring_safe", function()
  for _, row in ipairs({ { "nil", nil }, { "1.5", 1.5 }, { "true", true }, { "text", "text" } }) do
    it("is tostring for " .. row[1], function()
      assert.equal(row[1], format.tostring_safe(row[2]))
    end)
  end

  it("numbers objects by type, the same for the same object", function()
    local a, b = {}, {}
    local first = tonumber(format.tostring_safe(a):match("^table: (%d+)$"))
    assert.equal("table: " .. first + 1, format.tostring_safe(b))
    assert.equal("table: " .. first, format.tostring_safe(a))
    assert.matches("^function: %d+$", format.tostring_safe(print))
    assert.matches("^thread: %d+$", format.tostring_safe(coroutine.create(print)))
  end)

  it("asks __tostring", function()
    local thing = setmetatable({}, {
      __tostring = function()
        return "thing"
      end,
    })
    assert.equal("thing", format.tostring_safe(thing))
  end)
end)
