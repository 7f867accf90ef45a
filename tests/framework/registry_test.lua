-- Words that a test file registers: assertions and modifiers; matchers are in matchers_test.
-- `expect` does the comparing, since assert is what is tested.

local assertions = require("framework.assertions")
local probing = require("probing")
local expect, outcome, message_of = probing.expect, probing.outcome, probing.message_of

local subject = assertions.new()
local assert, say = subject.assert, subject.say

describe("registered words:", function()
  it("an assertion with its messages", function()
    say:set("assertion.divides.positive", "%s should divide %s")
    say:set("assertion.divides.negative", "%2$s divided by %1$s")
    assert:register("assertion", "divides", function(_, arguments)
      return arguments[2] % arguments[1] == 0
    end, "assertion.divides.positive", "assertion.divides.negative")
    expect("passes", outcome(assert.divides, 2, 4))
    expect("passes", outcome(assert.does_not.divides, 2, 5))
    expect("2 should divide 5", message_of(assert.divides, 2, 5))
    expect("4 divided by 2", message_of(assert.Not.divides, 2, 4))
  end)

  it("of several tokens, replaced and removed", function()
    local function answer(value)
      assert:register("assertion", "Has_Luck", function()
        return value
      end)
    end
    answer(true)
    expect("passes", outcome(assert.has_luck))
    answer(false)
    expect("fails", outcome(assert.has_luck))
    expect("passes", outcome(assert.is_not.has_luck))
    assert:unregister("assertion", "has_luck")
    expect("misuse", outcome(assert.has_luck))
  end)

  it("state, arguments and level reach the callback", function()
    assert:register("assertion", "inspects", function(state, arguments, level)
      state.failure_message = "from inside"
      return state.mod and arguments.n == 2 and type(level) == "number", { "a", "b" }
    end)
    local first, second = assert.inspects("x", nil)
    expect("ab", first .. second)
    expect("from inside", message_of(assert.inspects, 1))
  end)

  it("a modifier that keeps something for the assertion", function()
    assert:register("modifier", "twice", function(state, arguments)
      state.doubled = arguments[1] * 2
    end)
    assert:register("assertion", "gives", function(state, arguments)
      return state.doubled == arguments[1]
    end)
    expect("passes", outcome(assert.twice(3).gives, 6))
    expect("fails", outcome(assert.twice(3).gives, 7))
    expect("passes", outcome(assert.is_not.twice(3).gives, 7))
  end)
end)
