-- assert.array(list): holes in it.

local assertions = require("framework.assertions")

local assert = assertions.new().assert

local function expect(wanted, got)
  if wanted ~= got then
    error("expected " .. tostring(wanted) .. ", got " .. tostring(got), 2)
  end
end

local function outcome(fn)
  local ok, err = pcall(fn)
  if ok then
    return "passes"
  end
  return getmetatable(err) == assertions.Failure and "fails" or "misuse"
end

describe("array", function()
  for i, case in ipairs({
    { "passes", { 1, 2, 3 }, "has.no.holes" },
    { "fails", { 1, 2, 3 }, "has.no.holes", 4 },
    { "passes", { 1, 2, 3 }, "has.holes", 4 },
    { "fails", { 1, nil, 3 }, "has_no_holes" },
    { "passes", {}, "no.holes" },
    { "misuse", {}, "has.holes", "x" },
  }) do
    it(i .. ": " .. case[3] .. " " .. case[1], function()
      expect(case[1], outcome(function()
        local at = assert.array(case[2])
        for word in string.gmatch(case[3], "%a+") do
          at = at[word]
        end
        at(case[4])
      end))
    end)
  end

  it("gives the place of the hole", function()
    expect(2, assert.array({ 1, nil, 3 }).has.holes())
  end)

  it("is needed by holes, once", function()
    expect("misuse", outcome(assert.has.holes))
    expect("misuse", outcome(function()
      assert.array({}).array({}).has.holes()
    end))
  end)
end)
