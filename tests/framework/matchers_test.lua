-- Matchers: the values each fits and those it does not.

local subject = require("framework.assertions").new()
local probing = require("probing")
local raises, echo = probing.raises, probing.echo
local assert, match = subject.assert, subject.match

local ref = {}

describe("matcher", function()
  for _, row in ipairs({
    { "_", match._, { 1, {}, "x" }, {} },
    { "is_number", match.is_number(), { 1, 0 / 0 }, { "1", {} } },
    { "is_not.string", match.is_not.string(), { 1 }, { "x" } },
    { "is_table", match.is_table(), { {} }, { 1 } },
    { "is_boolean", match.is_boolean(), { false }, { 0 } },
    { "is.Function", match.is.Function(), { echo }, { {} } },
    { "is_true", match.is_true(), { true }, { 1 } },
    { "False", match.False(), { false }, { 0 } },
    { "is_truthy", match.is_truthy(), { 1, "x" }, { false } },
    { "is_falsy", match.is_falsy(), { false }, { 1 } },
    { "is_equal", match.is_equal(1), { 1 }, { 2, "1" } },
    { "equals", match.equals(ref), { ref }, { {} } },
    { "is_same", match.is_same({ 1 }), { { 1 } }, { { 2 }, 1 } },
    { "is_not_same", match.is_not_same({ 1 }), { { 2 } }, { { 1 } } },
    { "is_ref", match.is_ref(ref), { ref }, { {} } },
    { "is_near", match.is_near(1, 0.5), { 1.5, "1" }, { 2, {}, "x" } },
    { "has_match", match.has_match("^a"), { "abc" }, { "xa", {}, 1 } },
    { "matches plain", match.matches(".", 1, true), { "a.c" }, { "abc" } },
    { "is_unique", match.is_unique(), { { 1, 2 } }, { { 1, 1 }, 5 } },
    { "is_unique deep", match.is_unique(true), { { {}, 1 } }, { { {}, {} } } },
    { "is_all_of", match.is_all_of(match.is_number(), match.is_near(1, 1)), { 1 }, { 5, "1" } },
    { "is_any_of", match.is_any_of(match.is_number(), match.is_string()), { 1, "x" }, { {} } },
    { "is_none_of", match.is_none_of(match.is_number(), match.is_string()), { {} }, { 1, "x" } },
  }) do
    it(row[1], function()
      for _, value in ipairs(row[3]) do
        assert.is_true(row[2](value))
      end
      for _, value in ipairs(row[4]) do
        assert.is_false(row[2](value))
      end
    end)
  end

  for i, wrong in ipairs({
    function()
      match.is_foo()
    end,
    function()
      match.is_near(1)
    end,
    function()
      match.is_ref(1)
    end,
    function()
      match.has_match(1)
    end,
    function()
      match.is_any_of()
    end,
    function()
      match.is_all_of(1)
    end,
    function()
      match.is_equal()
    end,
  }) do
    it("called in a wrong way, case " .. i, function()
      assert.is_true(raises(wrong))
    end)
  end

  it("is told from other values", function()
    assert.is_true(match.is_matcher(match._))
    assert.is_false(match.is_matcher({}))
    assert.is_true(match.is_ref_matcher(match.is_ref({})))
    assert.is_false(match.is_ref_matcher(match.is_nil()))
  end)

  it("can be registered", function()
    assert:register("matcher", "even", function()
      return function(value)
        return type(value) == "number" and value % 2 == 0
      end
    end)
    assert.is_true(match.is_even()(2))
    assert.is_true(match.is_not_even()(3))
    assert:unregister("matcher", "even")
    assert.is_true(raises(function()
      match.is_even()
    end))
  end)
end)
