-- What failed assertions say, and what changes it: messages, formatters, parameters, say.
-- `expect` does the comparing, since assert is what is tested.

local assertions = require("framework.assertions")
local probing = require("probing")
local expect, node, outcome, message_of =
  probing.expect, probing.node, probing.outcome, probing.message_of

local subject = assertions.new()
local assert, say = subject.assert, subject.say

local function nothing() end

local function raise(value)
  return function()
    error(value, 0)
  end
end

local MESSAGES = {
  { "expected values to be equal\nexpected: 3\nactual:   5", "equal", 3, 5 },
  { "mine\nexpected values to be equal\nexpected: 3\nactual:   5", "equal", 3, 5, "mine" },
  { "{ 1 }\nexpected values to be equal\nexpected: 3\nactual:   5", "equal", 3, 5, { 1 } },
  { "expected the same table, got another of equal content:\n{ 1 }", "equal", { 1 }, { 1 } },
  { "expected values not to be equal, but both are:\n1", "are_not.equal", 1, 1 },
  { "expected values to be equal\nexpected: true\nactual:   1", "is_true", 1 },
  { "mine\nexpected a value of type string, got: 1", "is_string", 1, "mine" },
  { "expected values to be the same\n(root): expected 3, actual 5", "same", 3, 5 },
  {
    "expected values to be equal\n(root): - expected, + actual"
      .. "\n    one\n  - two\n  + zwei\n    three",
    "equal",
    "one\ntwo\nthree\n",
    "one\nzwei\nthree\n",
  },
  {
    "expected values to be the same\n.a[1]: - expected, + actual\n  - x\\x20\n  + x\n    \\x1by",
    "same",
    { a = { "x \n\27y" } },
    { a = { "x\n\27y" } },
  },
  { "expected values not to be equal, but both are:\n\"a\\nb\"", "are_not.equal", "a\nb", "a\nb" },
  {
    "mine\nexpected values to be the same"
      .. "\n.a[2]: expected 2, actual 3\n.b: expected 1, actual nothing",
    "same",
    { a = { 1, 2 }, b = 1, c = 1 },
    { a = { 1, 3 }, c = 1 },
    "mine",
  },
  { "expected values to be near\nexpected: 1 +- 0.5\nactual:   2", "near", 1, 2, 0.5 },
  { 'expected the text to match\npattern: "x"\nactual:  "abc"', "matches", "x", "abc" },
  { 'mine\nexpected the text to match\npattern: "x"\nactual:  "b"', "match", "x", "b", "mine" },
  { "mine\nexpected an error, but there was none", "has_error", nothing, nil, "mine" },
  { 'expected an error, but there was none\nexpected: "x"', "has_error", nothing, "x" },
  { 'expected a different error\nexpected: "x"\nactual:   "y"', "has_error", raise("y"), "x" },
  {
    "expected a different error\n.code: expected 1, actual 2",
    "has_error",
    raise({ code = 2 }),
    { code = 1 },
  },
  { 'expected no error, got: "file.lua:1: y"', "has_no.errors", raise("file.lua:1: y") },
}

describe("message", function()
  for i, case in ipairs(MESSAGES) do
    it(i .. " of " .. case[2], function()
      expect(case[1], message_of(node(case[2]), case[3], case[4], case[5], case[6]))
    end)
  end

  it("is what tostring gives, and the kind is assertion", function()
    local _, err = pcall(assert.is_true, false)
    expect(err.message, tostring(err))
    expect("assertion", err.kind)
  end)

  it("of the message modifier comes first", function()
    local message = message_of(assert.message("mine").is_true, 1)
    expect("mine", string.match(message, "^[^\n]*"))
  end)

  it("is valid UTF-8", function()
    expect("fails", outcome(assert.equal, "\255", "\254"))
    expect("\\xff", string.match(message_of(assert.is_true, false, "\255"), "^[^\n]*"))
  end)

  it("of a wrong call names the line of the call", function()
    local _, err = pcall(function()
      assert.near(1)
    end)
    expect("messages_test.lua", string.match(err, "([%w_]+%.lua):%d+: "))
  end)
end)

describe("formatters and parameters", function()
  local function shout(value)
    return type(value) == "string" and value:upper() .. "!" or nil
  end

  it("change messages until they are removed", function()
    assert:add_formatter(shout)
    local equal = "expected values to be equal\nexpected: A!\nactual:   B!"
    expect(equal, message_of(assert.equal, "a", "b"))
    expect("B!", assert:format({ "b", n = 1 })[1])
    local same = message_of(assert.same, { "a" }, { "b" })
    expect("[1]: expected A!, actual B!", string.match(same, "%[.*"))
    assert:remove_formatter(shout)
    expect('"b"', assert:format({ "b", n = 1 })[1])
  end)

  it("are undone by a snapshot", function()
    local snapshot = assert:snapshot()
    assert:add_formatter(shout)
    assert:set_parameter("TableFormatLevel", 1)
    expect("{ { … } }", assert:format({ { { 1 } }, n = 1 })[1])
    snapshot:revert()
    expect(3, assert:get_parameter("TableFormatLevel"))
    expect('"b"', assert:format({ "b", n = 1 })[1])
    expect("misuse", outcome(snapshot.revert, snapshot))
  end)

  it("stay when the snapshot is removed", function()
    local outer, inner = assert:snapshot(), assert:snapshot()
    assert:set_parameter("mine", 1)
    inner:remove()
    expect(1, assert:get_parameter("mine"))
    outer:revert()
    expect(nil, assert:get_parameter("mine"))
  end)
end)

describe("say", function()
  it("fills in arguments in order or by place", function()
    say:set("greeting", "%s and %s")
    expect("a and nil", say("greeting", { "a", nil, n = 2 }))
    say:set("greeting", "%2$s and %1$s")
    expect("b and a", say("greeting", { "a", "b" }))
    expect(nil, say("unheard of"))
  end)

  it("falls back to English", function()
    say:set_namespace("de")
    say:set("greeting.own", "Hallo %s")
    expect("Hallo x", say("greeting.own", { "x" }))
    expect("expected a different error", say("assertion.error.differences"))
    say:set_namespace("en")
    expect(nil, say("greeting.own"))
  end)
end)
